"""Who is told what, once: over any sequence of outcomes, over lost mails, full disks and broken stores."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board_reports.release.outside.sightings import Change, changes_in
from board_reports.release.record.ledger import Entry, Event, Line
from board_reports.release.state import State
from board_reports.release.telling import alarm, alarm_store
from board_reports.release.telling.alarm import Outcome, Watch, tell
from board_reports.release.telling.message import Audience
from board_reports.reports import Problem

START = datetime(2026, 6, 10, 12, tzinfo=UTC)
PROBLEMS = [Problem(f"published_reports/{name}.md", 4, "weeks", "This is wrong.", "Correct it.") for name in "abcd"]


class Post:
    """A mail server in memory, which can be out of order."""

    def __init__(self):
        self.sent, self.works = [], True

    def __call__(self, message):
        if not self.works:
            return "A mail could not be sent (ConnectionRefusedError)."
        self.sent.append(message)
        return None

    @property
    def subjects(self):
        return [message.subject for message in self.sent]


@pytest.fixture
def post():
    return Post()


@pytest.fixture
def state(tmp_path):
    return State(tmp_path)


def run(code, *problems, **more):
    return Outcome(Watch.RUN, code, problems=problems, **more)


def look(code, **more):
    return Outcome(Watch.SITE, code, **more)


def changed(number, *, opened=True, seen=START):
    return Change(f"CPR {number:02}/2026", opened, seen - timedelta(minutes=5), seen)


def test_nothing_new_tells_nothing(state, post):
    assert tell(state, run(0), post, START) == ()
    assert post.sent == []
    assert (state.folder / "alarms.json").is_file()


def test_failure_is_told_when_it_begins_and_when_it_ends(state, post):
    for code in (0, 1, 1, 1, 0, 3, 1, 3):
        tell(state, run(code, lines=("CPR 01/2026 could not be read.",)), post, START)
    begins, ends = "The nightly run fails", "The nightly run works again"
    assert post.subjects == [begins, ends, begins, ends]
    assert {message.audience for message in post.sent} == {Audience.WEB_TEAM}
    assert "CPR 01/2026 could not be read." in post.sent[0].text
    assert "since 2026-06-10 12:00 UTC" in post.sent[1].text


def test_run_that_did_not_begin_says_nothing_of_the_failure(state, post):
    for code in (1, 4, 2, 4, 1):
        tell(state, run(code, *PROBLEMS[:1]), post, START)
    assert post.subjects == ["The nightly run fails", "Something is left out of the site"]


def test_stale_check_begins_a_failure_whatever_the_exit_code(state, post):
    for stale in (False, True, True, False):
        tell(state, run(0, stale=stale), post, START)
    assert post.subjects == ["The nightly run fails", "The nightly run works again"]
    assert "checked_at" in post.sent[0].text


def test_run_and_site_fail_each_for_itself(state, post):
    for outcome in (run(1), look(1), run(0), look(1), look(0)):
        tell(state, outcome, post, START)
    assert post.subjects == [
        "The nightly run fails",
        "The site is not as it should be",
        "The nightly run works again",
        "The site is as it should be again",
    ]


def test_each_new_problem_is_told_once_and_again_when_it_comes_back(state, post):
    one, two, three, _ = PROBLEMS
    for problems in ([one], [one], [one, two], [two], [two, three], [one, two]):
        tell(state, run(3, *problems), post, START)
    told = [[str(p) in message.text for p in (one, two, three)] for message in post.sent]
    assert told == [[True, False, False], [False, True, False], [False, False, True], [True, False, False]]
    assert {message.audience for message in post.sent} == {Audience.NOTIFY}


def test_problem_whose_line_moves_is_the_same(state, post):
    tell(state, run(3, PROBLEMS[0]), post, START)
    moved = Problem(PROBLEMS[0].file, 9, "weeks", "This is wrong.", "Correct it.")
    tell(state, run(3, moved), post, START)
    assert len(post.sent) == 1


def test_failed_run_does_not_make_problems_new_again(state, post):
    for outcome in (run(3, PROBLEMS[0]), run(1), run(1, PROBLEMS[1]), run(3, *PROBLEMS[:2])):
        tell(state, outcome, post, START)
    assert post.subjects.count("Something is left out of the site") == 2


def test_look_from_outside_knows_nothing_of_problems(state, post):
    for outcome in (run(3, PROBLEMS[0]), look(0), run(3, PROBLEMS[0])):
        tell(state, outcome, post, START)
    assert len(post.sent) == 1


def test_each_opening_and_closing_is_told_once(state, post):
    opening, closing = changed(1), changed(1, opened=False, seen=START + timedelta(minutes=20))
    for changes in ((opening,), (opening,), (opening, closing), (), (opening, closing)):
        tell(state, look(0, changes=changes), post, START + timedelta(hours=1))
    assert post.subjects == ["Seen from outside: 1 opened, 0 closed", "Seen from outside: 0 opened, 1 closed"]
    assert "CPR 01/2026 has opened" in post.sent[0].text
    assert "CPR 01/2026 is no longer public" in post.sent[1].text


def test_old_changes_are_not_told_after_the_store_is_lost(state, post):
    tell(
        state,
        look(0, changes=(changed(1), changed(2, seen=START + timedelta(days=6)))),
        post,
        START + timedelta(days=8),
    )
    assert "CPR 01/2026" not in post.sent[0].text
    assert "CPR 02/2026" in post.sent[0].text


def test_many_problems_make_one_mail_of_bounded_length(state, post):
    many = [Problem(f"published_reports/{number}.md", 1, None, "Wrong.", "") for number in range(500)]
    tell(state, run(3, *many), post, START)
    (message,) = post.sent
    assert message.subject == "500 things are left out of the site"
    assert len(message.text.splitlines()) < 60
    assert "And 450 more." in message.text


# Mail that cannot be sent


def test_mail_that_failed_is_sent_by_the_next_run_in_order(state, post):
    post.works = False
    says = [*tell(state, run(1), post, START), *tell(state, run(0), post, START + timedelta(minutes=5))]
    assert "1 mail is kept, and tried again the next time." in says
    assert "2 mails are kept, and tried again the next time." in says
    post.works = True
    tell(state, run(0), post, START + timedelta(minutes=10))
    assert post.subjects == ["The nightly run fails", "The nightly run works again"]
    tell(state, run(0), post, START + timedelta(minutes=15))
    assert len(post.sent) == 2


def test_a_dead_mail_server_is_asked_once_a_run(state):
    asked = []
    for code in (1, 0, 1, 0):
        asked.clear()
        tell(state, run(code), lambda message: asked.append(message) or "No.", START)
    assert len(asked) == 1


def test_pending_mail_is_given_up_after_seven_days(state, post):
    post.works = False
    tell(state, run(1), post, START)
    post.works = True
    assert tell(state, run(1), post, START + timedelta(days=7)) == ("1 mail was given up: too old, or too many.",)
    assert post.sent == []


def test_pending_mail_is_bounded(state, post):
    post.works = False
    for number in range(120):
        tell(state, run(number % 2), post, START + timedelta(minutes=number))
    assert len(json.loads((state.folder / "alarms.json").read_bytes())["pending"]) == alarm_store.MOST_PENDING


def test_without_a_mailer_it_only_remembers(state, post):
    assert tell(state, run(1), None, START) == ("The nightly run fails.",)
    assert tell(state, run(1), None, START) == ()
    assert tell(state, run(0), None, START) == ("The nightly run works again.",)
    assert tell(state, run(0), post, START) == ()
    assert post.sent == []


def test_a_crash_while_sending_loses_no_mail(state, post):
    def crash(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tell(state, run(1), crash, START)
    tell(state, run(1), post, START)
    assert post.subjects == ["The nightly run fails"]


# The store


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"v": 2}', b"\xff\xfe", b"[" * 100_000, b'{"v": 1, "failing": {"run": "never"}}',
     b'{"v":1,"failing":{"run":"2026-01-01T00:00:00"},"problems":[],"changes":[],"pending":[]}'],
)  # fmt: skip
def test_broken_store_counts_as_none(state, post, content):
    (state.folder / "alarms.json").write_bytes(content)
    tell(state, run(1), post, START)
    tell(state, run(1), post, START)
    assert post.subjects == ["The nightly run fails"]


def test_full_disk_is_told_once_all_the_same(state, post, monkeypatch):
    tell(state, run(0), post, START)

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(alarm_store, "write_atomically", full)
    for _ in range(3):
        assert not any("cannot be remembered" in line for line in tell(state, run(1), post, START))
    assert post.subjects == ["The nightly run fails"]
    monkeypatch.undo()
    tell(state, run(0), post, START)
    assert post.subjects == ["The nightly run fails", "The nightly run works again"]


def test_alarm_that_cannot_be_remembered_is_told(state, post, monkeypatch):
    monkeypatch.setattr(alarm_store.Store, "write", lambda *_: False)
    assert "it may be told again" in tell(state, run(1), post, START)[-1]
    assert post.subjects == ["The nightly run fails"]


def test_alarm_without_a_lock_is_told(tmp_path, post):
    assert tell(State(tmp_path / "nowhere"), run(1), post, START)
    assert post.subjects == ["The nightly run fails"]


def test_two_that_tell_at_once_tell_once(state):
    code = (
        "import sys, datetime, pathlib\n"
        "from board_reports.release.telling.alarm import Outcome, Watch, tell\n"
        "from board_reports.release.state import State\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "def post(message):\n"
        "    with (folder / 'sent').open('a') as file: file.write(message.subject + '\\n')\n"
        "at = datetime.datetime(2026, 6, 10, tzinfo=datetime.UTC)\n"
        "for _ in range(5): tell(State(folder), Outcome(Watch.RUN, 1), post, at)\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(state.folder)]) for _ in range(3)]
    assert [one.wait(60) for one in running] == [0, 0, 0]
    assert (state.folder / "sent").read_text() == "The nightly run fails\n"


def test_telling_loads_neither_theme_nor_client_nor_mail():
    code = (
        "import sys, board_reports.release.telling.alarm\n"
        "print(sorted({'mkdocs', 'material', 'httpx', 'smtplib', 'ssl', 'click'} & set(sys.modules)))\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert result.stdout == "[]\n"


# Any sequence


outcomes = st.builds(
    lambda watch, code, chosen, stale: Outcome(
        watch, code, problems=tuple(PROBLEMS[i] for i in sorted(chosen)) if watch is Watch.RUN else None, stale=stale
    ),
    st.sampled_from(Watch),
    st.sampled_from([0, 1, 2, 3, 4]),
    st.sets(st.integers(0, 3)),
    st.booleans(),
)


@given(st.lists(st.tuples(outcomes, st.booleans()), max_size=30))
def test_over_any_sequence_each_thing_is_told_once(tmp_path_factory, sequence):
    state, post = State(tmp_path_factory.mktemp("state")), Post()
    failing, known, expected = {}, set(), []
    for minute, (outcome, works) in enumerate(sequence):
        post.works = works
        tell(state, outcome, post, START + timedelta(minutes=minute))
        fails = outcome.exit_code == 1 or outcome.stale
        was = failing.get(outcome.watch, False)
        if fails and not was:
            expected.append(("begins", outcome.watch))
        if was and not fails and outcome.exit_code in (0, 3):
            expected.append(("ends", outcome.watch))
        failing[outcome.watch] = fails or (was and outcome.exit_code not in (0, 3))
        if outcome.problems is not None and outcome.exit_code in (0, 1, 3):
            now = {problem.file for problem in outcome.problems}
            if now - known:
                expected.append(("problems", frozenset(now - known)))
            known = now | (known if outcome.exit_code == 1 else set())
    post.works = True
    tell(state, Outcome(Watch.RUN, 4), post, START + timedelta(hours=1))
    assert [said(message) for message in post.sent] == expected


def said(message):
    for word, texts in (("begins", alarm._BEGINS), ("ends", alarm._ENDS)):
        for watch, (subject, _) in texts.items():
            if message.subject == subject:
                return word, watch
    return "problems", frozenset(problem.file for problem in PROBLEMS if str(problem) in message.text)


# What the ledger says was seen


def lines(*events):
    return [
        Line(number, Entry(event, START + timedelta(minutes=number), "cpr-01-2026", "CPR 01/2026"), "")
        for number, event in enumerate(events)
    ]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([Event.OPENED], []),
        ([Event.OPENED, Event.SEEN, Event.SEEN], [(True, 0, 1)]),
        ([Event.OPENED, Event.SEEN, Event.CLOSED], [(True, 0, 1)]),
        ([Event.OPENED, Event.SEEN, Event.CLOSED, Event.GONE, Event.GONE], [(True, 0, 1), (False, 2, 3)]),
        ([Event.OPENED, Event.HELD, Event.SEEN, Event.GONE], [(False, 1, 3)]),
        ([Event.OPENED, Event.SEEN, Event.HELD, Event.GONE, Event.RELEASED, Event.OPENED, Event.SEEN],
         [(True, 0, 1), (False, 2, 3), (True, 5, 6)]),
        ([Event.SEEN, Event.GONE], []),
    ],
)  # fmt: skip
def test_openings_and_closings_that_were_seen(events, expected):
    found = [(c.opened, c.at, c.seen) for c in changes_in(lines(*events))]
    assert found == [(o, START + timedelta(minutes=a), START + timedelta(minutes=s)) for o, a, s in expected]
