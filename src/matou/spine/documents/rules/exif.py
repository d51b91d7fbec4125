"""When and where a camera says that it took a picture (Exif 2.32, CIPA DC-008)."""

import re
from collections.abc import Mapping
from typing import Any

from PIL import ExifTags, Image

_INSTANT = re.compile(r"^(\d{4}):(\d{2}):(\d{2}) (\d{2}:\d{2}:\d{2})$")
_OFFSET = re.compile(r"^[+-]\d{2}:\d{2}$")
_SEXAGESIMAL = 3


def facts_of(tags: Image.Exif) -> dict[str, object]:
    """Return ``taken_at`` (local, with offset where the camera wrote one) and the position.

    These are the camera's words, which anyone can forge: evidence to weigh, never proof.
    """
    inner = tags.get_ifd(ExifTags.IFD.Exif)
    facts: dict[str, object] = {}
    taken = _taken_at(inner)
    if taken:
        facts["taken_at"] = taken
    return facts | _position(tags.get_ifd(ExifTags.IFD.GPSInfo))


def _taken_at(tags: Mapping[int, Any]) -> str:
    written = _INSTANT.match(str(tags.get(ExifTags.Base.DateTimeOriginal, "")))
    if written is None:
        return ""
    year, month, day, clock = written.groups()
    offset = str(tags.get(ExifTags.Base.OffsetTimeOriginal, ""))
    return f"{year}-{month}-{day}T{clock}" + (offset if _OFFSET.match(offset) else "")


def _position(tags: Mapping[int, Any]) -> dict[str, object]:
    latitude = _degrees(tags.get(ExifTags.GPS.GPSLatitude), limit=90)
    longitude = _degrees(tags.get(ExifTags.GPS.GPSLongitude), limit=180)
    if latitude is None or longitude is None:
        return {}
    south = tags.get(ExifTags.GPS.GPSLatitudeRef) == "S"
    west = tags.get(ExifTags.GPS.GPSLongitudeRef) == "W"
    return {
        "latitude": -latitude if south else latitude,
        "longitude": -longitude if west else longitude,
    }


def _degrees(parts: Any, *, limit: int) -> float | None:
    """Return degrees from degrees, minutes and seconds; None for anything else."""
    try:
        numbers = [float(part) for part in parts]
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    if len(numbers) != _SEXAGESIMAL:
        return None
    value = numbers[0] + numbers[1] / 60 + numbers[2] / 3600
    return round(value, 7) if 0 <= value <= limit else None
