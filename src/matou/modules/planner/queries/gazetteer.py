"""What people call places, links and services of the network, and what they mean by a name."""

import re
from collections import OrderedDict
from dataclasses import dataclass

from matou.modules.planner.rules.network import Mode, Network, Node, NodeKind
from matou.modules.planner.rules.relaxing import MODE_NAMES
from matou.spine.places import queries as places

_CODES = re.compile(r"(?<![A-Za-z0-9_])[A-Z][A-Z0-9_]{2,31}(?![A-Za-z0-9_])")
_MODES = re.compile(rf"(?<![A-Za-z])({'|'.join(Mode)})(?![A-Za-z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """The names of one network in one language, by code."""

    network: Network
    is_zh: bool
    nodes: dict[str, Node]
    names: dict[str, str]

    def name(self, code: str) -> str:
        """Return the name behind a code, the code itself where it has none."""
        return self.names.get(code, code)

    def doors(self) -> list[Node]:
        """Return where cargo may start and end, by name."""
        found = [node for node in self.network.nodes if Mode.ROAD in node.modes]
        return sorted(found, key=lambda node: self.names[node.code])

    def locks(self) -> list[Node]:
        """Return the locks, as the network has them: down the rivers."""
        return [node for node in self.network.nodes if node.kind is NodeKind.LOCK]

    def meant(self, text: str, *, doors_only: bool) -> list[Node]:
        """Return the places that a text may mean: one by code or full name, else all that fit."""
        asked = text.strip()
        known = self.nodes.get(asked.upper())
        if known:
            return [known]
        wanted = self.doors() if doors_only else list(self.network.nodes)
        named = [node for node in wanted if asked.lower() in _all_names(node)]
        if named or not asked:
            return named
        allowed = {node.code for node in wanted}
        found = places.search(asked, limit=50)
        return [self.nodes[card.code] for card in found if card.code in allowed]

    def told(self, sentence: str) -> str:
        """Return a sentence of the rules with names in place of codes."""
        named = _CODES.sub(lambda found: self.name(found[0]), sentence)
        if not self.is_zh:
            return named
        return _MODES.sub(lambda found: MODE_NAMES[Mode(found[1])][0], named)


_MOST_KEPT = 4
_KEPT: OrderedDict[tuple[bool, int], Gazetteer] = OrderedDict()


def gazetteer(*, network: Network, is_zh: bool) -> Gazetteer:
    """Return the names of a network: places by name, links by their ends and code.

    Those of the last networks are kept: every page of plans asks for them.
    """
    key = (is_zh, id(network))
    found = _KEPT.get(key)
    if found is None or found.network is not network:
        _KEPT.pop(key, None)
        found = _KEPT[key] = _gazetteer(network, is_zh=is_zh)
        while len(_KEPT) > _MOST_KEPT:
            _KEPT.popitem(last=False)
    return found


def _gazetteer(network: Network, *, is_zh: bool) -> Gazetteer:
    nodes = {node.code: node for node in network.nodes}
    names = {code: (node.name_zh if is_zh else node.name_en) for code, node in nodes.items()}
    rides = [(one.code, one.origin, one.destination) for one in network.services]
    links = [(one.code, one.origin, one.destination) for one in network.links]
    names |= {
        code: f"{names[origin]}–{names[destination]} ({code})"
        for code, origin, destination in links + rides
    }
    return Gazetteer(network=network, is_zh=is_zh, nodes=nodes, names=names)


def _all_names(node: Node) -> set[str]:
    return {node.name_zh.lower(), node.name_en.lower()}
