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
    exclude = ("content",)
    ordering = ("-id",)


@admin.register(models.NeighbourItem)
class NeighbourItemAdmin(_ReadOnly):
    """Items of other members by when they were told."""

    list_display = ("member", "code", "version", "name_zh", "told_at")
    list_filter = ("member",)
    ordering = ("-told_at",)


@admin.register(models.Handover)
class HandoverAdmin(_ReadOnly):
    """Hand-overs, the newest first; what was typed is the applicant's alone."""

    list_display = ("code", "member", "state", "round", "received_at")
    list_filter = ("state", "member")
    search_fields = ("code",)
    exclude = ("typed", "applicant_phone")
    ordering = ("-received_at",)


@admin.register(models.HandoverFile)
class HandoverFileAdmin(_ReadOnly):
    """Files taken in at the window, the newest first."""

    list_display = ("handover", "material", "document", "size", "added_at", "removed_at")
    ordering = ("-id",)


@admin.register(models.HandoverAct)
class HandoverActAdmin(_ReadOnly):
    """What was done to hand-overs, the newest first."""

    list_display = ("recorded_at", "act", "target", "actor")
    list_filter = ("act",)
    ordering = ("-id",)


@admin.register(models.HandoverMessage)
class HandoverMessageAdmin(_ReadOnly):
    """Messages of owners, the newest first."""

    list_display = ("handover", "seq", "arrived_at")
    ordering = ("-id",)


@admin.register(models.HandoverCall)
class HandoverCallAdmin(_ReadOnly):
    """Calls that steps at the window made."""

    list_display = ("handover", "step", "attempt", "is_heard")
    list_filter = ("step", "is_heard")
    ordering = ("request",)


@admin.register(models.Arrival)
class ArrivalAdmin(_ReadOnly):
    """What arrived from other members, the newest first."""

    list_display = ("case_code", "member", "office", "rounds_done", "told_seq", "arrived_at")
    list_filter = ("member",)
    search_fields = ("case_code",)
    ordering = ("-id",)


@admin.register(models.ArrivalMessage)
class ArrivalMessageAdmin(_ReadOnly):
    """What windows were told, the newest first."""

    list_display = ("arrival", "seq", "attempt", "is_heard")
    list_filter = ("is_heard",)
    ordering = ("-id",)


@admin.register(models.ArrivedBundle)
class ArrivedBundleAdmin(_ReadOnly):
    """Bundles that arrived, the newest first; their content is the applicant's alone."""

    list_display = ("arrival", "round", "attempt", "sha256", "arrived_at")
    exclude = ("content",)
    ordering = ("-id",)


@admin.register(models.ArrivedFile)
class ArrivedFileAdmin(_ReadOnly):
    """Files that arrived, the newest first."""

    list_display = ("arrival", "material", "document", "arrived_at")
    ordering = ("-id",)


@admin.register(models.CasePart)
class CasePartAdmin(_ReadOnly):
    """Opinions asked of other members, the newest first."""

    list_display = ("case", "member", "state", "opinion", "due_at")
    list_filter = ("state",)
    ordering = ("-asked_at",)


@admin.register(models.AskedPart)
class AskedPartAdmin(_ReadOnly):
    """Opinions that other members ask, the newest first."""

    list_display = ("code", "member", "opinion", "due_at", "answered_at")
    ordering = ("-id",)


@admin.register(models.HomeRead)
class HomeReadAdmin(_ReadOnly):
    """Registers that home members were asked for, the newest first."""

    list_display = ("case", "member", "asked_by", "asked_at")
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
