"""Circular materials: a paper that one can only get with the paper that one asks for."""

from collections.abc import Collection, Mapping
from typing import Any

Needs = Mapping[str, Collection[str]]
"""By basic code: the basic codes of the items whose results are needed in every situation."""

REQUIRED = "1"


def needs_of(content: Mapping[str, Any], *, issued_by: Mapping[str, str]) -> frozenset[str]:
    """Return the items whose results this item needs always; ``issued_by`` is by result's name.

    A material of one situation alone closes no circle: whoever renews a licence has the old one.
    """
    found = set()
    for row in content["materials"]:
        if row["is_need"] == REQUIRED and not row["when"]:
            issuer = row["from_item"] or issued_by.get(row["e_licence"] or row["material_name"])
            if issuer:
                found.add(issuer)
    return frozenset(found)


def circle_through(start: str, needs: Needs) -> tuple[str, ...]:
    """Return a circle of items that comes back to this one, ``()`` where there is none.

    Depth first over the items reached, each once: O(items + needs).
    """
    seen: set[str] = set()
    stack: list[tuple[str, tuple[str, ...]]] = [(start, (start,))]
    while stack:
        item, way = stack.pop()
        for needed in sorted(needs.get(item, ())):
            if needed == start:
                return (*way, start)
            if needed not in seen:
                seen.add(needed)
                stack.append((needed, (*way, needed)))
    return ()
