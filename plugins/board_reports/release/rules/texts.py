"""The texts of the rules: the forms of `grammar`, filled in for one release and one server."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from board_reports.release.manifest import Manifest
from board_reports.release.rules import grammar
from board_reports.release.rules.policy import RulesInput, iso_of, rules_of, second_of
from board_reports.release.state import State, write_atomically

_UNTOLD = Path("/srv/board-reports/var/public")
_LONGEST = 4000  # characters of slugs in one pattern: what Apache's pattern compiler takes has a limit


def nginx_rules(rules: RulesInput) -> str:
    """What nginx's `http` context includes: a `server` block and the maps it needs.

    Raises ValueError, in one sentence, when something may not stand in a server's configuration. No other file of the
    same nginx may set `map_hash_bucket_size` or `map_hash_max_size`.
    """
    seconds = {slug: second_of(at) for slug, at in sorted(rules.closings.items())}
    rows = {
        "closings": [{"slug": slug, "second": str(second)} for slug, second in seconds.items()],
        "instants": [{"second": str(second), "iso": iso_of(second)} for second in sorted(set(seconds.values()))],
    }
    return grammar.written("nginx", _common(rules) | _own(rules).values(), {**rows, **_own(rules).rows()})


def apache_rules(rules: RulesInput) -> str:
    """A `<VirtualHost>` of Apache 2.4, and the one line that must precede it; raises ValueError as `nginx_rules`.

    The server itself must listen at the port: Debian does so for 80 and 443 in `ports.conf`.
    """
    by_second: dict[int, list[str]] = defaultdict(list)
    for slug, at in sorted(rules.closings.items()):
        by_second[second_of(at)].append(slug)
    groups = [
        {"slugs": slugs, "second": str(second), "iso": iso_of(second)}
        for second, members in sorted(by_second.items())
        for slugs in _joined(members)
    ]
    values = _common(rules) | _own(rules).values()
    return grammar.written("apache", values, {"groups": groups, **_own(rules).rows()})


def rules_digest(text: str) -> str:
    """The digest that rules send as the header `Board-Rules`.

    Its own place is left out, and so are the lines that one server alone has (address, name, root, certificate): the
    installer writes those again, from settings that belong to root, and the digest stays comparable.
    """
    return grammar.digest_of(text)


def digests_of(manifest: Manifest | None) -> Mapping[str, str]:
    """The digest that each server's rules send for a release, by kind of server."""
    rules = rules_of(manifest, Path("/public"))
    return {"nginx": rules_digest(nginx_rules(rules)), "apache": rules_digest(apache_rules(rules))}


def write_rules(state: State, rules: RulesInput) -> None:
    """Write both servers' rules into the state folder, each whole or not at all; raises OSError and ValueError.

    What stands in them about address, name, root and certificate is only what one would get from `board rules`. The
    job that writes them must not choose those: the installer puts the server's own in their place. So a root that no
    rules can name, such as one with a space, stops no release: another stands there until the installer has its say.
    """
    if not re.fullmatch(grammar.SLOTS["root"], str(rules.root), re.ASCII):
        rules = replace(rules, root=_UNTOLD)
    state.rules.mkdir(parents=True, exist_ok=True)
    for name, text in (("nginx", nginx_rules(rules)), ("apache", apache_rules(rules))):
        path, data = state.rules / f"{name}.conf", text.encode()
        if not path.is_file() or path.read_bytes() != data:  # whoever waits for a change is woken for one alone
            write_atomically(path, data)


def _common(rules: RulesInput) -> dict[str, str]:
    scripts = "".join(f" '{one}'" for one in sorted({one.strip("'") for one in rules.scripts}))
    return {"second": str(rules.fresh_until), "scripts": scripts}


def _own(rules: RulesInput) -> grammar.Own:
    certificate, key = (str(path) if path else None for path in (rules.certificate, rules.key))
    return grammar.Own(rules.listen, str(rules.root), rules.server_name, certificate, key)


def _joined(slugs: Sequence[str]) -> Iterator[str]:
    """The slugs as alternatives of a pattern, in pieces that are not too long."""
    piece: list[str] = []
    for slug in slugs:
        if piece and sum(map(len, piece)) + len(slug) > _LONGEST:
            yield "|".join(piece)
            piece = []
        piece.append(slug)
    if piece:
        yield "|".join(piece)
