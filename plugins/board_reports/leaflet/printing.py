"""The print files of a leaflet: the folded sheet and large print, or what keeps one from being made."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

from board_reports.leaflet.blocks import Form, Leaflet, blocks_for, inlines_for
from board_reports.leaflet.details import Details
from board_reports.leaflet.panels import FLOW, ROOM, Panel, TooLong, TooManyMarks, flow, units_of
from board_reports.leaflet.qr import qr_picture
from board_reports.leaflet.typeset import (
    NoSign,
    NoTypesetter,
    PanelFull,
    breakable,
    check_installed,
    inlines,
    measured,
    pdf,
    pictures,
    short_address,
    stacked,
)
from board_reports.reports.problem import Fault

LINE = 5.2
"""How high a line of text is on the folded sheet, in millimetres."""

FIXES = {
    Panel.COVER: "Shorten the title, the longest word of it, or the paragraph below it.",
    Panel.BACK: "Shorten the Board's address or its line of urgent help in mkdocs.yml.",
}
"""What to do when a panel overflows that the text does not flow through."""

SHORTEN = "Shorten the text, or put a passage between <!-- print: large only --> and <!-- print: on -->."


@dataclass(frozen=True, slots=True)
class Data:
    """What the typesetter is given for one form of a leaflet."""

    form: str
    values: dict[str, Any]

    def pdf(self) -> bytes:
        """The print file."""
        return pdf(self.form, self.values)

    def pictures(self, *, ppi: float = 96) -> list[bytes]:
        """Its pages as PNG pictures."""
        return pictures(self.form, self.values, ppi=ppi)


class CannotPrint(Exception):
    """A print file cannot be made; carries the faults to tell."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


def print_file(form: Form, leaflet: Leaflet, details: Details) -> bytes:
    """The PDF of one form of a leaflet, the same bytes for the same values. Raises CannotPrint."""
    try:
        return print_data(form, leaflet, details).pdf()
    except PanelFull as full:
        panel = Panel(full.panel)
        raise CannotPrint(_too_long(TooLong(panel, None, full.by))) from None
    except NoSign as missing:
        message = f"The font of print has no sign for the character {missing.character}."
        raise CannotPrint(Fault(None, None, message, "Say it in words.")) from None


def print_data(form: Form, leaflet: Leaflet, details: Details) -> Data:
    """What the typesetter is given for one form of a leaflet. Raises CannotPrint."""
    try:
        check_installed()
    except NoTypesetter as missing:
        message = f"The leaflet's print files cannot be made: the package {missing} is not installed."
        raise CannotPrint(Fault(None, None, message, "Install board-reports with its extra: print.")) from None
    if leaflet.faults:
        raise CannotPrint(*leaflet.faults)
    common = _common(form, leaflet, details)
    contact = stacked(units_of(details.contact))
    blocks = blocks_for(form, leaflet.blocks)
    if form is Form.LARGE:
        return Data("large.typ", common | {"units": stacked(units_of(blocks)), "contact": contact})
    units = units_of(blocks)
    flowed = flow(units, measured(units, common))
    if isinstance(flowed, TooManyMarks):
        message = f"There are more marks for the next panel than panels: the text has {len(FLOW)}."
        raise CannotPrint(Fault(flowed.line, None, message, "Remove one."))
    if isinstance(flowed, TooLong):
        raise CannotPrint(_too_long(flowed))
    panels = [
        {"name": panel.value, "units": stacked([units[number] for number in numbers])}
        for panel, numbers in zip(FLOW, flowed, strict=True)
    ]
    return Data("fold.typ", common | {"panels": panels, "contact": contact, "room": ROOM})


def _common(form: Form, leaflet: Leaflet, details: Details) -> dict[str, Any]:
    shown = short_address(details.address)
    return {
        "title": leaflet.title,
        "lead": list(inlines(inlines_for(form, leaflet.lead))),
        "board": details.board,
        "language": details.language,
        "region": "GB",
        "qr": {"picture": qr_picture(details.address), "alt": details.labels["qr"].format(address=shown)},
        "online": {"label": details.labels["online"], "to": details.address, "shown": breakable(shown)},
        "page": details.labels["page"],
        "other": {"language": details.other[0], "text": details.other[1]} if details.other else None,
    }


def _too_long(found: TooLong) -> Fault:
    lines = ceil(found.by / LINE)
    count = ", by about 1 line" if lines == 1 else f", by about {lines} lines" if lines else ""
    message = f"The text does not fit the folded sheet: the {found.panel.value} is too full{count}."
    return Fault(found.line, None, message, FIXES.get(found.panel, SHORTEN))
