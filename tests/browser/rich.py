"""The project's own pages around a report that has everything: the site on which every kind of page is looked at."""

import shutil
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from browser.serving import serving
from builders import pdf, png, write, write_part, write_report, write_twin

ROOT = Path(__file__).parents[2]
SLUG = "cpr-07-2026"

# Where each language's pages begin. The second language needs its line here, and nothing else in these tests.
LANGUAGES = {"en": "", "cy": "cy/"}

LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 2

BODY = f"""\
## What the panel found

The panel met four times and read [the guidance](https://guidance.example/practice-reviews).[^1] It heard of {LONG}.

| Week   | What the school noticed  | What the visitor noticed | Who had been told  | What was done | Looked at again  |
|:-------|:------------------------:|-------------------------:|--------------------|---------------|------------------|
| First  | Tired, and without coats | Weight had not changed   | The family doctor  | Noted         | Never            |
| Second | Away for three long days | Nobody answered the door | Nobody             | A letter      | After five weeks |

### One day in spring

!!! note "What this section does not say"

    It does not say who was to blame.

![Line that falls from twelve visits to two](visits.png "Visits in each month")

1. A list with [a file](timeline.pdf).
2. A second point[^2] with `a term`.

> Nobody had put the pieces together.

<details><summary>More about the method</summary><p>Two learning events were held.</p></details>

## What should change

### For schools

A table that is narrow:

| Day    | Met |
|--------|-----|
| Monday | Yes |

[^1]: In a green notebook.
[^2]: The second note.
"""


def fill(reports):
    """Write the report: with its twin, a part, a listed file, a figure, a table that is too wide, and footnotes."""
    folder = reports / "quiet-year"
    english = write_report(
        reports,
        "quiet-year/",
        BODY,
        title="A quiet year",
        reference="CPR 07/2026",
        publication_date=date(2026, 11, 2),
        summary="An extended review, made up for tests.",
        review_type="cpr-extended",
        attachments=[{"file": "timeline.pdf", "title": "Timeline", "title_cy": "Llinell amser", "language": "en"}],
        revised_date=date(2026, 11, 9),
        revision_note="One date was wrong.",
    )
    write_twin(english, BODY, title="Blwyddyn dawel", revision_note="Roedd un dyddiad yn anghywir.")
    write_part(folder / "briefing.md", title="A briefing in seven minutes", body="## In short\n\nSeven minutes.\n")
    write(folder / "timeline.pdf", pdf())
    write(folder / "visits.png", png())


def project(root, fill=fill):
    """The project's own configuration and permanent pages in `root`, with other reports."""
    shutil.copytree(ROOT / "site_src", root / "site_src")
    for config in ROOT.glob("mkdocs*.yml"):
        shutil.copy(config, root)
    reports = root / "published_reports"
    reports.mkdir()
    fill(reports)
    return root / "mkdocs.yml"


@contextmanager
def served(root, build, **options):
    """Build the site in `root` with `build`, and serve it."""
    publication = build(project(root, **options), root / "site")
    with serving(root / "site", publication) as site:
        yield site


def pages(start):
    """The kinds of page of one language, and where each is; `start` is where its pages begin."""
    return {
        "home": f"/{start}",
        "listing": f"/{start}reports/",
        "report": f"/{start}reports/{SLUG}/",
        "part": f"/{start}reports/{SLUG}/briefing/",
        "leaflets": f"/{start}leaflets/",
        "leaflet": f"/{start}leaflets/learning-events/",
        "statement": f"/{start}accessibility/",
        "not found": f"/{start}no-such-page/",
        "gone": f"/{start}reports/no-such-report/",
    }
