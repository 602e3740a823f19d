"""A full disk is no report's fault: no source is suspected, and none is left out for it."""

import errno
import io
import json
import os

import pytest

from board_reports.release.building import builder, child, ladder
from board_reports.site.build import BuildFailed


@pytest.fixture
def told(monkeypatch):
    """Runs the builder in this process with a work that raises what it is given; what it told, and its exit code."""

    def run(error, work="build"):
        def failing(request, tell):
            tell(step="page", source="published_reports/b/index.md")
            raise error

        monkeypatch.setattr(builder, work, failing)
        monkeypatch.setattr(builder.ctypes, "CDLL", lambda *_, **__: type("C", (), {"prctl": lambda *_: 0})())
        stdin = io.TextIOWrapper(io.BytesIO(json.dumps({"do": work}).encode()))
        monkeypatch.setattr(builder.sys, "stdin", stdin)
        reading, writing = os.pipe()
        monkeypatch.setattr(builder.sys, "argv", ["builder", str(writing)])
        with pytest.raises(SystemExit) as ended:
            builder.main()
        with os.fdopen(reading) as channel:
            return [json.loads(line) for line in channel], ended.value.code

    return run


def wrapped(error):
    try:
        try:
            raise error
        except OSError:
            raise BuildFailed("The site cannot be written.") from None
    except BuildFailed as failed:
        return failed


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
@pytest.mark.parametrize("work", ["build", "statutory", "judge"])
def test_an_error_of_the_disk_is_marked_however_it_is_wrapped(told, number, work):
    error = OSError(number, os.strerror(number))
    for raised in (error, wrapped(error)):
        messages, code = told(raised, work)
        assert messages[-1] == {"failed": f"The site cannot be written ({os.strerror(number)}).", "disk": True}
        assert code == 1


def test_any_other_error_is_raised_as_it_is(told):
    with pytest.raises(PermissionError):
        told(PermissionError(errno.EACCES, "Permission denied"))


def test_a_mark_of_the_disk_takes_the_suspicion_away():
    outcome = child.Outcome(kind="page", source="published_reports/b/index.md")
    assert outcome.suspect == "published_reports/b/index.md"
    outcome.disk = True
    assert outcome.suspect is None


def test_nothing_is_left_out_of_a_site_that_a_full_disk_stops(site, monkeypatch):
    """The hook stands for a disk that fills up while a report's page is made."""
    site.report("b", reference="CPR 02/2026")
    (site.root / "hook.py").write_text(
        "def on_post_page(output, page, **_):\n"
        "    if 'cpr-02' in page.url:\n"
        "        raise OSError(28, 'No space left on device')\n"
        "    return output\n"
    )
    site.configure(hooks=["hook.py"])
    tried = []
    real = ladder.run_builder

    def counted(request, **options):
        tried.append((request["do"], request["excluded"]))
        return real(request, **options)

    monkeypatch.setattr(ladder, "run_builder", counted)
    run = site.nightly()
    assert run.exit_code == 1
    assert "No space left on device" in run.document["message"]
    assert "It was at" not in run.document["message"]
    assert all(excluded == [] for _, excluded in tried)
