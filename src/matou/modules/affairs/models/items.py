"""Items and their versions: what was published is never written over."""

from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateTimeRangeField,
    RangeBoundary,
    RangeOperators,
)
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from matou.modules.affairs.rules import states

_HELD = (states.PUBLISHED, states.WITHDRAWN)


class Validity(Func):
    """The half-open period in which a version holds."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Item(models.Model):
    """A handling item (业务办理项): one code for ever, whatever its versions say."""

    code = models.CharField(_("编号"), max_length=9, unique=True)
    handling_code = models.CharField(_("业务办理项编码"), max_length=33, unique=True)
    basic = models.ForeignKey(
        "affairs.CatalogueEntry", models.PROTECT, related_name="items", verbose_name=_("基本编码")
    )
    region = models.CharField(_("行政区划"), max_length=6)
    is_sample = models.BooleanField(_("样例"), default=False)
    created_at = models.DateTimeField(_("建立时间"))
    withdrawn_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("撤销原因"), max_length=500, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )

    class Meta:
        verbose_name = _("业务办理项")
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="affairs_a_withdrawn_item_says_why",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True)
                | (Q(withdrawn_at__isnull=False) & ~Q(successor=F("pk"))),
                name="affairs_only_a_withdrawn_item_has_a_successor",
            ),
        ]

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.code} {self.handling_code}"


class VersionQuerySet(models.QuerySet["ItemVersion"]):
    """The vocabulary of versions."""

    def at(self, instant: datetime) -> Self:
        """Keep the versions that hold at an instant; a withdrawn item's held until then."""
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=instant),
            state__in=_HELD,
            valid_from__lte=instant,
        )

    def under_way(self) -> Self:
        """Keep the versions that someone still works on."""
        return self.filter(state__in=states.UNDER_WAY)


class ItemVersion(models.Model):
    """One wording of an item (事项版本), with the people who answer for it."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("版本"))
    state = models.CharField(
        _("状态"), max_length=16, choices=[(key, zh) for key, zh, _en in states.STATES]
    )
    content: "models.JSONField[Any, Any]" = models.JSONField(_("要素"))
    revision = models.PositiveIntegerField(_("修订次数"), default=0)
    name_zh = models.CharField(_("事项名称"), max_length=120)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    department = models.CharField(_("实施主体"), max_length=120, blank=True)
    audience = ArrayField(models.CharField(max_length=2), verbose_name=_("服务对象"))
    words = models.TextField(_("检索词"))
    finding_errors = models.PositiveIntegerField(_("须改"), default=0)
    finding_warnings = models.PositiveIntegerField(_("建议改"), default=0)
    authors = ArrayField(models.CharField(max_length=64), verbose_name=_("编写人"))
    legal_by = models.CharField(_("法制审核人"), max_length=64, blank=True)
    approved_by = models.CharField(_("第二人"), max_length=64, blank=True)
    valid_from = models.DateTimeField(_("生效"), null=True, blank=True)
    valid_until = models.DateTimeField(_("失效"), null=True, blank=True)
    created_at = models.DateTimeField(_("建立时间"))
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("事项版本")
        indexes = [
            GinIndex(fields=["words"], name="affairs_words", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["state", "valid_from"], name="affairs_in_force"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "number"], name="affairs_a_version_has_one_number"
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(state__in=sorted(states.UNDER_WAY)),
                name="affairs_one_version_is_under_way",
            ),
            ExclusionConstraint(
                name="affairs_published_versions_do_not_overlap",
                expressions=[
                    (F("item"), RangeOperators.EQUAL),
                    (
                        Validity("valid_from", "valid_until", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state__in=_HELD),
            ),
            models.CheckConstraint(
                condition=Q(state__in=_HELD, valid_from__isnull=False, published_at__isnull=False)
                | Q(state__in=sorted(states.UNDER_WAY), valid_from__isnull=True),
                name="affairs_what_is_published_has_a_first_day",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="affairs_a_version_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(states.UNDER_WAY))
                | (~Q(approved_by="") & ~Q(authors__contains=[F("approved_by")])),
                name="affairs_the_second_person_is_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(states.UNDER_WAY)) | Q(finding_errors=0),
                name="affairs_what_is_published_has_no_error",
            ),
        ]

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.name_zh} v{self.number}"
