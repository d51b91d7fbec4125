"""A shipper on a phone: from “2,000 t of gravel, Pingnan to Nansha” to a booked chain.

The journey counts what the shipper does and what the machine takes. The person's part is reckoned
by the keystroke-level model (Card, Moran and Newell, CACM 23 (7), 1980): a tap is a decision of
1.35 s, an aim of 1.1 s and a touch of 0.2 s; a sign is 0.5 s, for thumbs are slower than the 0.28 s
of a typist. Run with ``-s`` to see the figures.
"""

import time
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect

from journeys.browser import PHONE, Visit, Visitor, sign_in
from journeys.stations import looked_at

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TAP_S, SIGN_S = 1.35 + 1.1 + 0.2, 0.5
MOST_TAPS, MOST_SIGNS, MOST_S = 16, 40, 120


@dataclass(slots=True)
class Thumb:
    """A person's taps and typing, the seconds that the machine took, and the pages passed."""

    page: Page
    taps: int = 0
    signs: int = 0
    machine_s: float = 0.0
    passed: list[str] = field(default_factory=list)

    def types(self, name: str, text: str) -> None:
        self.taps += 1  # into the field
        self.signs += len(text)
        self.page.fill(f"main [name={name}]", text)

    def chooses(self, name: str, value: str) -> None:
        self.taps += 2  # the list opens, the line is tapped
        self.page.select_option(f"main [name={name}]", value)

    def taps_to(self, button: Locator, awaited: Locator) -> None:
        """Tap a button and wait for what it leads to."""
        self.taps += 1
        began = time.perf_counter()
        button.click()
        expect(awaited).to_be_visible()
        self.machine_s += time.perf_counter() - began
        self.passed.append(self.page.url)

    @property
    def person_s(self) -> float:
        return self.taps * TAP_S + self.signs * SIGN_S


def asked(thumb: Thumb) -> None:
    """From the sign-in page to the alternatives."""
    page = thumb.page
    page.goto("/account/login/?next=/planner/ask/")
    sign_in(page, "shipper")
    thumb.types("origin", "平南")
    thumb.types("destination", "南沙")
    thumb.types("amount", "2000")
    choices = page.locator(".ask-choices")
    # Pingnan has two ports, and so has Nansha: the page asks which one is meant.
    thumb.taps_to(page.locator("main button[type=submit]"), choices.first)
    thumb.taps_to(
        choices.locator("a[href*='origin=P_WUL']"), choices.locator("a[href*='destination=P_NSA']")
    )
    thumb.taps_to(
        choices.locator("a[href*='destination=P_NSA']"),
        page.locator(".ask-compare tbody tr").first,
    )


def booked(thumb: Thumb, visitor: Visitor) -> None:
    """From the alternatives to the booking that awaits its confirmation."""
    page = thumb.page
    cheapest = page.locator(".ask-compare tr", has_text="最省")
    fen = cheapest.locator("data.money").get_attribute("value")
    thumb.taps_to(
        cheapest.get_by_role("button", name="按此方案订舱"),
        page.get_by_text("价格与时刻表已固定"),
    )
    assert page.locator(".lead data.money").get_attribute("value") == fen
    looked_at(visitor, "book-1-offer")
    thumb.chooses("cargo", "gravel")
    thumb.taps_to(page.locator("main button[type=submit]"), page.get_by_text("等您确认"))
    looked_at(visitor, "book-2-held")


def confirmed(thumb: Thumb, visitor: Visitor) -> None:
    """From the held booking to its waybill."""
    page = thumb.page
    dialog = page.locator("dialog[open]")
    thumb.taps_to(page.locator("main").get_by_role("link", name="确认订舱").first, dialog)
    thumb.taps_to(dialog.get_by_role("button", name="确认订舱"), page.get_by_text("运单已签发"))
    looked_at(visitor, "book-3-confirmed")
    thumb.taps_to(
        page.get_by_role("link", name="一单制运单").first,
        page.get_by_role("heading", name="一单制运单"),
    )
    looked_at(visitor, "book-4-waybill")


def test_gravel_is_booked_from_a_phone_within_two_minutes(visit: Visit) -> None:
    visitor = visit(width=PHONE, language="zh-hans")
    thumb = Thumb(visitor.page)

    asked(thumb)
    looked_at(visitor, "book-0-compare")
    booked(thumb, visitor)
    confirmed(thumb, visitor)

    expect(visitor.page.locator("#main")).to_contain_text("2,000 t")
    expect(visitor.page.locator("#main")).to_contain_text("碎石")
    print(
        f"\n{thumb.taps} taps and {thumb.signs} signs after signing in: {thumb.person_s:.0f} s of "
        f"a person, {thumb.machine_s:.1f} s of the machine"
    )
    assert thumb.taps <= MOST_TAPS
    assert thumb.signs <= MOST_SIGNS
    assert thumb.person_s + thumb.machine_s < MOST_S
    english = visit("shipper", width=PHONE, language="en")
    for number, address in enumerate(dict.fromkeys(thumb.passed)):
        english.open(address)
        looked_at(english, f"book-en-{number}")
