"""Leaflets for tests: from Markdown to print files, and what a program that reads aloud finds in one."""

import io

import markdown
import pikepdf

from board_reports.leaflet.blocks import Form
from board_reports.leaflet.details import Details
from board_reports.leaflet.printing import print_file
from board_reports.leaflet.reading import read

LABELS = {
    "contact": "Contact the Unit",
    "telephone": "Telephone",
    "email": "Email",
    "online": "Read this leaflet online",
    "qr": "QR code that leads to {address}",
    "page": "Page {page} of {pages}",
}
ADDRESS = "https://board.example/leaflets/lighthouse/"


def details(**changes):
    """An example Board."""
    values = {
        "language": "en",
        "board": "Example Board",
        "address": ADDRESS,
        "telephone": "01632 960 000",
        "dialled": "01632960000",
        "email": "unit@board.example",
        "postal": ("1 The Street", "Town"),
        "urgent": "In danger now? Call 999.",
        "labels": LABELS,
    }
    return Details(**values | changes)


def leaflet(text, *, first_line=1, address_of=None):
    """A leaflet from its Markdown."""
    html = markdown.markdown(text, extensions=["admonition", "attr_list", "def_list", "footnotes", "tables"])
    return read(html, text, first_line, title="No title", address_of=address_of or web)


def web(href):
    """Links to the web lead there, all others to the leaflet itself."""
    return href if ":" in href else None


def printed(text, form=Form.SHEET, **changes):
    """A print file of a leaflet, given by its Markdown."""
    return print_file(form, leaflet(text), details(**changes))


def opened(data):
    """A print file, opened."""
    return pikepdf.open(io.BytesIO(data))


def tags(document):
    """Every element of the structure of a PDF, in reading order: its tag and the element."""

    def walk(item):
        if isinstance(item, pikepdf.Array):
            for one in item:
                yield from walk(one)
        elif isinstance(item, pikepdf.Dictionary) and "/S" in item:
            yield str(item.S)[1:], item
            yield from walk(item.get("/K", pikepdf.Array()))

    return list(walk(document.Root.StructTreeRoot.K))


def levels(document):
    """The levels of the headings of a PDF, in reading order."""
    return [int(tag[1:]) for tag, _ in tags(document) if tag[0] == "H" and tag[1:].isdigit()]


def sections(count, sentences, word="lighthouse"):
    """Markdown with `count` sections, each with one paragraph of `sentences` sentences."""
    text = f"The {word} keepers wrote everything down in a green notebook. "
    return "\n\n".join(f"## Section {number}\n\n{text * sentences}" for number in range(1, count + 1))
