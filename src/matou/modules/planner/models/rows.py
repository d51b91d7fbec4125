"""The network's tables, one a kind of the catalogue; each row is one wording with its validity."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from matou.modules.planner.models.base import VersionedRow
from matou.modules.planner.rules import kinds
from matou.spine.places.rules.opening import PATTERN as OPENING_PATTERN

_ANY_MODE = [(key, zh) for key, zh, _en in kinds.MODES]


def _place() -> "models.ForeignKey[Any, Any]":
    """Point at a place by its code, which is what files, notices and plans call it."""
    return models.ForeignKey("places.Place", models.PROTECT, to_field="code", related_name="+")


def _two_ends() -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=~Q(origin=F("destination")), name="%(app_label)s_%(class)s_has_two_ends"
    )


def _hours() -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(opening_hours__regex=OPENING_PATTERN),
        name="%(app_label)s_%(class)s_hours_are_readable",
    )


class Node(VersionedRow):
    """A place as plans see it (节点): its modes, hours and permissions in one wording."""

    place = _place()
    name_zh = models.CharField(_("中文名"), max_length=80)
    name_en = models.CharField(_("英文名"), max_length=80)
    kind = models.CharField(
        _("类别"), max_length=12, choices=[(key, zh) for key, zh, _en in kinds.NODE_KINDS]
    )
    modes = models.CharField(_("运输方式"), max_length=4)
    latitude = models.DecimalField(_("纬度"), max_digits=9, decimal_places=6)
    longitude = models.DecimalField(_("经度"), max_digits=9, decimal_places=6)
    city = models.CharField(_("城市"), max_length=80, blank=True)
    sign = models.CharField(_("UN/LOCODE 或 IATA"), max_length=5, blank=True)
    cargo = models.CharField(_("货类"), max_length=200, blank=True)
    berth_dwt_max = models.PositiveIntegerField(_("最大靠泊吨级"), null=True, blank=True)
    takes_containers = models.BooleanField(_("集装箱"), null=True)
    takes_dangerous_goods = models.BooleanField(_("危险货物"), null=True)
    opening_hours = models.CharField(_("开放时间"), max_length=16)
    confidence_position = models.CharField(_("位置可信度"), max_length=1)

    class Meta(VersionedRow.Meta):
        abstract = False
        verbose_name = _("节点")
        constraints = [*VersionedRow.Meta.constraints, _hours()]


class Link(VersionedRow):
    """A stretch of road, waterway or rail (线路区段) between two nodes, usable both ways."""

    origin = _place()
    destination = _place()
    mode = models.CharField(_("运输方式"), max_length=5, choices=_ANY_MODE)
    length_m = models.PositiveIntegerField(_("里程"))
    name = models.CharField(_("名称"), max_length=120, blank=True)
    grade = models.CharField(_("等级"), max_length=40)
    depth_cm = models.PositiveIntegerField(_("维护水深"), null=True)
    speed_forward_m_per_h = models.PositiveIntegerField(_("速度（下行）"))
    speed_back_m_per_h = models.PositiveIntegerField(_("速度（上行）"))
    toll_fen_per_km = models.PositiveIntegerField(_("通行费（六轴货车）"), null=True)
    status = models.CharField(_("状态"), max_length=40)

    class Meta(VersionedRow.Meta):
        abstract = False
        verbose_name = _("线路区段")
        constraints = [*VersionedRow.Meta.constraints, _two_ends()]


class Service(VersionedRow):
    """A scheduled direct service (班次): departures that repeat every week."""

    mode = models.CharField(_("运输方式"), max_length=5, choices=_ANY_MODE)
    origin = _place()
    destination = _place()
    days = models.CharField(_("开行星期"), max_length=7)
    departs_minute = models.PositiveSmallIntegerField(_("开行时刻"))
    cutoff_min = models.PositiveIntegerField(_("截载提前"))
    duration_min = models.PositiveIntegerField(_("全程时间"))
    length_m = models.PositiveIntegerField(_("里程"))
    capacity = models.PositiveIntegerField(_("每班运力"))
    unit = models.CharField(
        _("计费单位"), max_length=3, choices=[(key, zh) for key, zh, _en in kinds.UNITS]
    )
    price_fen_per_unit = models.PositiveIntegerField(_("单价"))
    min_depth_cm = models.PositiveIntegerField(_("所需水深"), null=True)
    locks = ArrayField(models.CharField(max_length=32), default=list)

    class Meta(VersionedRow.Meta):
        abstract = False
        verbose_name = _("班次")
        constraints = [
            *VersionedRow.Meta.constraints,
            _two_ends(),
            models.CheckConstraint(
                condition=Q(departs_minute__lt=24 * 60),
                name="%(app_label)s_%(class)s_departs_within_a_day",
            ),
        ]


class ServiceSeason(VersionedRow):
    """The days between which a service runs (开行期); one without a season always runs."""

    service = models.CharField(_("班次"), max_length=120)
    runs_from_on = models.DateField(_("开行自"))
    runs_until_on = models.DateField(_("开行至（不含）"), null=True)

    class Meta(VersionedRow.Meta):
        abstract = False
        verbose_name = _("班次开行期")
        constraints = [
            *VersionedRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(runs_until_on__isnull=True) | Q(runs_until_on__gt=F("runs_from_on")),
                name="%(app_label)s_%(class)s_lasts_a_day",
            ),
        ]


class ServiceException(VersionedRow):
    """A date on which a service does not run, or runs besides its days (例外日)."""

    service = models.CharField(_("班次"), max_length=120)
    runs_on = models.DateField(_("日期"))
    what = models.CharField(
        _("例外"), max_length=9, choices=[(key, zh) for key, zh, _en in kinds.EXCEPTIONS]
    )

    class Meta(VersionedRow.Meta):
        abstract = False
        verbose_name = _("班次例外日")


class Transfer(VersionedRow):
    """A directed change of mode (换装) at a terminal, or between a port and its rail yard."""

    origin = _place()
    origin_mode = models.CharField(_("来自方式"), max_length=5, choices=_ANY_MODE)
    destination = _place()
    destination_mode = models.CharField(_("转往方式"), max_length=5, choices=_ANY_MODE)
    fixed_min = models.PositiveIntegerField(_("固定时间"))
    per_teu_s = models.PositiveIntegerField(_("每箱时间"))
    per_100t_s = models.PositiveIntegerField(_("每百吨时间"))
    cost_fen_per_teu = models.PositiveIntegerField(_("每箱费用"))
    cost_fen_per_t = models.PositiveIntegerField(_("每吨费用"))
    co2e_g_per_t = models.PositiveIntegerField(_("每吨碳排放"))
    opening_hours = models.CharField(_("开放时间"), max_length=16)

    class Meta(VersionedRow.Meta):
        abstract = False
        verbose_name = _("换装")
        constraints = [*VersionedRow.Meta.constraints, _hours()]


class Chamber(VersionedRow):
    """A lock chamber (闸室) with its size, usual times and fee."""

    lock = _place()
    chamber = models.CharField(_("闸室"), max_length=16)
    length_cm = models.PositiveIntegerField(_("有效长"))
    width_cm = models.PositiveIntegerField(_("有效宽"))
    sill_depth_cm = models.PositiveIntegerField(_("门槛水深"))
    vessel_dwt = models.PositiveIntegerField(_("船舶吨级"))
    opened_year = models.PositiveSmallIntegerField(_("通航年份"), null=True)
    passage_min = models.PositiveIntegerField(_("过闸时间"))
    wait_median_min = models.PositiveIntegerField(_("候闸，中位"))
    wait_ninetieth_min = models.PositiveIntegerField(_("候闸，九成"))
    fee_fen_per_gt = models.PositiveIntegerField(_("过闸费"))

    class Meta(VersionedRow.Meta):
        abstract = False
        verbose_name = _("闸室")
        constraints = [
            *VersionedRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(length_cm__gt=0, width_cm__gt=0, sill_depth_cm__gt=0),
                name="%(app_label)s_%(class)s_has_a_size",
            ),
            models.CheckConstraint(
                condition=Q(wait_ninetieth_min__gte=F("wait_median_min")),
                name="%(app_label)s_%(class)s_long_wait_is_no_shorter",
            ),
        ]


class Tariff(VersionedRow):
    """A dated tariff line or parameter (费率) of the reference semantics."""

    value = models.DecimalField(_("数值"), max_digits=14, decimal_places=6)
    unit = models.CharField(_("单位"), max_length=60, blank=True)

    class Meta(VersionedRow.Meta):
        abstract = False
        verbose_name = _("费率与参数")


class EmissionFactor(VersionedRow):
    """A published CO2e intensity (排放因子) with its scope and source."""

    mode = models.CharField(_("环节"), max_length=8)
    vehicle = models.CharField(_("运具"), max_length=120)
    unit = models.CharField(_("单位"), max_length=40)
    value = models.DecimalField(_("数值"), max_digits=14, decimal_places=6)
    scope = models.CharField(_("范围"), max_length=8)

    class Meta(VersionedRow.Meta):
        abstract = False
        verbose_name = _("排放因子")
