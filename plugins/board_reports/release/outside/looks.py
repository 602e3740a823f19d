"""Looking at a served site from outside: many addresses at once, each bounded in time and size, none trusted."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import quote, urljoin, urlsplit

import httpx

from board_reports import __version__

MEGABYTE = 1024 * 1024
NO_TIME = "was not looked at in the time that the whole run has"
_HOPS = 5
_PORTS = {"http": 80, "https": 443}
_AGENT = f"board-verify/{__version__}"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much: seconds to connect, between two pieces, for one answer, for the whole run; bytes.

    `pause` are the seconds before a second look, for a release that is swapped in while the site is looked at.
    """

    connect: float = 5
    read: float = 10
    answer: float = 30
    run: float = 120
    at_once: int = 8
    size: int = 64 * MEGABYTE
    pause: float = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address to look at, as a client that takes gzip or one that does not; `kept` when its bytes are needed."""

    address: str
    zipped: bool = False
    kept: bool = False


@dataclass(frozen=True)
class Look:
    """What one address answered, after redirects within its host.

    `status` is None when there was no whole answer; `trouble` then says why, as the end of a sentence that begins
    with the address. `sha256` is the hex digest of the bytes, unzipped; `body` the bytes, when they were wanted.
    """

    address: str
    status: int | None = None
    headers: httpx.Headers = field(default_factory=httpx.Headers)
    body: bytes = b""
    sha256: str = ""
    trouble: str = ""

    @property
    def told(self) -> str:
        """What it answered, as the end of a sentence that begins with the address."""
        return self.trouble or f"answers {self.status}"


def site_address(text: str) -> str:
    """The address of a site's home, ending in a slash; raises ValueError with a sentence for the user."""
    try:
        parts = urlsplit(text)
        known = parts.scheme in _PORTS and parts.hostname and (parts.port or 1) > 0
        httpx.URL(text)
    except (ValueError, httpx.InvalidURL):
        known = None
    if not known:
        raise ValueError("This is not the address of a site. Write, for example: https://board.example/")
    if parts.username is not None or parts.password is not None:
        raise ValueError("An address with a user or a password in it is not looked at. Write it without.")
    if parts.query or parts.fragment:
        raise ValueError("Write the address of the site's home, without ? and #.")
    return text.rstrip("/?#") + "/"


def address_of(path: str) -> str:
    """The address, below the site's home, of a file of its tree: percent-encoded, and without `index.html`."""
    if path == "index.html" or path.endswith("/index.html"):
        path = path.removesuffix("index.html")
    return quote(path.encode("utf-8", "surrogateescape"))


class Looker:
    """Looks at addresses; an asynchronous context, used in one event loop."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._gate = asyncio.Semaphore(limits.at_once)
        self._end = asyncio.get_running_loop().time() + limits.run
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(limits.read, connect=limits.connect, pool=None),
            limits=httpx.Limits(max_connections=limits.at_once, max_keepalive_connections=limits.at_once),
            headers={"User-Agent": _AGENT, "Accept": "*/*", "Cache-Control": "no-cache"},
            verify=ssl.create_default_context(),  # the system's certificates, or those that SSL_CERT_FILE names
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def look(self, *wanted: Wanted) -> dict[Wanted, Look]:
        """Look at each address once; what could not be looked at before the run's time was up is in trouble."""
        asked = list(dict.fromkeys(wanted))
        return dict(zip(asked, await asyncio.gather(*map(self._look, asked)), strict=True))

    async def _look(self, wanted: Wanted) -> Look:
        try:
            async with asyncio.timeout_at(self._end), self._gate, asyncio.timeout(self.limits.answer):
                return await self._follow(wanted)
        except (TimeoutError, httpx.TimeoutException):
            over = asyncio.get_running_loop().time() >= self._end
            return Look(wanted.address, trouble=NO_TIME if over else "does not answer in time")
        except _NotTaken as error:
            return Look(wanted.address, trouble=str(error))
        except httpx.ConnectError as error:
            certificate = "CERTIFICATE_VERIFY_FAILED" in str(error)
            says = "has a certificate that cannot be trusted" if certificate else "cannot be reached"
            return Look(wanted.address, trouble=says)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, zlib.error):
            return Look(wanted.address, trouble="answers what is not whole, or not HTTP")

    async def _follow(self, wanted: Wanted) -> Look:
        address = wanted.address
        for _ in range(_HOPS):
            headers = {"Accept-Encoding": "gzip" if wanted.zipped else "identity"}
            async with self._client.stream("GET", address, headers=headers) as response:
                if response.is_redirect:
                    address = _next(wanted.address, address, response.headers.get("location", ""))
                    continue
                sha256, body = await self._read(response, kept=wanted.kept)
                return Look(wanted.address, response.status_code, response.headers, body, sha256)
        raise _NotTaken("sends its readers round in a circle")

    async def _read(self, response: httpx.Response, *, kept: bool) -> tuple[str, bytes]:
        """Digest and bytes of an answer. Unzipped here, piece by piece, so that no answer can fill the memory."""
        coding = response.headers.get("content-encoding", "identity").strip().lower()
        if coding not in ("identity", "gzip", ""):
            raise _NotTaken("answers in an encoding that was not asked for")
        inflate = zlib.decompressobj(wbits=31) if coding == "gzip" else None
        digest, size, pieces = hashlib.sha256(), 0, []
        async for raw in response.aiter_raw():
            for piece in _inflated(inflate, raw) if inflate else [raw]:
                size += len(piece)
                if size > self.limits.size:
                    raise _NotTaken(f"answers with more than {self.limits.size // MEGABYTE} MB")
                digest.update(piece)
                if kept:
                    pieces.append(piece)
        if inflate and not inflate.eof:
            raise _NotTaken("answers with gzip that is not whole")
        return digest.hexdigest(), b"".join(pieces)


def _inflated(inflate: zlib._Decompress, raw: bytes) -> Iterator[bytes]:
    while True:
        piece = inflate.decompress(raw, MEGABYTE)
        raw = inflate.unconsumed_tail
        yield piece
        if not raw and len(piece) < MEGABYTE:
            return


class _NotTaken(Exception):
    """The answer is not taken; the text is the end of a sentence that begins with the address."""


def _next(first: str, address: str, location: str) -> str:
    """Where a redirect leads, when that is on the same host, and not from https to http."""
    target = urljoin(address, location)
    here, there = urlsplit(first), urlsplit(target)
    if there.scheme not in _PORTS or there.hostname != here.hostname:
        raise _NotTaken("sends its readers to another host")
    if here.scheme == "https" and there.scheme == "http":
        raise _NotTaken("sends its readers from https to http")
    if here.scheme == there.scheme and _port(first) != _port(target):
        raise _NotTaken("sends its readers to another port")
    return target


def _port(address: str) -> int:
    parts = urlsplit(address)
    return parts.port or _PORTS[parts.scheme]
