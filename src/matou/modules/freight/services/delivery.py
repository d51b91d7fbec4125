"""The one-time code (收货验证码): sent to the consignee, entered by whoever delivers."""

import secrets
from datetime import datetime

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import NotAllowed
from matou.modules.freight.models import DeliveryCode, Lot
from matou.modules.freight.rules import codes as rules
from matou.modules.freight.rules.evidence import CodeEntered, EvidenceItem
from matou.modules.freight.rules.moves import IllegalAct
from matou.modules.freight.rules.states import LOT_STATE_NAMES, LotState, Relation
from matou.modules.freight.services.locked import lot_locked
from matou.modules.freight.services.proof import write_evidence
from matou.spine.notices import services as notices

CODE_TEMPLATE = "freight.delivery_code"
_MAY_SEND = frozenset({Relation.CARRIER, Relation.CONSIGNEE, Relation.OPERATOR, Relation.SYSTEM})
_MAY_ENTER = frozenset({Relation.CARRIER, Relation.CONSIGNEE})


@transaction.atomic
def send_delivery_code(*, lot_code: str, actor: Actor, now: datetime) -> None:
    """Send a fresh code to the consignee while discharging; earlier codes end.

    Raises DeliveryCodeTooSoon within a minute of the last one, DeliveryCodesUsedUp after ten in a
    day, IllegalAct in other states.
    """
    lot, relations = lot_locked(lot_code, actor)
    _require_discharging(lot)
    if relations.isdisjoint(_MAY_SEND):
        raise NotAllowed
    issued = lot.delivery_codes.order_by("-id").values_list("issued_at", flat=True)
    rules.check_may_send(issued=tuple(issued[: rules.MOST_A_DAY]), now=now)
    code = f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}}"
    salt = secrets.token_hex(16)
    row = DeliveryCode.objects.create(
        lot=lot,
        sent_to=lot.consignee,
        salt=salt,
        code_sha256=rules.code_hash(code=code, salt=salt),
        attempts_left=rules.ATTEMPTS,
        issued_at=now,
        expires_at=now + rules.VALID_FOR,
    )
    notices.notify(
        party=lot.consignee,
        template=CODE_TEMPLATE,
        facts={"lot": lot.code, "cargo": lot.cargo_name, "code": code},
        key=f"{CODE_TEMPLATE}:{row.pk}",
        now=now,
    )


def enter_delivery_code(*, lot_code: str, code: str, actor: Actor, now: datetime) -> None:
    """Check the code that the consignee told; a right one becomes evidence.

    Raises WrongDeliveryCode, counting the attempt, and DeliveryCodeSpent.
    """
    attempts_left = _try_code(lot_code=lot_code, code=code, actor=actor, now=now)
    # The failed attempt is committed before it is told, so that guessing runs out.
    if attempts_left is not None:
        raise rules.WrongDeliveryCode(attempts_left=attempts_left)


@transaction.atomic
def _try_code(*, lot_code: str, code: str, actor: Actor, now: datetime) -> int | None:
    """Return the attempts left after a wrong code, None after the right one."""
    lot, relations = lot_locked(lot_code, actor)
    _require_discharging(lot)
    if relations.isdisjoint(_MAY_ENTER):
        raise NotAllowed
    kept = lot.delivery_codes.select_for_update(of=("self",)).order_by("-id").first()
    if kept is None or kept.used_at or now >= kept.expires_at or kept.attempts_left == 0:
        raise rules.DeliveryCodeSpent
    if not rules.is_code(code=code, salt=kept.salt, kept=kept.code_sha256):
        kept.attempts_left -= 1
        kept.save(update_fields=["attempts_left"])
        return kept.attempts_left
    kept.used_at = now
    kept.save(update_fields=["used_at"])
    item = EvidenceItem(payload=CodeEntered(sent_to=kept.sent_to), taken_at=now)
    write_evidence(lot=lot, item=item, actor=actor, side=_side(relations), now=now)
    return None


def _side(relations: frozenset[Relation]) -> Relation:
    return Relation.CARRIER if Relation.CARRIER in relations else Relation.CONSIGNEE


def _require_discharging(lot: Lot) -> None:
    if lot.state != LotState.DISCHARGING:
        state_zh, state_en = LOT_STATE_NAMES[LotState(lot.state)]
        raise IllegalAct(
            state_zh=state_zh,
            state_en=state_en,
            act_zh="使用收货验证码",
            act_en="use a delivery code",
        )
