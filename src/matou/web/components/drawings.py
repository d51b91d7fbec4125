"""Components that draw: the river map and charts, each with its words for who cannot see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _

from matou.web.components.base import part, register
from matou.web.language import in_language
from matou.web.slots import MAP_LAYERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One row of values of a chart, as many as the chart has categories."""

    name: str
    values: Sequence[float | int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart: ``kind`` is bar, line, area or stack; every number carries the unit."""

    title: str
    categories: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    kind: str = "bar"

    def as_json(self) -> dict[str, Any]:
        """Return what ``chart.js`` draws; an endpoint answers the same."""
        return {
            "title": self.title,
            "categories": list(self.categories),
            "series": [{"name": one.name, "values": list(one.values)} for one in self.series],
            "unit": self.unit,
            "kind": self.kind,
        }

    def rows(self) -> list[tuple[str, list[float | int | None]]]:
        """Return the table of the same numbers: a category and its values."""
        return [
            (category, [one.values[at] for one in self.series])
            for at, category in enumerate(self.categories)
        ]


@register.simple_tag
def chart(drawn: Chart | str, title: str = "", height: str = "m") -> SafeString:
    """Draw a Chart, or the Chart that the url answers as JSON; its table folds out below."""
    if isinstance(drawn, Chart):
        key = f"chart-{slugify(drawn.title, allow_unicode=True) or 'data'}"
        facts = {"drawn": drawn, "json": drawn.as_json(), "key": key, "title": drawn.title}
        return part("chart", {**facts, "height": height})
    return part("chart", {"url": drawn, "title": title or _("图表"), "height": height})


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPart:
    """A layer that one page alone shows; ``kind`` chooses its colour as in ``slots.MapLayer``."""

    name: str
    title: str
    kind: str
    url: str
    refresh: int = 0


@register.simple_tag(name="map")
def river_map(
    url: str = "",
    title: str = "",
    height: str = "m",
    focus: str = "",
    parts: Sequence[MapPart] = (),
) -> SafeString:
    """Draw the river map with a list beside it.

    ``url`` answers a GeoJSON FeatureCollection in the shape of ``slots.MapLayer``, ``parts`` are
    several such; without either all layers of the MAP_LAYERS slot are shown. ``focus`` is a code
    to fly to. Without WebGL or scripts the drawn base map and the list remain.
    """
    layers: list[Any] = [{"name": "own", "title": title, "kind": "auto", "url": url, "refresh": 0}]
    if parts:
        layers = list(parts)
    elif not url:
        layers = [
            {
                "name": layer.name,
                "title": in_language(zh=layer.title_zh, en=layer.title_en),
                "kind": layer.kind,
                "url": reverse("web:map_layer", args=[layer.name]),
                "refresh": layer.refresh_s,
            }
            for layer in MAP_LAYERS.fillers()
        ]
    facts = {"layers": layers, "title": title or _("西江水运图"), "height": height}
    return part("map", {**facts, "focus": focus})


@register.simple_tag(takes_context=True)
def slot_card(context: Context, filler: Any) -> SafeString:
    """Show the card with which a room fills a slot; nothing where it has nothing to say."""
    request = context["request"]
    facts = filler.context(request)
    if facts is None:
        return SafeString("")
    return render_to_string(filler.template, dict(facts), request=request)
