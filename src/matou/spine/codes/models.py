"""Tables of codes: what each code names, for ever, and how often it was scanned."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Code(models.Model):
    """A code (码) and the one thing that it names; a trigger keeps code, kind and subject."""

    code = models.CharField(_("编码"), max_length=9, primary_key=True)
    kind = models.CharField(_("类别"), max_length=40)
    subject = models.CharField(_("对象"), max_length=80)
    title_zh = models.CharField(_("中文名称"), max_length=120)
    title_en = models.CharField(_("英文名称"), max_length=120)
    created_at = models.DateTimeField(_("赋码时间"))
    retired_at = models.DateTimeField(_("停用时间"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )

    class Meta:
        """One thing, one code."""

        verbose_name = _("码")
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="codes_one_thing_one_code"),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9A-HJKMNP-TV-Z]{9}$"), name="codes_code_is_legible"
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(retired_at__isnull=False),
                name="codes_only_a_retired_code_has_a_successor",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("code")),
                name="codes_code_does_not_follow_itself",
            ),
        ]

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.code} {self.title_zh}"


class ScanCount(models.Model):
    """How often a code's page was opened on a day; nothing is kept of who opened it."""

    code = models.ForeignKey(Code, models.PROTECT, related_name="scans")
    day = models.DateField()
    scans = models.PositiveIntegerField()

    class Meta:
        """One row for a code and day."""

        verbose_name = _("扫码次数")
        constraints = [
            models.UniqueConstraint(fields=["code", "day"], name="codes_one_count_a_day"),
        ]
