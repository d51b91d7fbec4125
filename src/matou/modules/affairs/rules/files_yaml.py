"""Items as YAML: ``items:`` with one mapping each; anchors are refused, since they can explode."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from matou.modules.affairs.rules import fields
from matou.modules.affairs.rules.files import RawItem, unreadable


def read_yaml(file: str, content: bytes) -> tuple[RawItem, ...]:
    """Return the items of a YAML file; raises FileUnreadable."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise unreadable(file, zh="不是 UTF-8 文本。", en="It is not UTF-8 text.") from None
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if getattr(event, "anchor", None):
                raise unreadable(file, zh="不能用锚点（& 和 *），请写全。",
                                 en="Anchors (& and *) are not taken; write it out.",
                                 line=_line(event.start_mark))  # fmt: skip
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        listed = _items(root)
        if listed is None:
            raise unreadable(file, zh="应有“items:”及其下的事项。",
                             en="It must hold “items:” with items below it.")  # fmt: skip
        return tuple(_raw(node) for node in listed)
    except yaml.MarkedYAMLError as error:
        line = _line(error.problem_mark)
        raise unreadable(
            file,
            zh="YAML 写法有误，请检查缩进和引号。",
            en="This is no YAML; check indents and quotes.",
            line=line,
        ) from None
    except (yaml.YAMLError, RecursionError):
        raise unreadable(file, zh="YAML 写法有误。", en="This is no YAML.") from None


def write_yaml(contents: Sequence[Mapping[str, Any]]) -> bytes:
    """Return items as a YAML file that comes in again; empty fields are left out."""
    rows = [_short(content) for content in contents]
    text = yaml.dump({"items": rows}, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=98)
    return str(text).encode()


class _Plain(yaml.SafeDumper):
    """Writes out what two items share, since anchors do not come in again."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  # the library's hook
        """Never point back."""
        return True


def _line(mark: Any) -> int:
    return 0 if mark is None else int(mark.line) + 1


def _short(content: Mapping[str, Any]) -> dict[str, Any]:
    short: dict[str, Any] = {}
    for one in fields.written():
        value = content.get(one.key)
        if value in ("", None, []):
            continue
        short[one.key] = [_full(row) for row in value] if one.kind is fields.Kind.ROWS else value
    return short


def _full(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value not in ("", None, [])}


def _items(root: Node | None) -> Sequence[MappingNode] | None:
    if not isinstance(root, MappingNode):
        return None
    for key, value in root.value:
        if key.value == "items" and isinstance(value, SequenceNode):
            nodes = [node for node in value.value if isinstance(node, MappingNode)]
            return nodes if len(nodes) == len(value.value) else None
    return None


def _raw(node: MappingNode) -> RawItem:
    loader = yaml.SafeLoader("")
    raw = loader.construct_mapping(node, deep=True)
    return RawItem(
        raw={str(key): value for key, value in raw.items()},
        line=node.start_mark.line + 1,
        lines=dict(_lines(node, "")),
    )


def _lines(node: Node, path: str) -> Iterator[tuple[str, int]]:
    if path:
        yield path, node.start_mark.line + 1
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode):
                yield from _lines(value, f"{path}.{key.value}".lstrip("."))
    elif isinstance(node, SequenceNode):
        for number, value in enumerate(node.value, start=1):
            yield from _lines(value, f"{path}.{number}")
