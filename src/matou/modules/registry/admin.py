"""The registers in Django's admin: read-only, for superusers who look into a case."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from matou.modules.registry.models import FieldRecord, Proposal, Vessel

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = admin.ModelAdmin  # generic for the type checker alone


class _ReadOnly(_Admin):
    """Rows change by services alone, or their history would be wrong."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  # Django's hook
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse."""
        return False


@admin.register(Vessel)
class VesselAdmin(_ReadOnly):
    """Vessels by name and number."""

    list_display = ("code", "name_zh", "mmsi", "vessel_type", "status", "updated_at")
    list_filter = ("status", "vessel_type")
    search_fields = ("code", "search_text")
    ordering = ("sort_key",)


@admin.register(FieldRecord)
class FieldRecordAdmin(_ReadOnly):
    """The history by vessel."""

    list_display = ("subject", "field", "source", "confidence", "valid_from", "recorded_at")
    list_filter = ("confidence", "field")
    search_fields = ("subject",)
    ordering = ("-id",)


@admin.register(Proposal)
class ProposalAdmin(_ReadOnly):
    """Proposed corrections."""

    list_display = ("vessel", "proposer", "state", "proposed_at", "decided_at")
    list_filter = ("state",)
    list_select_related = ("vessel",)
    ordering = ("-proposed_at",)
