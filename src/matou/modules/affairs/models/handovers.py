"""Hand-overs between regions: at the window, at the owner, and the parts of joint cases."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from matou.modules.affairs.rules import handover_states, part_opinions


class NeighbourItem(models.Model):
    """An item of another member that may be handed in here (外地通办事项), as last told."""

    member = models.CharField(_("成员"), max_length=32)
    code = models.CharField(_("编号"), max_length=9)
    version = models.PositiveIntegerField(_("版本"))
    name_zh = models.CharField(_("事项名称"), max_length=120)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    department = models.CharField(_("实施主体"), max_length=120, blank=True)
    shapes = models.CharField(_("通办形式"), max_length=10)
    content: "models.JSONField[Any, Any]" = models.JSONField(_("要素"), null=True)
    """None until somebody opened the item: lists come without their wording."""
    told_at = models.DateTimeField(_("获取时间"))

    class Meta:
        verbose_name = _("外地通办事项")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "code"], name="affairs_a_neighbours_item_is_kept_once"
            ),
        ]

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.member} {self.code}"


class Handover(models.Model):
    """An application received here for an item of another member (代收转递)."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(_("编号"), max_length=9, unique=True)
    member = models.CharField(_("受理地"), max_length=32)
    item = models.CharField(_("事项"), max_length=9)
    version = models.PositiveIntegerField(_("事项版本"))
    name_zh = models.CharField(_("事项名称"), max_length=120)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    content: "models.JSONField[Any, Any]" = models.JSONField(_("要素"))
    state = models.CharField(
        _("状态"), max_length=20,
        choices=[(key, zh) for key, zh, _en in handover_states.STATES],
    )  # fmt: skip
    round = models.PositiveSmallIntegerField(_("第几次转递"), default=1)
    attempt = models.PositiveSmallIntegerField(_("第几次尝试"), default=0)
    applicant = models.CharField(_("办件申请人"), max_length=40, blank=True)
    """The party here, where it is known; the owner is told name and credit code alone."""
    applicant_name = models.CharField(_("申请人名称"), max_length=120)
    applicant_uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    applicant_phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    typed: "models.JSONField[Any, Any]" = models.JSONField(_("填写内容"), default=dict)
    note = models.CharField(_("补正说明"), max_length=500, blank=True)
    seal: "models.JSONField[Any, Any]" = models.JSONField(_("平台章"), default=dict)
    received_by = models.CharField(_("代收人"), max_length=40)
    received_at = models.DateTimeField(_("代收时间"))
    round_began_at = models.DateTimeField(_("本次开始"))
    forward_due_at = models.DateTimeField(_("转递时限到期"))
    sent_at = models.DateTimeField(_("转递时间"), null=True, blank=True)
    refusal: "models.JSONField[Any, Any]" = models.JSONField(_("退回原因"), default=dict)
    owner_case = models.CharField(_("受理地办件"), max_length=9, blank=True)
    owner_state = models.CharField(_("受理地状态"), max_length=20, blank=True)
    owner: "models.JSONField[Any, Any]" = models.JSONField(_("受理地情况"), default=dict)
    applied_seq = models.PositiveIntegerField(_("已处理消息"), default=0)

    class Meta:
        verbose_name = _("转递")
        indexes = [
            models.Index(fields=["state", "forward_due_at"], name="affairs_handover_state"),
            models.Index(fields=["-received_at"], name="affairs_handover_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("sent", "taken", "accepted", "decided", "handed_out"))
                | Q(attempt__gte=1),
                name="affairs_what_was_sent_was_tried",
            ),
        ]

    def __str__(self) -> str:
        """Write as lists do."""
        return self.code


class HandoverFile(models.Model):
    """A file taken in at the window (代收文件); taken out, its row ends and stays."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="files")
    material = models.CharField(_("材料"), max_length=40)
    document = models.CharField(_("文件编号"), max_length=9, unique=True)
    name = models.CharField(_("文件名"), max_length=200)
    media_type = models.CharField(_("文件类型"), max_length=120)
    size = models.PositiveIntegerField(_("大小"))
    sha256 = models.CharField("SHA-256", max_length=64)
    added_at = models.DateTimeField(_("上传时间"))
    removed_at = models.DateTimeField(_("移除时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("代收文件")

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.material} {self.name}"


class HandoverAct(models.Model):
    """One act on a hand-over (转递履历); rows are only ever added."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="acts")
    act = models.CharField(_("动作"), max_length=20)
    target = models.CharField(_("新状态"), max_length=20)
    reason = models.CharField(_("原因"), max_length=1000, blank=True)
    actor = models.CharField(_("经办人"), max_length=64)
    recorded_at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("转递履历")

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.act} {self.recorded_at:%Y-%m-%d}"


class HandoverMessage(models.Model):
    """A numbered message of the owner (受理地消息), kept until its turn; rows only grow."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="messages")
    seq = models.PositiveIntegerField(_("序号"))
    content: "models.JSONField[Any, Any]" = models.JSONField(_("内容"))
    arrived_at = models.DateTimeField(_("到达时间"))

    class Meta:
        verbose_name = _("受理地消息")
        constraints = [
            models.UniqueConstraint(
                fields=["handover", "seq"], name="affairs_a_message_counts_once"
            ),
        ]

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.handover_id} #{self.seq}"


class HandoverCall(models.Model):
    """A call that a step at the window made (转递调用): which, and whether it came through."""

    request = models.UUIDField(_("调用编号"), primary_key=True)
    handover = models.ForeignKey(Handover, models.PROTECT, related_name="calls")
    step = models.CharField(_("步骤"), max_length=20)
    attempt = models.PositiveSmallIntegerField(_("第几次尝试"))
    is_heard = models.BooleanField(_("已应答"), default=False)

    class Meta:
        verbose_name = _("转递调用")

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.handover_id} {self.step}"


class Arrival(models.Model):
    """What another member's window hands to us (来件), and the one case that came of it."""

    handover = models.UUIDField()
    member = models.CharField(_("代收地"), max_length=32)
    code = models.CharField(_("编号"), max_length=9, unique=True)
    """Stands for the applicant where the company register does not know them."""
    case_code = models.CharField(_("办件编号"), max_length=9, unique=True)
    case = models.OneToOneField(
        "affairs.Case", models.PROTECT, null=True, related_name="arrival", verbose_name=_("办件")
    )
    applicant_name = models.CharField(_("申请人名称"), max_length=120, blank=True)
    applicant_phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    office = models.CharField(_("代收窗口"), max_length=120, blank=True)
    rounds_done = models.PositiveSmallIntegerField(_("已收次数"), default=0)
    newest_attempt = models.PositiveSmallIntegerField(_("第几次尝试"), default=0)
    """The window mends between attempts: files of a later one complete no earlier bundle."""
    told_seq = models.PositiveIntegerField(_("已发消息"), default=0)
    told_act = models.BigIntegerField(default=0)
    """The last line of the case's history that the window was told of."""
    arrived_at = models.DateTimeField(_("到达时间"))

    class Meta:
        verbose_name = _("来件")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "handover"], name="affairs_a_hand_over_arrives_once"
            ),
        ]

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.member} {self.code}"


class ArrivalMessage(models.Model):
    """What the window was told of our case (发给代收地的消息), numbered without a gap."""

    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="messages")
    seq = models.PositiveIntegerField(_("序号"))
    content: "models.JSONField[Any, Any]" = models.JSONField(_("内容"))
    request = models.UUIDField(_("调用编号"), unique=True)
    attempt = models.PositiveSmallIntegerField(_("第几次尝试"), default=1)
    is_heard = models.BooleanField(_("已应答"), default=False)

    class Meta:
        verbose_name = _("发给代收地的消息")
        constraints = [
            models.UniqueConstraint(
                fields=["arrival", "seq"], name="affairs_a_telling_has_one_number"
            ),
        ]

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.arrival_id} #{self.seq}"


class ArrivedBundle(models.Model):
    """A bundle as it was sealed (来件封装); rows are only ever added."""

    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="bundles")
    round = models.PositiveSmallIntegerField(_("第几次转递"))
    attempt = models.PositiveSmallIntegerField(_("第几次尝试"))
    content: "models.JSONField[Any, Any]" = models.JSONField(_("内容"))
    sha256 = models.CharField("SHA-256", max_length=64)
    arrived_at = models.DateTimeField(_("到达时间"))

    class Meta:
        verbose_name = _("来件封装")
        constraints = [
            models.UniqueConstraint(
                fields=["arrival", "round", "attempt"], name="affairs_a_bundle_arrives_once"
            ),
        ]

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.arrival_id} #{self.round}"


class ArrivedFile(models.Model):
    """A file that arrived for a hand-over (来件文件); rows are only ever added."""

    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="files")
    material = models.CharField(_("材料"), max_length=40)
    sha256 = models.CharField("SHA-256", max_length=64)
    document = models.CharField(_("文件编号"), max_length=9, unique=True)
    arrived_at = models.DateTimeField(_("到达时间"))

    class Meta:
        verbose_name = _("来件文件")
        constraints = [
            models.UniqueConstraint(
                fields=["arrival", "material", "sha256"], name="affairs_a_file_arrives_once"
            ),
        ]

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.material} {self.sha256[:8]}"


class CasePart(models.Model):
    """An opinion that the lead of a joint case asks for (联办征求意见)."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("affairs.Case", models.PROTECT, related_name="parts")
    member = models.CharField(_("成员"), max_length=32)
    question = models.CharField(_("征求内容"), max_length=1000)
    due_at = models.DateTimeField(_("答复期限"))
    state = models.CharField(
        _("状态"), max_length=12,
        choices=[(key, zh) for key, zh, _en in part_opinions.PART_STATES],
    )  # fmt: skip
    opinion = models.CharField(_("意见"), max_length=10, blank=True)
    words = models.CharField(_("说明"), max_length=1000, blank=True)
    office = models.CharField(_("答复单位"), max_length=120, blank=True)
    asked_by = models.CharField(_("征求人"), max_length=40)
    asked_at = models.DateTimeField(_("征求时间"))
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("联办征求意见")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="answered", answered_at__isnull=False) & ~Q(opinion="")
                | (~Q(state="answered") & Q(answered_at__isnull=True, opinion="")),
                name="affairs_an_answered_part_has_an_opinion",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("asked_at")), name="affairs_a_part_has_time_to_answer"
            ),
        ]

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.case_id} {self.member}"


class AskedPart(models.Model):
    """An opinion that another member asks of us (外地联办来函)."""

    part = models.UUIDField()
    code = models.CharField(_("编号"), max_length=9, unique=True)
    member = models.CharField(_("牵头地"), max_length=32)
    lead_case = models.CharField(_("牵头地办件"), max_length=9)
    item_name = models.CharField(_("事项名称"), max_length=120)
    question = models.CharField(_("征求内容"), max_length=1000)
    due_at = models.DateTimeField(_("答复期限"))
    opinion = models.CharField(_("意见"), max_length=10, blank=True)
    words = models.CharField(_("说明"), max_length=1000, blank=True)
    answered_by = models.CharField(_("答复人"), max_length=40, blank=True)
    asked_at = models.DateTimeField(_("到达时间"))
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("外地联办来函")
        constraints = [
            models.UniqueConstraint(fields=["member", "part"], name="affairs_a_part_is_asked_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, opinion="", answered_by="")
                | (Q(answered_at__isnull=False) & ~Q(opinion="") & ~Q(answered_by="")),
                name="affairs_an_opinion_is_somebodys",
            ),
        ]

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.member} {self.code}"


class HomeRead(models.Model):
    """A register that an applicant's home member was asked for, instead of a paper (异地核验)."""

    case = models.ForeignKey("affairs.Case", models.PROTECT, related_name="home_reads")
    member = models.CharField(_("成员"), max_length=32)
    request = models.UUIDField(_("调用编号"), unique=True)
    asked_by = models.CharField(_("查询人"), max_length=40)
    asked_at = models.DateTimeField(_("查询时间"))

    class Meta:
        verbose_name = _("异地核验")

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.case_id} {self.member}"
