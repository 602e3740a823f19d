"""A desk in this process, behind a sign-on that is played, for a browser on this machine."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC

import waitress

from board_reports.desk.web.app import create_app
from builders import at

HEADER, KEY = "X-Remote-User", "k" * 40


@dataclass
class OpenDesk:
    """A desk that a browser can open. `now` is what its clock shows, in London."""

    origin: str
    now: str

    def url(self, path="/"):
        """The full address of one of its pages."""
        return self.origin + path

    @staticmethod
    def headers(name="sian.evans@board.example"):
        """What the council's web server adds for whoever is signed in."""
        return {HEADER: name, "X-Board-Desk-Key": KEY}


@contextmanager
def open_desk(config_file, now):
    """Open a desk for the site of a configuration file, and close it at the end."""
    apps = []

    def answers(environ, start):
        return apps[0](environ, start)

    server = waitress.create_server(answers, host="127.0.0.1", port=0, threads=4, ident=None)
    desk = OpenDesk(f"http://127.0.0.1:{server.effective_port}", now)
    app = create_app(
        config_file,
        header=HEADER,
        token=None,
        origin=desk.origin,
        proxy_key=KEY,
        clock=lambda: at(desk.now).astimezone(UTC),
    )
    apps.append(app)
    try:
        with at_work(server):
            yield desk
    finally:
        if previews := app.extensions.get("board-desk-previews"):
            previews.close()


@contextmanager
def at_work(server):
    """Let a server of waitress answer in a thread of its own.

    That thread alone closes what it listens to: closed by another one, it could be looking at it just then.
    """
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.trigger.pull_trigger(lambda: _stop(server))
        thread.join(10)
        server.task_dispatcher.shutdown()


def _stop(server):
    for channel in list(server.active_channels.values()):
        channel.handle_close()
    server.close()
