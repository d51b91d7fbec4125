"""What a journey looks at wherever it stops; with ``MATOU_SHOTS`` naming a folder, pictures too."""

import os
from pathlib import Path

from journeys.browser import DESK, PHONE, Visitor

SHOTS = os.environ.get("MATOU_SHOTS", "")


def looked_at(visitor: Visitor, station: str) -> None:
    """Hold a page against what every page must be; keep its picture where pictures are wanted."""
    for width in (DESK, PHONE):
        visitor.page.set_viewport_size({"width": width, "height": 800})
        assert visitor.axe() == []
        assert visitor.overflow_px() <= 0
        kept_picture(visitor, station)
    # A browser notes a refusal's status as if it were a fault.
    assert [line for line in visitor.complaints if "status of 422" not in line] == []


def kept_picture(visitor: Visitor, station: str) -> None:
    """Keep a picture of the page under the station's name, its language and its width."""
    if SHOTS:
        language = visitor.page.locator("html").get_attribute("lang")
        width = visitor.page.evaluate("innerWidth")
        picture = Path(SHOTS) / f"{station}-{language}-{width}.png"
        visitor.page.screenshot(path=picture, full_page=True)
