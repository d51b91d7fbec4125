import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from matou.kit.money import Money
from matou.kit.tonnes import Tonnes
from matou.web import texts
from matou.web.components import forms as form_components
from matou.web.components.records import KeysetPage, TimelineItem

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


def _made(source: str, **facts: object) -> str:
    return Template("{% load ui %}" + source).render(Context(facts))


def test_money_shows_its_sign_and_keeps_the_exact_fen() -> None:
    assert 'value="-4200">-¥42.00' in _made("{% money amount %}", amount=Money(-4200))
    assert ">+¥25.00<" in _made("{% money 2500 sign=True %}")


def test_nothing_is_shown_as_a_dash() -> None:
    assert _made("{% money None %}") == _made("{% instant None %}") == _made("{% tonnes None %}")


def test_mass_shows_its_unit() -> None:
    assert ">2,400 t<" in _made("{% tonnes mass %}", mass=Tonnes(2_400_000))


def test_an_instant_shows_its_zone() -> None:
    made = _made("{% instant at %}", at=NOW)

    assert "12:00" in made
    assert "+08" in made
    assert 'datetime="2026-11-22T04:00:00+00:00"' in made


@pytest.mark.parametrize(
    ("gap", "zh", "en"),
    [
        (timedelta(seconds=-30), "刚刚", "just now"),
        (timedelta(minutes=-1), "1 分钟前", "1 minute ago"),
        (timedelta(hours=3), "3 小时后", "in 3 hours"),
        (timedelta(days=-2), "2 天前", "2 days ago"),
    ],
)
def test_distance_in_time_reads_in_both_languages(gap: timedelta, zh: str, en: str) -> None:
    assert texts.relative_text(gap) == zh
    with translation.override("en"):
        assert texts.relative_text(gap) == en


def test_a_badge_says_its_state_in_words_and_escapes_them() -> None:
    made = _made("{% badge 'disputed' label %}", label="<b>")

    assert "tone-bad" in made
    assert "&lt;b&gt;" in made


def test_an_unknown_state_rests_neutral() -> None:
    assert "tone-neutral" in _made("{% badge 'whatever' 'x' %}")


def test_a_code_is_grouped_for_people_and_linked_whole() -> None:
    made = _made("{% code_chip '7K3M9QXP4' %}")

    assert "7K3M-9QXP-4" in made
    assert 'href="/c/7K3M9QXP4"' in made


def test_an_empty_state_names_the_next_step() -> None:
    made = _made("{% empty_state 'nothing' '/new' 'Post one' %}")

    assert 'href="/new"' in made


def test_the_pager_keeps_the_filters() -> None:
    request = RequestFactory().get("/x", {"q": "砂", "page": "2"})
    page = Paginator(list(range(100)), 10).page(2)

    made = _made("{% pager page %}", page=page, request=request)

    assert "?q=%E7%A0%82&amp;page=3" in made
    assert "?q=%E7%A0%82&amp;page=1" in made


def test_a_keyset_page_leads_on_and_back_to_the_newest() -> None:
    request = RequestFactory().get("/x", {"q": "a", "before": "9"})

    made = _made("{% pager page %}", page=KeysetPage(rows=(), next_key="4"), request=request)

    assert "?q=a&amp;before=4" in made
    assert 'href="/x?q=a"' in made


def test_a_single_page_needs_no_pager() -> None:
    request = RequestFactory().get("/x")

    assert _made("{% pager page %}", page=KeysetPage(rows=()), request=request) == ""


def test_a_timeline_shows_what_is_still_to_come() -> None:
    made = _made("{% timeline items %}", items=[TimelineItem(title="过闸")])

    assert "is-future" in made


class PlainForm(forms.Form):
    """One input of each kind that is drawn without a template, with attributes of all sorts."""

    text = forms.CharField(initial="<x> & 'y'", max_length=9, help_text="help")
    number = forms.DecimalField(initial="1.50", min_value=0, localize=True)
    email = forms.EmailField(required=False, widget=forms.EmailInput({"autofocus": True}))
    url = forms.URLField(assume_scheme="https")
    at = forms.DateTimeField(widget=forms.DateTimeInput({"type": "datetime-local", "id": "own"}))
    day = forms.DateField(initial=date(2026, 6, 1), widget=forms.DateInput({"readonly": False}))


@pytest.mark.parametrize("name", PlainForm.base_fields)
@pytest.mark.parametrize("given", [None, {"text": "", "number": "x", "day": '"2026'}])
def test_an_input_is_drawn_as_its_widget_would_draw_it(
    name: str, given: dict[str, str] | None
) -> None:
    drawn = form_components.field(PlainForm(given)[name])
    bare = PlainForm(given)[name]
    classes: dict[str, str | bool] = {
        "class": "form-control" + (" is-invalid" if bare.errors else "")
    }
    if bare.errors:
        helped = "id_text_helptext " if name == "text" else ""
        classes |= {"aria-describedby": f"{helped}{bare.auto_id}_error", "aria-invalid": "true"}

    assert tag(str(bare.as_widget(attrs=classes))) == tag(drawn)


def tag(html: str) -> tuple[str, set[str]]:
    """Return the first input's attributes, whatever their order."""
    (whole, *_others) = re.findall(r"<input([^>]*)>", html)
    return "input", {" ".join(pair) for pair in re.findall(r'([\w-]+)(?:="([^"]*)")?', whole)}
