"""Workers: a task that kills, hangs or breaks its process costs itself alone, and no process stays behind."""

import faulthandler
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from board_reports.site.rendering import workers as module
from board_reports.site.rendering.workers import Failure, Workers, can_be_copied, done_here

DIED = "the process that did it died"


def children():
    """The processes that this one has begun and not yet buried; other tests may have servers running."""
    return {process.name for process in Path("/proc").glob("[0-9]*") if parent_of(process) == str(os.getpid())}


def parent_of(process):
    """The number of a process' parent: the process and not the thread that began it, which may end meanwhile."""
    try:
        return process.joinpath("stat").read_text().rsplit(")", 1)[1].split()[1]
    except OSError:
        return None  # it has ended


@pytest.fixture(autouse=True)
def no_child_stays():
    before = children()
    yield
    assert children() <= before


def done(work, tasks, processes=2, told=lambda task: None, longest=60.0):
    results = list(Workers(work, processes, told, longest).each(tasks))
    assert sorted(map(str, (task for task, _ in results))) == sorted(map(str, tasks)), "each of them once"
    return dict(results)


def double(number):
    return number * 2


@pytest.mark.parametrize("processes", [1, 2, 7])
def test_each_task_is_done_once(processes):
    assert done(double, list(range(200)), processes) == {number: number * 2 for number in range(200)}


def test_with_nothing_to_do_nothing_is_started(monkeypatch):
    monkeypatch.setattr(Workers, "_begin", None)
    assert done(double, []) == {}


def test_never_are_more_at_work_than_allowed_and_they_are_used_again():
    def whose(_):
        time.sleep(0.01)
        return os.getpid()

    found = set(done(whose, list(range(20)), 3).values())
    assert {type(one) for one in found} == {int}
    assert 2 <= len(found) <= 3
    assert os.getpid() not in found


def test_what_is_quick_does_not_wait_for_what_is_slow():
    def work(number):
        time.sleep(1.5 if number == 0 else 0)
        return number

    order = [task for task, _ in Workers(work, 2, lambda task: None).each(list(range(6)))]
    assert order[-1] == 0
    assert sorted(order) == list(range(6))


def killed():
    os.kill(os.getpid(), signal.SIGKILL)


def terminated():
    os.kill(os.getpid(), signal.SIGTERM)


def interrupted():
    os.kill(os.getpid(), signal.SIGINT)


def crashed():
    faulthandler.disable()
    os.abort()


def left():
    os._exit(0)


@pytest.mark.parametrize("end", [killed, terminated, interrupted, crashed, left])
@pytest.mark.parametrize("processes", [1, 3])
def test_one_that_dies_costs_its_task_alone(end, processes, capfd):
    def work(number):
        return end() if number == 3 else number

    results = done(work, list(range(12)), processes)
    assert results.pop(3) == Failure(DIED)
    assert results == {number: number for number in range(12) if number != 3}
    assert capfd.readouterr() == ("", "")


def test_where_all_of_them_die_each_has_its_failure():
    assert set(done(lambda _: os._exit(7), list(range(8)), 3).values()) == {Failure(DIED)}


class Unloved(BaseException):
    """An error that most do not expect."""


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ValueError("a private text"), "ValueError"),
        (SystemExit(0), "SystemExit"),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
        (MemoryError(), "MemoryError"),
        (Unloved(), "Unloved"),
    ],
)
def test_an_error_is_told_by_its_kind_alone(error, kind, capfd):
    def work(number):
        if number == 1:
            raise error
        return number

    results = done(work, [0, 1, 2])
    assert results == {0: 0, 1: Failure("it failed", kind), 2: 2}
    assert "private" not in repr(results)
    assert capfd.readouterr() == ("", "")


def test_endless_recursion_is_an_error_like_any():
    def deep(number):
        return deep(number + 1)

    assert done(lambda number: deep(0) if number else 0, [0, 1])[1] == Failure("it failed", "RecursionError")


class CannotBePacked:
    def __reduce__(self):
        raise pickle.PicklingError("private")


class CannotBeUnpacked:
    def __reduce__(self):
        return (_refuse, ())


def _refuse():
    raise ValueError("private")


@pytest.mark.parametrize("result", [CannotBePacked(), CannotBeUnpacked(), lambda: 0, sys.stdout.buffer])
def test_a_result_that_cannot_travel_costs_its_task_alone(result, capfd):
    results = done(lambda number: result if number == 1 else number, [0, 1, 2], 1)
    assert isinstance(results[1], Failure)
    assert results[1].why.startswith("what came of it")
    assert "private" not in repr(results[1])
    assert (results[0], results[2]) == (0, 2)
    assert capfd.readouterr() == ("", "")


def test_large_results_travel_whole():
    results = done(lambda number: bytes([number]) * 3_000_000, [1, 2, 3])
    assert results == {number: bytes([number]) * 3_000_000 for number in (1, 2, 3)}


def test_one_that_hangs_costs_its_task_alone():
    def work(number):
        if number == 2:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(600)
        return number

    started = time.monotonic()
    results = done(work, list(range(8)), longest=3.0)
    assert results.pop(2) == Failure("it took too long")
    assert results == {number: number for number in range(8) if number != 2}
    assert time.monotonic() - started < 30


def test_what_came_while_others_were_taken_does_not_count_as_hung():
    """Whoever takes the results may be slow: the time of a task ends when it is done."""
    results = []
    for one in Workers(double, 3, lambda task: None, longest=2.0).each([1, 2, 3, 4, 5, 6]):
        time.sleep(1.0)
        results.append(one)
    assert dict(results) == {number: number * 2 for number in range(1, 7)}


def test_what_is_waited_for_is_told_again_and_again(monkeypatch):
    monkeypatch.setattr(module, "BEAT", 0.05)
    told = []
    done(lambda number: time.sleep(1.0), [7], told=told.append)
    assert set(told) == {7}
    assert 3 <= len(told) <= 25


def test_each_task_is_told_before_it_is_done():
    told = []
    for task, _ in Workers(double, 2, told.append).each([1, 2, 3]):
        assert task in told


def test_whoever_stops_listening_leaves_no_worker():
    listening = Workers(lambda number: time.sleep(600) if number else 0, 2, lambda task: None).each([0, 1, 2])
    assert next(listening) == (0, 0)
    listening.close()


def test_an_error_of_the_listener_leaves_no_worker():
    def told(task):
        if task == 3:
            raise RuntimeError("planted")

    with pytest.raises(RuntimeError):
        done(lambda number: time.sleep(600) if number == 1 else 0, [1, 2, 3], told=told)


PARENT = """
import os, sys, time
from board_reports.site.rendering import workers
def no_library(name):
    raise OSError
if sys.argv[1] == "without the signal":
    workers.ctypes.CDLL = no_library
def work(number):
    open(f"{os.getpid()}", "w").close()
    if sys.argv[2] == "busy":
        time.sleep(600)
    return number
def told(number):
    pass
results = workers.Workers(work, 3, told).each([1, 2, 3, 4])
for one in results:
    print("ready", flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize(("means", "state"), [("with it", "busy"), ("with it", "idle"), ("without the signal", "idle")])
def test_where_the_parent_is_killed_no_worker_stays(tmp_path, end, means, state):
    """Without the system's own signal a worker that is done with its task sees that nobody is there any more."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, means, state], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        until(lambda: len(os.listdir(tmp_path)) == 3)
        parent.send_signal(end)
        parent.wait(20)
        until(lambda: not any(alive(int(pid)) for pid in os.listdir(tmp_path)))
    finally:
        parent.kill()
        parent.wait()
        for pid in map(int, os.listdir(tmp_path)):
            if alive(pid):
                os.kill(pid, signal.SIGKILL)
    assert parent.stderr.read() == b""
    parent.stderr.close()


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def until(true, seconds=30):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_here_an_error_is_raised():
    told = []
    assert list(done_here(double, [1, 2], told.append)) == [(1, 2), (2, 4)]
    assert told == [1, 2]
    with pytest.raises(ZeroDivisionError):
        list(done_here(lambda number: 1 / number, [0], told.append))


def test_a_process_with_other_threads_is_not_copied():
    import threading  # noqa: PLC0415 - for this one

    assert can_be_copied() == (threading.active_count() == 1)
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    assert not can_be_copied()
    stop.set()
    thread.join()
