"""Taking a report down now, or on a day: off the public tree at once, and into its own file, so that it stays down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from board_reports.release.basics import Basics
from board_reports.release.commands.orders import KINDS, Order, give, lift
from board_reports.release.commands.pages_off import off_the_tree, on_the_tree, throw_away
from board_reports.release.locks import Held
from board_reports.release.manifest import ReleasedReport
from board_reports.release.record.lines import Event
from board_reports.release.state import State
from board_reports.reports.slug import slug_of

if TYPE_CHECKING:  # page and files stop answering before anything is loaded that only the rest needs
    from board_reports.reports.register import Register
    from board_reports.reports.report import Report


MOST_REASON = 500  # characters
_DECIDED = frozenset({Event.OPENED, Event.RELEASED, *KINDS.values()})


@dataclass(frozen=True)
class Request:
    """What a person asks for: `kind` is `withdraw` or `hold`; `on` is a later day (London) for a withdrawal.

    `reason` goes into the report's file, and nowhere else. `who` is the account that asks; `at` the instant (aware).
    """

    kind: str
    reference: str
    reason: str
    at: datetime
    who: str
    on: date | None = None


@dataclass
class Done:
    """What came of it: whether the report was on the site, whether its file says so now, and what to tell.

    `kept` says that the file said so before, and was left as it is.
    """

    reference: str
    was_public: bool = False
    off_site: bool = False
    written: bool = False
    kept: bool = False
    failed: bool = False
    told: list[str] = field(default_factory=list)

    def fail(self, sentence: str) -> None:
        """Note what could not be done."""
        self.failed = True
        self.told.append(sentence)


class Unknown(Exception):
    """No report has the reference, in its folder or on the site."""


def take_down(state: State, basics: Basics | None, request: Request) -> Done:
    """Take a report off the public tree and write it into its file; raises Unknown, or OSError for the state folder.

    Its pages and files stop answering first; listing, feed and search follow. It neither waits for a run that is under
    way nor stops it: that run looks again at all orders and files right before it swaps. Targets come last: one may
    keep it waiting, and by then all is done here.
    """
    done = _taken_down_here(state, basics, request)
    if not _is_later(basics, request):
        from board_reports.release.kept import forget  # noqa: PLC0415 - late, as all here
        from board_reports.release.targets.hooks import take_down_there  # noqa: PLC0415

        if not forget(state, [slug_of(request.reference)], request.at):
            done.fail("state_dir/cache still holds pages of it, which could not be deleted: delete that folder.")
        for sentence in take_down_there(state, basics, slug_of(request.reference), request.at):
            done.fail(f"A target may still show it: {sentence} The next run tries again.")
    return done


def _is_later(basics: Basics | None, request: Request) -> bool:
    return request.on is not None and request.on > request.at.astimezone(_zone(basics)).date()


def _taken_down_here(state: State, basics: Basics | None, request: Request) -> Done:
    """The same for this machine alone."""
    slug = slug_of(request.reference)
    register = cache(lambda: _register(basics))
    later = _is_later(basics, request)
    released, ordered, unrecorded = _released(state, slug), True, False
    known = released is not None or slug in on_the_tree(state) or bool(_found(register(), request))
    if not known and not _may_be_here(state, slug, register()):
        raise Unknown
    if not later:
        with state.swap_lock():
            released = _released(state, slug)  # a run may have made it public just now; a later one sees the order
            order = Order(slug, request.kind, request.at, released.closes if released else None)
            ordered = _ordered(state, order)
            unrecorded = released is None and slug in on_the_tree(state)
            if unrecorded:
                from board_reports.release.unrecorded import strip  # noqa: PLC0415 - late, as all here

                strip(state, [slug], request.at.astimezone(_zone(basics)))
            off_the_tree(state, [slug])
            if not ordered:  # a full disk: what was taken off makes room
                throw_away(state, slug)
                ordered = _ordered(state, order)
    done = Done(released.reference if released else request.reference, was_public=released is not None or unrecorded)
    if released and not later:
        done = _cut_out(state, basics, request, released, register)
    elif unrecorded:
        done.off_site = True
        done.fail("There is no record of what is public, so the report was taken out by name. Run: board nightly")
    _write(state, request, slug, _found(register(), request), done, later=later)
    if done.written if later else released is None:
        try:
            done.told += _record(state, basics, request, slug, register(), later=later)
        except OSError as error:
            done.fail(f"The ledger could not be written ({error.strerror}).")
    if not (ordered or done.written):
        done.fail("That it must stay off could not be noted: make room on the disk, and do this again at once.")
    throw_away(state, slug)
    return done


def _released(state: State, slug: str) -> ReleasedReport | None:
    """The report in the current release, or None."""
    current = state.current()
    return current.report(slug) if current else None


def _may_be_here(state: State, slug: str, register: Register | None) -> bool:
    """Whether a report that cannot be seen now may be this one: the ledger knows it, or a file cannot be read.

    It is then kept down, whatever its file says once it can be read: to be told too much is better than to be public.
    """
    from board_reports.release.record.ledger import Ledger  # noqa: PLC0415 - late, as all here

    if any(line.entry.slug == slug for line in Ledger(state.ledger).read().lines):
        return True
    return register is None or not register.readable or any(report.slug is None for report in register.reports)


def _found(register: Register | None, request: Request) -> tuple[Report, ...]:
    """The reports in the folder that have the reference."""
    return register.find(request.reference) if register and register.readable else ()


def _ordered(state: State, order: Order) -> bool:
    """Note for all later runs that a report is down; False when there is no room for it."""
    try:
        state.orders.mkdir(parents=True, exist_ok=True)
        give(state, order)
    except OSError:
        return False
    return True


def _register(basics: Basics | None) -> Register | None:
    """All reports; None where there never was a configuration."""
    from board_reports.reports.register import Register  # noqa: PLC0415 - late, as all here

    return Register.read(basics.reports_dir, basics.settings) if basics else None


def _reports(register: Callable[[], Register | None]) -> Iterator[Report]:
    """The reports of a register that is read when the first of them is asked for."""
    if known := register():
        yield from known.reports


def _cut_out(
    state: State,
    basics: Basics | None,
    request: Request,
    released: ReleasedReport,
    register: Callable[[], Register | None],
) -> Done:
    """Swap in a release without the report, and write that down."""
    from board_reports.release.audit.gatekeeper import excused_by  # noqa: PLC0415 - late, as all here
    from board_reports.release.record.ledger import Ledger  # noqa: PLC0415
    from board_reports.release.record.recording import record  # noqa: PLC0415
    from board_reports.release.removal import reason, swap_in_cut  # noqa: PLC0415
    from board_reports.site.cutting import CannotCut  # noqa: PLC0415

    done = Done(released.reference, was_public=True)
    at = request.at.astimezone(_zone(basics))
    ledger = Ledger(state.ledger, basics.ledger_copy if basics else None)
    keep = basics.keep_releases if basics else 0
    try:
        with state.swap_lock():
            current = state.current()
            if current is None or current.report(released.slug) is None:
                done.off_site = True  # a run was quicker
                return done
            manifest, told = swap_in_cut(state, {released.slug}, at, excused_by(_reports(register), basics, current))
            done.off_site = True
            event_of = {released.slug: KINDS[request.kind]}.get
            recorded = record(state, ledger, manifest, request.at, event_of=event_of, keep=keep, who=request.who)
            done.told += recorded.notes
            told += recorded.failed
    except (OSError, CannotCut) as error:
        done.fail(f"The release could not be made smaller: {reason(error)}")
        return done
    for sentence in told:
        done.fail(sentence)
    return done


def _write(state: State, request: Request, slug: str, found: tuple[Report, ...], done: Done, *, later: bool) -> None:
    """Write the withdrawal or hold into the report's file; where that cannot be, its order stays."""
    if not found:
        done.fail("Its file is not there or cannot be read, so nothing could be written into it.")
    elif len(found) > 1:
        sources = ", ".join(report.source for report in found)
        done.fail(f"Its reference is taken twice ({sources}), so nothing was written: correct one of them.")
    elif (withdrawn := withdrawn_on(found[0], request.at)) and later:
        done.fail(f"It is withdrawn since {withdrawn}. That has come, and is not moved to a later day.")
    elif said := _said_already(request, found[0], withdrawn):
        done.written = done.kept = True
        done.told.append(said)
    else:
        from board_reports.reports.resealing import prepare  # noqa: PLC0415 - late, as all here
        from board_reports.reports.rewriting import CannotRewrite  # noqa: PLC0415

        try:
            prepare(found[0], _changes(request, found[0])).write()
            done.written = True
        except CannotRewrite as error:
            for problem in error.told(found[0].source):
                done.fail(f"{problem}")
        except ValueError as error:
            done.fail(str(error))
    if done.written and not later and not _run_under_way(state):
        with state.swap_lock():
            lift(state, slug)


def withdrawn_on(report: Report, at: datetime) -> date | None:
    """The day of a withdrawal that stands in the report's file and has come by `at` (London); else None."""
    day = report.front.values.get("withdrawn_date")
    return day if isinstance(day, date) and day <= at.astimezone(report.settings.zone).date() else None


def _said_already(request: Request, report: Report, withdrawn: date | None) -> str | None:
    """What to tell where the file keeps the report down already: the first reason is not written over."""
    if withdrawn:
        return f"Its file says since {withdrawn} that it is withdrawn, and was left as it is."
    if request.kind == "hold" and isinstance(report.front.values.get("hold"), str):
        return "It was on hold already: the reason in its file is kept."
    return None


def _record(
    state: State, basics: Basics | None, request: Request, slug: str, register: Register | None, *, later: bool
) -> tuple[str, ...]:
    """Write down who decided it where no release was made smaller by it: then nothing else tells; raises OSError."""
    from board_reports.release.record.ledger import Entry, Ledger  # noqa: PLC0415 - late, as all here

    event = Event.PLANNED if later else KINDS[request.kind]
    found = _found(register, request)
    reference, source = (found[0].reference, found[0].source) if len(found) == 1 else (None, None)
    ledger = Ledger(state.ledger, basics.ledger_copy if basics else None)
    told = [line.entry for line in ledger.read().lines if line.entry.slug == slug and line.entry.event in _DECIDED]
    if not later and told and told[-1].event is event and told[-1].who:
        return ()  # somebody has decided it already, and nothing has changed it since
    return ledger.append([Entry(event, request.at, slug, reference, source, who=request.who)])


def _run_under_way(state: State) -> bool:
    """Whether a run is under way: it may have begun before midnight, and take today's withdrawal for a later one.

    The order then stays, until a run that has begun since finds that the file says so.
    """
    lock = state.run_lock()
    try:
        lock.acquire(timeout=0)
    except Held:
        return True
    lock.release()
    return False


def _changes(request: Request, report: Report) -> dict[str, object]:
    if request.kind == "hold":
        return {"hold": request.reason}
    today = request.at.astimezone(report.settings.zone).date()
    return {"withdrawn_date": request.on or today, "withdrawn_reason": request.reason}


def _zone(basics: Basics | None) -> ZoneInfo:
    return basics.settings.zone if basics else ZoneInfo("Europe/London")
