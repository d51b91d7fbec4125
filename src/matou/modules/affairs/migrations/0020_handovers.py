"""Hand-overs between regions, at the window and at the owner, and parts of joint cases."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("affairs", "0006_submissions_are_kept"),
    ]

    operations = [
        migrations.CreateModel(
            name="Arrival",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("handover", models.UUIDField()),
                ("member", models.CharField(max_length=32, verbose_name="代收地")),
                ("code", models.CharField(max_length=9, unique=True, verbose_name="编号")),
                ("case_code", models.CharField(max_length=9, unique=True, verbose_name="办件编号")),
                (
                    "applicant_name",
                    models.CharField(blank=True, max_length=120, verbose_name="申请人名称"),
                ),
                (
                    "applicant_phone",
                    models.CharField(blank=True, max_length=30, verbose_name="联系电话"),
                ),
                ("office", models.CharField(blank=True, max_length=120, verbose_name="代收窗口")),
                (
                    "rounds_done",
                    models.PositiveSmallIntegerField(default=0, verbose_name="已收次数"),
                ),
                (
                    "newest_attempt",
                    models.PositiveSmallIntegerField(default=0, verbose_name="第几次尝试"),
                ),
                ("told_seq", models.PositiveIntegerField(default=0, verbose_name="已发消息")),
                ("told_act", models.BigIntegerField(default=0)),
                ("arrived_at", models.DateTimeField(verbose_name="到达时间")),
                (
                    "case",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrival",
                        to="affairs.case",
                        verbose_name="办件",
                    ),
                ),
            ],
            options={
                "verbose_name": "来件",
            },
        ),
        migrations.CreateModel(
            name="ArrivalMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.PositiveIntegerField(verbose_name="序号")),
                ("content", models.JSONField(verbose_name="内容")),
                ("request", models.UUIDField(unique=True, verbose_name="调用编号")),
                ("attempt", models.PositiveSmallIntegerField(default=1, verbose_name="第几次尝试")),
                ("is_heard", models.BooleanField(default=False, verbose_name="已应答")),
                (
                    "arrival",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="affairs.arrival",
                    ),
                ),
            ],
            options={
                "verbose_name": "发给代收地的消息",
            },
        ),
        migrations.CreateModel(
            name="ArrivedBundle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(verbose_name="第几次转递")),
                ("attempt", models.PositiveSmallIntegerField(verbose_name="第几次尝试")),
                ("content", models.JSONField(verbose_name="内容")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("arrived_at", models.DateTimeField(verbose_name="到达时间")),
                (
                    "arrival",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bundles",
                        to="affairs.arrival",
                    ),
                ),
            ],
            options={
                "verbose_name": "来件封装",
            },
        ),
        migrations.CreateModel(
            name="ArrivedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("material", models.CharField(max_length=40, verbose_name="材料")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("document", models.CharField(max_length=9, unique=True, verbose_name="文件编号")),
                ("arrived_at", models.DateTimeField(verbose_name="到达时间")),
                (
                    "arrival",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="affairs.arrival",
                    ),
                ),
            ],
            options={
                "verbose_name": "来件文件",
            },
        ),
        migrations.CreateModel(
            name="AskedPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("part", models.UUIDField()),
                ("code", models.CharField(max_length=9, unique=True, verbose_name="编号")),
                ("member", models.CharField(max_length=32, verbose_name="牵头地")),
                ("lead_case", models.CharField(max_length=9, verbose_name="牵头地办件")),
                ("item_name", models.CharField(max_length=120, verbose_name="事项名称")),
                ("question", models.CharField(max_length=1000, verbose_name="征求内容")),
                ("due_at", models.DateTimeField(verbose_name="答复期限")),
                ("opinion", models.CharField(blank=True, max_length=10, verbose_name="意见")),
                ("words", models.CharField(blank=True, max_length=1000, verbose_name="说明")),
                ("answered_by", models.CharField(blank=True, max_length=40, verbose_name="答复人")),
                ("asked_at", models.DateTimeField(verbose_name="到达时间")),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="答复时间"),
                ),
            ],
            options={
                "verbose_name": "外地联办来函",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("member", "part"), name="affairs_a_part_is_asked_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at__isnull", True), ("answered_by", ""), ("opinion", "")
                            ),
                            models.Q(
                                ("answered_at__isnull", False),
                                models.Q(("opinion", ""), _negated=True),
                                models.Q(("answered_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="affairs_an_opinion_is_somebodys",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CasePart",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("member", models.CharField(max_length=32, verbose_name="成员")),
                ("question", models.CharField(max_length=1000, verbose_name="征求内容")),
                ("due_at", models.DateTimeField(verbose_name="答复期限")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "等意见"),
                            ("answered", "已回复"),
                            ("refused", "对方系统拒收"),
                            ("unanswered", "对方没有应答"),
                        ],
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("opinion", models.CharField(blank=True, max_length=10, verbose_name="意见")),
                ("words", models.CharField(blank=True, max_length=1000, verbose_name="说明")),
                ("office", models.CharField(blank=True, max_length=120, verbose_name="答复单位")),
                ("asked_by", models.CharField(max_length=40, verbose_name="征求人")),
                ("asked_at", models.DateTimeField(verbose_name="征求时间")),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="答复时间"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="affairs.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "联办征求意见",
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=9, unique=True, verbose_name="编号")),
                ("member", models.CharField(max_length=32, verbose_name="受理地")),
                ("item", models.CharField(max_length=9, verbose_name="事项")),
                ("version", models.PositiveIntegerField(verbose_name="事项版本")),
                ("name_zh", models.CharField(max_length=120, verbose_name="事项名称")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="英文名称")),
                ("content", models.JSONField(verbose_name="要素")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "已代收，待核对"),
                            ("checked", "材料已核对，待盖章"),
                            ("sealed", "已盖章封装，待转递"),
                            ("sent", "已转递，等受理地收件"),
                            ("refused_back", "受理地退回，待修改"),
                            ("unanswered", "受理地没有应答"),
                            ("taken", "受理地已收件，待受理"),
                            ("correction_asked", "受理地要求补正"),
                            ("accepted", "受理地已受理"),
                            ("decided", "受理地已决定，待交付"),
                            ("handed_out", "已交付"),
                            ("withdrawn", "已撤回"),
                            ("cancelled", "已取消"),
                        ],
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="第几次转递")),
                ("attempt", models.PositiveSmallIntegerField(default=0, verbose_name="第几次尝试")),
                (
                    "applicant",
                    models.CharField(blank=True, max_length=40, verbose_name="办件申请人"),
                ),
                ("applicant_name", models.CharField(max_length=120, verbose_name="申请人名称")),
                (
                    "applicant_uscc",
                    models.CharField(blank=True, max_length=18, verbose_name="统一社会信用代码"),
                ),
                (
                    "applicant_phone",
                    models.CharField(blank=True, max_length=30, verbose_name="联系电话"),
                ),
                ("typed", models.JSONField(default=dict, verbose_name="填写内容")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="补正说明")),
                ("seal", models.JSONField(default=dict, verbose_name="平台章")),
                ("received_by", models.CharField(max_length=40, verbose_name="代收人")),
                ("received_at", models.DateTimeField(verbose_name="代收时间")),
                ("round_began_at", models.DateTimeField(verbose_name="本次开始")),
                ("forward_due_at", models.DateTimeField(verbose_name="转递时限到期")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="转递时间")),
                ("refusal", models.JSONField(default=dict, verbose_name="退回原因")),
                (
                    "owner_case",
                    models.CharField(blank=True, max_length=9, verbose_name="受理地办件"),
                ),
                (
                    "owner_state",
                    models.CharField(blank=True, max_length=20, verbose_name="受理地状态"),
                ),
                ("owner", models.JSONField(default=dict, verbose_name="受理地情况")),
                ("applied_seq", models.PositiveIntegerField(default=0, verbose_name="已处理消息")),
            ],
            options={
                "verbose_name": "转递",
                "indexes": [
                    models.Index(fields=["state", "forward_due_at"], name="affairs_handover_state"),
                    models.Index(fields=["-received_at"], name="affairs_handover_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    ("sent", "taken", "accepted", "decided", "handed_out"),
                                ),
                                _negated=True,
                            ),
                            ("attempt__gte", 1),
                            _connector="OR",
                        ),
                        name="affairs_what_was_sent_was_tried",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HandoverAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", models.CharField(max_length=20, verbose_name="动作")),
                ("target", models.CharField(max_length=20, verbose_name="新状态")),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="原因")),
                ("actor", models.CharField(max_length=64, verbose_name="经办人")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="affairs.handover",
                    ),
                ),
            ],
            options={
                "verbose_name": "转递履历",
            },
        ),
        migrations.CreateModel(
            name="HandoverCall",
            fields=[
                (
                    "request",
                    models.UUIDField(primary_key=True, serialize=False, verbose_name="调用编号"),
                ),
                ("step", models.CharField(max_length=20, verbose_name="步骤")),
                ("attempt", models.PositiveSmallIntegerField(verbose_name="第几次尝试")),
                ("is_heard", models.BooleanField(default=False, verbose_name="已应答")),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="affairs.handover",
                    ),
                ),
            ],
            options={
                "verbose_name": "转递调用",
            },
        ),
        migrations.CreateModel(
            name="HandoverFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("material", models.CharField(max_length=40, verbose_name="材料")),
                ("document", models.CharField(max_length=9, unique=True, verbose_name="文件编号")),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("media_type", models.CharField(max_length=120, verbose_name="文件类型")),
                ("size", models.PositiveIntegerField(verbose_name="大小")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("added_at", models.DateTimeField(verbose_name="上传时间")),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="移除时间"),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="affairs.handover",
                    ),
                ),
            ],
            options={
                "verbose_name": "代收文件",
            },
        ),
        migrations.CreateModel(
            name="HandoverMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.PositiveIntegerField(verbose_name="序号")),
                ("content", models.JSONField(verbose_name="内容")),
                ("arrived_at", models.DateTimeField(verbose_name="到达时间")),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="affairs.handover",
                    ),
                ),
            ],
            options={
                "verbose_name": "受理地消息",
            },
        ),
        migrations.CreateModel(
            name="HomeRead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("member", models.CharField(max_length=32, verbose_name="成员")),
                ("request", models.UUIDField(unique=True, verbose_name="调用编号")),
                ("asked_by", models.CharField(max_length=40, verbose_name="查询人")),
                ("asked_at", models.DateTimeField(verbose_name="查询时间")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="home_reads",
                        to="affairs.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "异地核验",
            },
        ),
        migrations.CreateModel(
            name="NeighbourItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("member", models.CharField(max_length=32, verbose_name="成员")),
                ("code", models.CharField(max_length=9, verbose_name="编号")),
                ("version", models.PositiveIntegerField(verbose_name="版本")),
                ("name_zh", models.CharField(max_length=120, verbose_name="事项名称")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="英文名称")),
                (
                    "department",
                    models.CharField(blank=True, max_length=120, verbose_name="实施主体"),
                ),
                ("shapes", models.CharField(max_length=10, verbose_name="通办形式")),
                ("content", models.JSONField(null=True, verbose_name="要素")),
                ("told_at", models.DateTimeField(verbose_name="获取时间")),
            ],
            options={
                "verbose_name": "外地通办事项",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("member", "code"), name="affairs_a_neighbours_item_is_kept_once"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="arrival",
            constraint=models.UniqueConstraint(
                fields=("member", "handover"), name="affairs_a_hand_over_arrives_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="arrivalmessage",
            constraint=models.UniqueConstraint(
                fields=("arrival", "seq"), name="affairs_a_telling_has_one_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="arrivedbundle",
            constraint=models.UniqueConstraint(
                fields=("arrival", "round", "attempt"), name="affairs_a_bundle_arrives_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="arrivedfile",
            constraint=models.UniqueConstraint(
                fields=("arrival", "material", "sha256"), name="affairs_a_file_arrives_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="casepart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answered_at__isnull", False),
                        ("state", "answered"),
                        models.Q(("opinion", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "answered"), _negated=True),
                        ("answered_at__isnull", True),
                        ("opinion", ""),
                    ),
                    _connector="OR",
                ),
                name="affairs_an_answered_part_has_an_opinion",
            ),
        ),
        migrations.AddConstraint(
            model_name="casepart",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at__gt", models.F("asked_at"))),
                name="affairs_a_part_has_time_to_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="handovermessage",
            constraint=models.UniqueConstraint(
                fields=("handover", "seq"), name="affairs_a_message_counts_once"
            ),
        ),
    ]
