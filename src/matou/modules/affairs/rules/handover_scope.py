"""How an item may be handled across regions (通办): the shapes that its scope allows."""

from collections.abc import Mapping
from typing import Any

from matou.kit.errors import DomainError

ONLINE, ELSEWHERE, JOINT = "1", "2", "3"
"""全程网办, 异地代收代办, 多地联办: the codes of ``cross_shape`` in ``fields.yaml``."""
SHAPES = (
    (ONLINE, "全程网办", "Wholly online"),
    (ELSEWHERE, "异地代收代办", "Received elsewhere and handed on"),
    (JOINT, "多地联办", "Handled jointly"),
)


class ShapeNotAllowed(DomainError):
    """The item's scope does not allow this way of handling across regions."""

    code = "affairs.shape-not-allowed"
    status = 422
    zh = "事项的通办范围不包括“{shape_zh}”。请到受理地办理，或请事项编辑补充通办范围。"
    en = "The item's scope does not allow “{shape_en}”. Apply at the owner, or have it widened."


def shapes_of(content: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the shapes that an item's wording allows, in the order of the list."""
    named = {str(row.get("shape", "")) for row in content.get("scopes") or ()}
    return tuple(key for key, _zh, _en in SHAPES if key in named)


def check_shape(content: Mapping[str, Any], shape: str) -> None:
    """Raise ShapeNotAllowed unless the item's wording allows the shape."""
    if shape not in shapes_of(content):
        zh, en = shape_words(shape)
        raise ShapeNotAllowed(shape_zh=zh, shape_en=en)


def shape_words(shape: str) -> tuple[str, str]:
    """Return a shape in Chinese and English."""
    return next((zh, en) for key, zh, en in SHAPES if key == shape)
