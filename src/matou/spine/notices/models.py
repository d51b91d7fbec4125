"""Tables of notices: what a party was told, its way over each channel, how they want it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """The states of ``contracts.DeliveryState`` with their titles."""

    WAITING = "waiting", _("待发送")
    SENT = "sent", _("已发送")
    FAILED = "failed", _("发送失败")
    NO_ADDRESS = "no_address", _("没有联系方式")


class Notice(models.Model):
    """A notice (通知) to one party, said once."""

    party = models.CharField(_("接收方"), max_length=40)
    template = models.CharField(_("模板"), max_length=60)
    key = models.CharField(max_length=120)
    zh_subject = models.CharField(_("标题"), max_length=120)
    zh_body = models.TextField(_("内容"), max_length=1_000)
    en_subject = models.CharField(_("英文标题"), max_length=120)
    en_body = models.TextField(_("英文内容"), max_length=1_000)
    url = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("时间"))
    read_at = models.DateTimeField(_("已读时间"), null=True, blank=True)

    class Meta:
        """No doubles."""

        verbose_name = _("通知")
        constraints = [
            models.UniqueConstraint(
                fields=["party", "template", "key"], name="notices_nothing_is_told_twice"
            ),
        ]
        indexes = [
            models.Index(fields=["party", "-id"], name="notices_of_party"),
            models.Index(
                fields=["party"], condition=Q(read_at__isnull=True), name="notices_unread"
            ),
        ]


class Delivery(models.Model):
    """The way of a notice over one channel outside the site."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="deliveries")
    channel = models.CharField(_("渠道"), max_length=10)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    due_at = models.DateTimeField(_("计划发送时间"))
    sent_at = models.DateTimeField(_("发送时间"), null=True, blank=True)
    last_error = models.CharField(_("错误"), max_length=300, blank=True)

    class Meta:
        """One way a channel; sent exactly when it says when."""

        verbose_name = _("通知发送")
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "channel"], name="notices_one_delivery_a_channel"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="notices_sent_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="notices_waiting"),
        ]


class Preference(models.Model):
    """How a party wants to be told (通知偏好)."""

    party = models.CharField(max_length=40, unique=True)
    language = models.CharField(max_length=2, default="zh")
    channels_off = ArrayField(models.CharField(max_length=80), default=list)
    quiet_from_minute = models.PositiveSmallIntegerField(null=True)
    quiet_until_minute = models.PositiveSmallIntegerField(null=True)

    class Meta:
        """Quiet hours have both ends or none."""

        verbose_name = _("通知偏好")
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from_minute__isnull=True, quiet_until_minute__isnull=True)
                | Q(quiet_from_minute__lt=1440, quiet_until_minute__lt=1440),
                name="notices_quiet_hours_have_both_ends",
            ),
        ]
