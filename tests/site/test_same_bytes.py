"""The same inputs at the same instant give the same bytes, wherever, whenever and by whomever they are built."""

import os
import shutil

import builders
import oracle
import projects

SURROUNDINGS = [
    {"TZ": "UTC", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {
        "TZ": "Pacific/Auckland",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "PYTHONHASHSEED": "77",
        "SOURCE_DATE_EPOCH": "1",
    },
]


def full(site):
    oracle.plant(site.reports)
    site.report("winter", review_type="susr")
    site.report("broken", reference="x")
    site.page("leaflets/one.md", "# A leaflet\n\nText.\n")
    site.page("about.md", "# About\n\n[One](/reports/cpr-01-2026/)\n")
    return site


def test_two_builds_in_other_surroundings_are_the_same(site, tmp_path):
    full(site)
    trees = []
    for number, surroundings in enumerate(SURROUNDINGS):
        root = tmp_path / f"copy {number}" / ("deeper" * number) / "project"
        shutil.copytree(site.root, root)
        for path in root.rglob("*"):
            os.utime(path, (number * 10**8, number * 10**8))
        where = (root, root.parent)[number]
        config = os.path.relpath(root / "mkdocs.yml", where)
        result = site.run("board", "-f", config, "build", "--as-of", projects.LIVE_DAY, cwd=where, **surroundings)
        assert result.returncode == 3, result.stderr
        trees.append(projects.tree(root / "site"))
    assert_same(*trees)


def test_building_again_over_an_old_site_is_the_same(site):
    full(site)
    site.build()
    first = projects.tree(site.out)
    site.build("2026-12-01")
    site.build()
    assert_same(first, projects.tree(site.out))


def test_mkdocs_and_board_build_the_same(site, monkeypatch):
    full(site)
    monkeypatch.setenv("BOARD_AS_OF", projects.LIVE_DAY)
    assert site.board("build").exit_code == 3
    first = projects.tree(site.out)
    assert site.mkdocs().error is None
    assert_same(first, projects.tree(site.out))


def test_order_of_the_folder_does_not_matter(site):
    for number in range(5):
        site.report(f"report-{number}", reference=f"CPR {number + 1:02}/2026")
    site.build()
    first = projects.tree(site.out)
    for path in sorted(site.reports.iterdir(), reverse=True):
        text = path.read_bytes()
        path.unlink()
        builders.write(path, text)
    site.build()
    assert_same(first, projects.tree(site.out))


def assert_same(one, other):
    assert sorted(one) == sorted(other)
    assert [name for name in one if one[name] != other[name]] == []
