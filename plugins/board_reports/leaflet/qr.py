"""The QR code that leads from a printed leaflet to its page, as a vector picture."""

from __future__ import annotations

import io

COLOURS = {"dark": "#000", "light": "#fff"}
QUIET_ZONE = 4
"""Modules of white around the code: what the standard asks for."""


def qr_picture(address: str) -> str:
    """The code for an address as an SVG document, the same for the same address; its quiet zone is part of it."""
    import segno  # noqa: PLC0415 - only a site with leaflets needs it

    code = segno.make(address, error="m", micro=False, boost_error=False)
    written = io.BytesIO()
    code.save(written, kind="svg", border=QUIET_ZONE, xmldecl=False, svgclass=None, lineclass=None, **COLOURS)
    return written.getvalue().decode("ascii")
