"""A site in two languages, made from a small one in one."""

import builders

TWIN = """\
INHERIT: mkdocs.yml
site_name: Bwrdd Enghraifft
docs_dir: site_cy
plugins: {board-reports: {language: cy}}
"""


def two_languages(site, keys=None, **options):
    """Make a site one in two languages, with plugin options and other keys of the configuration."""
    config = {
        "site_name": "Example Board",
        "plugins": {"search": {}, "board-reports": {"twin": "mkdocs.cy.yml"} | options},
    }
    site.configure(**config | (keys or {}))
    builders.write(site.root / "mkdocs.cy.yml", TWIN)
    (site.root / "site_cy").mkdir(exist_ok=True)


def welsh(site, name, text):
    """Write a file of the Welsh docs folder."""
    return builders.write(site.root / "site_cy" / name, text)
