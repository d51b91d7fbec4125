"""What the house knows of vessels under way: positions, ship data, feeds and refused lines."""

from django.db import models
from django.db.models import F, Q

MMSI_PATTERN = r"^[0-9]{9}$"


class PositionFix(models.Model):
    """One position report (船位); append-only, never changed.

    The key is (mmsi, at) and there is no other, so that a doubled message finds its place taken
    and the table can be cut into ranges of ``at`` without touching anything else.
    """

    pk = models.CompositePrimaryKey("mmsi", "at")
    mmsi = models.CharField(max_length=9)
    at = models.DateTimeField()
    latitude = models.FloatField()
    longitude = models.FloatField()
    speed_kn = models.FloatField(null=True)
    course_deg = models.FloatField(null=True)
    heading_deg = models.SmallIntegerField(null=True)
    nav_status = models.SmallIntegerField(null=True)
    source = models.CharField(max_length=60)
    is_teleport = models.BooleanField(default=False)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(mmsi__regex=MMSI_PATTERN), name="freight_fix_mmsi_nine_digits"
            ),
            models.CheckConstraint(
                condition=Q(latitude__gte=-90)
                & Q(latitude__lte=90)
                & Q(longitude__gte=-180)
                & Q(longitude__lte=180),
                name="freight_fix_on_earth",
            ),
        ]


class ShipStatic(models.Model):
    """What a vessel said of herself (船舶静态信息) from ``at`` on; a row only where it changed."""

    pk = models.CompositePrimaryKey("mmsi", "at")
    mmsi = models.CharField(max_length=9)
    at = models.DateTimeField()
    name = models.CharField(max_length=40, blank=True)
    call_sign = models.CharField(max_length=10, blank=True)
    ship_type = models.SmallIntegerField(null=True)
    length_m = models.SmallIntegerField(null=True)
    beam_m = models.SmallIntegerField(null=True)
    draught_dm = models.SmallIntegerField(null=True)
    destination = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(mmsi__regex=MMSI_PATTERN), name="freight_static_mmsi_nine_digits"
            )
        ]


class VesselTrack(models.Model):
    """The latest of one vessel (最新船位): a projection of the two tables above.

    ``suspect_*`` holds a position that no vessel can have reached; when further reports agree
    with it, it was right and the one before was wrong.
    """

    mmsi = models.CharField(max_length=9, primary_key=True)
    at = models.DateTimeField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    speed_kn = models.FloatField(null=True)
    course_deg = models.FloatField(null=True)
    heading_deg = models.SmallIntegerField(null=True)
    nav_status = models.SmallIntegerField(null=True)
    suspect_at = models.DateTimeField(null=True)
    suspect_latitude = models.FloatField(null=True)
    suspect_longitude = models.FloatField(null=True)
    suspect_count = models.SmallIntegerField(default=0)
    stay_place = models.CharField(max_length=20, blank=True)
    stay_since = models.DateTimeField(null=True)
    lying_since = models.DateTimeField(null=True)
    static_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=40, blank=True)
    call_sign = models.CharField(max_length=10, blank=True)
    ship_type = models.SmallIntegerField(null=True)
    length_m = models.SmallIntegerField(null=True)
    beam_m = models.SmallIntegerField(null=True)
    draught_dm = models.SmallIntegerField(null=True)
    destination = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["latitude", "longitude"], name="freight_track_position"),
            models.Index(fields=["at"], name="freight_track_at"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(mmsi__regex=MMSI_PATTERN), name="freight_track_mmsi_nine_digits"
            ),
            models.CheckConstraint(
                condition=Q(at__isnull=True, latitude__isnull=True, longitude__isnull=True)
                | Q(at__isnull=False, latitude__isnull=False, longitude__isnull=False),
                name="freight_track_position_whole",
            ),
        ]


class AisFeed(models.Model):
    """How far a feed has been read, and what came of it (数据源进度).

    A file's ``offset`` moves in the transaction that keeps its positions: whatever stops the
    reader, the next one goes on exactly there. ``opening_sha256`` is of the file's first line, so
    that another file under the same name is noticed. ``pending`` holds parts of unfinished
    messages.
    """

    source = models.CharField(max_length=60, primary_key=True)
    opening_sha256 = models.CharField(max_length=64, blank=True)
    offset_bytes = models.BigIntegerField(default=0)
    shift_s = models.BigIntegerField(default=0)
    pending = models.JSONField(default=list)
    lines = models.BigIntegerField(default=0)
    fixes = models.BigIntegerField(default=0)
    doubles = models.BigIntegerField(default=0)
    statics = models.BigIntegerField(default=0)
    others = models.BigIntegerField(default=0)
    rejects = models.JSONField(default=dict)
    last_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(offset_bytes__gte=0) & Q(doubles__lte=F("fixes")),
                name="freight_feed_counts_sound",
            )
        ]


class AisReject(models.Model):
    """A sample of the lines that a feed could not use (拒收样本), with the reason."""

    source = models.CharField(max_length=60)
    reason = models.CharField(max_length=20)
    line = models.CharField(max_length=512)
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["source", "reason"], name="freight_reject_source")]


class LotProposal(models.Model):
    """A step that the track suggested for a lot (围栏建议), shown until someone takes it."""

    lot_code = models.CharField(max_length=16)
    act = models.CharField(max_length=20)
    place = models.CharField(max_length=20)
    mmsi = models.CharField(max_length=9)
    latitude = models.FloatField()
    longitude = models.FloatField()
    at = models.DateTimeField()
    why_zh = models.CharField(max_length=200)
    why_en = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot_code", "act"], name="freight_proposal_once")
        ]


class LotEstimate(models.Model):
    """The estimate of a lot's arrival told last (预计到港), so that only changes are told."""

    lot_code = models.CharField(max_length=9, primary_key=True)
    place = models.CharField(max_length=32)
    arrives_at = models.DateTimeField()
    estimated_at = models.DateTimeField()
