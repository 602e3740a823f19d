import ast
from pathlib import Path

import pytest

import board_reports

PACKAGE = Path(board_reports.__file__).parent
NAME = PACKAGE.name
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)
PYTHON = [path.relative_to(PACKAGE).as_posix() for path in FILES]

# The package's rooms, and which other rooms each may know.
MAY_KNOW = {
    "reports": set(),
    "leaflet": {"reports"},
    "site": {"reports", "leaflet"},
    "release": {"reports", "site"},
    "desk": {"reports", "site", "release", "leaflet"},
    "cli": {"reports", "site", "release", "desk", "leaflet"},
}

# What has no place in the rule: the site's engine, the command line, and the world outside.
OUTSIDE = {
    "mkdocs",
    "material",
    "properdocs",
    "click",
    "rich",
    "jinja2",
    "filelock",
    "socket",
    "ssl",
    "http",
    "urllib3",
    "requests",
    "httpx",
    "aiohttp",
    "ftplib",
    "smtplib",
    "telnetlib",
    "asyncio",
    "subprocess",
    "multiprocessing",
    "threading",
    "webbrowser",
    "random",
    "secrets",
    "uuid",
}


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def module_of(path):
    parts = list(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in FILES}


def imported(path, *, lazy=True):
    """The dotted names that a file imports; without `lazy`, only those that importing it imports."""
    found = set()
    for node in ast.walk(tree_of(path)) if lazy else at_once(tree_of(path).body):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def at_once(body):
    for node in body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        for name in ("body", "orelse", "finalbody"):
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield from at_once(getattr(node, name, []))


def room_of(module):
    parts = module.split(".")
    return parts[1] if parts[0] == NAME and len(parts) > 1 else None


def rooms_known(path):
    return {room for name in imported(path) if (room := room_of(name)) in MAY_KNOW}


@pytest.mark.parametrize("file", PYTHON)
def test_each_room_knows_only_the_rooms_it_may(file):
    path = PACKAGE / file
    room = room_of(module_of(path))
    if room in MAY_KNOW:
        assert rooms_known(path) - {room} <= MAY_KNOW[room]


@pytest.mark.parametrize("file", PYTHON)
def test_nobody_knows_the_command_line(file):
    path = PACKAGE / file
    if room_of(module_of(path)) != "cli":
        assert "cli" not in rooms_known(path)


def test_every_room_is_known_to_this_test():
    rooms = {path.relative_to(PACKAGE).parts[0] for path in FILES if path.parent != PACKAGE}
    assert rooms <= set(MAY_KNOW)


RULE = [file for file in PYTHON if file.startswith("reports/")]


@pytest.mark.parametrize("file", RULE)
def test_the_rule_knows_nothing_of_the_world(file):
    tops = {name.split(".")[0] for name in imported(PACKAGE / file)}
    assert tops & OUTSIDE == set()
    assert not {name for name in imported(PACKAGE / file) if name.startswith(("urllib.request", "os.environ"))}


@pytest.mark.parametrize("file", RULE)
def test_the_rule_never_asks_what_time_it_is(file):
    asked = []
    for node in ast.walk(tree_of(PACKAGE / file)):
        if isinstance(node, ast.Attribute):
            said = ast.unparse(node)
            if node.attr in ("now", "utcnow", "today", "localtime", "gmtime", "monotonic", "getenv", "environ"):
                asked.append(said)
            if said in ("time.time", "time.time_ns", "datetime.fromtimestamp"):
                asked.append(said)
    assert asked == []
    assert "time" not in imported(PACKAGE / file)


def test_modules_import_one_another_in_no_circle():
    knows = {
        name: {other for other in imported(path, lazy=False) if other in MODULES and other != name}
        for name, path in MODULES.items()
    }
    done = set()

    def visit(name, trail):
        assert name not in trail, " -> ".join([*trail, name])
        if name not in done:
            for other in sorted(knows[name]):
                # a package and the modules in it count as one: importing a module imports its package first
                if not name.startswith(other + "."):
                    visit(other, [*trail, name])
            done.add(name)

    for name in sorted(knows):
        visit(name, [])


@pytest.mark.parametrize("file", PYTHON)
def test_files_stay_small(file):
    assert len((PACKAGE / file).read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("file", [file for file in PYTHON if "/_" not in file or file.endswith("__init__.py")])
def test_a_modules_first_line_says_what_it_is_for(file):
    words = ast.get_docstring(tree_of(PACKAGE / file))
    assert words
    first = words.splitlines()[0]
    assert len(first) > 15
    assert first[0].isupper() or first[0] == "`"


@pytest.mark.parametrize("file", RULE)
def test_public_names_of_the_rule_are_explained(file):
    for node in tree_of(PACKAGE / file).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name
