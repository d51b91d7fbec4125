"""The acts of a trip and the evidence they rest on; one page an act, its parts together."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from matou.kit.clock import utc_now
from matou.kit.errors import NotFound
from matou.modules.freight.forms.evidence import PARTS, LoadingSignaturePart
from matou.modules.freight.forms.lots import CodeForm
from matou.modules.freight.forms.parts import Part, Scene, WeightPart
from matou.modules.freight.forms.refusals import tried
from matou.modules.freight.queries import lots, tracking
from matou.modules.freight.queries.lots import LotPage, NextAct
from matou.modules.freight.rules.evidence import EVIDENCE_NAMES, EvidenceKind
from matou.modules.freight.rules.moves import move_for
from matou.modules.freight.rules.relations import SIDE_ORDER
from matou.modules.freight.rules.states import LOT_STATE_NAMES, LotAct, LotState, Relation
from matou.modules.freight.services import delivery, handing_in
from matou.modules.freight.services.handing_in import Handed
from matou.modules.freight.views import lot_lines as shown
from matou.modules.freight.views.lot_lines import begun
from matou.modules.freight.views.lots import SIDES, WATCHERS
from matou.modules.freight.views.next_step import parts_wanted
from matou.modules.freight.views.questions import ask
from matou.modules.freight.views.shown import asked_code, words
from matou.web.access import PageRequest, requires

SHARED_ACTS = frozenset({LotAct.CONFIRM_LOADED, LotAct.DELIVER})
"""Acts that need both sides: each hands in its part, the last one completes them."""

PAGE_ACTS = frozenset(
    {
        LotAct.FUND,
        LotAct.SET_OUT,
        LotAct.START_RETURN,
        LotAct.ARRIVE_LOADING,
        LotAct.START_LOADING,
        LotAct.DEPART,
        LotAct.ARRIVE_DISCHARGE,
        LotAct.START_DISCHARGE,
        LotAct.REFUSE,
        LotAct.CLOSE,
        LotAct.CANCEL,
        LotAct.LAPSE,
        LotAct.NO_SHOW,
        *SHARED_ACTS,
    }
)
"""What the sides do here; signing has its own page, the rest is done by the house or its desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deed:
    """An act that is open to the reader now, with the parts it asks for."""

    page: LotPage
    act: LotAct
    parts: tuple[Part, ...]

    @property
    def back_url(self) -> str:
        """The lot's page."""
        return reverse("freight:lot", args=[self.page.row.code])


@requires(*SIDES, *WATCHERS)
@require_http_methods(["GET", "HEAD", "POST"])
def lot_act(request: PageRequest, code: str, act: str) -> HttpResponse:
    """Do an act: its evidence on one form, or a question where nothing is to be handed in."""
    now = utc_now()
    page = lots.lot_page(code=asked_code(code), actor=request.actor, now=now)
    if act == "report_incident":
        return _incident(request, page)
    if act not in {one.value for one in PAGE_ACTS}:
        raise NotFound(what=act[:30])
    chosen = LotAct(act)
    move_for(state=page.row.state, act=chosen, relations=page.relations)
    open_act = next(one for one in page.next_acts if one.act is chosen)
    kinds = parts_wanted(page, open_act)
    parts = _parts(request, page, kinds, optional=chosen in SHARED_ACTS)
    deed = _Deed(page=page, act=chosen, parts=parts)
    if request.method != "POST":
        return _form(request, deed, open_act) if parts else ask(request, page, chosen)
    return _posted(request, deed, open_act)


def _posted(request: PageRequest, deed: _Deed, open_act: NextAct) -> HttpResponse:
    if not deed.parts:
        state = handing_in.do_act(
            lot_code=deed.page.row.code, act=deed.act, actor=request.actor, now=utc_now()
        )
        return _done(request, deed, state)
    given = [part for part in deed.parts if part.is_given]
    if not given:
        deed.parts[0].full_clean()
        deed.parts[0].add_error(None, _("请至少填写一项。"))
    if all(part.is_valid() for part in deed.parts) and given:
        outcome = tried(deed.parts[0], lambda: _handed_in(request, deed, given))
        if outcome is not None:
            return _done(request, deed, outcome[0])
    return _form(request, deed, open_act)


def _handed_in(request: PageRequest, deed: _Deed, given: Sequence[Part]) -> tuple[LotState | None]:
    code, actor, now = deed.page.row.code, request.actor, utc_now()
    handed = _pieces(given)
    if deed.act in SHARED_ACTS:
        state = handing_in.do_own_part(
            lot_code=code, act=deed.act, handed=handed, actor=actor, now=now
        )
        return (state,)
    done = handing_in.do_act(lot_code=code, act=deed.act, handed=handed, actor=actor, now=now)
    return (done,)


def _pieces(given: Sequence[Part]) -> tuple[Handed, ...]:
    """Return what was filled in; a loading signature signs the weight of the same page."""
    weighed = next((part.weight_kg for part in given if isinstance(part, WeightPart)), None)
    for part in given:
        if isinstance(part, LoadingSignaturePart):
            part.weighed_kg = weighed
    return tuple(part.handed() for part in given)


def _done(request: PageRequest, deed: _Deed, state: LotState | None) -> HttpResponse:
    if state is None:
        messages.success(request, _("您的凭证已提交，等待其余各项补齐。"))
    else:
        name = words(LOT_STATE_NAMES[state])
        messages.success(request, _("已完成，当前状态：%s。") % name)
    return HttpResponseRedirect(deed.back_url)


def _form(request: PageRequest, deed: _Deed, open_act: NextAct) -> HttpResponse:
    facts = {
        "title": shown.act_words(deed.act.value),
        "lot": deed.page,
        "parts": deed.parts,
        "has_file": any(part.is_multipart() for part in deed.parts),
        "is_shared": deed.act in SHARED_ACTS,
        "needs_code": (EvidenceKind.ONE_TIME_CODE,) in open_act.wanted,
        "is_irreversible": deed.act in {LotAct.REFUSE, *SHARED_ACTS},
        "back_url": deed.back_url,
        "advance": deed.act is LotAct.CONFIRM_LOADED and deed.page.terms,
    }
    return render(request, "freight/act.html", facts, status=_status(deed.parts))


def _incident(request: PageRequest, page: LotPage) -> HttpResponse:
    """Take the report of an incident; anyone who stands on a side may send one."""
    if not page.relations:
        raise NotFound(what=page.row.code)
    (part,) = _parts(request, page, (EvidenceKind.INCIDENT,), optional=False)
    back_url = reverse("freight:lot", args=[page.row.code])
    is_given = request.method == "POST" and part.is_valid()
    if is_given and tried(part, lambda: _report(request, page, part)):
        messages.warning(request, _("事故已报告，平台运营已收到，资金暂停划转。"))
        return HttpResponseRedirect(back_url)
    facts = {"title": shown.act_words("report_incident"), "lot": page, "parts": (part,)}
    facts |= {"back_url": back_url, "is_urgent": True}
    return render(request, "freight/act.html", facts, status=_status((part,)))


def _report(request: PageRequest, page: LotPage, part: Part) -> bool:
    handing_in.report_incident(
        lot_code=page.row.code, handed=part.handed(), actor=request.actor, now=utc_now()
    )
    return True


@requires(*SIDES, *WATCHERS)
@require_http_methods(["GET", "HEAD", "POST"])
def lot_evidence(request: PageRequest, code: str, kind: str) -> HttpResponse:
    """Hand in one piece of evidence beside the acts: a photo, a stoppage, a corrected survey."""
    page = lots.lot_page(code=asked_code(code), actor=request.actor, now=utc_now())
    if kind not in {one.value for one in PARTS} or not page.relations:
        raise NotFound(what=kind[:30])
    chosen = EvidenceKind(kind)
    (part,) = _parts(request, page, (chosen,), optional=False)
    back_url = reverse("freight:lot", args=[page.row.code])
    if request.method == "POST" and part.is_valid():
        number = tried(
            part,
            lambda: handing_in.hand_in(
                lot_code=page.row.code,
                handed=_pieces((part,))[0],
                actor=request.actor,
                now=utc_now(),
            ),
        )
        if number is not None:
            messages.success(request, _("凭证已提交，不可再改。"))
            return HttpResponseRedirect(back_url)
    facts = {"title": begun(words(EVIDENCE_NAMES[chosen])), "lot": page, "parts": (part,)}
    facts |= {"back_url": back_url, "has_file": part.is_multipart()}
    return render(request, "freight/act.html", facts, status=_status((part,)))


def _parts(
    request: PageRequest, page: LotPage, kinds: Sequence[EvidenceKind], *, optional: bool
) -> tuple[Part, ...]:
    """Return the forms of the kinds, bound when something was posted."""
    side = next((side for side in SIDE_ORDER if side in page.relations), Relation.OPERATOR)
    mmsi = page.particulars.mmsi
    wants_position = EvidenceKind.POSITION in kinds and bool(mmsi)
    now = utc_now()
    scene = Scene(
        actor=request.actor,
        side=side,
        now=now,
        weight_kg=shown.weighed_kg(page),
        vessel=tracking.vessel_now(mmsi=mmsi, now=now) if wants_position else None,
    )
    is_post = request.method == "POST"
    return tuple(
        PARTS[kind](
            request.POST if is_post else None,
            request.FILES if is_post else None,
            scene=scene,
            prefix=kind.value,
            empty_permitted=optional,
        )
        for kind in kinds
    )


def _status(parts: Sequence[Part]) -> int:
    return 422 if any(part.is_bound and part.errors for part in parts) else 200


@requires(*SIDES)
@require_POST
def lot_code_send(request: PageRequest, code: str) -> HttpResponse:
    """Send the consignee a fresh one-time code."""
    delivery.send_delivery_code(lot_code=asked_code(code), actor=request.actor, now=utc_now())
    messages.success(request, _("验证码已发给收货人，10 分钟内有效。"))
    return HttpResponseRedirect(reverse("freight:lot_code_enter", args=[asked_code(code)]))


@requires(*SIDES)
@require_http_methods(["GET", "HEAD", "POST"])
def lot_code_enter(request: PageRequest, code: str) -> HttpResponse:
    """Take the code that the consignee told."""
    page = lots.lot_page(code=asked_code(code), actor=request.actor, now=utc_now())
    form = CodeForm(request.POST if request.method == "POST" else None)
    back_url = reverse("freight:lot", args=[page.row.code])
    is_given = request.method == "POST" and form.is_valid()
    if is_given and tried(form, lambda: _enter(request, page, form.cleaned_data["code"])):
        messages.success(request, _("验证码正确。"))
        return HttpResponseRedirect(back_url)
    facts = {
        "form": form,
        "lot": page,
        "back_url": back_url,
        "is_open": page.row.state is LotState.DISCHARGING,
        "is_receiver": Relation.CONSIGNEE in page.relations,
    }
    return render(request, "freight/code.html", facts, status=422 if form.errors else 200)


def _enter(request: PageRequest, page: LotPage, code: str) -> bool:
    delivery.enter_delivery_code(
        lot_code=page.row.code, code=code, actor=request.actor, now=utc_now()
    )
    return True
