"""Where the page of a source lies, as MkDocs itself puts it."""

import pytest
from mkdocs.structure.files import File

from board_reports.release.building.statutory_pages import path_of
from board_reports.site.addresses import address_of

SOURCES = ["index.md", "about.md", "README.md", "leaflets/README.md", "leaflets/index.md", "leaflets/day.md",
           "myindex.md", "a/b/c.markdown", "leaflets/day.pdf", "a.b.md"]  # fmt: skip


@pytest.mark.parametrize("uri", SOURCES)
def test_an_address_is_where_mkdocs_puts_it(uri):
    file = File(uri, src_dir="docs", dest_dir="site", use_directory_urls=True)
    assert address_of(uri) == file.url.removeprefix("./")
    if not uri.endswith(".pdf"):
        assert path_of(uri) == file.dest_uri
