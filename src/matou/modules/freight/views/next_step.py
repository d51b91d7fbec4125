"""The one large next step of a lot for whoever reads its page (下一步), or whom it waits for."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from matou.kit.actor import Actor
from matou.kit.money import Money
from matou.modules.freight.forms.evidence import PARTS
from matou.modules.freight.queries import purse
from matou.modules.freight.queries.lots import LotPage, NextAct
from matou.modules.freight.queries.statements import StatementPage
from matou.modules.freight.rules.evidence import EVIDENCE_NAMES, EvidenceKind
from matou.modules.freight.rules.guards import OBJECTION_WINDOW
from matou.modules.freight.rules.moves import evidence_wanted, moves_from
from matou.modules.freight.rules.states import LotAct, LotState, Relation
from matou.modules.freight.views.lot_lines import act_words, side_words
from matou.modules.freight.views.shown import lack_words, words
from matou.web import texts
from matou.web.language import in_language

GOOD_WAY = frozenset(
    {
        LotAct.CONTRACT,
        LotAct.FUND,
        LotAct.SET_OUT,
        LotAct.START_RETURN,
        LotAct.ARRIVE_LOADING,
        LotAct.START_LOADING,
        LotAct.CONFIRM_LOADED,
        LotAct.DEPART,
        LotAct.ARRIVE_DISCHARGE,
        LotAct.START_DISCHARGE,
        LotAct.DELIVER,
        LotAct.CLOSE,
    }
)
ASIDE = (LotAct.REFUSE, LotAct.NO_SHOW, LotAct.LAPSE, LotAct.CANCEL)
"""Ways out of a trip, offered apart from the next step."""

MENDED_BY: dict[str, tuple[EvidenceKind, ...]] = {
    "short_load": (EvidenceKind.SHORT_LOAD,),
    "seal": (EvidenceKind.SEAL_CHECK,),
    "receipt_weight": (EvidenceKind.RECEIPT_SIGNATURE,),
    "weight": (EvidenceKind.DRAFT_SURVEY, EvidenceKind.LOADING_SIGNATURE),
    "at_origin": (EvidenceKind.POSITION,),
    "at_dest": (EvidenceKind.POSITION,),
    "left_origin": (EvidenceKind.POSITION,),
}
"""Lacks that fresh evidence mends although the kind lies on the lot already."""

CONSIGNEE_ONLY = frozenset({"seal", "receipt_weight"})
_ICONS = {
    LotAct.CONTRACT: "signature",
    LotAct.FUND: "lock",
    LotAct.START_LOADING: "camera",
    LotAct.START_DISCHARGE: "camera",
    LotAct.CONFIRM_LOADED: "scale",
    LotAct.DELIVER: "clipboard-check",
    LotAct.CLOSE: "circle-check",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What to do now: a large link, or whom the lot waits for; ``lacks`` is what stands between."""

    label: str = ""
    url: str = ""
    icon: str = "ship"
    note: str = ""
    waits: str = ""
    lacks: tuple[str, ...] = ()
    is_done: bool = False
    is_ended: bool = False
    others: tuple[tuple[str, str], ...] = field(default=())
    paid: Money | None = None
    """What the closed lot brought into the reader's own account and still lies there."""


def next_step(page: LotPage, *, actor: Actor, now: datetime) -> NextStep:
    """Return the next step of the reader; the first act of the good way that is open to them."""
    state = page.row.state
    if state is LotState.CLOSED:
        return _about_payment(page, actor=actor)
    if state is LotState.CANCELLED:
        return NextStep(is_ended=True)
    if page.row.on_hold:
        return NextStep(waits=_("等待平台解除冻结。"))
    if state is LotState.STATED:
        return _about_statement(page, page.statement, now=now)
    act = next((one for one in page.next_acts if one.act in GOOD_WAY and _fits(one)), None)
    if act is None:
        return NextStep(waits=waited_for(state))
    return _about_act(page, act)


def _about_payment(page: LotPage, *, actor: Actor) -> NextStep:
    """The trip is over: tell each side what it got, and how what still lies there gets out."""
    if page.statement is None:
        return NextStep(is_done=True, is_ended=True)
    split = page.statement.settlement
    earned = {Relation.CARRIER: split.payable + split.deposit_back, Relation.SHIPPER: split.refund}
    own = next((amount for side, amount in earned.items() if side in page.relations), None)
    own = own and min(own, purse.balance_of(actor=actor))
    if not own:
        return NextStep(is_done=True, is_ended=True)
    url = f"{reverse('freight:money_out')}?amount={Decimal(own.fen) / 100:.2f}"
    return NextStep(is_done=True, is_ended=True, paid=own, url=url)


def waited_for(state: LotState) -> str:
    """Say who is to do what next."""
    moves = moves_from(state)
    if not moves:
        return ""
    move = moves[0]
    order = (Relation.SHIPPER, Relation.CARRIER, Relation.CONSIGNEE, Relation.SYSTEM)
    who = texts.joined([side_words(side) for side in order if side in move.who])
    return _("等待%(who)s：%(act)s") % {"who": who, "act": act_words(move.act)}


def parts_wanted(page: LotPage, act: NextAct) -> tuple[EvidenceKind, ...]:
    """Return the kinds to ask for on the page of an act, in the order of the table."""
    asked = [kinds[0] for kinds in act.wanted if kinds[0] in _HANDED_IN]
    for lack in act.lacks:
        if lack.code in CONSIGNEE_ONLY and Relation.CONSIGNEE not in page.relations:
            continue
        asked += [kind for kind in MENDED_BY.get(lack.code, ()) if kind not in asked]
    return tuple(asked)


_HANDED_IN = frozenset(EvidenceKind) - {
    EvidenceKind.CONTRACT_SIGNATURE,
    EvidenceKind.ONE_TIME_CODE,
    EvidenceKind.AUTHORITY_NOTICE,
}


def _fits(act: NextAct) -> bool:
    """Tell whether the act belongs to this kind of trip: a return does not set out to load."""
    return not {"outward", "returning"}.intersection(lack.code for lack in act.lacks)


def _about_act(page: LotPage, act: NextAct) -> NextStep:
    code = page.row.code
    missing = tuple(in_language(zh=lack.zh, en=lack.en) for lack in act.lacks)
    if act.act is LotAct.CONTRACT:
        return _about_contract(page, act, missing)
    if parts_wanted(page, act) or act.is_ready:
        return NextStep(
            label=act_words(act.act),
            url=reverse("freight:lot_act", args=[code, act.act.value]),
            icon=_ICONS.get(act.act, "ship"),
            note=_what_it_takes(act),
        )
    if (EvidenceKind.ONE_TIME_CODE,) in act.wanted:
        return NextStep(
            label=_("收货验证码"),
            url=reverse("freight:lot_code_enter", args=[code]),
            icon="device-mobile",
            note=_("验证码发给收货人，报给承运人后输入。"),
            lacks=missing,
        )
    return NextStep(waits=_("还缺以下各项，补齐后即可继续。"), lacks=missing)


def _about_contract(page: LotPage, act: NextAct, missing: tuple[str, ...]) -> NextStep:
    if (EvidenceKind.CONTRACT_SIGNATURE,) not in act.wanted:
        return NextStep(waits=_("您已签名，等待对方签署。"), lacks=missing)
    return NextStep(
        label=_("阅读并签订合同"),
        url=reverse("freight:lot_sign", args=[page.row.code]),
        icon="signature",
        note=_("双方都签名后合同成立，承运人的定金同时冻结。"),
        lacks=tuple(in_language(zh=one.zh, en=one.en) for one in act.lacks if ":" not in one.code),
    )


def _what_it_takes(act: NextAct) -> str:
    needed = [words(names) for names in _names(act)]
    if needed:
        return _("需要：%s") % texts.joined(needed)
    if act.lacks:
        return _("还缺：%s") % lack_words(act.lacks)
    return _("凭证齐全，确认即可。") if act.wanted or act.act in _WITH_PROOF else ""


_WITH_PROOF = frozenset({LotAct.CONFIRM_LOADED, LotAct.DELIVER, LotAct.ARRIVE_DISCHARGE})


def _names(act: NextAct) -> list[tuple[str, str]]:
    return [
        (
            "或".join(EVIDENCE_NAMES[kind][0] for kind in kinds),
            " or ".join(EVIDENCE_NAMES[kind][1] for kind in kinds),
        )
        for kinds in act.wanted
    ]


def _about_statement(page: LotPage, statement: StatementPage | None, *, now: datetime) -> NextStep:
    """The statement stands: pay what it asks, accept it, or wait for the other side."""
    if statement is None:
        return NextStep(waits=waited_for(page.row.state))
    url = reverse("freight:lot_statement", args=[page.row.code])
    due = statement.settlement.due_from_shipper
    until = statement.issued_at + OBJECTION_WINDOW
    if Relation.SHIPPER in page.relations and due and _is_short(page, statement):
        return NextStep(
            label=_("补缴 %s") % due, url=url, icon="wallet", note=_("托管资金不足以支付结算单。")
        )
    accepted = {
        Relation.SHIPPER: statement.shipper_accepted_at,
        Relation.CARRIER: statement.carrier_accepted_at,
    }
    own = [side for side in accepted if side in page.relations]
    if any(accepted[side] is None for side in own) and now < until:
        return NextStep(
            label=_("核对并确认结算单"),
            url=url,
            icon="receipt",
            note=_("24 小时内不提异议视为同意。"),
        )
    if not own:
        waits = _("等待双方确认，或异议期届满后自动结算付款。")
    else:
        waits = _("等待对方确认，或异议期届满后自动结算付款。")
    return NextStep(waits=waits, others=((_("查看结算单"), url),))


def _is_short(page: LotPage, statement: StatementPage) -> bool:
    """Tell whether what the statement asked beyond escrow has not come yet."""
    if page.balances is None:
        return False
    held = page.balances.escrow + page.balances.disputed
    return held < statement.settlement.held + statement.settlement.due_from_shipper


def kinds_beside(page: LotPage) -> list[tuple[str, str]]:
    """Return what else the reader may hand in now: name and address."""
    return [
        (
            words(EVIDENCE_NAMES[kind]),
            reverse("freight:lot_evidence", args=[page.row.code, kind.value]),
        )
        for kind in PARTS
        if kind not in {EvidenceKind.INCIDENT, EvidenceKind.REFUSAL, EvidenceKind.WEIGHBRIDGE}
        and not evidence_wanted(page.row.state, kind).isdisjoint(page.relations)
    ]
