"""The vessel as it is now: the projection of its history, guarded by constraints."""

import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from matou.modules.registry.rules.fields import (
    DEREGISTERED,
    HULL_MATERIALS,
    IN_SERVICE,
    INSPECTION_KINDS,
    OPERATION_MODES,
    STATUSES,
    TRADE_TYPES,
)
from matou.modules.registry.rules.identifiers import IDENTIFICATION_NUMBER_SHAPE, MMSI_SHAPE
from matou.modules.registry.rules.values import COMPANY, PERSON
from matou.modules.registry.rules.vessel_types import VESSEL_TYPES


def _labels(choices: tuple[tuple[str, str, str], ...]) -> list[tuple[str, str]]:
    return [(key, zh) for key, zh, _en in choices]


class VesselQuerySet(models.QuerySet["Vessel"]):
    """The vocabulary of the vessel register."""

    def active(self) -> Self:
        """Keep vessels that were not struck off."""
        return self.exclude(status=DEREGISTERED)

    def of_party(self, party: str) -> Self:
        """Keep vessels that the party owns or operates."""
        return self.filter(Q(owner_code=party) | Q(operator_code=party))


class Vessel(models.Model):
    """A vessel (船舶) as the register shows it; every change also stands in ``FieldRecord``.

    Field names, labels and bounds follow ``rules.fields.FIELDS``; a test keeps them equal.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("船舶码"), max_length=16, unique=True)

    name_zh = models.CharField(_("船名"), max_length=40)
    name_en = models.CharField(_("英文船名"), max_length=60, blank=True)
    former_name = models.CharField(_("原船名"), max_length=60, blank=True)
    vessel_type = models.CharField(
        _("船舶类型"), max_length=16, choices=[(kind.key, kind.zh) for kind in VESSEL_TYPES]
    )
    status = models.CharField(
        _("状态"), max_length=16, choices=_labels(STATUSES), default=IN_SERVICE
    )
    mmsi = models.CharField("MMSI", max_length=9, blank=True)
    call_sign = models.CharField(_("呼号"), max_length=9, blank=True)
    identification_number = models.CharField(_("船舶识别号"), max_length=13, blank=True)
    registration_number = models.CharField(_("船舶登记号"), max_length=20, blank=True)
    first_registration_number = models.CharField(_("初次登记号"), max_length=20, blank=True)
    inspection_registration_number = models.CharField(_("船检登记号"), max_length=20, blank=True)
    imo_number = models.CharField(_("IMO 编号"), max_length=7, blank=True)
    home_port = models.CharField(_("船籍港"), max_length=40, blank=True)

    owner_code = models.CharField(_("所有人"), max_length=64, blank=True)
    owner_name = models.CharField(_("所有人名称"), max_length=80, blank=True)
    owner_kind = models.CharField(max_length=8, default=COMPANY)
    operator_code = models.CharField(_("经营人"), max_length=64, blank=True)
    operator_name = models.CharField(_("经营人名称"), max_length=80, blank=True)
    operator_kind = models.CharField(max_length=8, default=COMPANY)
    operator_licence_number = models.CharField(_("经营许可证号"), max_length=40, blank=True)
    operation_mode = models.CharField(
        _("经营方式"), max_length=16, choices=_labels(OPERATION_MODES), blank=True
    )
    trade_type = models.CharField(
        _("营运类型"), max_length=16, choices=_labels(TRADE_TYPES), blank=True
    )

    operation_certificate_number = models.CharField(_("营业运输证号"), max_length=40, blank=True)
    operation_certificate_until_on = models.DateField(
        _("营业运输证有效期至"), null=True, blank=True
    )
    inspection_kind = models.CharField(
        _("最近检验类型"), max_length=16, choices=_labels(INSPECTION_KINDS), blank=True
    )
    next_inspection_on = models.DateField(_("下次检验日期"), null=True, blank=True)
    inspection_until_on = models.DateField(_("检验证书有效期至"), null=True, blank=True)
    safety_certificate_number = models.CharField(_("安检证书号"), max_length=40, blank=True)
    safety_certificate_until_on = models.DateField(_("安检证书有效期至"), null=True, blank=True)
    minimum_crew = models.PositiveIntegerField(_("最低安全配员"), null=True, blank=True)
    insurance_until_on = models.DateField(_("保险期至"), null=True, blank=True)

    gross_tonnage = models.PositiveIntegerField(_("总吨"), null=True, blank=True)
    net_tonnage = models.PositiveIntegerField(_("净吨"), null=True, blank=True)
    deadweight_kg = models.PositiveIntegerField(_("载重吨"), null=True, blank=True)
    reference_load_a_kg = models.PositiveIntegerField(_("参考载货量 A"), null=True, blank=True)
    reference_load_b_kg = models.PositiveIntegerField(_("参考载货量 B"), null=True, blank=True)
    reference_load_c_kg = models.PositiveIntegerField(_("参考载货量 C"), null=True, blank=True)

    length_overall_cm = models.PositiveIntegerField(_("总长"), null=True, blank=True)
    length_cm = models.PositiveIntegerField(_("船长（尺度）"), null=True, blank=True)
    moulded_breadth_cm = models.PositiveIntegerField(_("型宽"), null=True, blank=True)
    breadth_cm = models.PositiveIntegerField(_("最大船宽"), null=True, blank=True)
    depth_cm = models.PositiveIntegerField(_("型深"), null=True, blank=True)
    height_cm = models.PositiveIntegerField(_("最大船高（自龙骨）"), null=True, blank=True)
    hatch_length_cm = models.PositiveIntegerField(_("舱口长"), null=True, blank=True)
    hatch_width_cm = models.PositiveIntegerField(_("舱口宽"), null=True, blank=True)
    hold_depth_cm = models.PositiveIntegerField(_("舱深"), null=True, blank=True)

    light_draught_cm = models.PositiveIntegerField(_("空载吃水"), null=True, blank=True)
    full_draught_cm = models.PositiveIntegerField(_("满载吃水"), null=True, blank=True)
    light_displacement_kg = models.PositiveIntegerField(_("空载排水量"), null=True, blank=True)
    full_displacement_kg = models.PositiveIntegerField(_("满载排水量"), null=True, blank=True)
    draught_table = models.JSONField(_("载重线表"), default=list, blank=True)

    engine_power_kw = models.PositiveIntegerField(_("主机功率"), null=True, blank=True)
    hull_material = models.CharField(
        _("船体材料"), max_length=16, choices=_labels(HULL_MATERIALS), blank=True
    )
    built_on = models.DateField(_("建成日期"), null=True, blank=True)
    rebuilt_on = models.DateField(_("改建日期"), null=True, blank=True)

    registered_at = models.DateTimeField(_("登记时间"))
    updated_at = models.DateTimeField(_("更新时间"))
    search_text = models.TextField(blank=True, editable=False)
    search_bigrams = ArrayField(models.CharField(max_length=2), default=list, editable=False)
    sort_key = models.CharField(max_length=200, editable=False)

    objects = VesselQuerySet.as_manager()

    class Meta:
        verbose_name = _("船舶")
        verbose_name_plural = _("船舶")
        indexes = [
            GinIndex(fields=["search_bigrams"], name="registry_vessel_by_bigrams"),
            models.Index(fields=["sort_key", "id"], name="registry_vessel_by_name"),
            models.Index(
                Coalesce("deadweight_kg", Value(0)), F("id"), name="registry_vessel_by_deadweight"
            ),
            models.Index(
                Coalesce("length_overall_cm", Value(0)), F("id"), name="registry_vessel_by_length"
            ),
            models.Index(fields=["updated_at", "id"], name="registry_vessel_by_update"),
            models.Index(fields=["owner_code"], name="registry_vessel_by_owner"),
            models.Index(fields=["operator_code"], name="registry_vessel_by_operator"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["mmsi"],
                condition=~Q(mmsi="") & ~Q(status=DEREGISTERED),
                name="registry_vessel_mmsi_belongs_to_one_active_vessel",
            ),
            models.UniqueConstraint(
                fields=["identification_number"],
                condition=~Q(identification_number=""),
                name="registry_vessel_identification_number_is_unique",
            ),
            models.CheckConstraint(
                condition=Q(mmsi="") | Q(mmsi__regex=f"^{MMSI_SHAPE}$"),
                name="registry_vessel_mmsi_is_nine_digits_of_china",
            ),
            models.CheckConstraint(
                condition=Q(identification_number="")
                | Q(identification_number__regex=f"^{IDENTIFICATION_NUMBER_SHAPE}$"),
                name="registry_vessel_identification_number_has_its_shape",
            ),
            models.CheckConstraint(condition=~Q(name_zh=""), name="registry_vessel_has_a_name"),
            models.CheckConstraint(
                condition=Q(status__in=[key for key, _zh, _en in STATUSES]),
                name="registry_vessel_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(owner_kind__in=[PERSON, COMPANY])
                & Q(operator_kind__in=[PERSON, COMPANY]),
                name="registry_vessel_owner_is_person_or_company",
            ),
            models.CheckConstraint(
                condition=Q(full_draught_cm__lt=F("depth_cm")),
                name="registry_vessel_full_draught_is_below_depth",
            ),
            models.CheckConstraint(
                condition=Q(light_draught_cm__lt=F("full_draught_cm")),
                name="registry_vessel_light_draught_is_below_full",
            ),
            models.CheckConstraint(
                condition=Q(light_displacement_kg__lt=F("full_displacement_kg")),
                name="registry_vessel_light_displacement_is_below_full",
            ),
            models.CheckConstraint(
                condition=Q(moulded_breadth_cm__lte=F("breadth_cm")),
                name="registry_vessel_moulded_breadth_within_greatest",
            ),
            models.CheckConstraint(
                condition=Q(length_cm__lte=F("length_overall_cm")),
                name="registry_vessel_length_within_overall",
            ),
            models.CheckConstraint(
                condition=Q(net_tonnage__lte=F("gross_tonnage")),
                name="registry_vessel_net_tonnage_within_gross",
            ),
            models.CheckConstraint(
                condition=Q(rebuilt_on__gte=F("built_on")),
                name="registry_vessel_rebuilt_after_built",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name_zh} {self.code}"
