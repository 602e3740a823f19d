"""The print files themselves: two sides or large print, tagged, whole, and the same bytes for the same values."""

import io
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from board_reports.leaflet import printing, typeset
from board_reports.leaflet.blocks import Form
from board_reports.leaflet.printing import CannotPrint, print_data, print_file
from leafs import ADDRESS, details, leaflet, levels, opened, printed, sections, tags

MM = 72 / 25.4
TEXT = (
    '# Lighthouses: what to know\n\nFor keepers.\n\n!!! info "In short"\n\n    - Light the lamp.\n\n'
    "## Who?\n\nAsk [the guide](https://guide.example/light/).\n\n### More\n\n1. one\n2. two\n\n## When?\n\nAt night.\n"
)
FORMS = list(Form)


def refused(text, form=Form.SHEET, **changes):
    with pytest.raises(CannotPrint) as error:
        printed(text, form, **changes)
    (fault,) = error.value.faults
    return fault


@pytest.fixture(scope="module", params=[(form, language) for form in FORMS for language in ("en", "cy")], ids=str)
def made(request):
    form, language = request.param
    with opened(printed(TEXT, form, language=language)) as document:
        yield form, language, document


def test_file_is_tagged_pdf_ua_with_language_and_title(made):
    _, language, document = made
    assert document.Root.MarkInfo.Marked
    assert "/StructTreeRoot" in document.Root
    assert str(document.Root.Lang) == f"{language}-GB"
    assert document.Root.ViewerPreferences.DisplayDocTitle
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Lighthouses: what to know"
    assert str(document.docinfo["/Title"]) == "Lighthouses: what to know"


def test_headings_begin_with_the_title_and_leave_no_level_out(made):
    _, _, document = made
    found = levels(document)
    assert found[0] == 1
    assert found.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(found))
    assert sorted(set(found)) == [1, 2, 3]


def test_lists_links_and_the_code_are_tagged(made):
    _, _, document = made
    found = tags(document)
    assert {"L", "LI", "LBody", "Link", "P", "Figure"} <= {tag for tag, _ in found}
    (figure,) = [element for tag, element in found if tag == "Figure"]
    assert str(figure.Alt) == "QR code that leads to board.example/leaflets/lighthouse"


def test_pages_and_fonts(made):
    form, _, document = made
    sizes = {tuple(round(float(number) / MM) for number in page.mediabox[2:]) for page in document.pages}
    assert sizes == ({(297, 210)} if form is Form.SHEET else {(210, 297)})
    if form is Form.SHEET:
        assert len(document.pages) == 2
    fonts = [one for one in document.objects if getattr(one, "get", lambda _: None)("/Type") == "/FontDescriptor"]
    assert fonts
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)
    assert all("SourceSans" in str(font.FontName) for font in fonts)


def test_type_is_large_enough(made):
    form, _, document = made
    sizes = {
        round(float(operands[1]), 1)
        for page in document.pages
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) == "Tf"
    }
    assert min(sizes) >= (10 if form is Form.SHEET else 18)


def test_address_of_the_board_is_english_on_a_welsh_sheet():
    with opened(printed(TEXT, language="cy")) as document:
        assert "en-GB" in {str(element.get("/Lang", "")) for _, element in tags(document)}


def test_sentence_on_the_other_language_is_in_that_language():
    with opened(printed(TEXT, other=("cy", "Mae'r ddogfen hon ar gael yn Gymraeg."))) as document:
        assert any(str(element.get("/Lang", "")).startswith("cy") for _, element in tags(document))


@pytest.mark.parametrize("form", FORMS)
def test_code_leads_to_the_page(form):
    pictures = print_data(form, leaflet(TEXT), details()).pictures(ppi=150)
    codes = [code for data in pictures for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(data)))]
    assert [code.text for code in codes] == [ADDRESS]


@pytest.mark.parametrize("form", FORMS)
def test_same_bytes_in_another_process_and_nothing_of_this_machine(form, tmp_path):
    program = f"import sys, leafs; sys.stdout.buffer.write(leafs.printed({TEXT!r}, leafs.Form.{form.name}))"
    elsewhere = {"TZ": "Pacific/Auckland", "SOURCE_DATE_EPOCH": "1", "HOME": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[1])} | elsewhere,
        capture_output=True,
        check=True,
        timeout=60,
    )
    data = printed(TEXT, form)
    assert run.stdout == data
    with opened(data) as document:
        assert not {"/CreationDate", "/ModDate"} & set(document.docinfo.keys())
        pieces = b"".join(one.read_bytes() for one in document.objects if isinstance(one, pikepdf.Stream))
    for word in (b"CreateDate", b"ModifyDate", str(typeset.FORMS).encode(), b"/tmp/", b"/home/"):
        assert word not in pieces + data


def test_panels_are_named_when_they_are_too_full():
    one_panel, too_much = sections(1, 10), sections(1, 45)
    mark = "\n\n<!-- print: next panel -->\n\n"
    for place, name in enumerate(["inner flap", "inside, left panel", "inside, middle panel", "inside, right panel"]):
        texts = [one_panel] * 4
        texts[place] = too_much
        fault = refused("# Title\n\nLead.\n\n" + mark.join(texts))
        assert f"the {name} is too full, by about " in fault.message
        assert fault.line
        assert "print: large only" in fault.fix


def test_whole_text_too_long_names_the_last_panel_and_the_section():
    fault = refused("# Title\n\nLead.\n\n" + sections(12, 12))
    assert "the inside, right panel is too full" in fault.message
    assert fault.line > 20


def test_long_text_is_fine_in_large_print():
    with opened(printed("# Title\n\nLead.\n\n" + sections(12, 12), Form.LARGE)) as document:
        assert len(document.pages) > 8


@pytest.mark.parametrize(
    ("text", "changes", "panel"),
    [
        ("# " + "Long title " * 30 + "\n\nLead.\n", {}, "cover"),
        ("# " + "Unbelievablylongwordofatitle\n\nLead.\n", {}, "cover"),
        ("# Title\n\n" + "A lead that does not end. " * 40 + "\n", {}, "cover"),
        ("# Title\n", {"postal": tuple(f"Line {number}" for number in range(40))}, "back panel"),
        ("# Title\n", {"address": "https://board.example/" + "very-long-words/" * 20}, "back panel"),
    ],
)
def test_cover_and_back_are_never_cut_off(text, changes, panel):
    assert f"the {panel} is too full" in refused(text, **changes).message


def test_what_stands_on_a_panel_is_measured_again_where_it_is_printed(monkeypatch):
    """The guard behind the guard: should the flow ever be wrong, no text is laid over the edge."""
    monkeypatch.setattr(printing, "flow", lambda units, heights: [list(range(len(units))), [], [], []])
    assert "the inner flap is too full" in refused("# Title\n\nLead.\n\n" + sections(6, 10)).message


def test_very_long_words_stay_on_their_panel():
    address = "https://www.example.org/" + "/".join(["a-long-part-of-an-address"] * 6)
    pictures = print_data(
        Form.SHEET, leaflet(f"# T\n\nL.\n\n## {'W' * 80}\n\n- {'x' * 200} {address}\n"), details()
    ).pictures(ppi=72)
    for data in pictures:
        picture = Image.open(io.BytesIO(data)).convert("L")
        for left in (0, 97 - 6, 197 - 6, 297 - 6):  # the margins at the folds and edges stay white
            strip = picture.crop((round(left * MM), round(10 * MM), round((left + 6) * MM), round(200 * MM)))
            assert strip.getextrema()[0] > 200


def test_character_without_a_sign_is_told():
    fault = refused("# Title\n\nLead.\n\n## A 日 B\n")
    assert "日" in fault.message


def test_signs_of_both_languages_are_there():
    for form in FORMS:
        assert printed("# Ŵyŷ\n\nâêîôûŵŷ ÂÊÎÔÛŴŶ ïöäëáéèàòù – — ‘ ’ “ ” … £ € • ½\n", form, language="cy")


def test_missing_package_is_told(monkeypatch):
    monkeypatch.setattr(typeset, "find_spec", lambda name: None)
    fault = refused(TEXT)
    assert "typst is not installed" in fault.message
    assert "print" in fault.fix


def test_nothing_of_print_is_loaded_before_it_is_needed():
    program = (
        "import sys, board_reports.leaflet.printing; sys.exit(bool({'typst', 'segno', 'markdown'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_faults_of_the_text_stop_print():
    assert "cannot be printed" in refused("# T\n\nL.\n\n![x](y.png)\n").message


def test_text_is_no_typesetters_language():
    """What looks like an order to the typesetter is text."""
    orders = '#panic("no") $x$ *a* _b_ `c` <d> @e \\ #let x = 1'
    assert print_file(Form.SHEET, leaflet("# T\n\nL.\n\n" + re.sub(r"([*_`<\\$#])", r"\\\1", orders)), details())
