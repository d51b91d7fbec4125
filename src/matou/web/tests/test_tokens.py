"""Contrast computed from the tokens file itself (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[1] / "static" / "web" / "css"
TOKENS = dict(re.findall(r"(--[a-z-]+):\s*(#[0-9a-f]{6});", (CSS / "tokens.css").read_text()))
LIGHT = ["--surface", "--paper", "--surface-sunk"]
TONES = ["neutral", "info", "good", "warn", "bad", "done"]


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(TOKENS[one]), _luminance(TOKENS[other])), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("surface", LIGHT)
@pytest.mark.parametrize("ink", ["--ink", "--ink-soft", "--river", "--bad-ink", "--good-ink"])
def test_text_reads_on_every_light_surface(ink: str, surface: str) -> None:
    assert contrast(ink, surface) >= 4.5


@pytest.mark.parametrize("tone", TONES)
def test_a_badge_reads_in_every_tone(tone: str) -> None:
    assert contrast(f"--{tone}-ink", f"--{tone}-fill") >= 4.5
    assert contrast("--ink", f"--{tone}-fill") >= 4.5


@pytest.mark.parametrize("ink", ["--on-deep", "--on-deep-soft"])
@pytest.mark.parametrize("surface", ["--deep", "--deep-soft"])
def test_text_reads_on_deep_water(ink: str, surface: str) -> None:
    assert contrast(ink, surface) >= 4.5


@pytest.mark.parametrize("fill", ["--river", "--river-strong", "--seal"])
def test_white_reads_on_every_filled_button(fill: str) -> None:
    assert contrast("--surface", fill) >= 4.5


@pytest.mark.parametrize("surface", LIGHT)
@pytest.mark.parametrize("line", ["--line-control", "--focus", "--seal", "--river"])
def test_the_edge_of_a_control_can_be_seen(line: str, surface: str) -> None:
    assert contrast(line, surface) >= 3


def test_the_focus_ring_can_be_seen_on_deep_water() -> None:
    assert contrast("--focus-on-deep", "--deep") >= 3


@pytest.mark.parametrize("file", ["house.css", "components.css", "front.css"])
def test_colours_stand_in_the_tokens_file_alone(file: str) -> None:
    colours = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", (CSS / file).read_text()))

    assert colours <= {"#ffffff"}
