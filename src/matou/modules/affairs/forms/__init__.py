"""Forms of service items: the words and lists that they share."""

from collections.abc import Sequence

from matou.modules.affairs.rules.fields import Choice
from matou.web.language import in_language, is_chinese


def language() -> str:
    """Return the reader's language for the rules, which know no Django."""
    return "zh" if is_chinese() else "en"


def labels(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    """Return choices with their words in the reader's language."""
    return [(key, in_language(zh=zh, en=en)) for key, zh, en in choices]
