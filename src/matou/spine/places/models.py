"""Tables of places: the places, the history of their fields, waterways and lock chambers."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from matou.spine.places.rules.opening import PATTERN as OPENING_PATTERN


class Kind(models.TextChoices):
    """The kinds of ``contracts.PlaceKind`` with their titles."""

    CITY = "city", _("城市")
    PORT = "port", _("港口")
    TERMINAL = "terminal", pgettext_lazy("place", "码头")
    BERTH = "berth", pgettext_lazy("place", "泊位")
    ANCHORAGE = "anchorage", _("锚地")
    LOCK = "lock", _("船闸")
    JUNCTION = "junction", _("水路交汇点")
    STATION = "station", _("铁路货站")
    AIRPORT = "airport", _("机场")
    AREA = "area", _("区域")


class Confidence(models.TextChoices):
    """How far to trust a value."""

    PUBLISHED = "A", _("有公开来源")
    WELL_KNOWN = "B", _("公认或推算")
    ESTIMATE = "C", _("估计，待核实")


class Place(models.Model):
    """A place (地点): a point that ships, trains, lorries, aircraft or people come to."""

    code = models.CharField(_("编号"), max_length=32, unique=True)
    kind = models.CharField(_("类别"), max_length=12, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    name_zh = models.CharField(_("中文名"), max_length=80)
    name_en = models.CharField(_("英文名"), max_length=80)
    city = models.CharField(_("城市"), max_length=80, blank=True)
    latitude = models.FloatField(_("纬度"))
    longitude = models.FloatField(_("经度"))
    modes = ArrayField(models.CharField(max_length=1), default=list)
    cargo = ArrayField(models.CharField(max_length=20), default=list)
    berth_dwt_max = models.PositiveIntegerField(_("最大靠泊吨级"), null=True, blank=True)
    takes_containers = models.BooleanField(_("集装箱"), null=True)
    takes_dangerous_goods = models.BooleanField(_("危险货物"), null=True)
    opening_hours = models.CharField(_("开放时间"), max_length=16, default="00:00-24:00/7")
    locode = models.CharField("UN/LOCODE", max_length=5, blank=True)
    iata = models.CharField("IATA", max_length=3, blank=True)
    confidence_position = models.CharField(_("位置可信度"), max_length=1, choices=Confidence)
    confidence_attributes = models.CharField(_("属性可信度"), max_length=1, choices=Confidence)
    source = models.CharField(_("来源"), max_length=500)
    note = models.CharField(_("备注"), max_length=500, blank=True)
    sort_key = models.CharField(max_length=600, editable=False)
    search_text = models.TextField(editable=False)
    grams = ArrayField(models.CharField(max_length=2), default=list, editable=False)

    class Meta:
        """Constraints read as sentences; migration 0002 adds the index over the sphere."""

        verbose_name = _("地点")
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__gte=-90, latitude__lte=90),
                name="places_latitude_is_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(longitude__gte=-180, longitude__lte=180),
                name="places_longitude_is_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(opening_hours__regex=OPENING_PATTERN),
                name="places_opening_hours_are_readable",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="places_kind_is_known"),
            models.CheckConstraint(
                condition=Q(confidence_position__in=Confidence.values)
                & Q(confidence_attributes__in=Confidence.values),
                name="places_confidence_is_a_b_or_c",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="places_place_is_not_its_own_parent",
            ),
            models.CheckConstraint(
                condition=~Q(kind="berth") | Q(parent__isnull=False),
                name="places_berth_lies_in_a_terminal",
            ),
        ]
        indexes = [
            GinIndex(fields=["grams"], name="places_by_grams"),
            models.Index(fields=["kind", "sort_key"], name="places_by_kind_and_pinyin"),
        ]

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.name_zh} ({self.code})"


class PlaceAttribute(models.Model):
    """What a field of a place became, when, by whom and from which source; only ever added to."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="attributes")
    field = models.CharField(max_length=40)
    value = models.JSONField(null=True)
    previous = models.JSONField(null=True)
    source = models.CharField(max_length=500)
    confidence = models.CharField(max_length=1, choices=Confidence)
    actor = models.CharField(max_length=40)
    is_correction = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    class Meta:
        """Newest entries of a field are read first."""

        verbose_name = _("地点字段历史")
        indexes = [models.Index(fields=["place", "field", "-id"], name="places_history_of_field")]


class WaterwayLink(models.Model):
    """A stretch of fairway (航段) between two places; a mirror of the reference file."""

    code = models.CharField(max_length=16, unique=True)
    origin = models.ForeignKey(Place, models.PROTECT, related_name="links_out")
    destination = models.ForeignKey(Place, models.PROTECT, related_name="links_in")
    name = models.CharField(max_length=80)
    grade = models.CharField(max_length=8)
    length_m = models.PositiveIntegerField()
    depth_cm = models.PositiveIntegerField(null=True)
    status = models.CharField(max_length=40)
    confidence = models.CharField(max_length=1, choices=Confidence)
    source = models.CharField(max_length=500)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        """A stretch has two different ends and a length."""

        verbose_name = _("航段")
        constraints = [
            models.CheckConstraint(condition=Q(length_m__gt=0), name="places_link_has_length"),
            models.CheckConstraint(
                condition=~Q(origin=F("destination")), name="places_link_has_two_ends"
            ),
        ]


class LockChamber(models.Model):
    """A chamber (闸室) of a lock; a mirror of the reference file."""

    lock = models.ForeignKey(Place, models.PROTECT, related_name="chambers")
    chamber = models.CharField(max_length=16)
    length_cm = models.PositiveIntegerField()
    width_cm = models.PositiveIntegerField()
    sill_depth_cm = models.PositiveIntegerField()
    vessel_dwt = models.PositiveIntegerField()
    opened_year = models.PositiveSmallIntegerField(null=True)
    passage_min = models.PositiveIntegerField()
    wait_median_min = models.PositiveIntegerField()
    wait_ninetieth_min = models.PositiveIntegerField()
    fee_fen_per_gt = models.PositiveIntegerField()
    confidence = models.CharField(max_length=1, choices=Confidence)
    source = models.CharField(max_length=500)
    closure_note = models.CharField(max_length=500, blank=True)

    class Meta:
        """A chamber's sign is used once in its lock."""

        verbose_name = _("闸室")
        constraints = [
            models.UniqueConstraint(
                fields=["lock", "chamber"], name="places_chamber_is_listed_once"
            ),
            models.CheckConstraint(
                condition=Q(length_cm__gt=0, width_cm__gt=0, sill_depth_cm__gt=0),
                name="places_chamber_has_a_size",
            ),
        ]
