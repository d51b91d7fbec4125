"""Circles in the graph: a decision that would need itself is refused with the way round."""

from collections.abc import Mapping

from matou.kernels.decision import model

Graph = Mapping[str, tuple[str, ...]]


def refuse_circles(definitions: model.Definitions) -> None:
    """Refuse a model that needs itself. Raises ModelRefused naming the circle."""
    circle = circle_in(_graph(definitions))
    if circle:
        raise model.ModelRefused(place=circle[0], reason=f"a circle: {' → '.join(circle)}")


def _graph(definitions: model.Definitions) -> Graph:
    needs: dict[str, tuple[str, ...]] = {}
    for decision in definitions.decisions:
        inside = (*decision.requires, *decision.knowledge)
        needs[decision.name] = tuple(r.name for r in inside if not r.model)
    for knowledge in definitions.knowledge:
        others = (r.name for r in knowledge.knowledge if not r.model)
        needs[knowledge.name] = tuple(name for name in others if name != knowledge.name)
    for service in definitions.services:
        needs[service.name] = tuple(r.name for r in service.outputs if not r.model)
    return needs


def circle_in(needs: Graph) -> list[str]:
    """Return a way from a name back to itself, empty where there is none. O(names + needs)."""
    done: set[str] = set()
    for start in needs:
        way, under_way = [start], {start}
        choices = [iter(needs[start])]
        while way:
            following = next(choices[-1], None)
            if following is None:
                under_way.discard(way[-1])
                done.add(way.pop())
                choices.pop()
            elif following in under_way:
                return [*way[way.index(following) :], following]
            elif following not in done:
                way.append(following)
                under_way.add(following)
                choices.append(iter(needs.get(following, ())))
    return []
