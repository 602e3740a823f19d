"""Small helpers that make reports, files and instants for tests."""

import io
import json
import re
import struct
import zlib
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image

from board_reports.reports import Register, Report, ReportAt, Settings, Standings

LONDON = ZoneInfo("Europe/London")

BODY = "The panel met in the old library and read what it had found.\n"


class Raw(str):
    """A value that stands in the front matter exactly as it is written here."""

    __slots__ = ()


def at(text):
    """The instant at which London's clocks show `text`, such as `2026-06-01T00:00`; the first of two."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def front_lines(values):
    """Keys and values as lines of front matter; a value of None leaves its key out."""
    return "".join(f"{key}: {_value(value)}\n" for key, value in values.items() if value is not None)


def _value(value):
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def report_text(body=BODY, **front):
    """A whole report, good unless told otherwise: public from 1 June to 23 August 2026."""
    values = {
        "title": "A review of the winter",
        "reference": "CPR 01/2026",
        "publication_date": date(2026, 6, 1),
        "approved_date": date(2026, 5, 20),
    } | front
    return f"---\n{front_lines(values)}---\n\n{body}"


def write(path, content):
    """Write text or bytes to a file, with its folders."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def write_report(folder, name="winter", body=BODY, **front):
    """Write a report `NAME.md`, or `NAME/index.md` when the name ends in a slash; its path."""
    file = f"{name}index.md" if name.endswith("/") else f"{name}.md"
    return write(Path(folder) / file, report_text(body, **front))


def write_twin(english, body="Darllenodd y panel bopeth yn yr hen lyfrgell.\n", **front):
    """Write the Welsh twin of an English file; its path."""
    values = {"title": "Adolygiad o'r gaeaf"} | front
    return write(english.with_suffix(".cy.md"), f"---\n{front_lines(values)}---\n\n{body}")


def write_part(path, body=BODY, **front):
    """Write a part of a report; its path."""
    values = {"title": "A briefing in seven minutes"} | front
    return write(path, f"---\n{front_lines(values)}---\n\n{body}")


def read(folder, **settings) -> Register:
    """The register of a folder, told relative to the folder around it."""
    return Register.read(Path(folder), Settings(root=Path(folder).parent, **settings))


def only(folder, **settings) -> Report:
    """The only report of a folder."""
    (report,) = read(folder, **settings).reports
    return report


def standings(folder, when, **settings) -> Standings:
    """What the register of a folder says at an instant in London."""
    return read(folder, **settings).at(at(when))


def standing(folder, when="2026-06-10T12:00", **settings) -> ReportAt:
    """The standing of the only report of a folder."""
    (one,) = standings(folder, when, **settings).reports
    return one


def pdf(text="Timeline", *, tagged=True, version="1.4"):
    """A real PDF of one page that shows `text`, tagged unless told otherwise."""
    drawn = f"/P << /MCID 0 >> BDC BT /F1 12 Tf 20 100 Td ({text}) Tj ET EMC".encode("ascii")
    catalog = b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) /MarkInfo << /Marked true >> /StructTreeRoot 6 0 R >>"
    objects = [
        catalog if tagged else b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /StructParents 0 "
            b"/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /StructTreeRoot /K 7 0 R /ParentTree << /Nums [0 [7 0 R]] >> >>",
        b"<< /Type /StructElem /S /P /P 6 0 R /Pg 3 0 R /K 0 >>",
    ]
    data = f"%PDF-{version}\n".encode()
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return data + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def png(grey=128):
    """A real PNG picture of one grey pixel."""
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(bytes([0, grey]))),
        (b"IEND", b""),
    ]
    data = b"\x89PNG\r\n\x1a\n"
    for kind, content in chunks:
        data += struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    return data


def jpeg():
    """A real JPEG picture of one grey pixel."""
    table = "00" + "ff" * 64
    return bytes.fromhex(
        "ffd8ffe000104a46494600010100000100010000"
        f"ffdb0043{table}"
        "ffc0000b080001000101011100"
        "ffc40014000100000000000000000000000000000000"
        "ffc40014100100000000000000000000000000000000"
        "ffda0008010100003f003fffd9"
    )


def picture(kind, size=(2, 2), mode="RGB", **options):
    """A real picture of a kind as Pillow names them (`WEBP`, `GIF`), grey all over."""
    data = io.BytesIO()
    Image.new(mode, size, 128 if len(mode) == 1 else (128,) * len(mode)).save(data, kind, **options)
    return data.getvalue()


def told(problems):
    """Problems as one text, to look for what must or must not be in it."""
    return "\n".join(str(problem) for problem in problems)


def words_of(html):
    """The text of a piece of HTML, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).strip()
