"""Pictures: what Word shows of each, drawn anew from its pixels, so that nothing hidden in the file comes along."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

MOST_PIXELS = 60_000_000  # read from the file's head before any pixel is
MOST_SIDE = 2400  # pixels; a page shows at most a third of that, a printed one no more
_KINDS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")


@dataclass(frozen=True, slots=True)
class Crop:
    """How much of each side is cut off, from 0 to 1, and how many quarter turns clockwise the rest was given."""

    left: float = 0
    top: float = 0
    right: float = 0
    bottom: float = 0
    turns: int = 0

    @property
    def cuts(self) -> bool:
        """Whether anything is cut off."""
        return any((self.left, self.top, self.right, self.bottom))


def redrawn(data: bytes, crop: Crop) -> tuple[bytes, str] | None:
    """The picture's pixels in a new file, and its ending, `png` or `jpg`; None for what cannot be read.

    The new file has pixels and nothing else: no EXIF, comment, colour profile, thumbnail or cut-off margin.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(BytesIO(data), formats=_KINDS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    return None
                kind = opened.format
                shown = _cropped(_upright(opened), crop)
                return _saved(shown, jpeg=kind == "JPEG")
    except Exception:  # noqa: BLE001 - whatever a broken picture makes Pillow raise, it cannot be published
        return None


def _upright(opened: Image.Image) -> Image.Image:
    """The pixels in plain colours, turned as the camera says."""
    turned = ImageOps.exif_transpose(opened)
    see_through = "transparency" in turned.info or turned.mode in ("RGBA", "LA", "PA")
    return turned.convert("RGBA" if see_through else "L" if turned.mode in ("1", "L") else "RGB")


def _cropped(picture: Image.Image, crop: Crop) -> Image.Image:
    width, height = picture.size
    box = (
        round(width * crop.left),
        round(height * crop.top),
        round(width * (1 - crop.right)),
        round(height * (1 - crop.bottom)),
    )
    shown = picture.crop(box)
    for _ in range(crop.turns % 4):
        shown = shown.transpose(Image.Transpose.ROTATE_270)
    shown.thumbnail((MOST_SIDE, MOST_SIDE))
    return shown


def _saved(picture: Image.Image, *, jpeg: bool) -> tuple[bytes, str]:
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())  # Pillow saves what it has beside pixels
    out = BytesIO()
    if jpeg and bare.mode != "RGBA":
        bare.save(out, "JPEG", quality=90)
        return out.getvalue(), "jpg"
    bare.save(out, "PNG")
    return out.getvalue(), "png"
