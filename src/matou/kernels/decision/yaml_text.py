"""YAML as models use it: every scalar is text, no anchors, no key twice, short parts on a line."""

from typing import Any, Final

import yaml

from matou.kernels.decision.model import ModelRefused

SIZE_LIMIT: Final = 2 * 1024 * 1024
"""Some 20,000 rules; reading them takes seconds."""


class Line(dict[str, Any]):
    """A mapping that is written on one line."""


class Row(list[Any]):
    """A list that is written on one line."""


class PlainLoader(yaml.BaseLoader):
    """Reads text alone: no dates, no booleans, no objects."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuse aliases, by which a small file becomes a huge one."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("anchors and aliases are not used here")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:  # noqa: FBT001, FBT002  PyYAML calls it so
        """Refuse a key that stands twice."""
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        if len(keys) != len(node.value) or len(set(keys)) != len(keys):
            raise yaml.YAMLError(f"a key stands twice or is no text near {keys[:1]}")
        return super().construct_mapping(node, deep=deep)


class PlainDumper(yaml.SafeDumper):
    """Writes lists below their key, indented, and our short parts on one line."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  PyYAML calls it so
        """Indent lists too."""
        super().increase_indent(flow, indentless=False)


def _line(dumper: yaml.SafeDumper, value: Line) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=True)


def _row(dumper: yaml.SafeDumper, value: Row) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


PlainDumper.add_representer(Line, _line)
PlainDumper.add_representer(Row, _row)
PlainDumper.add_representer(str, _text)


def load(source: str | bytes) -> Any:
    """Read YAML into dictionaries, lists and strings. Raises ModelRefused."""
    if len(source) > SIZE_LIMIT:
        raise ModelRefused(place="YAML", reason=f"larger than {SIZE_LIMIT} bytes")
    try:
        return PlainLoader(source).get_single_data()
    except (yaml.YAMLError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise ModelRefused(place="YAML", reason=reason[:300]) from error
    except RecursionError:
        raise ModelRefused(place="YAML", reason="nested too deeply") from None


def dump(value: Any) -> str:
    """Write dictionaries, lists and strings as YAML in their own order."""
    text: str = yaml.dump(
        value, Dumper=PlainDumper, allow_unicode=True, sort_keys=False, width=10_000
    )
    return text
