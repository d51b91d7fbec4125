"""Changing what the register says, and who owns or operates a vessel."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import DomainError, InvalidInput
from matou.modules.registry.contracts import (
    CODE_KIND,
    VesselCard,
    VesselCorrected,
    VesselTransferred,
)
from matou.modules.registry.models import Vessel
from matou.modules.registry.queries.cards import card_of
from matou.modules.registry.rules.fields import FIELD_BY_NAME, TRANSFER_FIELDS
from matou.modules.registry.rules.history import Provenance, check_provenance
from matou.modules.registry.rules.proposals import REGISTRARS
from matou.modules.registry.rules.values import PartyRef, Value
from matou.modules.registry.services.recording import apply_changes, local_day, locked_vessel
from matou.spine.codes import services as codes
from matou.spine.journal import services as journal


class OwnerChangesByTransfer(DomainError):
    """Owner and operator are not corrected but transferred, so that neighbours are told."""

    code: ClassVar[str] = "registry.owner-changes-by-transfer"
    status: ClassVar[int] = 422
    zh: ClassVar[str] = "所有人和经营人请用“变更所有人/经营人”办理，不能作为更正提交。"
    en: ClassVar[str] = "Change owner or operator by a transfer, not by a correction."


@transaction.atomic
def correct_vessel(
    *,
    vessel: str,
    changes: Mapping[str, Value],
    provenance: Provenance,
    actor: Actor,
    now: datetime,
) -> VesselCard:
    """Correct particulars of a vessel (更正登记), keeping every former value in the history.

    Raises NotAllowed, UnknownVessel, InvalidInput, OwnerChangesByTransfer, NothingChanged,
    ParticularsRefused or VesselAlreadyRegistered.
    """
    actor.require_any(REGISTRARS)
    check_provenance(provenance, today=local_day(now))
    check_correctable(changes)
    row = locked_vessel(vessel)
    return correct_locked(vessel=row, changes=changes, provenance=provenance, actor=actor, now=now)


def correct_locked(
    *,
    vessel: Vessel,
    changes: Mapping[str, Value],
    provenance: Provenance,
    actor: Actor,
    now: datetime,
) -> VesselCard:
    """Correct a row that the caller has locked and whose changes it has checked."""
    fields = apply_changes(
        vessel=vessel, changes=changes, provenance=provenance, actor=actor, now=now
    )
    if {"name_zh", "name_en"}.intersection(fields):
        _retitle_code(vessel, now)
    journal.publish(
        VesselCorrected(aggregate=vessel.code, actor=actor.code, occurred_at=now, fields=fields)
    )
    return card_of(vessel)


def _retitle_code(vessel: Vessel, now: datetime) -> None:
    codes.ensure_code(
        kind=CODE_KIND,
        subject=str(vessel.pk),
        title_zh=vessel.name_zh,
        title_en=vessel.name_en or vessel.name_zh,
        now=now,
    )


def check_correctable(changes: Mapping[str, Value]) -> None:
    """Raise OwnerChangesByTransfer or InvalidInput for fields that cannot be corrected."""
    if TRANSFER_FIELDS.intersection(changes):
        raise OwnerChangesByTransfer
    for name in changes:
        if name not in FIELD_BY_NAME:
            raise InvalidInput(
                field=name,
                reason_zh="登记簿没有这个项目。",
                reason_en="The register has no such field.",
            )


@transaction.atomic
def transfer_ownership(
    *,
    vessel: str,
    parties: Mapping[str, PartyRef],
    provenance: Provenance,
    actor: Actor,
    now: datetime,
) -> VesselCard:
    """Enter a new ``owner``, a new ``operator`` or both (所有权/经营权变更) and tell the others.

    Raises NotAllowed, UnknownVessel, InvalidInput or NothingChanged.
    """
    actor.require_any(REGISTRARS)
    check_provenance(provenance, today=local_day(now))
    _check_parties(parties)
    row = locked_vessel(vessel)
    from_owner, from_operator = row.owner_code, row.operator_code
    apply_changes(vessel=row, changes=parties, provenance=provenance, actor=actor, now=now)
    journal.publish(
        VesselTransferred(
            aggregate=row.code,
            actor=actor.code,
            occurred_at=now,
            from_owner=from_owner,
            owner=row.owner_code,
            from_operator=from_operator,
            operator=row.operator_code,
        )
    )
    return card_of(row)


def _check_parties(parties: Mapping[str, PartyRef]) -> None:
    if not parties or not TRANSFER_FIELDS.issuperset(parties):
        raise InvalidInput(
            field="所有人/经营人 owner/operator",
            reason_zh="请至少填写新的所有人或经营人。",
            reason_en="Give a new owner or a new operator.",
        )
