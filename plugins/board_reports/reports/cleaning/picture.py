"""A picture as it is published: its pixels, put into a new file. Nothing else of the old file is read."""

from __future__ import annotations

import io
import warnings
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from board_reports.reports.folder import CannotRead

MOST_PIXELS = 25_000_000  # which take up to 350 MB of memory while they are written anew
MOST_SIDE = 20_000  # pixels
_QUALITY = 92  # of JPEG and WebP, in Pillow's own measure
_FORMATS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP"}
_PLAIN_MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")
_AGAIN = "Save it again with a program for pictures."


def clean_picture(kind: str, data: bytes) -> bytes:
    """The bytes of a picture of a kind (its ending) that are published; raises CannotRead when it is not fit for it."""
    form = _FORMATS[kind]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is wrong with a picture beside its pixels does not matter
            with Image.open(io.BytesIO(data), formats=[form]) as image:
                _refuse_too_much(image)
                return _written(_pixels(image), form, _options(image, form, data))
    except Image.DecompressionBombError:
        raise CannotRead(*_too_large()) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError):
        raise CannotRead("The picture is damaged, or of another kind.", _AGAIN) from None


def _refuse_too_much(image: Any) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE:
        raise CannotRead(*_too_large())
    if getattr(image, "n_frames", 1) > 1 and image.format in ("PNG", "GIF", "WEBP"):
        raise CannotRead("The picture moves, which readers cannot stop.", "Save one picture of it.")


def _too_large() -> tuple[str, str]:
    return f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels.", "Make it smaller."


def _pixels(image: Any) -> Any:
    """A new picture with the pixels of the old one, upright, in the colours of the web."""
    profile = image.info.get("icc_profile")
    image.load()
    upright = ImageOps.exif_transpose(image)
    if upright.mode not in (*_PLAIN_MODES, "CMYK"):
        upright = upright.convert("RGB")
    if profile or upright.mode == "CMYK":
        upright = _in_srgb(upright, profile or b"")
    new = Image.new(upright.mode, upright.size)
    if upright.mode == "P" and upright.palette is not None:
        mode, colours = upright.palette.getdata()
        new.putpalette(colours, mode)
    seen = None
    if upright.mode in ("LA", "RGBA"):
        seen = upright.getchannel("A").point([0, *[255] * 255])  # what is wholly clear may still have colours
    new.paste(upright, mask=seen)
    clear = upright.info.get("transparency")
    if upright.mode in ("P", "L", "1", "RGB") and isinstance(clear, int | bytes | tuple):
        new.info["transparency"] = clear
    return new


def _in_srgb(image: Any, profile: bytes) -> Any:
    """The picture in sRGB; as it is, where its profile cannot be used. Colours of grey pictures hardly differ."""
    try:
        if image.mode == "CMYK":
            return ImageCms.profileToProfile(
                image, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        if image.mode in ("RGB", "RGBA"):
            return ImageCms.profileToProfile(image, io.BytesIO(profile), ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, ValueError):
        pass
    return image.convert("RGB") if image.mode == "CMYK" else image


def _options(image: Any, form: str, data: bytes) -> dict[str, Any]:
    if form == "JPEG":
        from PIL.JpegImagePlugin import get_sampling  # noqa: PLC0415

        sampling = get_sampling(image)
        return {"quality": _QUALITY, "subsampling": sampling if sampling in (0, 1, 2) else 0, "optimize": True}
    if form == "WEBP":
        return {"lossless": b"VP8L" in data[:64], "quality": _QUALITY}
    return {}


def _written(image: Any, form: str, options: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    if "transparency" in image.info:
        options["transparency"] = image.info.pop("transparency")
    image.save(out, form, **options)
    return out.getvalue()
