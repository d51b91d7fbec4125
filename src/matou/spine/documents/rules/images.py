"""Pictures: bombs are refused, facts read out, and copies made anew from the pixels."""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from matou.spine.documents.contracts import DocumentDamaged, DocumentIsBomb
from matou.spine.documents.rules import exif

MAX_PIXELS = 50_000_000
"""Four times a usual phone photo of 12 million; 150 MB when unfolded."""
MAX_SIDE = 20_000
SHOWN_SIDE = 2560
THUMBNAIL_SIDE = 320
JPEG_QUALITY = 85
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}

# What Pillow's decoders raise on broken input, found by feeding them altered files.
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What was read out of a picture, and its copies."""

    facts: Mapping[str, object]
    shown: bytes
    shown_type: str
    thumbnail: bytes


def read(data: bytes, *, name: str, media_type: str) -> Picture:
    """Return the picture's facts and copies; raises DocumentIsBomb or DocumentDamaged."""
    try:
        with Image.open(BytesIO(data), formats=[FORMATS[media_type]]) as image:
            width, height = image.size
            if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
                raise DocumentIsBomb(name=name, found=f"{width} × {height}")
            facts = {"width": width, "height": height, **exif.facts_of(image.getexif())}
            image.load()
            upright = ImageOps.exif_transpose(image)
            return _copies(upright, facts, media_type)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise DocumentIsBomb(name=name, found="pixels") from error
    except _BROKEN as error:
        raise DocumentDamaged(name=name, found=type(error).__name__) from error


def _copies(image: Image.Image, facts: Mapping[str, object], media_type: str) -> Picture:
    shown_type = "image/png" if media_type == "image/png" else "image/jpeg"
    return Picture(
        facts=facts,
        shown=_copy(image, side=SHOWN_SIDE, media_type=shown_type),
        shown_type=shown_type,
        thumbnail=_copy(image, side=THUMBNAIL_SIDE, media_type="image/jpeg"),
    )


def _copy(image: Image.Image, *, side: int, media_type: str) -> bytes:
    """Return a fresh file of the pixels alone: no Exif, no colour profile, no comment."""
    pixels = _flat(image) if media_type == "image/jpeg" else image.convert("RGBA")
    pixels.thumbnail((side, side))
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    file = BytesIO()
    if media_type == "image/jpeg":
        bare.save(file, "JPEG", quality=JPEG_QUALITY, optimize=True)
    else:
        bare.save(file, "PNG")
    return file.getvalue()


def _flat(image: Image.Image) -> Image.Image:
    """Return the picture in RGB, on white where it was transparent."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        white = Image.new("RGB", layer.size, "white")
        white.paste(layer, mask=layer.getchannel("A"))
        return white
    return image.convert("RGB")
