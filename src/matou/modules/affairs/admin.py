"""Service items in the admin: to look at, never to change."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from matou.modules.affairs import models

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = admin.ModelAdmin  # generic for the type checker alone


class _ReadOnly(_Admin):
    """Rows that change by services alone."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  # Django's hook
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  # Django's hook
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  # Django's hook
        """Refuse."""
        return False


@admin.register(models.Item)
class ItemAdmin(_ReadOnly):
    """Items by when they were begun."""

    list_display = ("code", "handling_code", "region", "is_sample", "withdrawn_at")
    list_filter = ("region", "is_sample")
    search_fields = ("code", "handling_code")
    ordering = ("-id",)


@admin.register(models.ItemVersion)
class VersionAdmin(_ReadOnly):
    """Versions, the newest first."""

    list_display = ("name_zh", "number", "state", "valid_from", "valid_until")
    list_filter = ("state",)
    search_fields = ("words",)
    ordering = ("-id",)


@admin.register(models.CatalogueEntry)
class CatalogueAdmin(_ReadOnly):
    """The basic catalogue by code."""

    list_display = ("code", "name_zh", "item_type", "is_sample")
    search_fields = ("code", "name_zh")
    ordering = ("code",)


@admin.register(models.ItemChange)
class ChangeAdmin(_ReadOnly):
    """The history, the newest first."""

    list_display = ("recorded_at", "act", "actor")
    list_filter = ("act",)
    ordering = ("-id",)


@admin.register(models.LinkState)
class LinkAdmin(_ReadOnly):
    """Addresses by when they were tried."""

    list_display = ("address", "is_alive", "tried_at")
    list_filter = ("is_alive",)
    ordering = ("-tried_at",)


@admin.register(models.Case)
class CaseAdmin(_ReadOnly):
    """Cases, the newest first."""

    list_display = ("code", "state", "queue", "assignee", "promised_due_at")
    list_filter = ("queue", "is_provisional")
    search_fields = ("code",)
    ordering = ("-id",)


@admin.register(models.CaseAct)
class CaseActAdmin(_ReadOnly):
    """What was done to cases, the newest first."""

    list_display = ("recorded_at", "act", "target", "actor")
    list_filter = ("act",)
    ordering = ("-id",)


@admin.register(models.CaseMark)
class CaseMarkAdmin(_ReadOnly):
    """Marks that were told, the newest first."""

    list_display = ("told_at", "clock", "per_cent", "reached_at")
    list_filter = ("clock", "per_cent")
    ordering = ("-id",)


@admin.register(models.CaseForm)
class CaseFormAdmin(_ReadOnly):
    """Drafts of answers, the last saved first; what was typed is the applicant's alone."""

    list_display = ("case", "revision", "saved_at")
    exclude = ("typed", "sources", "changed", "passed")
    ordering = ("-saved_at",)


@admin.register(models.CaseFile)
class CaseFileAdmin(_ReadOnly):
    """Files of cases, the newest first."""

    list_display = ("case", "material", "document", "added_at", "removed_at")
    ordering = ("-id",)


@admin.register(models.CaseSubmission)
class CaseSubmissionAdmin(_ReadOnly):
    """Submissions, the newest first."""

    list_display = ("case", "number", "submitted_at", "sha256")
    ordering = ("-id",)


@admin.register(models.RatingTerms)
class RatingTermsAdmin(_ReadOnly):
    """Terms, the newest first."""

    list_display = ("set_at", "ask_days", "call_back_days", "rectify_days")
    ordering = ("-id",)


@admin.register(models.RatingAsk)
class RatingAskAdmin(_ReadOnly):
    """Who was asked, the newest first."""

    list_display = ("case", "asked_at", "closes_at")
    ordering = ("-id",)


@admin.register(models.Rating)
class RatingAdmin(_ReadOnly):
    """Ratings by channel; which case, level and words are nobody's here, see record 0032."""

    list_display = ("item", "channel")
    fields = ("item", "channel")
    ordering = ("item", "channel")


@admin.register(models.Rectification)
class RectificationAdmin(_ReadOnly):
    """Work on bad ratings by its code; the rating itself is not shown."""

    list_display = ("code", "state", "due_at")
    fields = ("code", "state", "call_back_due_at", "due_at", "ended_at")
    ordering = ("-due_at",)


@admin.register(models.RectificationAct)
class RectificationActAdmin(_ReadOnly):
    """What was done, without its words."""

    list_display = ("work", "act")
    fields = ("work", "act", "actor")
    ordering = ("work", "id")


@admin.register(models.RectificationMark)
class RectificationMarkAdmin(_ReadOnly):
    """Marks that were told, the newest first."""

    list_display = ("told_at", "clock", "per_cent")
    fields = ("clock", "per_cent", "told_at")
    ordering = ("-id",)


@admin.register(models.WindowVisit)
class WindowVisitAdmin(_ReadOnly):
    """Visits at windows, the newest first."""

    list_display = ("consented_at", "case", "clerk", "queue_number")
    ordering = ("-id",)
