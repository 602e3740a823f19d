"""How much a browser fetches until a search has its first result, where the module that measures it is there."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

MISSING = "Not measured: benchmarks/search_bytes.py is not there."


def search_bytes(site: Path, plain_index: Path) -> tuple[dict[str, int] | None, str]:
    """The bytes until the first result, and those of the plain index with gzip; or None, and why."""
    if find_spec("search_bytes") is None:
        return None, MISSING
    try:
        import search_bytes  # noqa: PLC0415 - it may not be there, nor the browser's packages that it wants

        figures = search_bytes.measure(site, plain_index)
    except Exception as error:  # noqa: BLE001 - the other figures of a long run must not be lost
        return None, f"Not measured: {str(error).splitlines()[0]}"
    return {"first_result": figures.searched, "plain_gzip": figures.plain}, ""
