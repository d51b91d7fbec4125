"""The network in Django's admin: read-only, for superusers who look into a case."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from matou.modules.planner import models

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = admin.ModelAdmin  # generic for the type checker alone


class _ReadOnly(_Admin):
    """Rows change by services alone, or the versions would lie."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  # Django's hook
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse."""
        return False


@admin.register(
    models.Node,
    models.Link,
    models.Service,
    models.ServiceSeason,
    models.ServiceException,
    models.Transfer,
    models.Chamber,
    models.Tariff,
    models.EmissionFactor,
)
class VersionedAdmin(_ReadOnly):
    """Rows of every kind by code, the latest wording first."""

    list_display = ("code", "valid_from", "valid_until", "source", "confidence", "actor")
    list_filter = ("confidence",)
    search_fields = ("code",)
    ordering = ("code", "-valid_from")


@admin.register(models.NetworkNotice)
class NoticeAdmin(_ReadOnly):
    """Notices by when they end."""

    list_display = ("code", "kind", "state", "starts_at", "ends_at", "issuer")
    list_filter = ("kind", "state")
    search_fields = ("code",)
    ordering = ("-ends_at",)


@admin.register(models.NetworkChange)
class ChangeAdmin(_ReadOnly):
    """Changes by when they take effect."""

    list_display = ("effective_at", "what", "subject", "actor", "recorded_at")
    list_filter = ("what",)
    ordering = ("-effective_at",)


@admin.register(models.NetworkVersion)
class VersionAdmin(_ReadOnly):
    """Versions by number."""

    list_display = ("number", "digest", "effective_at", "recorded_at")
    ordering = ("-number",)


@admin.register(models.ChainOffer)
class ChainOfferAdmin(_ReadOnly):
    """Offers by when they were made."""

    list_display = ("id", "party", "price_fen", "network_version", "made_at", "expires_at")
    search_fields = ("party",)
    ordering = ("-made_at",)


@admin.register(models.Booking)
class BookingAdmin(_ReadOnly):
    """Bookings, the newest first."""

    list_display = ("code", "party", "state", "cargo_name", "departs_at", "held_until")
    list_filter = ("state",)
    search_fields = ("code", "party")
    ordering = ("-id",)


@admin.register(models.Departure)
class DepartureAdmin(_ReadOnly):
    """Departures and their room."""

    list_display = ("service", "departs_at", "unit", "capacity", "held", "taken")
    search_fields = ("service",)
    ordering = ("-departs_at", "service")
