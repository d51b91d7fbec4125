"""What every row of the network shares: a code, a period of validity, source and confidence."""

from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from matou.modules.planner.rules.kinds import CONFIDENCES


class Validity(Func):
    """The half-open period of a row; without an end it lasts until a change ends it."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class VersionedQuerySet(models.QuerySet[Any]):
    """The vocabulary of rows with validity."""

    def at(self, instant: datetime) -> Self:
        """Keep the rows in force at an instant."""
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=instant), valid_from__lte=instant
        )

    def history_of(self, code: str) -> Self:
        """Return every row of one thing, the latest first; planned ones stand on top."""
        return self.filter(code=code).order_by("-valid_from", "-id")


class VersionedRow(models.Model):
    """A row that holds from an instant until a change ends it; nothing of it is overwritten."""

    code = models.CharField(_("编号"), max_length=120)
    valid_from = models.DateTimeField(_("生效"))
    valid_until = models.DateTimeField(_("失效"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=500)
    confidence = models.CharField(
        _("可信度"), max_length=1, choices=[(key, zh) for key, zh, _en in CONFIDENCES]
    )
    note = models.CharField(_("备注"), max_length=500, blank=True)
    actor = models.CharField(_("记录人"), max_length=64)
    recorded_at = models.DateTimeField(_("记录时间"))

    objects = VersionedQuerySet.as_manager()

    class Meta:
        """No two rows of one thing hold at the same instant."""

        abstract = True
        constraints = [
            ExclusionConstraint(
                name="%(app_label)s_%(class)s_periods_do_not_overlap",
                expressions=[
                    (F("code"), RangeOperators.EQUAL),
                    (Validity("valid_from", "valid_until", RangeBoundary()),
                     RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__gte=F("recorded_at")),
                name="%(app_label)s_%(class)s_never_reaches_back",
            ),
            models.CheckConstraint(
                condition=~Q(source=""), name="%(app_label)s_%(class)s_names_its_source"
            ),
            models.CheckConstraint(
                condition=Q(confidence__in=[key for key, _zh, _en in CONFIDENCES]),
                name="%(app_label)s_%(class)s_confidence_is_a_b_or_c",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.code} ({self.valid_from:%Y-%m-%d})"
