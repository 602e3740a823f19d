"""The address of a target: a folder, `ssh://[user@]host[:port]/path` or `s3://bucket/prefix`, read strictly."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

_SEGMENT = r"(?!\.\.?(?:/|$))[A-Za-z0-9_.@+][A-Za-z0-9_.@+-]*"
_USER = r"[A-Za-z_][A-Za-z0-9_.-]*"
_HOST = r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]*|\[[0-9A-Fa-f:]+\])"
_SSH = re.compile(rf"ssh://(?:({_USER})@)?({_HOST})(?::([0-9]{{1,5}}))?((?:/{_SEGMENT})+)/?", re.ASCII)
_S3 = re.compile(rf"s3://([a-z0-9][a-z0-9.-]{{1,61}}[a-z0-9])(?:/((?:{_SEGMENT})(?:/{_SEGMENT})*)?/?)?", re.ASCII)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_REGION = re.compile(r"[a-z0-9][a-z0-9-]*", re.ASCII)
_HERE = ("localhost", "127.0.0.1", "::1")

SECRET = "A secret never stands in the address of a target. Give it in the environment."  # noqa: S105 - says that it is none


@dataclass(frozen=True, slots=True)
class FolderAddress:
    """A folder of this machine, or one that is mounted here; its path is absolute."""

    path: Path

    @property
    def text(self) -> str:
        """What it is remembered by."""
        return str(self.path)

    shown = text


@dataclass(frozen=True, slots=True)
class SshAddress:
    """A folder of another host, reached by ssh; `user` and `port` are None where ssh itself decides."""

    user: str | None
    host: str
    port: int | None
    path: str

    @property
    def text(self) -> str:
        """What it is remembered by."""
        return self._written(f"{self.user}@" if self.user else "")

    @property
    def shown(self) -> str:
        """What is told of it: without the user's name."""
        return self._written("")

    def _written(self, user: str) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"ssh://{user}{host}{f':{self.port}' if self.port else ''}{self.path}"


@dataclass(frozen=True, slots=True)
class S3Address:
    """A place in a bucket. `prefix` is empty or ends in a slash; `endpoint` is None for what the environment says."""

    bucket: str
    prefix: str
    endpoint: str | None = None
    region: str | None = None

    @property
    def text(self) -> str:
        """What it is remembered by."""
        given = [f"{key}={value}" for key in ("endpoint", "region") if (value := getattr(self, key))]
        place = f"s3://{self.bucket}/{self.prefix}".rstrip("/")
        return f"{place}?{'&'.join(given)}" if given else place

    shown = text


Address = FolderAddress | SshAddress | S3Address


def address_of(text: str, root: Path = Path("/")) -> Address:
    """Read an address; a folder is relative to `root` (absolute). Raises ValueError with a sentence for the user.

    What is remembered is absolute, and needs no `root`. The sentence never repeats an address that may hold a secret.
    """
    if re.match(r"[a-z0-9]+://[^/@]*:[^/@]*@", text, re.IGNORECASE):
        raise ValueError(SECRET)
    if text.startswith("ssh://"):
        return _ssh(text)
    if text.startswith("s3://"):
        return _s3(text)
    if not text.strip() or not text.isprintable() or text.startswith(("-", "~")) or _SCHEME.match(text):
        raise ValueError("A target is a folder, ssh://[user@]host[:port]/path or s3://bucket/prefix.")
    return FolderAddress(Path(os.path.normpath(root / text)))


def _ssh(text: str) -> SshAddress:
    found = _SSH.fullmatch(text)
    if found is None:
        raise ValueError(
            "An address for ssh is ssh://[user@]host[:port]/path. The path begins at the host's root, is not / itself, "
            "and has letters, digits and . _ @ + - alone; no part of it is '..' or begins with a dash."
        )
    user, host, port, path = found.groups()
    if port is not None and not 0 < int(port) < 65536:
        raise ValueError("The port in an address for ssh is a number from 1 to 65535.")
    return SshAddress(user, host.strip("[]"), int(port) if port else None, path)


def _s3(text: str) -> S3Address:
    place, _, query = text.partition("?")
    found = _S3.fullmatch(place)
    if found is None:
        raise ValueError(
            SECRET
            if "@" in place.split("/")[2]
            else "An address for S3 is s3://bucket/prefix, of letters, digits and . _ @ + - alone."
        )
    try:
        given = dict(parse_qsl(query, strict_parsing=True)) if query else {}
    except ValueError:
        given = {"": ""}
    if set(given) - {"endpoint", "region"}:
        raise ValueError(f"After the ? of an address for S3 only endpoint= and region= may stand. {SECRET}")
    if "region" in given and not _REGION.fullmatch(given["region"]):
        raise ValueError("The region in an address for S3 is a name such as eu-west-2.")
    prefix = f"{found[2]}/" if found[2] else ""
    return S3Address(found[1], prefix, _endpoint(given.get("endpoint")), given.get("region"))


def _endpoint(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        parts = urlsplit(text)
        _ = parts.port  # reading it is what judges it
    except ValueError:
        raise ValueError("The endpoint in an address for S3 cannot be read.") from None
    if parts.username is not None or parts.password is not None:
        raise ValueError(SECRET)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
    if not (safe and parts.hostname and parts.path in ("", "/") and not parts.query and not parts.fragment):
        raise ValueError("The endpoint in an address for S3 is https://host[:port] and nothing more.")
    return text.rstrip("/")


def refusals(addresses: Iterable[Address], taken: dict[str, Path]) -> list[str]:
    """A sentence for each target that lies in another one, or in a folder that is `taken` (by what a user calls it).

    What a target holds is deleted when it is not in the release, so none may hold anything else.
    """
    found: list[str] = []
    addresses = list(dict.fromkeys(addresses))
    for one in addresses:
        if isinstance(one, FolderAddress):
            found.extend(
                f"The target {one.shown} and {name} overlap: give the target a folder of its own."
                for name, folder in taken.items()
                if _inside(one.path, folder) or _inside(folder, one.path)
            )
    found.extend(
        f"The target {one.shown} lies in the target {other.shown}: give each a place of its own."
        for one, other in permutations(addresses, 2)
        if _in(one, other)
    )
    return found


def around(one: Address, others: Iterable[Address]) -> Address | None:
    """The first of the other targets that this one lies in."""
    return next((other for other in others if other != one and _in(one, other)), None)


def _in(one: Address, other: Address) -> bool:
    match one, other:
        case FolderAddress(), FolderAddress():
            return _inside(one.path, other.path)
        case SshAddress(), SshAddress():
            same = (one.host, one.port) == (other.host, other.port)
            return same and f"{one.path}/".startswith(f"{other.path}/")
        case S3Address(), S3Address():
            same = (one.bucket, one.endpoint) == (other.bucket, other.endpoint)
            return same and one.prefix.startswith(other.prefix)
    return False


def _inside(one: Path, other: Path) -> bool:
    return one.resolve().is_relative_to(other.resolve())
