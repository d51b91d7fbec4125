"""The room's name, titles and append-only tables."""

from matou.spine.room import SpineConfig


class PlacesConfig(SpineConfig):
    """Places (地点)."""

    name = "matou.spine.places"
    label = "places"
    title_zh = "地点"
    title_en = "Places"
    append_only = ("places_placeattribute",)
