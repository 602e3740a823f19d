"""Pictures from Word: what is shown of them and no more, and a problem where nobody says what that is."""

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from word_files import Word, body, image, imported, told

from board_reports.desk.word.pictures import Crop, redrawn

SECRET = b"Zebedee"


def shown(data):
    return Image.open(io.BytesIO(data))


def metadata():
    """Pictures with hidden data of several kinds, by name."""
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = exif[0x8298] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    notes = PngInfo()
    notes.add_text("Author", SECRET.decode())
    notes.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    return {
        "exif": image("JPEG", exif=exif.tobytes()),
        "comment": image("JPEG", comment=SECRET),
        "profile": image("JPEG", icc_profile=SECRET * 40),
        "png": image("PNG", pnginfo=notes),
        "png exif": image("PNG", exif=exif.tobytes()),
        "after the end": image("PNG") + SECRET,
        "gif": image("GIF", comment=SECRET),
        "tiff": image("TIFF", tiffinfo={270: SECRET.decode()}),
    }


@pytest.mark.parametrize("kind", list(metadata()))
def test_hidden_data_of_a_picture_stays_behind(kind):
    data = metadata()[kind]
    assert SECRET in data
    new, ending = redrawn(data, Crop())
    assert SECRET not in new
    picture = shown(new)
    assert picture.size == (40, 20)
    assert not picture.getexif()
    assert not set(picture.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert ending == ("jpg" if data.startswith(b"\xff\xd8") else "png")


def test_a_picture_is_turned_as_the_camera_says():
    exif = Image.Exif()
    exif[0x0112] = 6
    new, _ = redrawn(image("JPEG", exif=exif.tobytes()), Crop())
    assert shown(new).size == (20, 40)


def test_what_word_cuts_off_a_picture_is_gone():
    two = Image.new("RGB", (40, 20), (0, 200, 0))
    two.paste((200, 0, 0), (20, 0, 40, 20))
    out = io.BytesIO()
    two.save(out, "PNG")
    word = Word("Text.")
    inline = word.picture(out.getvalue(), "A green box")
    fill = next(one for one in inline.iter() if one.tag.endswith("}blipFill"))
    blip = next(one for one in fill if one.tag.endswith("}blip"))
    blip.addnext(blip.makeelement(blip.tag.replace("}blip", "}srcRect"), {"r": "50000"}))
    picture = shown(imported(word).files["picture-1.png"])
    assert picture.size == (20, 20)
    assert picture.getcolors() == [(400, (0, 200, 0))]
    assert "cut to what Word showed" in told(word)


def test_a_large_picture_becomes_smaller():
    new, _ = redrawn(image("PNG", (3000, 1500)), Crop())
    assert shown(new).size == (2400, 1200)


@pytest.mark.parametrize("data", [b"", b"\x01\x00\x00\x00 EMF", image()[:60], b"GIF89a", image("PNG", (9000, 9000))])
def test_what_cannot_be_read_is_no_picture(data):
    assert redrawn(data, Crop()) is None


def test_pictures_that_let_the_page_through_stay_so():
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (1, 2, 3, 0)).save(out, "PNG")
    assert shown(redrawn(out.getvalue(), Crop())[0]).mode == "RGBA"


@pytest.mark.parametrize(
    "alt",
    [
        None,
        "",
        " ",
        "Picture 3",
        "image1.png",
        "C:\\Users\\Zebedee\\Desktop\\x.png",
        "A house\n\nDescription automatically generated",
        "A picture containing text  Description automatically generated with medium confidence",
    ],
)
def test_a_picture_without_a_persons_description_asks_for_one(alt):
    word = Word("Text.")
    word.picture(image(), alt)
    assert body(word) == "Text.\n\n![DESCRIBE THIS PICTURE](picture-1.png)\n"
    assert "1 picture has no description" in told(word)


def test_a_decoration_needs_no_description():
    word = Word("Text.")
    inline = word.picture(image())
    properties = next(one for one in inline if one.tag.endswith("}docPr"))
    mark = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
    properties.append(properties.makeelement(mark, {"val": "1"}))
    assert body(word) == "Text.\n\n![](picture-1.png)\n"
    assert "as decoration" in told(word)


def test_the_same_picture_twice_is_one_file():
    word = Word("Text.")
    word.picture(image(), "One [box] *here*")
    word.picture(image(), "Another")
    assert list(imported(word).files) == ["index.md", "picture-1.png"]
    assert "![One \\[box\\] \\*here\\*](picture-1.png)" in body(word)


def test_a_picture_that_cannot_be_published_leaves_a_place_for_one_that_can():
    word = Word("Text.")
    word.picture(image(), "A drawing")
    part = next(one for one in word.docx.part.package.iter_parts() if one.partname.startswith("/word/media/"))
    part._blob = b"\xd7\xcd\xc6\x9a a drawing of Windows"
    assert body(word) == "Text.\n\n![A drawing](picture-1.png)\n"
    assert list(imported(word).files) == ["index.md"]
    assert "kind that cannot be published" in told(word)
