"""Editors' pages: begin an item or a version, write its fields group by group."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError, NotFound
from matou.modules.affairs.forms import language
from matou.modules.affairs.forms.editing import GroupForm, NewItemForm
from matou.modules.affairs.queries import desk
from matou.modules.affairs.rules import fields, states
from matou.modules.affairs.services import drafting
from matou.modules.affairs.services.writing import ContentRefused
from matou.modules.affairs.views.shown import MARK_TONES, mark_words
from matou.web.access import PageRequest, requires
from matou.web.components.layout import Tab

_REFUSED = 422


@requires(*states.EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest) -> HttpResponse:
    """Begin a new item: its codes stay for ever."""
    form = NewItemForm(request.POST or None, catalogue=desk.catalogue())
    if request.method == "POST" and form.is_valid():
        try:
            draft = drafting.begin_item(content=form.content(), actor=request.actor, now=utc_now())
            messages.success(request, _("已建立草稿，编号已定。请逐组填写要素。"))
            return HttpResponseRedirect(reverse("affairs:edit", args=[draft.code, "identity"]))
        except ContentRefused as refusal:
            form.add_faults(refusal.faults)
        except drafting.ItemAlreadyThere as refusal:
            form.add_error(None, refusal.message(language()))
    facts = {"form": form, "back_url": reverse("affairs:desk")}
    return render(request, "affairs/new.html", facts, status=_REFUSED if form.errors else 200)


@requires(*states.EDITORS)
@require_POST
def begin(request: PageRequest, code: str) -> HttpResponse:
    """Begin the next version of an item."""
    drafting.begin_version(code=code, actor=request.actor, now=utc_now())
    messages.success(request, _("已从现行内容建立新草稿；发布前现行版本不变。"))
    return HttpResponseRedirect(reverse("affairs:version", args=[code]))


@requires(*states.EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest, code: str, group: str) -> HttpResponse:
    """Write one group of a draft's fields."""
    shown = {one.key: one for one in fields.groups() if fields.fields_of(one.key)}
    if group not in shown:
        raise NotFound(what=group[:20])
    draft = desk.draft(code=code)
    content = {**fields.empty_content(), **draft.content}
    form = GroupForm(request.POST or None, group=group, content=content, revision=draft.revision)
    if request.method == "POST" and form.is_valid() and _written(request, code, form):
        messages.success(request, _("已保存草稿。"))
        return HttpResponseRedirect(reverse("affairs:edit", args=[code, group]))
    facts = {
        "form": form,
        "code": code,
        "name": draft.name_zh,
        "group": shown[group].label(language()),
        "tabs": [
            Tab(title=one.label(language()), url=reverse("affairs:edit", args=[code, key]))
            for key, one in shown.items()
        ],
        "blocks": [
            {**block, "mark": block["field"].mark, "mark_label": mark_words(block["field"].mark),
             "tone": MARK_TONES[block["field"].mark], "is_rows": "rows" in block}
            for block in form.blocks()
        ],
        "confidence_note": content["confidence_note"],
        "back_url": reverse("affairs:version", args=[code]),
    }  # fmt: skip
    return render(request, "affairs/edit.html", facts, status=_REFUSED if form.errors else 200)


def _written(request: PageRequest, code: str, form: GroupForm) -> bool:
    try:
        drafting.write_fields(
            code=code, changes=form.raw(), revision=form.cleaned_data["revision"],
            actor=request.actor, now=utc_now(),
        )  # fmt: skip
    except ContentRefused as refusal:
        form.add_faults(refusal.faults)
        return False
    except DomainError as refusal:
        if refusal.status in {403, 404}:
            raise
        form.add_error(None, refusal.message(language()))
        return False
    return True
