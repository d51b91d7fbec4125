"""What a list of items is found by: Chinese, pinyin, initials, English and codes."""

from collections.abc import Mapping
from typing import Any


def search_words(content: Mapping[str, Any]) -> str:
    """Return the lower-case words under which an item is found."""
    from pypinyin import Style, lazy_pinyin  # a quarter of a second that every start would pay

    name = content["task_name"]
    words = [
        name,
        content["task_name_en"],
        "".join(lazy_pinyin(name)),
        "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)),
        content["result_name"],
        content["dept_name"],
        content["task_handle_item"],
        content["catalog_code"],
    ]
    return " ".join(word for word in words if word).lower()[:1500]
