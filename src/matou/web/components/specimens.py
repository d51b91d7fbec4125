"""``{% specimen %}``: shows a component and, below it, the very source that made it."""

from typing import Any

from django import template
from django.template.base import Node, NodeList, Parser, Token, TokenType
from django.template.context import Context
from django.utils.safestring import SafeString

from matou.web.components.base import part, register

_MARKS = {TokenType.BLOCK: ("{% ", " %}"), TokenType.VAR: ("{{ ", " }}")}


class SpecimenNode(Node):
    """A rendered part of the style guide with its source."""

    def __init__(self, name: str, source: str, nodelist: NodeList) -> None:
        """Keep what to render and how it was written."""
        self.name = name
        self.source = source
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """Return the specimen."""
        shown = self.nodelist.render(context)
        return part("specimen", {"name": self.name, "source": self.source, "shown": shown})


@register.tag
def specimen(parser: Parser, token: Token) -> SpecimenNode:
    """Read ``{% specimen name %}…{% endspecimen %}``; specimens don't nest."""
    _tag, _, name = token.contents.partition(" ")
    if not name:
        raise template.TemplateSyntaxError("specimen needs a name")
    source = "".join(_source_until("endspecimen", parser))
    nodelist = parser.parse(("endspecimen",))
    parser.delete_first_token()
    return SpecimenNode(name.strip("\"'"), source.strip(), nodelist)


def _source_until(end: str, parser: Parser) -> list[str]:
    parts = []
    # Django keeps the tokens still to come in reverse.
    coming: Any = list(parser.tokens)[::-1]
    for token in coming:
        if token.token_type == TokenType.BLOCK and token.contents == end:
            break
        before, after = _MARKS.get(token.token_type, ("", ""))
        parts.append(f"{before}{token.contents}{after}")
    return parts
