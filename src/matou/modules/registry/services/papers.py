"""Papers of vessels (船舶证照): recorded here, checked at the credentials desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from matou.kit.actor import REGISTRAR, Actor
from matou.kit.period import Period
from matou.modules.registry.rules.proposals import REGISTRARS, NotTheOwner
from matou.modules.registry.services.recording import locked_vessel
from matou.spine.credentials import services as credentials
from matou.spine.credentials.contracts import CredentialCard
from matou.spine.documents import services as documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A picture of the paper, as it was sent."""

    file: BinaryIO
    name: str
    declared_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What stands on a vessel's licence or certificate, and its scan where there is one."""

    kind: str
    number: str
    issuer: str
    valid: Period
    scan: Scan | None = None


@transaction.atomic
def record_paper(*, vessel: str, paper: Paper, actor: Actor, now: datetime) -> CredentialCard:
    """Record a licence of a vessel, by its owner, its operator or a registrar.

    It counts once a registrar who did not record it has verified it. Scan and paper are kept
    both or neither. Raises UnknownVessel, NotTheOwner, DocumentRefused, InvalidInput and
    CredentialKnown.
    """
    row = locked_vessel(vessel)
    if not REGISTRARS & actor.roles and actor.acts_for not in {row.owner_code, row.operator_code}:
        raise NotTheOwner
    return credentials.record_credential(
        holder=row.code,
        kind=paper.kind,
        number=paper.number,
        issuer=paper.issuer,
        valid=paper.valid,
        document_code=_kept(paper.scan, vessel=row.code, actor=actor, now=now),
        actor=actor,
        now=now,
    )


def _kept(scan: Scan | None, *, vessel: str, actor: Actor, now: datetime) -> str | None:
    if scan is None:
        return None
    document = documents.store(
        owner=actor.acts_for,
        about=vessel,
        file=scan.file,
        declared_name=scan.name,
        declared_type=scan.declared_type,
        readers={actor.acts_for, REGISTRAR},
        actor=actor,
        now=now,
    )
    return document.code
