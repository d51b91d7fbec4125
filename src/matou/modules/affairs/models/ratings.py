"""Ratings of closed cases, and the work that bad ones open; no row of them names its rater."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from matou.modules.affairs.rules import ratings, rectification


class RatingTerms(models.Model):
    """The terms from an instant on (整改参数); rows are only ever added, the last one counts."""

    ask_days = models.PositiveSmallIntegerField(_("评价期（天）"))
    call_back_days = models.PositiveSmallIntegerField(_("回访时限（工作日）"))
    rectify_days = models.PositiveSmallIntegerField(_("整改时限（工作日）"))
    reason = models.CharField(_("原因"), max_length=500)
    set_by = models.CharField(_("设定人"), max_length=40)
    set_at = models.DateTimeField(_("设定时间"))

    class Meta:
        verbose_name = _("整改参数")
        constraints = [
            models.CheckConstraint(
                condition=Q(ask_days__gte=1, call_back_days__gte=1, rectify_days__gte=1),
                name="affairs_terms_give_time",
            ),
        ]

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.ask_days}/{self.call_back_days}/{self.rectify_days}"


class RatingAsk(models.Model):
    """That an applicant was asked for a rating (评价邀请), once a case, and until when."""

    case = models.OneToOneField("affairs.Case", models.PROTECT, related_name="rating_ask")
    asked_at = models.DateTimeField(_("邀请时间"))
    closes_at = models.DateTimeField(_("评价期结束"))
    is_open = models.BooleanField(_("评价期内"), default=True)

    class Meta:
        verbose_name = _("评价邀请")
        indexes = [
            models.Index(fields=["closes_at"], condition=Q(is_open=True), name="affairs_asks_open")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("asked_at")), name="affairs_an_ask_gives_time"
            ),
        ]

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.case_id} {self.asked_at:%Y-%m-%d}"


class Rating(models.Model):
    """One rating (评价) of a case; rows are only ever added."""

    case = models.OneToOneField("affairs.Case", models.PROTECT, related_name="rating")
    item = models.ForeignKey("affairs.Item", models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(
        _("满意程度"), choices=[(key, zh) for key, zh, _en in ratings.LEVELS]
    )
    tags: "ArrayField[Any, Any]" = ArrayField(models.CharField(max_length=12), default=list)
    text = models.CharField(_("意见"), max_length=ratings.MOST_TEXT, blank=True)
    channel = models.CharField(
        _("评价渠道"), max_length=8, choices=[(key, zh) for key, zh, _en in ratings.CHANNELS]
    )
    served_by: "ArrayField[Any, Any]" = ArrayField(models.CharField(max_length=40), default=list)
    """Who had a hand in the case, and so never learns which rating this is."""
    entered_by = models.CharField(_("录入人"), max_length=40, blank=True)
    rated_at = models.DateTimeField(_("评价时间"))

    class Meta:
        verbose_name = _("评价")
        indexes = [
            models.Index(fields=["item", "rated_at"], name="affairs_ratings_by_item"),
            GinIndex(fields=["served_by"], name="affairs_ratings_by_people"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__gte=ratings.LOWEST, level__lte=ratings.HIGHEST),
                name="affairs_a_rating_has_one_of_five_levels",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=sorted(ratings.BY_OFFICER)) ^ Q(entered_by=""),
                name="affairs_an_officer_enters_what_came_by_phone_or_paper",
            ),
        ]

    def __str__(self) -> str:
        """Write as lists do: without what it is about."""
        return f"{self.rated_at:%Y-%m}"


class Rectification(models.Model):
    """Work that a bad rating opened (差评整改工单)."""

    code = models.CharField(_("工单编号"), max_length=9, unique=True)
    rating = models.OneToOneField(Rating, models.PROTECT, related_name="work")
    state = models.CharField(
        _("状态"), max_length=12, choices=[(key, zh) for key, zh, _en in rectification.STATES]
    )
    assignee = models.CharField(_("负责人"), max_length=40, blank=True)
    opened_at = models.DateTimeField(_("开单时间"))
    call_back_due_at = models.DateTimeField(_("回访期限"))
    due_at = models.DateTimeField(_("整改期限"))
    called_back_at = models.DateTimeField(_("回访时间"), null=True, blank=True)
    rectified_at = models.DateTimeField(_("整改时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    ended_by = models.CharField(_("办结人"), max_length=40, blank=True)
    next_mark_at = models.DateTimeField(_("下一提醒"), null=True, blank=True)

    class Meta:
        verbose_name = _("差评整改工单")
        indexes = [
            models.Index(fields=["state", "due_at"], name="affairs_work_by_state"),
            models.Index(fields=["next_mark_at"], condition=Q(next_mark_at__isnull=False),
                         name="affairs_work_marks"),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=Q(state="opened") | Q(called_back_at__isnull=False),
                name="affairs_every_bad_rating_is_called_back",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (~Q(ended_by="") & ~Q(ended_by=F("assignee"))),
                name="affairs_a_second_person_closes_the_work",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("confirmed", "closed")) ^ Q(ended_at__isnull=True),
                name="affairs_ended_work_has_its_end",
            ),
        ]

    def __str__(self) -> str:
        """Write as lists do."""
        return self.code


class RectificationAct(models.Model):
    """One act on the work (整改履历); rows are only ever added."""

    work = models.ForeignKey(Rectification, models.PROTECT, related_name="acts")
    act = models.CharField(_("动作"), max_length=12)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    facts: "models.JSONField[Any, Any]" = models.JSONField(_("内容"), default=dict)
    actor = models.CharField(_("经办人"), max_length=40)
    recorded_at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("整改履历")

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.act} {self.recorded_at:%Y-%m-%d}"


class RectificationMark(models.Model):
    """A mark of the work's limits that was told (整改提醒); rows are only ever added."""

    work = models.ForeignKey(Rectification, models.PROTECT, related_name="marks")
    clock = models.CharField(_("办理时限"), max_length=10)
    per_cent = models.PositiveSmallIntegerField(_("用时比例"))
    told_at = models.DateTimeField(_("提醒时间"))

    class Meta:
        verbose_name = _("整改提醒")
        constraints = [
            models.UniqueConstraint(
                fields=["work", "clock", "per_cent"], name="affairs_a_work_mark_is_told_once"
            ),
        ]

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.clock} {self.per_cent}"
