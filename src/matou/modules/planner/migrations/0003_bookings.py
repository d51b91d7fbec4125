"""Offers, bookings, their legs, and the room of departures.

Overselling is the database's to refuse: ``held`` and ``taken`` of a departure are the sums of its
holds, kept by a trigger that nobody can go around, and a check holds them within the capacity.
"""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

COUNTED = """
CREATE FUNCTION planner_hold_is_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE planner_departure
           SET held = held - CASE OLD.state WHEN 'held' THEN OLD.amount ELSE 0 END,
               taken = taken - CASE OLD.state WHEN 'taken' THEN OLD.amount ELSE 0 END
         WHERE id = OLD.departure_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE planner_departure
           SET held = held + CASE NEW.state WHEN 'held' THEN NEW.amount ELSE 0 END,
               taken = taken + CASE NEW.state WHEN 'taken' THEN NEW.amount ELSE 0 END
         WHERE id = NEW.departure_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER planner_hold_is_counted AFTER INSERT OR UPDATE OR DELETE ON planner_hold
    FOR EACH ROW EXECUTE FUNCTION planner_hold_is_counted();

CREATE FUNCTION planner_departure_follows_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.held = 0 AND NEW.taken = 0 THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.held, NEW.taken) = (OLD.held, OLD.taken) THEN
        RETURN NEW;
    END IF;
    -- Depth 1 is a statement of a programme; the counting trigger above writes at depth 2.
    IF pg_trigger_depth() > 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'held and taken of a departure follow its holds. Write a hold instead.'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER planner_departure_follows_holds BEFORE INSERT OR UPDATE ON planner_departure
    FOR EACH ROW EXECUTE FUNCTION planner_departure_follows_holds();
"""
UNCOUNTED = """
DROP TRIGGER planner_hold_is_counted ON planner_hold;
DROP FUNCTION planner_hold_is_counted();
DROP TRIGGER planner_departure_follows_holds ON planner_departure;
DROP FUNCTION planner_departure_follows_holds();
"""
PARTS = """
CREATE FUNCTION planner_parts_make_the_leg() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    leg bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.leg_id ELSE NEW.leg_id END;
    parts bigint;
BEGIN
    SELECT sum(mass_kg) INTO parts FROM planner_legpart WHERE leg_id = leg;
    IF parts <> (SELECT mass_kg FROM planner_bookingleg WHERE id = leg) THEN
        RAISE EXCEPTION 'the parts of leg % do not add up to its mass', leg
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER planner_parts_make_the_leg
    AFTER INSERT OR DELETE OR UPDATE OF mass_kg, leg_id ON planner_legpart
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION planner_parts_make_the_leg();
"""
UNPARTS = """
DROP TRIGGER planner_parts_make_the_leg ON planner_legpart;
DROP FUNCTION planner_parts_make_the_leg();
"""
KEPT = """
CREATE TRIGGER planner_chainoffer_is_kept BEFORE UPDATE OR DELETE ON planner_chainoffer
    FOR EACH ROW EXECUTE FUNCTION planner_log_only_grows();
"""
UNKEPT = "DROP TRIGGER planner_chainoffer_is_kept ON planner_chainoffer;"


class Migration(migrations.Migration):
    dependencies = [
        ("planner", "0002_rows_only_end"),
    ]

    operations = [
        migrations.CreateModel(
            name="Booking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=9, unique=True, verbose_name="编号")),
                ("party", models.CharField(max_length=64, verbose_name="货主")),
                ("consignee", models.CharField(max_length=64, verbose_name="收货人")),
                ("booked_by", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "已占舱"),
                            ("confirmed", "已确认"),
                            ("under_way", "运输中"),
                            ("closed", "已完成"),
                            ("released", "已退舱"),
                            ("expired", "已过期"),
                            ("failed", "未成行"),
                        ],
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="原因")),
                ("cargo", models.CharField(max_length=16, verbose_name="货类")),
                ("cargo_name", models.CharField(max_length=80, verbose_name="货物")),
                ("mass_kg", models.BigIntegerField(verbose_name="重量")),
                ("teu", models.PositiveIntegerField(default=0, verbose_name="箱量")),
                (
                    "dangerous_class",
                    models.CharField(blank=True, max_length=8, verbose_name="危险货物类别"),
                ),
                ("origin", models.CharField(max_length=32, verbose_name="起点")),
                ("destination", models.CharField(max_length=32, verbose_name="终点")),
                ("price_fen", models.BigIntegerField(verbose_name="价格")),
                ("co2e_g", models.BigIntegerField(verbose_name="碳排放")),
                ("departs_at", models.DateTimeField(verbose_name="出发")),
                ("starts_by", models.DateTimeField(verbose_name="最晚出发")),
                ("arrives_at", models.DateTimeField(verbose_name="到达")),
                ("booked_at", models.DateTimeField(verbose_name="订舱时间")),
                ("held_until", models.DateTimeField(verbose_name="保留至")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="确认时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束时间")),
            ],
            options={
                "verbose_name": "订舱",
            },
        ),
        migrations.CreateModel(
            name="BookingLeg",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="序号")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("water", "水路"),
                            ("road", "公路"),
                            ("rail", "铁路"),
                            ("air", "航空"),
                        ],
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                ("origin", models.CharField(max_length=32, verbose_name="起点")),
                ("destination", models.CharField(max_length=32, verbose_name="终点")),
                ("service", models.CharField(blank=True, max_length=120, verbose_name="班次")),
                ("carrier", models.CharField(blank=True, max_length=64, verbose_name="承运人")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "待运"),
                            ("under_way", "在途"),
                            ("done", "已到达"),
                            ("released", "已退"),
                            ("failed", "未成行"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("mass_kg", models.BigIntegerField(verbose_name="重量")),
                ("teu", models.PositiveIntegerField(default=0, verbose_name="箱量")),
                ("length_m", models.PositiveIntegerField(verbose_name="里程")),
                ("price_fen", models.BigIntegerField(verbose_name="价格")),
                ("co2e_g", models.BigIntegerField(verbose_name="碳排放")),
                ("planned_departs_at", models.DateTimeField(verbose_name="计划出发")),
                ("planned_arrives_at", models.DateTimeField(verbose_name="计划到达")),
                ("estimated_departs_at", models.DateTimeField(null=True, verbose_name="预计出发")),
                ("estimated_arrives_at", models.DateTimeField(null=True, verbose_name="预计到达")),
                ("actual_departs_at", models.DateTimeField(null=True, verbose_name="实际出发")),
                ("actual_arrives_at", models.DateTimeField(null=True, verbose_name="实际到达")),
                (
                    "booking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legs",
                        to="planner.booking",
                    ),
                ),
            ],
            options={
                "verbose_name": "运段",
            },
        ),
        migrations.CreateModel(
            name="ChainOffer",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("party", models.CharField(max_length=64)),
                ("made_by", models.CharField(max_length=64)),
                ("question", models.JSONField()),
                ("chain", models.JSONField()),
                ("price_fen", models.BigIntegerField()),
                ("co2e_g", models.BigIntegerField()),
                ("network_version", models.CharField(max_length=40)),
                ("timetable_sha256", models.CharField(max_length=64)),
                ("footprint_sha256", models.CharField(max_length=64)),
                ("departs_at", models.DateTimeField()),
                ("starts_by", models.DateTimeField()),
                ("arrives_at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "方案报价",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("price_fen__gte", 0), ("co2e_g__gte", 0)),
                        name="planner_chainoffer_figures_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("made_at"))),
                        name="planner_chainoffer_expires_after_it_is_made",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("footprint_sha256__regex", "^[0-9a-f]{64}$"),
                            ("timetable_sha256__regex", "^[0-9a-f]{64}$"),
                        ),
                        name="planner_chainoffer_bears_its_hashes",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="booking",
            name="offer",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="booking",
                to="planner.chainoffer",
            ),
        ),
        migrations.CreateModel(
            name="Departure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("service", models.CharField(max_length=120)),
                ("departs_at", models.DateTimeField()),
                ("unit", models.CharField(max_length=3)),
                ("capacity", models.BigIntegerField()),
                ("held", models.BigIntegerField(default=0)),
                ("taken", models.BigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "班次舱位",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("service", "departs_at"), name="planner_departure_is_one_row"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("held__gte", 0), ("taken__gte", 0)),
                        name="planner_departure_room_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "capacity__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("held"), "+", models.F("taken")
                                ),
                            )
                        ),
                        name="planner_departure_never_oversold",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.BigIntegerField()),
                ("state", models.CharField(max_length=5)),
                ("expires_at", models.DateTimeField()),
                (
                    "departure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="planner.departure",
                    ),
                ),
                (
                    "leg",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hold",
                        to="planner.bookingleg",
                    ),
                ),
            ],
            options={
                "verbose_name": "占舱",
            },
        ),
        migrations.CreateModel(
            name="LegPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("vehicles", models.PositiveIntegerField()),
                ("mass_kg", models.BigIntegerField()),
                ("price_fen", models.BigIntegerField()),
                ("demand", models.CharField(max_length=9, unique=True)),
                ("lot", models.CharField(blank=True, max_length=9)),
                ("carrier", models.CharField(blank=True, max_length=64)),
                ("loaded_kg", models.BigIntegerField(null=True)),
                ("departed_at", models.DateTimeField(null=True)),
                ("delivered_kg", models.BigIntegerField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                (
                    "leg",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="planner.bookingleg",
                    ),
                ),
            ],
            options={
                "verbose_name": "分批",
            },
        ),
        migrations.CreateModel(
            name="WorkOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("transfer", models.CharField(max_length=120)),
                ("origin", models.CharField(max_length=32)),
                ("destination", models.CharField(max_length=32)),
                ("origin_mode", models.CharField(max_length=8)),
                ("destination_mode", models.CharField(max_length=8)),
                ("mass_kg", models.BigIntegerField()),
                ("teu", models.PositiveIntegerField(default=0)),
                ("price_fen", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "待作业"),
                            ("under_way", "作业中"),
                            ("done", "已完成"),
                            ("released", "已取消"),
                        ],
                        max_length=10,
                    ),
                ),
                ("planned_begins_at", models.DateTimeField()),
                ("planned_ends_at", models.DateTimeField()),
                ("estimated_begins_at", models.DateTimeField(null=True)),
                ("estimated_ends_at", models.DateTimeField(null=True)),
                ("actual_begins_at", models.DateTimeField(null=True)),
                ("actual_ends_at", models.DateTimeField(null=True)),
                (
                    "booking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_orders",
                        to="planner.booking",
                    ),
                ),
            ],
            options={
                "verbose_name": "作业单",
            },
        ),
        migrations.AddIndex(
            model_name="bookingleg",
            index=models.Index(
                condition=models.Q(("service", ""), _negated=True),
                fields=["service", "planned_departs_at"],
                name="planner_legs_by_service",
            ),
        ),
        migrations.AddConstraint(
            model_name="bookingleg",
            constraint=models.UniqueConstraint(
                fields=("booking", "number"), name="planner_leg_has_one_place_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="bookingleg",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["planned", "under_way", "done", "released", "failed"])
                ),
                name="planner_leg_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="bookingleg",
            constraint=models.CheckConstraint(
                condition=models.Q(("mass_kg__gt", 0)), name="planner_leg_mass_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="bookingleg",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("planned_arrives_at__gte", models.F("planned_departs_at")),
                    models.Q(
                        ("actual_departs_at__isnull", True),
                        ("actual_arrives_at__isnull", True),
                        ("actual_arrives_at__gte", models.F("actual_departs_at")),
                        _connector="OR",
                    ),
                ),
                name="planner_leg_arrives_after_it_departs",
            ),
        ),
        migrations.AddConstraint(
            model_name="bookingleg",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("actual_arrives_at__isnull", True),
                    ("actual_departs_at__isnull", False),
                    _connector="OR",
                ),
                name="planner_leg_arrives_only_when_departed",
            ),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(fields=["party", "-id"], name="planner_booking_by_party"),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(
                condition=models.Q(("state", "held")),
                fields=["held_until"],
                name="planner_booking_to_expire",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "held",
                            "confirmed",
                            "under_way",
                            "closed",
                            "released",
                            "expired",
                            "failed",
                        ],
                    )
                ),
                name="planner_booking_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(("mass_kg__gt", 0)), name="planner_booking_mass_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["confirmed", "under_way", "closed"]), _negated=True),
                    ("confirmed_at__isnull", False),
                    _connector="OR",
                ),
                name="planner_booking_carried_only_when_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", True),
                        ("state__in", ["held", "confirmed", "under_way"]),
                    ),
                    models.Q(
                        models.Q(("state__in", ["held", "confirmed", "under_way"]), _negated=True),
                        ("ended_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="planner_booking_ended_has_an_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="planner_hold_takes_room"
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["held", "taken", "gone"])),
                name="planner_hold_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="legpart",
            constraint=models.UniqueConstraint(
                fields=("leg", "number"), name="planner_legpart_has_one_place_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="legpart",
            constraint=models.CheckConstraint(
                condition=models.Q(("mass_kg__gt", 0), ("vehicles__gt", 0)),
                name="planner_legpart_carries_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="legpart",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lot", ""), _negated=True),
                fields=("lot",),
                name="planner_legpart_has_its_own_lot",
            ),
        ),
        migrations.AddConstraint(
            model_name="workorder",
            constraint=models.UniqueConstraint(
                fields=("booking", "number"), name="planner_workorder_has_one_place_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="workorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["planned", "under_way", "done", "released"])),
                name="planner_workorder_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="workorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("actual_begins_at__isnull", True),
                    ("actual_ends_at__isnull", True),
                    ("actual_ends_at__gte", models.F("actual_begins_at")),
                    _connector="OR",
                ),
                name="planner_workorder_ends_after_it_begins",
            ),
        ),
        migrations.RunSQL(COUNTED, UNCOUNTED),
        migrations.RunSQL(PARTS, UNPARTS),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
