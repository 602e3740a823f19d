"""What a reference names: the draft, or the report without an underscore, that is to be approved or corrected."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from board_reports.desk.approval.refused import CannotApprove, Unknown
from board_reports.release.basics import Basics
from board_reports.reports.drafts import CORRECTION, drafts_of
from board_reports.reports.folder import CannotRead, Source, scan_home
from board_reports.reports.register import Register
from board_reports.reports.report import Report, read_report
from board_reports.reports.settings import Settings
from board_reports.reports.slug import slug_of


@dataclass(frozen=True)
class Target:
    """A report to work on, where it lies now. `goal` is where a draft goes without its underscore, else None."""

    report: Report
    goal: Path | None = None

    @cached_property
    def place(self) -> Path:
        """The folder of the report, or its single file."""
        return self.report.files.home or self.report.files.english

    @property
    def final(self) -> Path:
        """Where it lies once it is approved."""
        return self.goal or self.place


def target_of(basics: Basics, reference: str) -> Target:
    """The one draft, or the one report, that a reference in any spelling names.

    Raises Unknown for none, and CannotApprove where more than one file claims the reference.
    """
    register = read_register(basics)
    reports, drafts = register.find(reference), _drafts(basics, reference)
    sources = ", ".join(sorted({one.source for one in reports} | {one.report.source for one in drafts}))
    if not sources:
        raise Unknown(f'No report and no draft has the reference "{shown(reference)}". See: board status')
    if len(reports) + len(drafts) > 1:
        raise CannotApprove(f"Its reference is taken twice ({sources}): correct it in one of them, or take it away.")
    return drafts[0] if drafts else Target(reports[0])


def present(basics: Basics, reference: str) -> tuple[Report, Register]:
    """The one report without an underscore that a reference names, and the register; raises as `target_of` does."""
    register = read_register(basics)
    found = register.find(reference)
    if not found:
        raise Unknown(f'No report has the reference "{shown(reference)}". See: board status')
    if len(found) > 1:
        raise CannotApprove(f"Its reference is taken twice ({', '.join(one.source for one in found)}): correct one.")
    return found[0], register


def read_register(basics: Basics) -> Register:
    """All reports; raises CannotApprove when their folder cannot be read."""
    register = Register.read(basics.reports_dir, basics.settings)
    if not register.readable:
        raise CannotApprove(str(register.stray[0]))
    return register


def read_at(place: Path, settings: Settings, name: str | None = None) -> Report:
    """Read what lies at a place, a folder or a Markdown file, as the report `name`; never raises for what it holds."""
    if place.suffix == ".md" and not place.is_dir():
        welsh = place.with_suffix(".cy.md")
        source = Source(place.stem, place, welsh if welsh.exists() else None)
    elif place.is_symlink():
        source = Source(place.name, place, broken=CannotRead("It is a symbolic link.", "Put the folder itself there."))
    else:
        source = scan_home(place)
    return read_report(replace(source, name=name or source.name), settings)


def correction_of(report: Report) -> Path | None:
    """The folder of the correction that is prepared to a report, where there is one."""
    folder = report.files.home / CORRECTION if report.files.home else None
    return folder if folder and folder.is_dir() and not folder.is_symlink() else None


def shown(reference: str) -> str:
    """A reference as the user gave it, short and printable."""
    return "".join(one if one.isprintable() else "�" for one in reference[:80])


def _drafts(basics: Basics, reference: str) -> list[Target]:
    folder, settings = basics.reports_dir, basics.settings
    try:
        found = [one for one in drafts_of(folder, settings, reference) if not _is_correction(one)]
    except CannotRead as error:
        raise CannotApprove(f"{error.message} {error.fix}") from None
    targets = []
    for one in found:
        home = one.files.home or one.files.english  # of one that is broken, `english` is the folder
        name = home.name.lstrip("_")
        targets.append(Target(_named(one, name), folder / name))
    slug = slug_of(reference)
    for path in sorted(folder.glob("_*.md")) if slug else ():
        if path.is_dir() or path.name.endswith(".cy.md"):
            continue
        name = path.stem.lstrip("_")
        one = _single(path, settings, name)
        if name and (one.slug or slug_of(name)) == slug:
            targets.append(Target(one, folder / f"{name}.md"))
    return targets


def _single(path: Path, settings: Settings, name: str) -> Report:
    """A draft that is a single file. Where its twin has lost its underscore already, the approval was cut short."""
    one = read_at(path, settings, name)
    welsh = path.with_name(f"{name}.cy.md")
    if one.files.welsh is None and welsh.exists() and not welsh.with_name(f"{name}.md").exists():
        return _with_files(one, replace(one.files, welsh=welsh))
    return one


def _is_correction(report: Report) -> bool:
    english = report.files.english  # of one that is broken, its folder
    return CORRECTION in (english.name, english.parent.name)


def _named(report: Report, name: str) -> Report:
    return _with_files(report, replace(report.files, name=name))


def _with_files(report: Report, files: Source) -> Report:
    return replace(report, files=files)
