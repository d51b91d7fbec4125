"""How lists of demands and lots find what somebody typed: cargo, code, or a place at either end."""

from django.db.models import Q

from matou.spine.places import queries as places

LONGEST = 80


def says(typed: str) -> Q:
    """Match rows whose cargo's name, code, or place at either end holds the text; "" = all."""
    text = typed.strip()[:LONGEST].replace("\x00", "")
    if not text:
        return Q()
    ends = [place.code for place in places.search(text, limit=50)]
    by_place = Q(origin__in=ends) | Q(destination__in=ends)
    return by_place | Q(cargo_name__icontains=text) | Q(code__istartswith=text.replace("-", ""))
