"""The confirmation page: a page of its own, or a dialog where scripts run."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked before something that cannot be taken back."""

    title: str
    message: str
    button: str
    action_url: str
    back_url: str
    tone: str = "primary"
    hidden: Mapping[str, str] = field(default_factory=dict)
    """Values posted with the answer."""


def confirm_page(request: HttpRequest, question: Question) -> HttpResponse:
    """Ask; the form posts to ``action_url``."""
    facts = {
        "title": question.title,
        "message": question.message,
        "button": question.button,
        "action_url": question.action_url,
        "back_url": question.back_url,
        "tone": "danger" if question.tone == "bad" else question.tone,
        "hidden": question.hidden.items(),
        "fragment": request.headers.get("X-Dialog") == "1",
    }
    return render(request, "web/confirm.html", facts)
