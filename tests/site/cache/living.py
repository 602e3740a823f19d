"""A site to which things happen, one after the other, with a cache and without."""

import random
import shutil
from dataclasses import dataclass, field

import builders
import caching
import oracle
import projects
from board_reports.site.words import words_of
from site_in_two import two_languages, welsh

INSTANTS = [
    "2026-05-31T23:59:59",
    "2026-06-01T00:00",
    "2026-06-10",
    "2026-06-19T23:59:59",
    "2026-06-20",
    "2026-08-23T23:59:59",
    "2026-08-24T00:00",
    "2026-12-01",
]
STARTS = ["2026-06-01", "2026-06-10", "2026-04-01"]


@dataclass
class Life:
    """A site, and all that has been changed about it; `chance` chooses what each step leaves open."""

    site: projects.Site
    patch: object
    chance: random.Random
    at: str = projects.LIVE_DAY
    keys: dict = field(default_factory=dict)
    options: dict = field(default_factory=dict)
    two: bool = True
    examples: bool = True
    canaries: list = field(default_factory=list)
    number: int = 0

    @classmethod
    def begun(cls, root, patch, seed):
        one = cls(projects.make(root), patch, random.Random(seed))
        one.site.page("more.md", "# More\n")
        welsh(one.site, "more.md", "# Mwy\n")
        one.keys = {"site_name": "Example Board", "extra": {"board": dict(projects.BOARD)}, "copyright": "The Board"}
        one.keys["theme"] = {"name": "material", "font": False, "custom_dir": "own_theme"}
        (one.site.root / "own_theme").mkdir()
        one.configure()
        one.canaries = [oracle.plant(one.site.reports, stem, revised_date="2026-06-20") for stem in ("qzx", "wvk")]
        one.new_report()
        one.site.report("example", reference="CPR 90/2026", example=True)
        return one

    def configure(self):
        if self.two:
            two_languages(self.site, self.keys, **self.options)
        else:
            self.site.configure(options=self.options, **self.keys)

    def new_report(self):
        self.number += 1
        front = {"publication_date": self.chance.choice(STARTS), "approved_date": "2026-04-01"}
        self.site.report(f"report-{self.number}", reference=f"CPR {self.number:02}/2026", **front)

    def word(self):
        self.number += 1
        return f"Word{self.number}"

    def texts(self, ending=""):
        return sorted(path for path in self.site.reports.rglob(f"*{ending}.md") if path.is_file())

    def some(self, found):
        return self.chance.choice(found) if found else None

    def build_and_compare(self):
        """What every step has to leave as it should be."""
        before = {"with_examples": self.examples}
        caching.build(self.site, self.at, **before)
        expected = caching.plain(self.site, self.at, **before)
        found = projects.tree(self.site.out)
        assert sorted(found) == sorted(expected)
        assert [name for name in expected if found[name] != expected[name]] == []
        for canary in self.canaries:
            if not any(f"reports/{canary.slug}/" in name for name in expected):
                assert caching.traces(self.site, canary) == {}


def edit(life):
    path = life.some(life.texts())
    text = path.read_text("utf-8")
    path.write_text(f"{text}\n{life.word()} more.\n", "utf-8")


def edit_front(life):
    path = life.some(life.texts())
    lines = path.read_text("utf-8").splitlines(keepends=True)
    for number, line in enumerate(lines):
        if line.startswith(("title:", "summary:")):
            lines[number] = f"{line.split(':')[0]}: {life.word()}\n"
            if life.chance.random() < 0.5:
                break
    path.write_text("".join(lines), "utf-8")


def add_twin(life):
    if path := life.some([one for one in life.texts() if ".cy." not in one.name and one.parent == life.site.reports]):
        builders.write_twin(path)


def remove_twin_or_part(life):
    if path := life.some([one for one in life.texts(".cy") if one.name != "index.cy.md"] or life.texts(".cy")):
        path.unlink()


def other_bytes(life):
    if path := life.some(sorted(life.site.reports.rglob("*.pdf"))):
        path.write_bytes(oracle.pdf(life.word()))


def add(life):
    life.new_report()


def rename(life):
    path = life.some(sorted(one for one in life.site.reports.iterdir() if ".cy." not in one.name))
    path.rename(path.with_name(f"{life.word()}{path.suffix}"))
    home = life.site.reports
    for canary in life.canaries:
        canary.file = next((one for one in home.rglob("index.md") if canary.slug[:-8].upper() in one.read_text()), None)


def remove(life):
    """Into a draft's folder, from where it may come back."""
    path = life.some(sorted(one for one in life.site.reports.iterdir() if not one.name.startswith("_")))
    path.rename(path.with_name(f"_{path.name}"))


def bring_back(life):
    if path := life.some(sorted(life.site.reports.glob("_*"))):
        path.rename(path.with_name(path.name.lstrip("_")))


def front_line(line):
    def change(life):
        path = life.some([one for one in life.texts() if "publication_date" in one.read_text("utf-8")])
        text = path.read_text("utf-8")
        if line in text:
            path.write_text(text.replace(line, ""), "utf-8")
        elif line.split(":")[0] not in text:
            path.write_text(text.replace("---\n", f"---\n{line}", 1), "utf-8")

    change.__name__ = line.split(":")[0]
    return change


def move(life):
    life.at = life.chance.choice(INSTANTS)


def close_and_open(life):
    life.build_and_compare()
    life.at = "2026-08-24T00:00"
    life.build_and_compare()
    life.at = "2026-06-10"


def configuration(life):
    word = life.word()
    board = {**life.keys["extra"]["board"], "urgent": f"Call 999. {word}"}
    change = life.chance.choice(
        [
            {"site_name": word},
            {"copyright": word},
            {"extra": {"board": board}},
            {"nav": [{word: "index.md"}, {"More": "more.md"}]},
            {"extra_css": [f"{word}.css"]},
            {"theme": {**life.keys["theme"], "palette": {"scheme": life.chance.choice(["slate", "default"])}}},
        ]
    )
    life.keys |= change
    life.configure()


def option(life):
    labels = {"review_types": {"cpr-concise": {"en": life.word(), "cy": life.word()}}}
    life.options = life.chance.choice([{}, {"weeks": 13}, labels])
    life.configure()


def own_template(life):
    text = '{% extends "board.html" %}{% block content %}{{ super() }}' + f"<p>{life.word()}</p>" + "{% endblock %}"
    builders.write(life.site.root / "own_theme" / "main.html", text)


def stylesheet(life):
    builders.write(life.site.docs / "own.css", f"p::after {{ content: '{life.word()}'; }}")


def permanent_page(life):
    life.site.page("more.md", f"# {life.word()}\n\n{life.word()}\n")


def words(life):
    life.patch.setitem(words_of(life.chance.choice(["en", "cy"])).sentences, "about_report", life.word())


def package(life):
    builders.write(life.site.root / "packages" / f"some-{life.number}.dist-info" / "METADATA", "")
    life.patch.syspath_prepend(str(life.site.root / "packages"))


def preview(life):
    before = projects.tree(caching.kept(life.site))
    caching.build(life.site, life.chance.choice(INSTANTS), preview=True)
    after = projects.tree(caching.kept(life.site))
    assert {name for name in after if name.startswith(("pages/", "files/"))} == {
        name for name in before if name.startswith(("pages/", "files/"))
    }


def dry(life):
    before = projects.tree(caching.kept(life.site))
    caching.build(life.site, life.chance.choice(INSTANTS), keeps=False)
    assert projects.tree(caching.kept(life.site)) == before


def served(life):
    """What `mkdocs serve` builds is another kind of page."""
    found = caching.by_mkdocs(life.site, "serve", life.at, cache=caching.kept(life.site))
    again = caching.by_mkdocs(life.site, "serve", life.at, cache=caching.kept(life.site))
    expected = caching.by_mkdocs(life.site, "serve", life.at, keeps=False)
    assert found == again == expected


def examples(life):
    life.examples = not life.examples


def language(life):
    life.two = not life.two
    life.configure()


def damage(life):
    """What a failing disk, or a hand, may do to what is kept."""
    folder = caching.kept(life.site)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()] if folder.is_dir() else []
    for path in life.chance.sample(files, min(len(files), 4)):
        life.chance.choice([flip, cut, delete, swap, garbage, close])(life, path)


def flip(life, path):
    if data := bytearray(path.read_bytes()):
        data[life.chance.randrange(len(data))] ^= 1 << life.chance.randrange(8)
        path.write_bytes(data)


def cut(life, path):
    path.write_bytes(path.read_bytes()[: life.chance.randrange(10_000)])


def delete(life, path):
    path.unlink()


def swap(life, path):
    """With another file of the same report: what is whose, only the names tell."""
    others = [one for one in path.parent.iterdir() if one != path and one.name[:16] == path.name[:16]]
    if other := life.some(sorted(others)):
        data = path.read_bytes()
        path.write_bytes(other.read_bytes())
        other.write_bytes(data)


def garbage(life, path):
    path.with_name(f"tmp{life.word()}").write_bytes(life.chance.randbytes(1000))


def close(life, path):
    path.chmod(0o600)


def lose(life):
    """The whole folder, or one in it, is gone, or a file is in its place."""
    folder = life.chance.choice([caching.kept(life.site), caching.kept(life.site) / "pages"])
    if folder.is_dir():
        shutil.rmtree(folder)
        if life.chance.random() < 0.5:
            folder.write_text("no folder")
    elif folder.exists():
        folder.unlink()


HOLD, WITHDRAW, EXAMPLE = "hold: Waiting.\n", "withdrawn_date: 2026-06-05\nwithdrawn_reason: Why.\n", "example: true\n"
STEPS = [
    edit, edit, edit_front, add_twin, remove_twin_or_part, other_bytes, add, rename, remove, bring_back,
    front_line(HOLD), front_line(HOLD), front_line(WITHDRAW), front_line(EXAMPLE), move, move, close_and_open,
    configuration, option, own_template, stylesheet, permanent_page, words, package, preview, dry, served, examples,
    language, damage, damage, lose,
]  # fmt: skip
