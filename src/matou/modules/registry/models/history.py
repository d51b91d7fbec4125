"""The history of every field, which only grows."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from matou.modules.registry.rules.history import CONFIDENCES, Entry


class FieldRecordQuerySet(models.QuerySet["FieldRecord"]):
    """The vocabulary of histories."""

    def of(self, subject: str) -> Self:
        """Keep the history of one thing, by its code."""
        return self.filter(subject=subject)

    def newest_first(self) -> Self:
        """Order by the day from which a value held, then by recording."""
        return self.order_by("-valid_from", "-id")


class FieldRecord(models.Model):
    """One value of one field (字段履历) with its source; never updated, never deleted."""

    subject = models.CharField(_("船舶码"), max_length=16)
    field = models.CharField(_("项目"), max_length=40)
    value = models.JSONField(_("内容"), null=True)
    source = models.CharField(_("来源"), max_length=200)
    confidence = models.CharField(
        _("可信度"), max_length=1, choices=[(key, zh) for key, zh, _en in CONFIDENCES]
    )
    valid_from = models.DateField(_("生效日期"))
    recorded_at = models.DateTimeField(_("记录时间"))
    actor = models.CharField(_("记录人"), max_length=64)

    objects = FieldRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("字段履历")
        verbose_name_plural = _("字段履历")
        indexes = [
            models.Index(
                fields=["subject", "field", "valid_from", "id"], name="registry_history_of_subject"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(source=""), name="registry_history_names_its_source"
            ),
            models.CheckConstraint(
                condition=models.Q(confidence__in=[key for key, _zh, _en in CONFIDENCES]),
                name="registry_history_confidence_is_a_b_or_c",
            ),
        ]

    def entry(self) -> Entry:
        """Return the row as the rules read it."""
        return Entry(
            id=self.pk,
            field=self.field,
            value=self.value,
            source=self.source,
            confidence=self.confidence,
            valid_from=self.valid_from,
            recorded_at=self.recorded_at,
            actor=self.actor,
        )
