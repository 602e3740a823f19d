"""The timeline: one page, complete in itself, that shows the Business Unit what is public, what comes and what goes.

It names titles of reports that are not public yet, so it is not for publication; reasons of holds are nowhere in it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template

from board_reports.desk.telling.bars import Axis, Bar, bar_of
from board_reports.desk.telling.course import SOON, Course, Stage, courses_of, not_published
from board_reports.reports import Standing, Standings
from board_reports.site.words import Words, words_of

WEEKS = 4
_TEMPLATES = "templates"

_SAYS = {
    Stage.GOING: f"Public, with {SOON} days or fewer left",
    Stage.LIVE: "Public",
    Stage.SCHEDULED: "Goes up by itself on its day",
    Stage.HELD: "Does not go up, or is not public, until it is given back",
    Stage.UNAPPROVED: "Does not go up as things stand",
    Stage.INVALID: "Is not public until its file is mended",
    Stage.GONE: "Not public any more",
}

_LACKS = {Stage.HELD: "on hold", Stage.UNAPPROVED: "not approved", Stage.INVALID: "invalid"}


@dataclass(frozen=True)
class Row:
    """A report as the page tells it. Texts are plain: the template escapes them."""

    reference: str
    title: str
    stage: Stage
    why: str
    opens: str
    last_day: str
    removed: str
    left: str
    on_site: str
    odd: bool
    bar: Bar | None
    aside: bool


@dataclass(frozen=True)
class Happening:
    """What happens to one report on one day; `says` is the end of a sentence that begins with the reference."""

    stage: Stage
    reference: str
    says: str
    title: str


@dataclass(frozen=True)
class Day:
    """One day of the coming weeks on which something happens: its name, and what."""

    name: str
    today: bool
    happens: tuple[Happening, ...]


@dataclass(frozen=True)
class Week:
    """Seven days, from today on: their name, and those on which something happens."""

    name: str
    days: tuple[Day, ...]


def timeline_page(
    standings: Standings,
    site_name: str,
    on_site: Callable[[str | None], bool | None],
    *,
    told: Sequence[str] = (),
    examples: bool = False,
    checked_at: datetime | None = None,
    preview: bool = False,
) -> str:
    """The page as HTML, as at the instant of the standings, without a script or a request to anywhere.

    `on_site` says for a slug whether the current release has it, None where there is none; `told` are further
    sentences, such as of reports that lack days (never with a title or a reason); `examples` is whether the run
    publishes examples; `checked_at` is when the site was last checked; `preview` says that the instant is not now.
    """
    courses = courses_of(standings)
    aside = not_published(courses, examples=examples)
    zone = courses[0].zone if courses else None
    local = standings.at.astimezone(zone) if zone else standings.at
    words = words_of("en")
    shown = [one for one in courses if one.one.report.source not in aside]
    axis = Axis.around(local.date(), courses)
    rows = [_row(one, axis, on_site, words, aside=one.one.report.source in aside) for one in courses]
    return _template().render(
        site_name=site_name,
        as_at=f"{local:%A} {_moment(local, words)}",
        checked_at=_moment(checked_at.astimezone(zone), words) if checked_at else None,
        preview=preview,
        style=_style(),
        policy=timeline_policy(),
        wrong=list(_wrong(shown, on_site)),
        told=list(told),
        counts=list(_counts(shown)),
        axis=axis,
        rows=rows,
        weeks=list(_weeks(shown, local.date(), words)),
        stages=[(stage, says) for stage, says in _SAYS.items() if any(one.stage is stage for one in courses)],
        problems=len(standings.problems),
    )


@cache
def timeline_policy() -> str:
    """The Content-Security-Policy that the page carries, for whoever serves it: nothing but its own style."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _row(course: Course, axis: Axis, on_site: Callable[[str | None], bool | None], words: Words, *, aside: bool) -> Row:
    report, left = course.one.report, course.days_left
    there = on_site(report.slug)
    return Row(
        reference=course.name,
        title=report.title or "",
        stage=course.stage,
        why=_why(course, aside=aside),
        opens=_when(course.first_day, course.opens_at, words),
        last_day=words.date(course.last_day) if course.last_day else "not known",
        removed=_when(course.removed_day, course.goes_at, words),
        left="" if left is None else _days(left),
        odd=not aside and there is not None and there != course.one.live,
        on_site={True: "yes", False: "no", None: "not known"}[there],
        bar=bar_of(course, axis),
        aside=aside,
    )


def _why(course: Course, *, aside: bool) -> str:
    if aside:
        return "An example: the nightly run does not publish it."
    if course.sure:
        return "Its approval or another date is still to come." if _waits(course) else ""
    if course.stage is Stage.GONE and course.opens is None:
        return "It was withdrawn before it went up."
    if course.stage is Stage.GONE:
        return "It was withdrawn." if course.one.standing is Standing.WITHDRAWN else ""
    return course.one.why


def _waits(course: Course) -> bool:
    return course.stage is Stage.SCHEDULED and course.one.standing is not Standing.SCHEDULED


def _wrong(courses: Iterable[Course], on_site: Callable[[str | None], bool | None]) -> Iterator[str]:
    """Where the current release is not as the reports' files want it."""
    for course in courses:
        there = on_site(course.one.report.slug)
        if there is not None and there != course.one.live:
            says = "is on the site, and should not be" if there else "is not on the site, and should be"
            yield f"{course.name} {says}: run the nightly run."


def _counts(courses: list[Course]) -> Iterator[tuple[Stage, int]]:
    for stage in Stage:
        if count := sum(one.stage is stage for one in courses):
            yield stage, count


def _weeks(courses: Iterable[Course], today: date, words: Words) -> Iterator[Week]:
    happens: dict[date, list[Happening]] = {}
    for course in courses:
        for day, says in _happenings(course):
            happens.setdefault(day, []).append(
                Happening(course.stage, course.name, says, course.one.report.title or "")
            )
    for week in range(WEEKS):
        first = today + timedelta(weeks=week)
        days = [first + timedelta(days=number) for number in range(7)]
        yield Week(
            f"{_short(days[0], days[-1], words)} to {words.date(days[-1])}",
            tuple(Day(_named(day, words), day == today, tuple(happens[day])) for day in days if day in happens),
        )


def _happenings(course: Course) -> Iterator[tuple[date, str]]:
    """What happens to a report on which day, in the order of one day."""
    first, last, removed = course.first_day, course.last_day, course.removed_day
    if first is None or last is None or removed is None:
        return
    if course.stage in (Stage.HELD, Stage.UNAPPROVED, Stage.INVALID):
        yield first, f"would go up. It is {_LACKS[course.stage]}: it does not go up as things stand."
        yield last, f"would have its last public day. It is {_LACKS[course.stage]}."
        return
    if course.stage is not Stage.GONE:
        yield first, f"goes up at {_time(course.opens_at)}."
        yield last, "has its last public day."
    says = "was" if course.stage is Stage.GONE else "is"
    yield removed, f"{says} removed at {_time(course.goes_at)}."


def _short(day: date, last: date, words: Words) -> str:
    """A day without its year, where the last day has the same."""
    return words.date(day).removesuffix(f" {last.year}")


def _named(day: date, words: Words) -> str:
    return f"{day:%A} {words.date(day)}"


def _time(clock: object) -> str:
    return words_of("en").time(clock) if clock else "midnight, as the day begins"  # type: ignore[arg-type]


def _when(day: date | None, clock: object, words: Words) -> str:
    if day is None:
        return "not known"
    return f"{words.date(day)}, {_time(clock)}" if clock else words.date(day)


def _moment(moment: datetime, words: Words) -> str:
    return f"{words.date(moment.date())}, {words.time(moment.time())}"


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


@cache
def _style() -> str:
    return resources.files(__package__).joinpath(_TEMPLATES, "timeline.css").read_text("utf-8")


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(
        resources.files(__package__).joinpath(_TEMPLATES, "timeline.html").read_text("utf-8")
    )
