"""Tables of the cargo loop: demands, offers, lots, evidence, statements, disputes."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        # The exclusion constraint on (vessel, period) and the trigram index need them.
        BtreeGistExtension(),
        TrigramExtension(),
        migrations.CreateModel(
            name="CargoDemand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=9, unique=True)),
                ("shipper", models.CharField(max_length=64)),
                ("consignee", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("published", "已发布"),
                            ("quoting", "报价中"),
                            ("awarded", "已成交"),
                            ("closed", "已完结"),
                            ("expired", "已过期"),
                            ("withdrawn", "已撤回"),
                        ],
                        max_length=12,
                    ),
                ),
                ("origin", models.CharField(max_length=32)),
                ("destination", models.CharField(max_length=32)),
                ("loading_from_at", models.DateTimeField()),
                ("loading_until_at", models.DateTimeField()),
                (
                    "cargo",
                    models.CharField(
                        choices=[
                            ("sand", "机制砂"),
                            ("gravel", "碎石"),
                            ("cement", "水泥"),
                            ("clinker", "水泥熟料"),
                            ("coal", "煤炭"),
                            ("limestone", "石灰石"),
                            ("steel", "钢材"),
                            ("grain", "粮食"),
                            ("sugar", "食糖"),
                            ("timber", "木材"),
                            ("ceramics", "陶瓷"),
                            ("ore", "矿石"),
                            ("general", "件杂货"),
                        ],
                        max_length=16,
                    ),
                ),
                ("cargo_name", models.CharField(max_length=80)),
                ("quantity_kg", models.BigIntegerField()),
                ("tolerance_permille", models.PositiveSmallIntegerField()),
                (
                    "mode",
                    models.CharField(
                        choices=[("fixed", "一口价抢单"), ("sealed", "密封报价")], max_length=12
                    ),
                ),
                (
                    "price_basis",
                    models.CharField(
                        choices=[("per_tonne", "按吨"), ("lump_sum", "包船价")], max_length=12
                    ),
                ),
                ("price_fen", models.BigIntegerField(null=True)),
                ("offers_until_at", models.DateTimeField(null=True)),
                (
                    "operating_mode",
                    models.CharField(
                        choices=[("carrier", "承运"), ("broker", "撮合")], max_length=8
                    ),
                ),
                ("deadweight_min_kg", models.BigIntegerField(null=True)),
                ("deadweight_max_kg", models.BigIntegerField(null=True)),
                ("vessel_type", models.CharField(blank=True, max_length=12)),
                ("hatch", models.CharField(blank=True, max_length=80)),
                ("draught_max_cm", models.PositiveIntegerField(null=True)),
                ("length_max_cm", models.PositiveIntegerField(null=True)),
                ("beam_max_cm", models.PositiveIntegerField(null=True)),
                ("air_draught_max_cm", models.PositiveIntegerField(null=True)),
                ("sealed_hold", models.BooleanField()),
                ("money_terms", models.JSONField()),
                ("payment_terms", models.CharField(blank=True, max_length=200)),
                ("notes", models.CharField(blank=True, max_length=1000)),
                ("created_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["published", "quoting"])),
                        fields=["-published_at", "-id"],
                        name="freight_demand_open_newest",
                    ),
                    models.Index(fields=["shipper", "-id"], name="freight_demand_by_shipper"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["cargo_name"],
                        name="freight_demand_cargo_trigrams",
                        opclasses=["gin_trgm_ops"],
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "draft",
                                    "published",
                                    "quoting",
                                    "awarded",
                                    "closed",
                                    "expired",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="freight_demand_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity_kg__gt", 0)),
                        name="freight_demand_quantity_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("price_fen__isnull", True), ("price_fen__gt", 0), _connector="OR"
                        ),
                        name="freight_demand_price_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mode", "fixed"), _negated=True),
                            ("price_fen__isnull", False),
                            _connector="OR",
                        ),
                        name="freight_demand_fixed_has_price",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mode", "sealed"), _negated=True),
                            ("offers_until_at__isnull", False),
                            _connector="OR",
                        ),
                        name="freight_demand_sealed_has_closing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("loading_from_at__lt", models.F("loading_until_at"))),
                        name="freight_demand_window_runs_forward",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin", models.F("destination")), _negated=True),
                        name="freight_demand_goes_somewhere",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("carrier", models.CharField(max_length=64)),
                ("vessel_code", models.CharField(max_length=32)),
                ("particulars", models.JSONField()),
                ("price_fen", models.BigIntegerField()),
                ("trip_days", models.PositiveSmallIntegerField()),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "有效"),
                            ("won", "中选"),
                            ("lost", "未中选"),
                            ("withdrawn", "已撤回"),
                            ("failed", "未履行"),
                        ],
                        max_length=12,
                    ),
                ),
                ("made_by", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                (
                    "demand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="freight.cargodemand",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Lot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=9, unique=True)),
                ("shipper", models.CharField(max_length=64)),
                ("carrier", models.CharField(max_length=64)),
                ("consignee", models.CharField(max_length=64)),
                ("vessel_code", models.CharField(max_length=32)),
                ("particulars", models.JSONField()),
                ("origin", models.CharField(max_length=32)),
                ("destination", models.CharField(max_length=32)),
                ("cargo", models.CharField(max_length=16)),
                ("cargo_name", models.CharField(max_length=80)),
                ("window_from_at", models.DateTimeField()),
                ("window_until_at", models.DateTimeField()),
                ("period", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("terms", models.JSONField()),
                ("text_sha256", models.CharField(max_length=64)),
                ("agreed_kg", models.BigIntegerField()),
                ("loaded_kg", models.BigIntegerField(null=True)),
                ("delivered_kg", models.BigIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "待签约"),
                            ("contracted", "已签约"),
                            ("funded", "运费已托管"),
                            ("to_load", "赴装货港"),
                            ("at_load", "抵装货港"),
                            ("loading", "装货中"),
                            ("loaded", "装货完成"),
                            ("in_transit", "运输中"),
                            ("at_discharge", "抵卸货港"),
                            ("discharging", "卸货中"),
                            ("delivered", "已签收"),
                            ("stated", "已出结算单"),
                            ("settled", "已结算"),
                            ("closed", "已完结"),
                            ("cancelled", "已取消"),
                        ],
                        max_length=16,
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("state_since_at", models.DateTimeField()),
                ("on_hold", models.BooleanField(default=False)),
                ("disputed", models.BooleanField(default=False)),
                ("incident", models.BooleanField(default=False)),
                ("is_refused", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                (
                    "demand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="freight.cargodemand",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returns",
                        to="freight.lot",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="freight.offer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lines", models.JSONField()),
                ("issued_at", models.DateTimeField()),
                ("shipper_accepted_at", models.DateTimeField(null=True)),
                ("carrier_accepted_at", models.DateTimeField(null=True)),
                ("document_code", models.CharField(blank=True, max_length=32)),
                (
                    "lot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statement",
                        to="freight.lot",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("contract_signature", "合同签名"),
                            ("position", "船位"),
                            ("notice_of_readiness", "装卸准备就绪通知书"),
                            ("photo", "照片"),
                            ("draft_survey", "水尺计量"),
                            ("weighbridge", "磅单"),
                            ("seal", "封舱铅封"),
                            ("seal_check", "铅封检查"),
                            ("short_load", "亏舱说明"),
                            ("loading_signature", "装货签名"),
                            ("receipt_signature", "收货签名"),
                            ("one_time_code", "收货验证码"),
                            ("refusal", "拒收说明"),
                            ("authority_notice", "管制通告"),
                            ("incident", "事故报告"),
                            ("stoppage", "停工记录"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "待签约"),
                            ("contracted", "已签约"),
                            ("funded", "运费已托管"),
                            ("to_load", "赴装货港"),
                            ("at_load", "抵装货港"),
                            ("loading", "装货中"),
                            ("loaded", "装货完成"),
                            ("in_transit", "运输中"),
                            ("at_discharge", "抵卸货港"),
                            ("discharging", "卸货中"),
                            ("delivered", "已签收"),
                            ("stated", "已出结算单"),
                            ("settled", "已结算"),
                            ("closed", "已完结"),
                            ("cancelled", "已取消"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("shipper", "货主"),
                            ("carrier", "承运人"),
                            ("consignee", "收货人"),
                            ("operator", "平台运营"),
                            ("system", "系统"),
                        ],
                        max_length=12,
                    ),
                ),
                ("payload", models.JSONField()),
                ("document_code", models.CharField(blank=True, max_length=32)),
                ("actor", models.CharField(max_length=64)),
                ("acts_for", models.CharField(max_length=64)),
                ("taken_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="freight.lot",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["lot", "id"], name="freight_evidence_by_lot")],
            },
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "claimant",
                    models.CharField(
                        choices=[
                            ("shipper", "货主"),
                            ("carrier", "承运人"),
                            ("consignee", "收货人"),
                            ("operator", "平台运营"),
                            ("system", "系统"),
                        ],
                        max_length=12,
                    ),
                ),
                ("amount_fen", models.BigIntegerField()),
                ("reason", models.CharField(max_length=1000)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "处理中"), ("ruled", "已裁决"), ("withdrawn", "已撤回")],
                        max_length=12,
                    ),
                ),
                ("opened_by", models.CharField(max_length=64)),
                ("opened_at", models.DateTimeField()),
                ("reply", models.CharField(blank=True, max_length=1000)),
                ("reply_due_at", models.DateTimeField()),
                ("replied_at", models.DateTimeField(null=True)),
                ("ruling", models.CharField(blank=True, max_length=1000)),
                ("ruling_due_at", models.DateTimeField()),
                ("ruled_by", models.CharField(blank=True, max_length=64)),
                ("ruled_at", models.DateTimeField(null=True)),
                ("to_claimant_fen", models.BigIntegerField(null=True)),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="freight.lot",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "ruled", "withdrawn"])),
                        name="freight_dispute_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)),
                        name="freight_dispute_amount_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("claimant__in", ["shipper", "carrier"])),
                        name="freight_dispute_claimant_is_a_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_claimant_fen__isnull", True),
                            models.Q(
                                ("to_claimant_fen__gte", 0),
                                ("to_claimant_fen__lte", models.F("amount_fen")),
                            ),
                            _connector="OR",
                        ),
                        name="freight_dispute_ruling_within_amount",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("lot", "claimant"),
                        name="freight_dispute_one_open_a_side",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sent_to", models.CharField(max_length=64)),
                ("salt", models.CharField(max_length=32)),
                ("code_sha256", models.CharField(max_length=64)),
                ("attempts_left", models.PositiveSmallIntegerField()),
                ("issued_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivery_codes",
                        to="freight.lot",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["lot", "-id"], name="freight_code_newest")],
            },
        ),
        migrations.CreateModel(
            name="LotTransition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("act", models.CharField(max_length=20)),
                ("from_state", models.CharField(blank=True, max_length=16)),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("offered", "待签约"),
                            ("contracted", "已签约"),
                            ("funded", "运费已托管"),
                            ("to_load", "赴装货港"),
                            ("at_load", "抵装货港"),
                            ("loading", "装货中"),
                            ("loaded", "装货完成"),
                            ("in_transit", "运输中"),
                            ("at_discharge", "抵卸货港"),
                            ("discharging", "卸货中"),
                            ("delivered", "已签收"),
                            ("stated", "已出结算单"),
                            ("settled", "已结算"),
                            ("closed", "已完结"),
                            ("cancelled", "已取消"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("shipper", "货主"),
                            ("carrier", "承运人"),
                            ("consignee", "收货人"),
                            ("operator", "平台运营"),
                            ("system", "系统"),
                        ],
                        max_length=12,
                    ),
                ),
                ("actor", models.CharField(max_length=64)),
                ("acts_for", models.CharField(max_length=64)),
                ("evidence", models.JSONField(default=list)),
                ("transfers", models.JSONField(default=list)),
                ("occurred_at", models.DateTimeField()),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transitions",
                        to="freight.lot",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("lot", "version"), name="freight_transition_once_a_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "to_state__in",
                                [
                                    "offered",
                                    "contracted",
                                    "funded",
                                    "to_load",
                                    "at_load",
                                    "loading",
                                    "loaded",
                                    "in_transit",
                                    "at_discharge",
                                    "discharging",
                                    "delivered",
                                    "stated",
                                    "settled",
                                    "closed",
                                    "cancelled",
                                ],
                            )
                        ),
                        name="freight_transition_state_known",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["carrier", "-made_at"], name="freight_offer_by_carrier"),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "won", "lost", "withdrawn", "failed"])),
                name="freight_offer_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(("price_fen__gt", 0)), name="freight_offer_price_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(("trip_days__gte", 1), ("trip_days__lte", 60)),
                name="freight_offer_trip_in_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("demand", "vessel_code"),
                name="freight_offer_once_a_vessel",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "won")),
                fields=("demand",),
                name="freight_offer_one_winner",
            ),
        ),
        migrations.AddIndex(
            model_name="lot",
            index=models.Index(fields=["shipper", "-id"], name="freight_lot_by_shipper"),
        ),
        migrations.AddIndex(
            model_name="lot",
            index=models.Index(fields=["carrier", "-id"], name="freight_lot_by_carrier"),
        ),
        migrations.AddIndex(
            model_name="lot",
            index=models.Index(fields=["consignee", "-id"], name="freight_lot_by_consignee"),
        ),
        migrations.AddIndex(
            model_name="lot",
            index=models.Index(
                condition=models.Q(("state__in", ["closed", "cancelled"]), _negated=True),
                fields=["state", "state_since_at"],
                name="freight_lot_board",
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "offered",
                            "contracted",
                            "funded",
                            "to_load",
                            "at_load",
                            "loading",
                            "loaded",
                            "in_transit",
                            "at_discharge",
                            "discharging",
                            "delivered",
                            "stated",
                            "settled",
                            "closed",
                            "cancelled",
                        ],
                    )
                ),
                name="freight_lot_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agreed_kg__gt", 0),
                    models.Q(("loaded_kg__isnull", True), ("loaded_kg__gt", 0), _connector="OR"),
                    models.Q(
                        ("delivered_kg__isnull", True), ("delivered_kg__gt", 0), _connector="OR"
                    ),
                ),
                name="freight_lot_weights_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("parent__isnull", True), models.Q(("state", "cancelled"), _negated=True)
                ),
                fields=("demand",),
                name="freight_lot_one_per_demand",
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "offered",
                            "contracted",
                            "funded",
                            "to_load",
                            "at_load",
                            "loading",
                            "loaded",
                            "in_transit",
                            "at_discharge",
                            "discharging",
                        ],
                    )
                ),
                expressions=[("vessel_code", "="), ("period", "&&")],
                name="freight_lot_vessel_once_at_a_time",
            ),
        ),
    ]
