"""Refusals of the rules, put into the form that asked."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from django import forms

from matou.kit.errors import DomainError, InvalidInput
from matou.web.language import in_language, is_chinese

T = TypeVar("T")
_ELSEWHERE = frozenset({403, 404})
"""A page of its own answers these: nothing typed could mend them."""


def tried(form: forms.Form, act: Callable[[], T], *, fields: Mapping[str, str]) -> T | None:
    """Do the act; a refusal stands in the form instead and the answer is None.

    ``fields`` maps the rules' names of fields to those of the form.
    """
    try:
        return act()
    except InvalidInput as refusal:
        name = fields.get(str(refusal.facts["field"]))
        reason = in_language(zh=str(refusal.facts["reason_zh"]), en=str(refusal.facts["reason_en"]))
        form.add_error(name, reason if name else _message(refusal))
    except DomainError as refusal:
        if refusal.status in _ELSEWHERE:
            raise
        form.add_error(None, _message(refusal))
    return None


def _message(refusal: DomainError) -> str:
    return refusal.message("zh" if is_chinese() else "en")
