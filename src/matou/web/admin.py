"""Django's admin, for superusers who look into a case: rows of the spine, read-only.

Everyday work has its own pages in the console; what changes a row is a service, never this.
"""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from matou.spine.codes.models import Code
from matou.spine.credentials.models import (
    Check,
    Credential,
    ELicence,
    ELicenceVersion,
    LicencePaper,
    LicenceSerial,
    StatusEntry,
    StatusList,
)
from matou.spine.custody.models import CustodyOrder, ReconciliationBreak
from matou.spine.documents.models import Document
from matou.spine.exchange.models import (
    Grant,
    GrantStep,
    LogRow,
    MemberKey,
    MemberKeyStep,
    MemberVersion,
    Outgoing,
    Stamp,
)
from matou.spine.journal.models import Block, Delivery, JournalEntry
from matou.spine.ledger.models import Account, Rejection, Transfer
from matou.spine.notices.models import Notice
from matou.spine.parties.models import AccessLog, Membership, Party, RoleGrant, User
from matou.spine.places.models import LockChamber, Place, WaterwayLink

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = admin.ModelAdmin  # generic for the type checker alone

LIST_COLUMNS = 7
_SECRET = (
    *("password", "sealed", "index", "secret", "digest", "grams", "search_text", "sort_key"),
    *("token", "compact"),
)
_LETTERS = frozenset({"zh_body", "en_body", "facts"})
"""What a notice says is its reader's alone: a delivery code in it is worth a freight."""


class ReadOnlyAdmin(_Admin):
    """Shows rows and refuses every change; sealed numbers and their indexes stay hidden."""

    show_full_result_count = False
    list_per_page = 50

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:  # noqa: ARG002
        """Return the columns that a superuser may read."""
        return shown_fields(self.model)

    def get_list_display(self, request: HttpRequest) -> Any:  # noqa: ARG002
        """Return the first few of them."""
        return shown_fields(self.model)[:LIST_COLUMNS]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return all of them."""
        return self.get_fields(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse."""
        return False


def shown_fields(model: type[models.Model]) -> list[str]:
    """Return a model's own columns without secrets and raw bytes."""
    return [
        field.name
        for field in model._meta.concrete_fields  # noqa: SLF001 - Django's documented meta API
        if not isinstance(field, models.BinaryField)
        and not any(word in field.name for word in _SECRET)
        and not (model is Notice and field.name in _LETTERS)
    ]


ROWS: tuple[type[models.Model], ...] = (
    AccessLog,
    Account,
    Block,
    Check,
    Code,
    Credential,
    CustodyOrder,
    Delivery,
    Document,
    Grant,
    GrantStep,
    ELicence,
    ELicenceVersion,
    JournalEntry,
    LicencePaper,
    LicenceSerial,
    LockChamber,
    LogRow,
    MemberKey,
    MemberKeyStep,
    MemberVersion,
    Membership,
    Notice,
    Outgoing,
    Party,
    Place,
    ReconciliationBreak,
    Rejection,
    RoleGrant,
    Stamp,
    StatusEntry,
    StatusList,
    Transfer,
    User,
    WaterwayLink,
)
for _model in ROWS:
    if not admin.site.is_registered(_model):
        admin.site.register(_model, ReadOnlyAdmin)
