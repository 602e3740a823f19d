"""The streams of a PDF: pictures without notes, colour profiles without names, and nothing behind the end of any."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from typing import Any

import pikepdf
from pikepdf import settings

from board_reports.reports.cleaning.icc import without_names
from board_reports.reports.cleaning.jpeg import without_boxes, without_notes
from board_reports.reports.folder import CannotRead
from board_reports.reports.settings import MEGABYTE

MOST_UNPACKED = 128 * MEGABYTE  # of one stream
MOST_UNPACKED_IN_ALL = 1024 * MEGABYTE
_PIECE = 4 * MEGABYTE

_PICTURES: dict[str, Callable[[bytes], bytes]] = {
    "/DCTDecode": without_notes,
    "/DCT": without_notes,
    "/JPXDecode": without_boxes,
}


def limit_unpacking() -> None:
    """Let the library unpack no stream to more than it may have: a small file could fill the whole memory.

    The limits are of the whole process, and hold for whatever else opens a PDF in it.
    """
    settings.set_qpdf_limits(
        max_stream_filters=5,
        flate_max_memory=MOST_UNPACKED,
        png_max_memory=MOST_UNPACKED,
        tiff_max_memory=MOST_UNPACKED,
        run_length_max_memory=MOST_UNPACKED,
        dct_max_memory=MOST_UNPACKED,
    )


def clean_streams(pdf: Any, streams: Iterable[Any]) -> None:
    """Clean every stream of a document; raises CannotRead when one is torn, or unpacks to too much."""
    left = MOST_UNPACKED_IN_ALL
    for stream in streams:
        filters = _listed(stream.get("/Filter"))
        try:
            if filters and filters[-1] in _PICTURES:
                left -= _picture(pdf, stream, filters)
            elif "/N" in stream and "/FunctionType" not in stream:
                left -= _profile(stream)
            elif filters in (["/FlateDecode"], ["/Fl"]):
                left -= _packed(stream)
        except (zlib.error, ValueError, pikepdf.PdfError):
            message = "Something in the PDF is torn: it cannot be unpacked."
            raise CannotRead(message, "Make it again with the program that it was made with.") from None
        if left < 0:
            raise CannotRead("The PDF unpacks to far too much.", "Make it again, with smaller pictures.")


def _listed(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(one) for one in value] if isinstance(value, pikepdf.Array) else [str(value)]


def _picture(pdf: Any, stream: Any, filters: list[str]) -> int:
    """Write a picture anew, without what it was packed in once more."""
    raw, parms = stream.read_raw_bytes(), stream.get("/DecodeParms")
    own = parms[len(filters) - 1] if isinstance(parms, pikepdf.Array) and len(parms) == len(filters) else parms
    if len(filters) > 1:
        outer = pdf.make_stream(raw)
        outer.Filter = pikepdf.Array([pikepdf.Name(name) for name in filters[:-1]])
        if isinstance(parms, pikepdf.Array):
            outer.DecodeParms = pikepdf.Array(list(parms)[: len(filters) - 1])
        raw = outer.read_bytes()
        own = own if isinstance(parms, pikepdf.Array) else None
    picture = _PICTURES[filters[-1]](raw)
    stream.write(picture, filter=pikepdf.Name(filters[-1]), decode_parms=own)
    return len(picture)


def _profile(stream: Any) -> int:
    profile = stream.read_bytes()
    try:
        stream.write(without_names(profile))
    except ValueError:
        stream.write(b"")  # no viewer could use it either: they take the colours that the number of channels says
    return len(profile)


def _packed(stream: Any) -> int:
    """See that a stream unpacks, and take off what stands behind its end; how much it unpacks to."""
    raw = stream.read_raw_bytes()
    unpacker = zlib.decompressobj()
    size, waiting = 0, raw
    while not unpacker.eof:
        size += len(unpacker.decompress(waiting, _PIECE))
        if size > MOST_UNPACKED:
            raise CannotRead("The PDF unpacks to far too much.", "Make it again, with smaller pictures.")
        if not (waiting := unpacker.unconsumed_tail) and not unpacker.eof:
            if unpacker.decompress(b"", _PIECE):
                continue
            break
    if not unpacker.eof and raw.strip():
        raise ValueError("a stream is torn")
    if unpacker.unused_data:
        parms = stream.get("/DecodeParms")
        stream.write(raw[: len(raw) - len(unpacker.unused_data)], filter=pikepdf.Name.FlateDecode, decode_parms=parms)
    return size
