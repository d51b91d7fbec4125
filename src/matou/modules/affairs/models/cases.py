"""Cases, what was done to them, when their clock stood, and which marks were told."""

from datetime import date, datetime
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from matou.modules.affairs.rules import case_decisions, case_states

_BEFORE_ACCEPTANCE = ("drafted", "submitted", "correction_asked", "transferred")


def _in_its_queue() -> Q:
    told = Q()
    for queue in case_states.QUEUES:
        told |= Q(queue=queue.key, state__in=sorted(queue.states))
    return told


class Days(Func):
    """The days from the first to the last, both counted."""

    function = "DATERANGE"
    output_field = DateRangeField()


class CaseQuerySet(models.QuerySet["Case"]):
    """The vocabulary of cases."""

    def of(self, *, person: str, party: str) -> Self:
        """Keep the cases that a person applied for, or the party that they act for."""
        return self.filter(Q(applied_by=person) | Q(applicant=party))

    def due(self, now: datetime) -> Self:
        """Keep the cases that have a mark to be told."""
        return self.filter(next_mark_at__lte=now)


class Case(models.Model):
    """One application (办件) for an item, by the version that held when it was made."""

    code = models.CharField(_("编号"), max_length=9, unique=True)
    version = models.ForeignKey(
        "affairs.ItemVersion", models.PROTECT, related_name="cases", verbose_name=_("事项版本")
    )
    state = models.CharField(
        _("状态"), max_length=20, choices=[(key, zh) for key, zh, _en in case_states.STATES]
    )
    queue = models.CharField(
        _("队列"), max_length=12, choices=[(one.key, one.zh) for one in case_states.QUEUES]
    )
    round = models.PositiveSmallIntegerField(_("第几次办理"), default=1)
    applicant = models.CharField(_("办件申请人"), max_length=40)
    applied_by = models.CharField(_("申请人员"), max_length=40)
    assignee = models.CharField(_("经办人"), max_length=40, blank=True)
    words = models.TextField(_("检索词"))
    needs_two = models.BooleanField(_("两人决定"), default=False)
    corrections = models.PositiveSmallIntegerField(_("补正次数"), default=0)
    steps_done = models.PositiveSmallIntegerField(_("已完成环节"), default=0)
    created_at = models.DateTimeField(_("建立时间"))
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("受理时间"), null=True, blank=True)
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)
    promised_due_at = models.DateTimeField(_("承诺时限到期"), null=True, blank=True)
    statutory_due_at = models.DateTimeField(_("法定时限到期"), null=True, blank=True)
    is_provisional = models.BooleanField(_("时限暂定"), default=False)
    next_mark_at = models.DateTimeField(_("下一提醒"), null=True, blank=True)
    sort_at = models.DateTimeField(_("排序时间"))
    outcome = models.CharField(
        _("决定"), max_length=10, blank=True,
        choices=[(key, zh) for key, zh, _en in case_decisions.OUTCOMES],
    )  # fmt: skip
    reason = models.TextField(_("理由"), max_length=1000, blank=True)
    remedy = models.TextField(_("救济途径"), max_length=1000, blank=True)
    proposed_by = models.CharField(_("提出人"), max_length=40, blank=True)
    signed_by = models.CharField(_("签发人"), max_length=40, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("办件")
        indexes = [
            models.Index(fields=["queue", "sort_at", "id"], name="affairs_case_queue"),
            models.Index(fields=["assignee", "queue", "sort_at", "id"], name="affairs_case_hands"),
            models.Index(fields=["applicant", "-id"], name="affairs_case_applicant"),
            models.Index(fields=["applied_by", "-id"], name="affairs_case_person"),
            models.Index(
                fields=["next_mark_at"], condition=Q(next_mark_at__isnull=False),
                name="affairs_case_marks",
            ),
            GinIndex(fields=["words"], name="affairs_case_words", opclasses=["gin_trgm_ops"]),
            models.Index(
                fields=["decided_at"], condition=Q(decided_at__isnull=False),
                name="affairs_case_decided",
            ),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=_in_its_queue(), name="affairs_a_case_waits_in_the_queue_of_its_state"
            ),
            models.UniqueConstraint(
                fields=["version", "applied_by", "applicant"], condition=Q(state="drafted"),
                name="affairs_one_draft_an_applicant",
            ),
            models.CheckConstraint(
                condition=Q(corrections__lte=1), name="affairs_what_is_missing_is_told_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=_BEFORE_ACCEPTANCE, accepted_at__isnull=True)
                | Q(state__in=("withdrawn", "decided", "delivered", "rated", "archived"))
                | (Q(accepted_at__isnull=False) & ~Q(state__in=_BEFORE_ACCEPTANCE)),
                name="affairs_the_clock_starts_with_acceptance",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("decided", "delivered", "rated", "archived"))
                | (~Q(outcome="") & ~Q(signed_by="") & ~Q(signed_by="system")
                   & Q(decided_at__isnull=False)),
                name="affairs_a_decision_is_signed_by_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=sorted(case_decisions.AGAINST))
                | (~Q(reason="") & ~Q(remedy="")),
                name="affairs_a_refusal_has_reason_and_remedy",
            ),
            models.CheckConstraint(
                condition=Q(needs_two=False) | Q(signed_by="") | Q(outcome="declined")
                | ~Q(signed_by=F("proposed_by")),
                name="affairs_two_people_decide_where_the_item_says_so",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Write as lists do."""
        return self.code


class CaseAct(models.Model):
    """One act on a case (办件履历); rows are only ever added."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="acts")
    act = models.CharField(_("动作"), max_length=20)
    target = models.CharField(_("新状态"), max_length=20)
    reason = models.CharField(_("原因"), max_length=1000, blank=True)
    facts: "models.JSONField[Any, Any]" = models.JSONField(_("内容"), default=dict)
    actor = models.CharField(_("经办人"), max_length=64)
    recorded_at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("办件履历")
        indexes = [
            models.Index(fields=["case", "-id"], name="affairs_case_history"),
            models.Index(fields=["recorded_at"], condition=Q(act="ask"),
                         name="affairs_corrections_asked"),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.act} {self.recorded_at:%Y-%m-%d}"


class CaseStop(models.Model):
    """A time in which the clock of a case stands (停止计时)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="stops")
    round = models.PositiveSmallIntegerField(_("第几次办理"))
    kind = models.CharField(_("程序"), max_length=20)
    name = models.CharField(_("程序名称"), max_length=80)
    basis = models.CharField(_("停止计时的依据"), max_length=300)
    from_at = models.DateTimeField(_("开始"))
    until_at = models.DateTimeField(_("结束"), null=True, blank=True)

    class Meta:
        verbose_name = _("停止计时")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(until_at__isnull=True),
                name="affairs_one_procedure_runs_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gt=F("from_at")),
                name="affairs_a_stop_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="affairs_a_stop_has_a_basis"),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.name} {self.from_at:%Y-%m-%d}"


class CaseMark(models.Model):
    """A mark that was reached and told (时限提醒); rows are only ever added."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="marks")
    round = models.PositiveSmallIntegerField(_("第几次办理"))
    clock = models.CharField(_("办理时限"), max_length=10)
    per_cent = models.PositiveSmallIntegerField(_("用时比例"))
    reached_at = models.DateTimeField(_("到达时间"))
    told_at = models.DateTimeField(_("提醒时间"))

    class Meta:
        verbose_name = _("时限提醒")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "round", "clock", "per_cent"],
                name="affairs_a_mark_is_told_once",
            ),
        ]

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.clock} {self.per_cent}"


class Absence(models.Model):
    """Days on which somebody is away and another covers (请假代理)."""

    person = models.CharField(_("请假人"), max_length=40)
    cover = models.CharField(_("代理人"), max_length=40)
    first_on: "models.DateField[date, date]" = models.DateField(_("第一天"))
    last_on: "models.DateField[date, date]" = models.DateField(_("最后一天"))
    recorded_by = models.CharField(_("登记人"), max_length=40)
    recorded_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("请假代理")
        constraints = [
            ExclusionConstraint(
                name="affairs_absences_of_one_do_not_overlap",
                expressions=[
                    (F("person"), RangeOperators.EQUAL),
                    (
                        Days("first_on", "last_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="affairs_an_absence_has_days"
            ),
            models.CheckConstraint(
                condition=~Q(person=F("cover")), name="affairs_another_covers"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.person} {self.first_on}"
