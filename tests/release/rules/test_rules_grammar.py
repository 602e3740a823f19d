"""The check that root relies on: what we generate passes, and nothing else does."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board_reports.release.rules import RulesInput, apache_rules, grammar, nginx_rules, rules_digest
from board_reports.reports import slug_of

TEXTS = {"nginx": nginx_rules, "apache": apache_rules}
CLOSES = datetime(2026, 12, 15, tzinfo=UTC)
HASH = "sha256-exqRXrW/0laiImCrTE8a70vxyyY10FJVIppytLf/dbY="
RULES = RulesInput(
    root=Path("/srv/board/var/public"),
    listen="127.0.0.1:8080",
    server_name="board.example",
    closings={"cpr-01-2026": CLOSES, "cpr-02-2026": CLOSES, "apr-01-2026": CLOSES + timedelta(hours=9, minutes=30)},
    scripts=(HASH,),
)

seconds = st.integers(1_000_000_000, 9_999_999_998)
slugs = st.text("abcxyz0189-&/ ", min_size=4, max_size=200).map(lambda text: slug_of(text + "1")).filter(bool)
instants = st.integers(1_500_000_000, 9_999_999_998).map(lambda second: datetime.fromtimestamp(second, UTC))
inputs = st.builds(
    RulesInput,
    root=st.sampled_from([Path("/srv/board/var/public"), Path("/home/board.example/my-site_2/public")]),
    listen=st.sampled_from(["80", "127.0.0.1:8080", "[::1]:80", "10.0.0.9:443"]),
    server_name=st.sampled_from([None, "board.example", "www.safe-guarding.board.example"]),
    certificate=st.just(Path("/etc/ssl/board.pem")),
    key=st.just(Path("/etc/ssl/board.key")),
    closings=st.dictionaries(slugs, instants, max_size=30),
    scripts=st.sets(st.sampled_from([HASH, HASH[:-3] + "aY=", HASH[:-3] + "aZ="])).map(tuple),
)


@given(limit=seconds, now=seconds, near=st.integers(-11, 11))
def test_the_pattern_compares_as_numbers_do(limit, now, near):
    for moment in (now, min(max(limit + near, 1_000_000_000), 9_999_999_999)):
        reached = re.search(grammar.REACHED, f"{limit}:{moment}.123", re.ASCII)
        assert bool(reached) == (moment >= limit)


@given(limit=seconds, now=st.integers(0, 999_999_999))
def test_a_clock_before_2001_has_reached_nothing(limit, now):
    assert not re.search(grammar.REACHED, f"{limit}:{now}.000", re.ASCII)


@pytest.mark.parametrize("kind", TEXTS)
@given(rules=inputs)
def test_what_is_generated_passes(kind, rules):
    text = TEXTS[kind](rules)
    assert grammar.unknown_lines(text, kind) == []
    assert text.count(rules_digest(text)) == 1
    other = grammar.with_own(text, kind, grammar.Own("8081", "/elsewhere/public", "other.example"))
    assert grammar.unknown_lines(other, kind) == []
    assert rules_digest(other) == rules_digest(text)
    assert "/etc/ssl" not in other
    assert "Strict-Transport" in text
    assert "Strict-Transport" not in other


def place(text, before):
    return text[: text.index(before)].count("\n") + 1


NGINX_TAMPERED = {
    "include": lambda t: t.replace("server {", "include /tmp/evil.conf;\nserver {"),
    "load_module": lambda t: "load_module /tmp/evil.so;\n" + t,
    "lua": lambda t: t.replace("    location / {", "    content_by_lua_block { os.execute('id') }\n    location / {"),
    "proxy_pass": lambda t: t.replace("try_files $uri $uri/ =404;", "proxy_pass http://198.51.100.7/;"),
    "alias": lambda t: t.replace("    location / {", "    location /e/ { alias /etc/; }\n    location / {"),
    "root in a location": lambda t: t.replace("        return 404;", "        root /etc;\n        return 404;"),
    "root with a second statement": lambda t: t.replace("/var/public;", "/var/public; autoindex on;"),
    "root upwards": lambda t: t.replace("/var/public;", "/var/../../etc;"),
    "root with a variable": lambda t: t.replace("/var/public;", "/var/$arg_x;"),
    "slug with a statement": lambda t: t.replace("cpr-01-2026 ", 'x1 1797292800; include "/tmp/e"; y '),
    "slug as a pattern": lambda t: t.replace("    cpr-01-2026 ", "    ~.* "),
    "a parameter of the map": lambda t: t.replace("    cpr-01-2026 1797292800", "    include /tmp/evil"),
    "script from anywhere": lambda t: t.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
    "frames": lambda t: t.replace("frame-ancestors 'none'", "frame-ancestors *"),
    "a header less": lambda t: re.sub(r".*nosniff.*\n", "", t),
    "the dated rule out": lambda t: t.replace("        if ($board_gone) {\n            return 410;\n        }\n", ""),
    "the dated rule turned": lambda t: t.replace("if ($board_gone)", "if ($board_none)"),
    "two lines changed about": lambda t: t.replace(
        "    autoindex off;\n    gzip_static off;", "    gzip_static off;\n    autoindex off;"
    ),
    "a line twice": lambda t: t.replace("    autoindex off;\n", "    autoindex off;\n" * 2),
    "autoindex on": lambda t: t.replace("autoindex off", "autoindex on"),
    "a second server": lambda t: t + "server {\n    listen 81;\n}\n",
    "end missing": lambda t: t.removesuffix("}\n"),
    "last line end missing": lambda t: t.removesuffix("\n"),
    "carriage returns": lambda t: t.replace("\n", "\r\n"),
    "digits of another script": lambda t: t.replace("1797292800;", "179729280\u0663;"),
    "a closing put off": lambda t: t.replace("cpr-01-2026 1797292800", "cpr-01-2026 1997292800"),
    "a digest of its own": lambda t: re.sub(r'Board-Rules "[0-9a-f]{4}', 'Board-Rules "0000', t),
    "a comment": lambda t: t.replace("server {", "# hello\nserver {"),
    "the other server's": lambda t: apache_rules(RULES),
    "nothing": lambda t: "",
}

APACHE_TAMPERED = {
    "Include": lambda t: t.replace("ServerTokens Prod", "Include /tmp/evil.conf\nServerTokens Prod"),
    "LoadModule": lambda t: "LoadModule lua_module /tmp/evil.so\n" + t,
    "Alias": lambda t: t.replace("    RewriteEngine on", '    Alias /e "/etc"\n    RewriteEngine on'),
    "CGI": lambda t: t.replace("Options FollowSymLinks", "Options FollowSymLinks ExecCGI"),
    "AllowOverride": lambda t: t.replace("AllowOverride None", "AllowOverride All"),
    "program map": lambda t: t.replace("    RewriteEngine on", "    RewriteMap m prg:/tmp/evil\n    RewriteEngine on"),
    "proxy": lambda t: t.replace('"-" [G,L]', '"http://198.51.100.7/" [P]', 1),
    "root with a quotation mark": lambda t: t.replace('public"\n    <D', 'public"\n    Alias / "/etc"\n    <D'),
    "the dated rule out": lambda t: re.sub(r".*RewriteCond expr.*\n.*\n", "", t),
    "slug as a pattern": lambda t: t.replace("(?:apr-01-2026)", "(?:.*)"),
    "environment": lambda t: t.replace("E=board_last:", "E=LD_PRELOAD:/tmp/x.so,E=board_last:"),
    "piped log": lambda t: t.replace("    RewriteEngine on", '    CustomLog "|/tmp/evil" common\n    RewriteEngine on'),
    "line going on": lambda t: t.replace("DirectoryIndex index.html", "DirectoryIndex index.html \\"),
}


@pytest.mark.parametrize(
    ("kind", "name"), [("nginx", n) for n in NGINX_TAMPERED] + [("apache", n) for n in APACHE_TAMPERED]
)
def test_what_was_tampered_with_is_refused(kind, name):
    text = TEXTS[kind](RULES)
    changed = {"nginx": NGINX_TAMPERED, "apache": APACHE_TAMPERED}[kind][name](text)
    assert changed != text
    assert grammar.unknown_lines(changed, kind)


def test_the_line_is_named():
    text = nginx_rules(RULES).replace("server {", "include /tmp/evil.conf;\nserver {", 1)
    assert grammar.unknown_lines(text, "nginx") == [place(text, "include /tmp")]


def test_the_check_needs_nothing_but_the_systems_python(tmp_path):
    """A copy of the three files, run by an interpreter that sees neither this package nor any other."""
    for name in ("grammar.py", "nginx.form", "apache.form"):
        (tmp_path / name).write_bytes(Path(grammar.__file__).with_name(name).read_bytes())
    (tmp_path / "rules.conf").write_text(nginx_rules(RULES))
    script = (
        "import json, sys; sys.path.insert(0, sys.argv[1]); import grammar; "
        "text = open(sys.argv[1] + '/rules.conf').read(); "
        "print(json.dumps([grammar.unknown_lines(text, 'nginx'), grammar.unknown_lines(text + 'x', 'nginx') != [], "
        "sorted(name.split('.')[0] for name in sys.modules if 'site-packages' in str(sys.modules[name]))]))"
    )
    python = "/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys.executable
    run = subprocess.run(
        [python, "-I", "-S", "-W", "error", "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert json.loads(run.stdout) == [[], True, []]


@pytest.mark.parametrize(
    "change",
    [
        {"root": Path("/srv/a b")},
        {"root": Path("relative")},
        {"root": Path('/srv/";autoindex on;"')},
        {"root": Path("/srv/$uri")},
        {"root": Path("/srv/../etc")},
        {"root": Path("/")},
        {"listen": "80; root /etc"},
        {"listen": "unix:/tmp/x"},
        {"listen": "٨٠"},
        {"server_name": "a b"},
        {"server_name": "board.example\n    root /etc"},
        {"server_name": "~^.*$"},
        {"certificate": Path("/c.pem")},
        {"certificate": Path("/c.pem\n"), "key": Path("/k")},
        {"closings": {"a1;": CLOSES}},
        {"closings": {"Cpr-1": CLOSES}},
        {"closings": {"default": CLOSES.replace(tzinfo=None)}},
        {"closings": {"a1": datetime(1999, 1, 1, tzinfo=UTC)}},
        {"scripts": ("sha256-abc",)},
        {"scripts": ("unsafe-inline",)},
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", TEXTS)
def test_what_may_not_stand_in_rules_is_refused(kind, change):
    with pytest.raises(ValueError, match=r"[.]$"):
        TEXTS[kind](RulesInput(**{"root": Path("/srv/public")} | change))
