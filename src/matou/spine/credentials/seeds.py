"""Papers of the demo people, valid long after any demo, and one to check; safe to repeat."""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from matou.kit.actor import SYSTEM
from matou.kit.period import Period
from matou.spine.credentials.contracts import CredentialCard
from matou.spine.credentials.models import Credential
from matou.spine.credentials.services import record_credential, verify_credential
from matou.spine.parties import seeds as parties

VESSEL_KINDS = (
    "vessel_operation",
    "vessel_nationality",
    "vessel_survey",
    "minimum_safe_manning",
)
"""What a demo vessel needs to sail for hire."""


def seed(*, now: datetime) -> None:
    """Give the demo carriers, skippers and port people their papers."""
    handles = parties.seed(now=now)
    for key in ("skipper", "carrier2"):
        ensure_verified(holder=handles[key].acts_for, kind="carrier_permit", now=now)
        ensure_verified(holder=handles[key].acts_for, kind="business_licence", now=now)
        ensure_verified(holder=handles[key].person, kind="crew_competence", now=now)
    for key in ("shipper", "consignee"):
        ensure_verified(holder=handles[key].acts_for, kind="business_licence", now=now)
    _ensure_claimed(holder=handles["consignee"].acts_for, kind="port_operation", now=now)


@transaction.atomic
def ensure_verified(*, holder: str, kind: str, now: datetime) -> None:
    """Give a demo holder a verified paper of the kind unless one is valid for a year to come.

    Rooms with demo vessels call this with each of ``VESSEL_KINDS``.
    """
    enough = Credential.objects.filter(
        holder=holder, kind=kind, state="verified", until_at__gt=now + timedelta(days=365)
    )
    if enough.exists():
        return
    card = _claimed(holder=holder, kind=kind, years=5, now=now)
    verify_credential(code=card.code, note="演示数据 demo data", actor=SYSTEM, now=now)


@transaction.atomic
def _ensure_claimed(*, holder: str, kind: str, now: datetime) -> None:
    """Leave one paper for the demo registrar to check, unless this holder ever had one."""
    if not Credential.objects.filter(holder=holder, kind=kind).exists():
        _claimed(holder=holder, kind=kind, years=3, now=now)


def _claimed(*, holder: str, kind: str, years: int, now: datetime) -> CredentialCard:
    since = datetime(now.year - 1, 1, 1, tzinfo=UTC)
    return record_credential(
        holder=holder,
        kind=kind,
        number=f"DEMO-{kind}-{holder}-{now.year}"[:60],
        issuer="演示发证机关 Demo Authority",
        valid=Period(since, since.replace(year=since.year + years)),
        actor=SYSTEM,
        now=now,
    )
