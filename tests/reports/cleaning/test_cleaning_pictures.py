"""What is written into a picture beside its pixels is not published; its pixels are."""

import contextlib
import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms, PngImagePlugin

import builders
from board_reports.reports.cleaning import clean, cleaned, icc, jpeg, picture
from board_reports.reports.folder import CannotRead

TOKEN = "qzxhiddenxzq"
FACTS = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "version", "background", "loop", "duration", "timestamp"}


def drawn(mode="RGB", size=(40, 20)):
    """A picture that is not the same upside down."""
    image = Image.new("L", size, 30)
    image.paste(220, (0, 0, size[0] // 2, size[1] // 4))
    return image.convert(mode)


def saved(kind, image=None, **options):
    data = io.BytesIO()
    (image or drawn()).save(data, kind, **options)
    return data.getvalue()


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def exif():
    notes = Image.Exif()
    notes[0x010E] = TOKEN
    notes[0x9286] = TOKEN
    notes.get_ifd(0x8825)[29] = TOKEN  # beside the place where it was taken
    return notes


def texts(kind):
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", TOKEN, zip=kind == "packed")
    if kind == "of all languages":
        notes.add_itxt("XML:com.adobe.xmp", f"<x>{TOKEN}</x>")
    return notes


def profile():
    """A colour profile of which the copyright is the token."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    text = b"text\0\0\0\0" + TOKEN.encode() + b"\0"
    for at in range(132, 132 + 12 * struct.unpack(">I", made[128:132])[0], 12):
        if made[at : at + 4] == b"cprt":
            made[at + 4 : at + 12] = struct.pack(">II", len(made), len(text))
    made[0:4] = struct.pack(">I", len(made) + len(text))
    return bytes(made) + text


def chunk(kind, content):
    """A PNG picture with a chunk of its own before the end."""
    data = saved("PNG")
    made = struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    return data[:-12] + made + data[-12:]


def under_what_is_clear():
    """A picture that spells the token in pixels which are wholly clear."""
    clear = b"".join(bytes([letter, letter, letter, 0]) for letter in TOKEN.encode())
    return saved("PNG", Image.frombytes("RGBA", (len(TOKEN), 1), clear))


PLANTS = {
    "Exif and place": ("jpg", saved("JPEG", exif=exif())),
    "Exif in PNG": ("png", saved("PNG", exif=exif())),
    "Exif in WebP": ("webp", saved("WEBP", exif=exif())),
    "XMP": ("jpg", saved("JPEG", xmp=f"<x>{TOKEN}</x>".encode())),
    "XMP in WebP": ("webp", saved("WEBP", xmp=f"<x>{TOKEN}</x>".encode())),
    "comment": ("jpeg", saved("JPEG", comment=TOKEN.encode())),
    "comment in GIF": ("gif", saved("GIF", drawn("P"), comment=TOKEN.encode())),
    "profile": ("jpg", saved("JPEG", icc_profile=profile())),
    "profile in PNG": ("png", saved("PNG", icc_profile=profile())),
    "text": ("png", saved("PNG", pnginfo=texts("plain"))),
    "packed text": ("png", saved("PNG", pnginfo=texts("packed"))),
    "text of all languages": ("png", saved("PNG", pnginfo=texts("of all languages"))),
    "a chunk of one's own": ("png", chunk(b"prVt", TOKEN.encode())),
    "behind a PNG": ("png", saved("PNG") + TOKEN.encode()),
    "behind a JPEG": ("jpg", saved("JPEG") + b"PK\x03\x04" + TOKEN.encode()),
    "under what is clear": ("png", under_what_is_clear()),
}


def found(data):
    views = [data]
    place = 8
    while data.startswith(b"\x89PNG") and place + 8 <= len(data):  # the packed pieces of each chunk
        length, _kind = struct.unpack(">I4s", data[place : place + 8])
        content = data[place + 8 : place + 8 + length]
        for start in range(min(len(content), 90)):
            try:
                views.append(zlib.decompress(content[start:]))
            except zlib.error:
                continue
        place += length + 12
    image = opened(data)
    if "A" in image.mode:
        views.append(image.getchannel(0).tobytes())
    return any(TOKEN.encode() in view.replace(b"\0", b"") for view in views)


@pytest.mark.parametrize("name", PLANTS)
def test_what_is_written_beside_the_pixels_is_not_published(name):
    kind, source = PLANTS[name]
    assert found(source), "the token must be there, or this shows nothing"
    result = cleaned(kind, source)
    assert not found(result)
    image = opened(result)
    assert image.format == opened(source).format
    assert set(image.info) <= FACTS
    assert picture.clean_picture(kind, source) == result, "the same bytes give the same bytes"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_the_pixels_of_a_png_are_the_same(mode):
    image = drawn(mode) if mode != "I;16" else Image.frombytes("I;16", (2, 2), b"\1\2\3\4\5\6\7\x08")
    if "A" in mode:
        image.putalpha(drawn("L"))
    result = opened(cleaned("png", saved("PNG", image)))
    assert (result.mode, result.size) == (image.mode, image.size)
    assert result.convert("RGBA").tobytes() == image.convert("RGBA").tobytes()


@pytest.mark.parametrize(("mode", "clear"), [("P", 1), ("L", 30), ("RGB", (30, 30, 30)), ("P", b"\xff\x80")])
def test_what_is_clear_stays_clear(mode, clear):
    image = drawn(mode) if mode != "P" else drawn("L").quantize(2)
    source = saved("PNG", image, transparency=clear)
    result = cleaned("png", source)
    assert opened(result).convert("RGBA").tobytes() == opened(source).convert("RGBA").tobytes()
    assert opened(result).convert("RGBA").getextrema()[3][0] < 255


def test_a_jpeg_stays_as_it_looks():
    source = saved("JPEG", quality=95)
    result = opened(cleaned("jpg", source))
    assert result.format == "JPEG"
    worst = max(high for _, high in ImageChops.difference(opened(source), result).getextrema())
    assert worst <= 12


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright(orientation):
    notes = Image.Exif()
    notes[0x0112] = orientation
    source = saved("JPEG", exif=notes, quality=95)
    result = opened(cleaned("jpg", source))
    assert result.size == ((40, 20) if orientation < 5 else (20, 40))
    bright = {1: (5, 2), 2: (35, 2), 3: (35, 17), 4: (5, 17), 5: (2, 5), 6: (17, 5), 7: (17, 35), 8: (2, 35)}
    assert result.getpixel(bright[orientation])[0] > 180
    corner = bright[(orientation + 1) % 4 + 1] if orientation < 5 else bright[(orientation + 1) % 4 + 5]
    assert result.getpixel(corner)[0] < 80
    assert 0x0112 not in result.getexif()


def test_colours_of_another_profile_become_those_of_the_web():
    # a profile in which red and blue have changed places
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for at in range(132, 132 + 12 * struct.unpack(">I", made[128:132])[0], 12):
        name = bytes(made[at : at + 4])
        if name in (b"rXYZ", b"bXYZ"):
            made[at : at + 4] = b"bXYZ" if name == b"rXYZ" else b"rXYZ"
    source = saved("PNG", Image.new("RGB", (4, 4), (250, 10, 10)), icc_profile=bytes(made))
    red, _, blue = opened(cleaned("png", source)).getpixel((1, 1))
    assert (red < 60, blue > 200) == (True, True)


def test_a_picture_for_print_becomes_one_for_the_web():
    source = saved("JPEG", Image.new("CMYK", (8, 8), (0, 255, 255, 0)))
    result = opened(cleaned("jpg", source))
    assert result.mode == "RGB"
    assert result.getpixel((4, 4))[0] > 200


def moving(kind):
    return saved(kind, drawn(), save_all=True, append_images=[drawn().rotate(180)], duration=100)


def refused(kind, data):
    with pytest.raises(CannotRead) as told:
        clean(kind, data)
    assert told.value.message
    assert told.value.fix
    return told.value.message


@pytest.mark.parametrize(("kind", "form"), [("gif", "GIF"), ("png", "PNG"), ("webp", "WEBP")])
def test_a_picture_that_moves_is_refused(kind, form):
    assert "moves" in refused(kind, moving(form))


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("png", saved("PNG")[:60]),
        ("jpg", saved("JPEG")[:200]),
        ("png", saved("JPEG")),
        ("jpg", saved("PNG")),
        ("jpg", b"\xff\xd8\xff<script>alert(1)</script>"),
        ("gif", b"GIF89a"),
        ("webp", b"RIFF\x08\0\0\0WEBPVP8 "),
    ],
)
def test_a_torn_or_false_picture_is_refused(kind, data):
    assert "damaged" in refused(kind, data)


def bomb(width, height):
    """A small PNG that says it has very many pixels."""
    data = bytearray(builders.png())
    data[16:24] = struct.pack(">II", width, height)
    data[29:33] = struct.pack(">I", zlib.crc32(bytes(data[12:29])))
    return bytes(data)


@pytest.mark.parametrize("size", [(7000, 7000), (16_000, 16_000), (60_000, 60_000), (30_000, 1)])
def test_a_picture_with_too_many_pixels_is_refused_before_it_is_unpacked(size):
    assert "million pixels" in refused("png", bomb(*size))


def test_the_limit_of_pixels_is_what_it_says(monkeypatch):
    monkeypatch.setattr(picture, "MOST_PIXELS", 800)
    assert clean("png", saved("PNG", drawn("L", (40, 20))))
    assert "pixels" in refused("png", saved("PNG", drawn("L", (41, 20))))


@given(st.binary(max_size=100), st.integers(0, 900), st.integers(0, 20))
@settings(max_examples=60, deadline=None)
@pytest.mark.parametrize(("kind", "form"), [("png", "PNG"), ("jpg", "JPEG")])
def test_broken_bytes_give_a_problem_or_a_picture(kind, form, junk, place, gone):
    source = saved(form)
    data = source[:place] + junk + source[place + gone :]
    try:
        result = cleaned(kind, data)
    except CannotRead:
        return
    assert opened(result).format == form


def test_without_a_new_file_the_comment_stays(monkeypatch):
    """Pillow itself writes the comment of the old file into the new one: the pixels must go into a new picture."""
    monkeypatch.setattr(picture, "_pixels", lambda image: image)
    assert found(picture.clean_picture("jpg", PLANTS["comment"][1]))


# inside a PDF


def with_notes():
    return saved("JPEG", exif=exif(), comment=TOKEN.encode(), icc_profile=profile(), progressive=True)


def test_a_jpeg_inside_a_pdf_keeps_its_pixels_to_the_bit():
    source = with_notes()
    result = jpeg.without_notes(source + b"\xff\xd9" + TOKEN.encode())
    assert opened(result).tobytes() == opened(source).tobytes()
    assert TOKEN.encode() not in result
    assert jpeg.without_notes(result) == result


def box(kind, content):
    return struct.pack(">I4s", len(content) + 8, kind) + content


def test_jpeg_2000_keeps_its_pixels():
    if not PngImagePlugin.Image.core or not picture.Image.registered_extensions().get(".jp2"):
        pytest.skip("Pillow is without JPEG 2000")
    source = saved("JPEG2000", comment=TOKEN, no_jp2=False)
    source += box(b"xml ", f"<x>{TOKEN}</x>".encode()) + box(b"uuid", bytes(16) + TOKEN.encode())
    assert source.count(TOKEN.encode()) == 3
    result = jpeg.without_boxes(source)
    assert TOKEN.encode() not in result
    assert opened(result).tobytes() == opened(source).tobytes()
    bare = jpeg.without_boxes(saved("JPEG2000", comment=TOKEN, no_jp2=True))
    assert TOKEN.encode() not in bare
    assert opened(bare).size == (40, 20)


def test_a_colour_profile_keeps_its_numbers_alone():
    source = profile()
    result = icc.without_names(source)
    assert TOKEN.encode() in source
    assert TOKEN.encode() not in result
    assert b"lcms" not in result.lower()
    colours = [(200, 30, 90), (1, 2, 3), (250, 128, 5)]
    image = Image.new("RGB", (3, 1))
    image.putdata(colours)
    lab = ImageCms.createProfile("LAB")
    one, other = (ImageCms.ImageCmsProfile(io.BytesIO(data)) for data in (source, result))
    told = [ImageCms.profileToProfile(image, data, lab, outputMode="LAB").tobytes() for data in (one, other)]
    assert told[0] == told[1]
    assert icc.without_names(result) == result


@given(st.binary(max_size=400), st.integers(0, 200))
@settings(deadline=None)
@pytest.mark.parametrize("work", [jpeg.without_notes, jpeg.without_boxes, icc.without_names])
def test_broken_pieces_are_told_as_such(work, junk, place):
    source = {jpeg.without_notes: with_notes(), icc.without_names: profile()}.get(work, box(b"jP  ", b"\r\n\x87\n"))
    with contextlib.suppress(ValueError, struct.error):
        assert isinstance(work(source[:place] + junk), bytes)
