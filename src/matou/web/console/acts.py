"""What an officer does from the console: asked first, then done, then back to where it stood."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from matou.kit.errors import InvalidInput
from matou.web.access import PageRequest
from matou.web.confirm import Question, confirm_page
from matou.web.console.forms import NoteForm
from matou.web.console.frame import show
from matou.web.language import is_chinese


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedAct:
    """An act that needs a written reason, and the page that asks for it."""

    title: str
    message: str
    button: str
    label: str
    back_url: str
    crumbs: Sequence[str]
    """Titles and addresses that lead to this page."""
    tone: str = "primary"
    help_text: str = ""
    longest: int = 300


def ask_then_do(
    request: PageRequest, *, question: Question, do: Callable[[], object], done: str
) -> HttpResponse:
    """Ask on GET; on POST do it, say so and go back. Refusals become pages of their own."""
    if request.method != "POST":
        return confirm_page(request, question)
    do()
    messages.success(request, done)
    return HttpResponseRedirect(question.back_url)


def ask_why_then_do(
    request: PageRequest, *, act: NotedAct, do: Callable[[str], object], done: str
) -> HttpResponse:
    """Ask for the reason on GET; on POST do it with the reason, or say what is wrong with it."""
    form = NoteForm(
        request.POST or None, label=act.label, help_text=act.help_text, longest=act.longest
    )
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data["note"])
        except InvalidInput as error:
            form.add_error("note", str(error.facts["reason_zh" if is_chinese() else "reason_en"]))
        else:
            messages.success(request, done)
            return HttpResponseRedirect(act.back_url)
    facts: dict[str, Any] = {"act": act, "form": form}
    response = show(request, "web/console/act.html", facts)
    response.status_code = 422 if form.errors else 200
    return response
