"""A small board's site in both languages, with one report of everything, and one that has its Welsh twin."""

from builders import pdf, png, write, write_part, write_report, write_twin

CONFIG = """\
site_name: Example Board
site_url: https://board.example/
docs_dir: site_src/en
theme:
  name: material
  font: false
  palette:
    - {media: "(prefers-color-scheme: light)", scheme: default, toggle: {icon: material/weather-night, name: Dark}}
    - {media: "(prefers-color-scheme: dark)", scheme: slate, toggle: {icon: material/weather-sunny, name: Light}}
plugins:
  search: {}
  board-reports: {twin: mkdocs.cy.yml}
extra:
  board:
    name: Example Board
    name_cy: Bwrdd Enghreifftiol
    telephone: 01632 960 000
    email: unit@board.example
"""
WELSH = """\
INHERIT: mkdocs.yml
site_name: Bwrdd Enghreifftiol
docs_dir: site_src/cy
plugins:
  search: {}
  board-reports: {language: cy, twin: ""}
"""

ROWS = "\n".join(f"| Week {number} | The keeper wrote line {number} of the log | seen |" for number in range(1, 61))
PARAGRAPH = "The panel read the log of the harbour, and asked what each agency knew and when it knew it. " * 5

LANTERN = f"""\
## What happened

{PARAGRAPH}

The harbour master kept the ropes dry.[^1] See [the law](https://law.example/act?a=1) and [the plan](plan.pdf).

![A drawing of three boats in a harbour](boats.png "Figure 1. Three boats.")

## What we learned

{PARAGRAPH}

### In the office

!!! note "Mind"
    The quillwort was never counted.

{PARAGRAPH}

## Week by week

| When | What was written | By whom |
|---|---|--:|
{ROWS}

## What will change

{PARAGRAPH}

<details><summary>More</summary><p>Folded samphire.</p></details>

[^1]: As far as the log tells.
"""

CYMRAEG = """\
## Beth ddigwyddodd

Roedd y tŷ ger yr ŵyn yn dawel, a'r gaeaf yn hir.

## Beth ddysgon ni

Darllenodd y panel bopeth yn yr hen lyfrgell.

## Beth fydd yn newid

Bydd y llyfr yn cael ei gadw.
"""


def bilingual(root):
    """Write the whole project below `root`: as at 10 June 2026 two reports are live."""
    write(root / "mkdocs.yml", CONFIG)
    write(root / "mkdocs.cy.yml", WELSH)
    write(root / "site_src/en/index.md", "# Example Board\n\nWelcome to the harbour office, café included.\n")
    write(root / "site_src/cy/index.md", "# Bwrdd Enghreifftiol\n\nCroeso i swyddfa'r harbwr.\n")
    reports = root / "published_reports"
    lantern = write_report(
        reports,
        "lantern/",
        LANTERN,
        title="The lantern review",
        reference="C&VSB CPR 6/2021",
        review_type="cpr-extended",
        summary="What was learned from one winter at the harbour.",
        revised_date="2026-06-08",
        revision_note="The date of a meeting was put right.",
        attachments=[{"file": "plan.pdf", "title": "Harbour plan", "title_cy": "Cynllun yr harbwr"}],
    )
    for name, content in {"plan.pdf": pdf(), "boats.png": png(), "llinell_amser.cy.pdf": pdf()}.items():
        write(lantern.parent / name, content)
    write_part(
        lantern.parent / "7-minute-briefing.md",
        "## One\n\nBriefly, of tarnwater. See [the line](llinell_amser.cy.pdf).\n",
        title="Seven minutes on the lantern",
    )
    heron = write_report(
        reports,
        "heron/",
        "## What happened\n\nThe heron stood by the weir.\n",
        title="The heron review",
        reference="APR 12/2024",
        publication_date="2026-05-25",
        review_type="apr-concise",
        summary="A short review.",
    )
    write_part(heron.parent / "terms.md", "The terms of curlewrise.\n", title="Terms of reference")
    write_twin(heron, CYMRAEG, title="Adolygiad y crëyr", summary="Adolygiad byr.")
    return reports
