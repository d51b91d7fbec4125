"""Issuing e-licences: serial, status place, credential, signatures and event in one transaction."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from matou.kit.errors import InvalidInput, NotFound
from matou.spine.credentials.contracts import (
    CredentialVerified,
    HolderKind,
    LicenceCard,
    LicenceField,
    LicenceIssued,
    LicenceOrder,
)
from matou.spine.credentials.models import (
    Check,
    Credential,
    ELicence,
    ELicenceVersion,
    LicenceSerial,
    StatusEntry,
    StatusList,
)
from matou.spine.credentials.queries.e_licences import licence_ordered, newest_card
from matou.spine.credentials.rules import validity
from matou.spine.credentials.rules.identifiers import Identifier
from matou.spine.credentials.rules.licence_terms import checked_fields
from matou.spine.credentials.rules.licence_types import LicenceType, type_of
from matou.spine.credentials.rules.status_bits import CAPACITY
from matou.spine.credentials.services import numbers, tokens
from matou.spine.credentials.services.recording import holder_kind_of
from matou.spine.journal.services import publish
from matou.spine.parties import queries as parties
from matou.spine.parties.rules.identity import checked_name, checked_uscc

_NOTE, _NEXT_NOTE = "按决定签发 issued by decision", "换发的新版本 new version"
_TRIES = 6
"""So many taken places in a row, and a list counts as full: about three places in five are."""


@transaction.atomic
def issue_licence(*, order: LicenceOrder, now: datetime) -> LicenceCard:
    """Issue what a signed decision orders; the same case again returns what was issued.

    The caller has seen to it that the decision stands and holds the case's lock. Serials of an
    issuer and kind have no gaps: their row is locked until the transaction ends. Raises
    NotIssuedHere, NotFound and InvalidInput.
    """
    wanted = type_of(order.kind)
    holder_kind = holder_kind_of(order.holder, kind=wanted.kind)
    validity.check_length(kind=wanted.kind, valid=order.valid)
    issuer = checked_uscc(order.issuer)
    counter = _locked_counter(kind=order.kind, issuer=issuer)
    known = licence_ordered(order.case)
    if known is not None:
        return newest_card(known, at=now)
    counter.last += 1
    counter.save(update_fields=["last"])
    licence = ELicence.objects.create(
        kind=order.kind, issuer=issuer, serial=counter.last, holder=order.holder,
        recipient=order.recipient or order.holder,
        item=order.item, case=order.case, officers=sorted(order.officers), created_at=now,
    )  # fmt: skip
    identifier = Identifier(kind=wanted.code, issuer=issuer, serial=counter.last, version=1)
    write_version(
        licence, order, wanted=wanted, identifier=identifier, holder_kind=holder_kind, now=now
    )
    return newest_card(licence.code, at=now)


def write_version(
    licence: ELicence,
    order: LicenceOrder,
    *,
    wanted: LicenceType,
    identifier: Identifier,
    holder_kind: HolderKind,
    now: datetime,
) -> None:
    """Write one version with its credential, verified by the decision itself, and tell of it."""
    entry = _place(now=now)
    draft = _draft(order, wanted=wanted, identifier=identifier, entry=entry)
    credential = _believed(order, wanted=wanted, identifier=identifier, holder_kind=holder_kind,
                           now=now)  # fmt: skip
    ELicenceVersion.objects.create(
        licence=licence, number=identifier.version, identifier=identifier.text,
        credential=credential, entry=entry, issuer_name=draft.issuer_name,
        issuer_name_en=order.issuer_name_en, holder_name=draft.holder_name,
        holder_number=draft.holder_number, fields=[asdict(one) for one in draft.fields],
        token=tokens.token_of(draft, now=now), compact=tokens.compact_of(draft),
        signed_by=order.signed_by, issued_at=now,
    )  # fmt: skip
    publish(
        LicenceIssued(
            aggregate=licence.code, actor=order.signed_by, occurred_at=now, holder=order.holder,
            recipient=licence.recipient,
            kind=order.kind, version=identifier.version, identifier=identifier.text,
        )
    )  # fmt: skip


def _draft(
    order: LicenceOrder, *, wanted: LicenceType, identifier: Identifier, entry: StatusEntry
) -> tokens.Draft:
    name, number = _holder(order)
    fields: Sequence[LicenceField] = order.fields
    return tokens.Draft(
        identifier=identifier, kind=order.kind, title_zh=wanted.kind.zh,
        issuer_name=checked_name(order.issuer_name, field="发证机关 issuer"),
        holder_name=name, holder_number=number, valid=order.valid,
        fields=checked_fields(fields), status_list=entry.status_list.code, index=entry.index,
    )  # fmt: skip


def _holder(order: LicenceOrder) -> tuple[str, str]:
    """Return name and credit code of the holder; a person's identity number is never printed."""
    if order.holder_name:
        return checked_name(order.holder_name, field="持证人 holder"), ""
    try:
        card = parties.party_card(order.holder)
    except NotFound as error:
        raise InvalidInput(
            field="持证人 holder",
            reason_zh="请写明持证船舶或车辆的名称。",
            reason_en="Give the name of the vessel or vehicle.",
        ) from error
    return card.name, card.uscc


def _believed(
    order: LicenceOrder,
    *,
    wanted: LicenceType,
    identifier: Identifier,
    holder_kind: HolderKind,
    now: datetime,
) -> Credential:
    """Write the credential that counts in ``valid_for``: verified, for the house issued it."""
    credential = Credential(
        holder=order.holder, holder_kind=holder_kind.value, kind=order.kind,
        issuer=checked_name(order.issuer_name, field="发证机关 issuer"),
        from_at=order.valid.from_at, until_at=order.valid.until_at,
        state=Credential.State.VERIFIED, recorded_by=order.signed_by, recorded_at=now,
    )  # fmt: skip
    numbers.set_number(credential, identifier.number, kind=wanted.kind)
    credential.save(force_insert=True)
    Check.objects.create(
        credential=credential, state=credential.state, by=order.signed_by, at=now,
        note=_NOTE if identifier.version == 1 else _NEXT_NOTE,
    )  # fmt: skip
    publish(
        CredentialVerified(
            aggregate=credential.code, actor=order.signed_by, occurred_at=now,
            holder=order.holder, kind=order.kind,
        )
    )  # fmt: skip
    return credential


def _locked_counter(*, kind: str, issuer: str) -> LicenceSerial:
    LicenceSerial.objects.bulk_create(
        [LicenceSerial(kind=kind, issuer=issuer)], ignore_conflicts=True
    )
    return LicenceSerial.objects.select_for_update(of=("self",)).get(kind=kind, issuer=issuer)


def _place(*, now: datetime) -> StatusEntry:
    """Draw a free place of the newest list by lot; a list that has few left gets a successor."""
    listed = StatusList.objects.order_by("-pk").first()
    for _attempt in range(_TRIES if listed else 0):
        index = secrets.randbelow(CAPACITY)
        StatusEntry.objects.bulk_create(
            [StatusEntry(status_list=listed, index=index)], ignore_conflicts=True
        )
        found = StatusEntry.objects.select_related("status_list").filter(
            status_list=listed, index=index, version__isnull=True
        )
        entry = found.first()
        if entry is not None:
            return entry
    listed = StatusList.objects.create(created_at=now)
    return StatusEntry.objects.create(status_list=listed, index=secrets.randbelow(CAPACITY))
