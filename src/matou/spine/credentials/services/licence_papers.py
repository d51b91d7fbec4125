"""That a version's sealed PDF was made: the documents' room, a floor above, keeps its bytes."""

from datetime import datetime

from django.db import transaction

from matou.spine.credentials.models import ELicenceVersion, LicencePaper


@transaction.atomic
def lock_version_for_paper(*, code: str, version: int) -> bool:
    """Let one process at a time make the PDF of a version; tells whether there is none yet.

    The lock is that of the version's credential, which any act on the licence takes too, and ends
    with the caller's transaction.
    """
    row = ELicenceVersion.objects.select_related("credential").get(
        licence__code=code, number=version
    )
    type(row.credential).objects.select_for_update(of=("self",)).get(pk=row.credential_id)
    return not LicencePaper.objects.filter(version=row).exists()


@transaction.atomic
def note_paper(*, code: str, version: int, document: str, sha256: str, now: datetime) -> None:
    """Record which document is the PDF of a version; a second one is a programmer's error."""
    row = ELicenceVersion.objects.get(licence__code=code, number=version)
    LicencePaper.objects.create(version=row, document=document, sha256=sha256, kept_at=now)
