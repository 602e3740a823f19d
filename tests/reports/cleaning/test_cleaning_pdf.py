"""What a PDF holds and does not show is not published; what it shows, and how it is read aloud, stays."""

import io
import re
import struct
import zlib

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, ImageCms

import builders
import oracle
from board_reports.reports.cleaning import clean, cleaned, pruning, streams, structure
from board_reports.reports.cleaning import links as links_module
from board_reports.reports.cleaning import pdf as pdf_module
from board_reports.reports.folder import CannotRead

TOKEN = "qzxhiddenxzq"
SHOWN = "The keepers wrote it down"


def changed(change, data=None):
    """A tagged PDF, changed by a function that is given it open."""
    with pikepdf.open(io.BytesIO(data or builders.pdf(SHOWN))) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def holds(data, token=TOKEN):
    """Whether a token is anywhere in a PDF, its streams inflated, and what is packed in those."""
    return bool(oracle._in(data, (token,)))


def jpeg(**options):
    data = io.BytesIO()
    Image.new("RGB", (8, 8), (200, 30, 30)).save(data, "JPEG", **options)
    return data.getvalue()


def page_of(pdf):
    return pdf.pages[0].obj


def script():
    return Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{TOKEN}')"))


def annotated(pdf, **keys):
    annot = {"/Type": Name.Annot, "/Rect": Array([10, 10, 60, 60])} | keys
    page = page_of(pdf)
    if "/Annots" not in page:
        page.Annots = Array()
    page.Annots.append(pdf.make_indirect(Dictionary(annot)))
    return page.Annots[-1]


def link(pdf, **keys):
    return annotated(pdf, **{"/Subtype": Name.Link} | keys)


def with_picture(pdf, data, filters=Name.DCTDecode, **keys):
    image = Stream(pdf, data)
    image.stream_dict = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=8,
        Height=8,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=filters,
        **keys,
    )
    page = page_of(pdf)
    page.Resources.XObject = Dictionary(Im0=image)
    page.Contents = pdf.make_stream(page.Contents.read_bytes() + b" q 80 0 0 80 100 50 cm /Im0 Do Q")
    return image


def info(pdf):
    pdf.docinfo["/Author"] = TOKEN


def info_title(pdf):
    pdf.docinfo["/Title"] = f"Draft about {TOKEN}"


def info_own_key(pdf):
    pdf.docinfo["/SourceModified"] = TOKEN


def trailer(pdf):
    pdf.trailer["/Secret"] = pdf.make_indirect(Dictionary(Words=TOKEN))


def trailer_id(pdf):
    pdf.trailer["/ID"] = Array([String(TOKEN), String(TOKEN)])


def xmp(pdf):
    with pdf.open_metadata() as meta:
        meta["dc:creator"] = [TOKEN]


def object_metadata(pdf):
    page_of(pdf).Metadata = pdf.make_stream(f"<x>{TOKEN}</x>".encode())


def font_metadata(pdf):
    page_of(pdf).Resources.Font.F1.Metadata = pdf.make_stream(TOKEN.encode())


def embedded_file(pdf):
    pdf.attachments["notes.txt"] = TOKEN.encode()


def associated_file(pdf):
    page_of(pdf).AF = Array([pdf.make_indirect(Dictionary(Type=Name.Filespec, Desc=TOKEN))])


def names_script(pdf):
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), pdf.make_indirect(script())])))


def open_action(pdf):
    pdf.Root.OpenAction = script()


def catalog_action(pdf):
    pdf.Root.AA = Dictionary(WC=script())


def page_action(pdf):
    page_of(pdf).AA = Dictionary(O=script())


def link_script(pdf):
    link(pdf, **{"/A": script()})


def link_launch(pdf):
    link(pdf, **{"/A": Dictionary(S=Name.Launch, F=String(f"//server/{TOKEN}.exe"))})


def link_next(pdf):
    link(pdf, **{"/A": Dictionary(S=Name.URI, URI=String("https://x.example/"), Next=script())})


def link_action(pdf):
    link(pdf, **{"/A": Dictionary(S=Name.URI, URI=String("https://x.example/")), "/AA": Dictionary(E=script())})


def link_to_a_file(pdf):
    link(pdf, **{"/A": Dictionary(S=Name.URI, URI=String(f"file:///home/{TOKEN}/report.docx"))})


def link_by_script(pdf):
    link(pdf, **{"/A": Dictionary(S=Name.URI, URI=String(f"javascript:alert('{TOKEN}')"))})


def link_to_another_file(pdf):
    link(pdf, **{"/A": Dictionary(S=Name.GoToR, F=String(f"{TOKEN}.pdf"), D=Array([0, Name.Fit]))})


def attached_to_the_page(pdf):
    file = Dictionary(Type=Name.Filespec, F=String("a.txt"), EF=Dictionary(F=pdf.make_stream(TOKEN.encode())))
    annotated(pdf, **{"/Subtype": Name.FileAttachment, "/FS": file})


def comment(pdf):
    annotated(pdf, **{"/Subtype": Name.Text, "/Contents": String(TOKEN), "/T": String("Author")})


def highlight(pdf):
    annotated(pdf, **{"/Subtype": Name.Highlight, "/Contents": String(TOKEN)})


def hidden_box(pdf):
    annotated(pdf, **{"/Subtype": Name.FreeText, "/Contents": String(TOKEN), "/F": 2})


def comment_in_the_structure(pdf):
    annot = annotated(pdf, **{"/Subtype": Name.Text, "/Contents": String(TOKEN)})
    element = Dictionary(
        Type=Name.StructElem,
        S=Name.Annot,
        P=pdf.Root.StructTreeRoot,
        Alt=TOKEN,
        K=Dictionary(Type=Name.OBJR, Pg=page_of(pdf), Obj=annot),
    )
    pdf.Root.StructTreeRoot.K = Array([pdf.Root.StructTreeRoot.K, pdf.make_indirect(element)])


def thumbnail(pdf):
    page_of(pdf).Thumb = pdf.make_stream(TOKEN.encode(), Width=4, Height=3, ColorSpace=Name.DeviceGray)


def piece_info(pdf):
    page_of(pdf).PieceInfo = Dictionary(Word=Dictionary(LastModified="D:2026", Private=Dictionary(Path=TOKEN)))


def catalog_piece_info(pdf):
    pdf.Root.PieceInfo = Dictionary(Word=Dictionary(Private=pdf.make_stream(TOKEN.encode())))


def unknown_key(pdf):
    page_of(pdf).Resources.Font.F1.Somebody = String(TOKEN)


def unknown_text_in_a_known_key(pdf):
    page_of(pdf).Resources.Font.F1.Name = String(TOKEN)


def data_of_another_file(pdf):
    page = page_of(pdf)
    page.Contents = Array([page.Contents, Stream(pdf, b"", Dictionary(F=String(f"{TOKEN}.bin")))])


def unreferenced(pdf):
    pdf.Root.Keep = pdf.make_indirect(Dictionary(Old=TOKEN))


def deleted_page(pdf):
    """A page that was taken out, to which a link, the outline, a name and the structure still lead."""
    old = pdf.make_indirect(Dictionary(Type=Name.Page, Contents=pdf.make_stream(f"({TOKEN}) Tj".encode())))
    dest = Array([old, Name.Fit])
    link(pdf, **{"/Dest": dest})
    pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array([String(TOKEN), dest])))
    entry = pdf.make_indirect(Dictionary(Title=TOKEN, Dest=dest))
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=entry, Last=entry, Count=1))
    tree = pdf.Root.StructTreeRoot
    gone = Dictionary(Type=Name.StructElem, S=Name.Figure, P=tree, Pg=old, K=0, Alt=TOKEN, ActualText=TOKEN)
    tree.K = Array([tree.K, pdf.make_indirect(gone)])


def structure_title(pdf):
    pdf.Root.StructTreeRoot.K.T = String(TOKEN)


def orphan_of_the_structure(pdf):
    tree = pdf.Root.StructTreeRoot
    orphan = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=tree, ActualText=TOKEN))
    tree.IDTree = Dictionary(Names=Array([String("a"), orphan]))
    tree.ParentTree.Nums.extend([7, orphan])


def user_properties(pdf):
    pdf.Root.StructTreeRoot.K.A = Dictionary(O=Name.UserProperties, P=Array([Dictionary(N="Author", V=TOKEN)]))


def layer_name(pdf):
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(TOKEN)))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(Order=Array([layer])))
    page = page_of(pdf)
    page.Resources.Properties = Dictionary(MC0=layer)
    page.Contents = pdf.make_stream(b"/OC /MC0 BDC " + page.Contents.read_bytes() + b" EMC")


def unused_picture(pdf):
    page_of(pdf).Resources.XObject = Dictionary(Old=pdf.make_stream(TOKEN.encode(), Subtype=Name.Image, Width=4))


def exif(pdf):
    notes = Image.Exif()
    notes[0x010E] = TOKEN
    notes.get_ifd(0x8825)[29] = TOKEN  # the day of the place
    with_picture(pdf, jpeg(exif=notes))


def jpeg_comment(pdf):
    with_picture(pdf, jpeg(comment=TOKEN.encode()))


def jpeg_profile(pdf):
    with_picture(pdf, jpeg(icc_profile=profile()))


def behind_a_jpeg(pdf):
    with_picture(pdf, jpeg() + TOKEN.encode())


def exif_packed_once_more(pdf):
    data = zlib.compress(jpeg(comment=TOKEN.encode()))
    with_picture(pdf, data, Array([Name.FlateDecode, Name.DCTDecode]), Nonsense=TOKEN)


def behind_a_packed_stream(pdf):
    page = page_of(pdf)
    raw = zlib.compress(page.Contents.read_bytes()) + TOKEN.encode()
    page.Contents = pdf.make_stream(b"")
    page.Contents.write(raw, filter=Name.FlateDecode)


def profile():
    """A colour profile of which the copyright is the token."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", made[128:132])[0]
    text = b"text\0\0\0\0" + TOKEN.encode() + b"\0"
    for number in range(count):
        at = 132 + 12 * number
        if made[at : at + 4] == b"cprt":
            made[at + 4 : at + 12] = struct.pack(">II", len(made), len(text))
    made += text
    made[0:4] = struct.pack(">I", len(made))
    return bytes(made)


def icc_profile(pdf):
    colours = Array([Name.ICCBased, pdf.make_stream(profile(), N=3)])
    data = Image.new("RGB", (8, 8), (200, 30, 30)).tobytes()
    image = with_picture(pdf, zlib.compress(data), Name.FlateDecode)
    image.ColorSpace = colours


PLANTS = [
    *(info, info_title, info_own_key, trailer, trailer_id, xmp, object_metadata, font_metadata),
    *(embedded_file, associated_file, names_script, open_action, catalog_action, page_action),
    *(link_script, link_launch, link_next, link_action, link_to_a_file, link_by_script, link_to_another_file),
    *(attached_to_the_page, comment, highlight, hidden_box, comment_in_the_structure, thumbnail, piece_info),
    *(
        catalog_piece_info,
        unknown_key,
        unknown_text_in_a_known_key,
        unreferenced,
        data_of_another_file,
        deleted_page,
        structure_title,
    ),
    *(orphan_of_the_structure, user_properties, layer_name, unused_picture, exif, jpeg_comment, jpeg_profile),
    *(behind_a_jpeg, exif_packed_once_more, behind_a_packed_stream, icc_profile),
]


def planted(plant):
    if plant is not trailer_id:
        return changed(plant)
    return builders.pdf(SHOWN).replace(b"/Root 1 0 R >>", b"/Root 1 0 R /ID [(%s) (b)] >>" % TOKEN.encode())


def raw_of(data):
    """All that is in a PDF, pictures as they are packed in it."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return b"".join(one.read_raw_bytes() for one in pdf.objects if isinstance(one, Stream))


def found(data):
    return holds(data) or TOKEN.encode() in data or TOKEN.encode() in raw_of(data) or _in_packed_pictures(data)


def _in_packed_pictures(data):
    with pikepdf.open(io.BytesIO(data)) as pdf:
        packed = [one.read_raw_bytes() for one in pdf.objects if isinstance(one, Stream) and "/Filter" in one]
    for one in packed:
        try:
            if TOKEN.encode() in zlib.decompress(one):
                return True
        except zlib.error:
            continue
    return False


def pixels(data):
    with pypdfium2.PdfDocument(data) as document:
        return [page.render(scale=1, may_draw_forms=False).to_pil().tobytes() for page in document]


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_what_is_not_shown_is_not_published(plant):
    source = planted(plant)
    assert found(source), "the token must be there, or this shows nothing"
    result = clean("pdf", source)
    assert not found(result.data)
    assert holds(result.data, SHOWN.split()[1])
    assert result.tagged is True
    if plant not in (comment, highlight, comment_in_the_structure):  # which are drawn, and are meant to go
        assert pixels(result.data) == pixels(source)
    with pikepdf.open(io.BytesIO(result.data)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert pdf.Root.StructTreeRoot.K is not None


def test_an_earlier_version_of_the_file_is_not_published():
    source = builders.pdf(f"Mr {TOKEN}")
    with pikepdf.open(io.BytesIO(source)) as pdf:
        length = len(pdf.objects)
    start = int(re.findall(rb"startxref\n(\d+)", source)[-1])
    drawn = f"/P << /MCID 0 >> BDC BT /F1 12 Tf 20 100 Td ({SHOWN}) Tj ET EMC".encode()
    place = len(source)
    source += b"4 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(drawn), drawn)
    table = len(source)
    source += b"xref\n4 1\n%010d 00000 n \n" % place
    source += b"trailer\n<< /Size %d /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (length + 1, start, table)
    assert TOKEN.encode() in source
    result = cleaned("pdf", source)
    assert not found(result)
    assert holds(result, "keepers")
    assert pixels(result) == pixels(source)


@pytest.mark.parametrize("junk", [b"PK\x03\x04" + TOKEN.encode(), b"<script>" + TOKEN.encode() + b"</script>"])
def test_what_stands_behind_the_end_is_not_published(junk):
    assert not found(cleaned("pdf", builders.pdf(SHOWN) + junk))


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_the_same_bytes_give_the_same_bytes(plant):
    source = planted(plant)
    first, _ = pdf_module.clean_pdf(source)
    assert pdf_module.clean_pdf(bytes(bytearray(source)))[0] == first


def test_no_day_and_no_program_is_told():
    source = changed(lambda pdf: pdf.docinfo.update({"/Producer": "A program", "/CreationDate": "D:20260101"}))
    with pikepdf.open(io.BytesIO(cleaned("pdf", source))) as pdf:
        assert "/Info" not in pdf.trailer
        assert "/Metadata" not in pdf.Root


def structure_of(data):
    """The structure of a PDF as nested lists: kinds of elements, numbers of pieces of pages, kinds of references."""

    def told(one):
        if isinstance(one, int):
            return one
        if "/S" not in one:
            return str(one.get("/Type"))
        kids = one.get("/K", [])
        kids = [kids] if not isinstance(kids, Array) else list(kids)
        return [str(one.S), str(one.get("/Alt", "")), *map(told, kids)]

    with pikepdf.open(io.BytesIO(data)) as pdf:
        kids = pdf.Root.StructTreeRoot.K
        kids = list(kids) if isinstance(kids, Array) else [kids]
        numbers = [int(one) for one in pdf.Root.StructTreeRoot.ParentTree.get("/Nums", [])[::2]]
        return [told(one) for one in kids], str(pdf.Root.Lang), bool(pdf.Root.MarkInfo.Marked), numbers


@pytest.fixture(scope="module")
def leaflet(request):
    """A PDF/UA document with headings, a table, a link, an outline and a picture."""
    typst = pytest.importorskip("typst")
    text = f"""
#set document(title: "{SHOWN}")
#set text(lang: "en", region: "gb")
#title()
= First heading
Words and a #link("https://x.example/")[link away], and #link(<end>)[one below].
#table(columns: 2, table.header[A][B], [1], [2])
== Below it
#figure(image("p.png", alt: "A grey square"), caption: [A square])
= Last heading <end>
"""
    folder = request.getfixturevalue("tmp_path_factory").mktemp("typst")
    (folder / "p.png").write_bytes(builders.picture("PNG", (20, 20)))
    (folder / "x.typ").write_text(text, "utf-8")
    return typst.compile(folder / "x.typ", pdf_standards=["ua-1"], timestamp=0)


def test_the_structure_and_the_looks_of_a_tagged_document_stay(leaflet):
    result = clean("pdf", leaflet)
    assert result.tagged
    assert structure_of(result.data) == structure_of(leaflet)
    assert "A grey square" in str(structure_of(result.data))
    assert pixels(result.data) == pixels(leaflet)
    with pikepdf.open(io.BytesIO(result.data)) as pdf, pikepdf.open(io.BytesIO(leaflet)) as source:
        assert str(pdf.docinfo.Title) == SHOWN
        assert pdf.Root.ViewerPreferences.DisplayDocTitle is True
        packet = pdf.Root.Metadata.read_bytes()
        assert SHOWN.encode() in packet
        assert b"pdfuaid:part" in packet
        assert pdf.pages[0].Tabs == source.pages[0].Tabs
        annots = [annot for page in pdf.pages for annot in page.Annots]
        assert [str(annot.A.URI) for annot in annots if "/A" in annot] == ["https://x.example/"]
        assert [annot.Dest[0].objgen for annot in annots if "/Dest" in annot] == [pdf.pages[-1].objgen]
        told = [[str(one.title) for one in outline.root] for outline in (pdf.open_outline(), source.open_outline())]
        assert told[0] == told[1] != []
        for annot in annots:  # each link is found from the structure, and leads back to it
            assert annot.StructParent in [int(one) for one in pdf.Root.StructTreeRoot.ParentTree.Nums[::2]]


def test_a_title_stays_where_the_first_page_says_it_too():
    def title_of(data):
        with pikepdf.open(io.BytesIO(cleaned("pdf", data))) as pdf:
            return str(pdf.docinfo.get("/Title", "")) if "/Info" in pdf.trailer else None

    def titled(title):
        return changed(lambda pdf: pdf.docinfo.update({"/Title": title}))

    assert title_of(titled(SHOWN.upper())) == SHOWN.upper()
    assert title_of(titled("The keepers & others")) is None

    def outlined(pdf):
        pdf.docinfo["/Title"] = "Microsoft Word - draft 3.docx"
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("What was <found>", 0))

    assert title_of(changed(outlined)) == "What was <found>"


def refused(data):
    with pytest.raises(CannotRead) as told:
        clean("pdf", data)
    assert told.value.message
    assert told.value.fix
    assert TOKEN not in told.value.message + told.value.fix
    return told.value.message


def encrypted(**passwords):
    with pikepdf.open(io.BytesIO(builders.pdf())) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(**passwords))
    return out.getvalue()


def form(pdf):
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(Dictionary(FT=Name.Tx, T="a", V=TOKEN))]))


def layer_off(pdf):
    layer_name(pdf)
    pdf.Root.OCProperties.D.OFF = Array([pdf.Root.OCProperties.OCGs[0]])


def layer_not_printed(pdf):
    layer_name(pdf)
    pdf.Root.OCProperties.OCGs[0].Usage = Dictionary(Print=Dictionary(PrintState=Name.OFF))


def torn_stream(pdf):
    page = page_of(pdf)
    page.Contents = pdf.make_stream(b"")
    page.Contents.write(zlib.compress(b"x" * 5000)[:-9], filter=Name.FlateDecode)


REFUSED = {
    "a password to open": (encrypted(user="u", owner="o"), "password"),
    "a password to change": (encrypted(user="", owner="o"), "encrypted"),
    "half a file": (builders.pdf()[:500], "damaged"),
    "a start alone": (b"%PDF-1.7\n<script>alert(1)</script>", "damaged"),
    "a table that leads nowhere": (builders.pdf().replace(b"startxref\n", b"startxref\n9"), "damaged"),
    "a form": (changed(form), "form"),
    "a layer that is off": (changed(layer_off), "layers"),
    "a layer that is not printed": (changed(layer_not_printed), "layers"),
    "words to be blacked out": (changed(lambda pdf: annotated(pdf, **{"/Subtype": Name.Redact})), "blacked out"),
    "a box over the page": (changed(lambda pdf: annotated(pdf, **{"/Subtype": Name.Square})), "laid over"),
    "a stamp": (changed(lambda pdf: annotated(pdf, **{"/Subtype": Name.Stamp})), "laid over"),
    "a torn stream": (changed(torn_stream), "torn"),
    "a torn picture": (changed(lambda pdf: with_picture(pdf, jpeg()[:-40])), "torn"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_fit_to_be_published_is_refused(name):
    data, words = REFUSED[name]
    assert words in refused(data)


def test_a_document_that_unpacks_to_too_much_is_refused():
    def bomb(pdf):
        page = page_of(pdf)
        page.Contents = pdf.make_stream(b"")
        packer = zlib.compressobj(9)
        pieces = [packer.compress(bytes(1 << 20)) for _ in range((streams.MOST_UNPACKED >> 20) + 1)]
        page.Contents.write(b"".join([*pieces, packer.flush()]), filter=Name.FlateDecode)

    source = changed(bomb)
    assert len(source) < 500_000
    assert "too much" in refused(source)


def test_the_limits_in_number(monkeypatch):
    monkeypatch.setattr(pdf_module, "MOST_PAGES", 0)
    assert "too much" in refused(builders.pdf("pages"))
    monkeypatch.setattr(pdf_module, "MOST_PAGES", 10)
    monkeypatch.setattr(pdf_module, "MOST_OBJECTS", 3)
    assert "too much" in refused(builders.pdf("objects"))
    monkeypatch.setattr(pdf_module, "MOST_OBJECTS", 100)
    monkeypatch.setattr(streams, "MOST_UNPACKED_IN_ALL", 10)
    assert "too much" in refused(changed(behind_a_packed_stream))


def test_things_that_lead_to_themselves_end():
    def circles(pdf):
        tree = pdf.Root.StructTreeRoot
        tree.K.K = Array([0, tree.K, tree])
        one = pdf.make_indirect(Dictionary(Title="a"))
        one.Next = one.First = one
        pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=one, Last=one))
        node = pdf.make_indirect(Dictionary())
        node.Kids = Array([node])
        pdf.Root.Names = Dictionary(Dests=node)
        tree.ParentTree = node

    assert clean("pdf", changed(circles)).tagged


def test_deep_nesting_is_refused_or_gone():
    deep = b"[" * 400 + b"(x)" + b"]" * 400
    source = builders.pdf().replace(b"/BaseFont /Helvetica", b"/BaseFont /Helvetica /Widths " + deep)
    refused(source)


def test_tagged_is_what_says_so_and_has_a_structure():
    assert clean("pdf", builders.pdf(tagged=True)).tagged is True
    assert clean("pdf", builders.pdf(tagged=False)).tagged is False
    assert clean("pdf", changed(lambda pdf: pdf.Root.MarkInfo.update({"/Marked": False}))).tagged is False

    def empty(pdf):
        del pdf.Root.StructTreeRoot["/K"]

    assert clean("pdf", changed(empty)).tagged is False


@given(st.binary(max_size=200), st.integers(0, 2000), st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_broken_bytes_give_a_problem_or_a_document(junk, place, gone):
    source = builders.pdf(SHOWN)
    place = min(place, len(source))
    data = source[:place] + junk + source[place + gone :]
    try:
        result = cleaned("pdf", data)
    except CannotRead:
        return
    assert result.startswith(b"%PDF-")


GUARDS = {
    "the grammar": (
        pruning.Walk,
        "_pruned",
        lambda self, thing, kind: [(one, kind) for one in thing.values() if pruning.is_group(one)],
        unknown_key,
    ),
    "the emptying": (pdf_module, "empty_the_unknown", lambda root, walk: None, None),
    "the streams": (pdf_module, "clean_streams", lambda pdf, found: None, exif),
    "the links": (links_module.Links, "on_page", lambda self, page: None, comment),
    "unused pictures": (pikepdf.Pdf, "remove_unreferenced_resources", lambda self: None, unused_picture),
    "lists into the structure": (structure.Structure, "_keep_list", lambda *given: None, None),
}


@pytest.mark.parametrize("name", [name for name, guard in GUARDS.items() if guard[3]])
def test_each_guard_is_needed(name, monkeypatch):
    place, attribute, nothing, plant = GUARDS[name]
    monkeypatch.setattr(place, attribute, nothing)
    data, _ = pdf_module.clean_pdf(planted(plant))
    assert found(data)


def test_the_last_look_and_the_lists_are_two_guards_for_the_same(monkeypatch):
    for name in ("lists into the structure", "the emptying"):
        place, attribute, nothing, _ = GUARDS[name]
        monkeypatch.setattr(place, attribute, nothing)
    assert found(pdf_module.clean_pdf(planted(orphan_of_the_structure))[0])
