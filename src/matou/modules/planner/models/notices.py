"""Notices: what changes the network for a while."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from matou.modules.planner.models.base import VersionedRow
from matou.modules.planner.rules.notices import KINDS, STATES


class NetworkNotice(VersionedRow):
    """One wording of a notice (通告); an amendment or withdrawal adds the next one.

    ``valid_from`` and ``valid_until`` tell when this wording counted; ``starts_at`` and
    ``ends_at`` when what it announces is in effect.
    """

    kind = models.CharField(_("类别"), max_length=20, choices=[(key, zh) for key, zh, _en in KINDS])
    state = models.CharField(
        _("状态"), max_length=10, choices=[(key, zh) for key, zh, _en in STATES]
    )
    targets = ArrayField(models.CharField(max_length=120), verbose_name=_("对象"))
    depth_cm = models.PositiveIntegerField(_("限制水深"), null=True)
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    issuer = models.CharField(_("发布单位"), max_length=120)
    text = models.CharField(_("正文"), max_length=1000, blank=True)

    class Meta(VersionedRow.Meta):
        abstract = False
        verbose_name = _("通告")
        constraints = [
            *VersionedRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="%(app_label)s_%(class)s_effect_lasts",
            ),
            models.CheckConstraint(
                condition=~Q(kind="draught_limit") | Q(depth_cm__gt=0),
                name="%(app_label)s_%(class)s_limit_has_a_depth",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[key for key, _zh, _en in KINDS])
                & Q(state__in=[key for key, _zh, _en in STATES]),
                name="%(app_label)s_%(class)s_kind_and_state_are_known",
            ),
        ]
        indexes = [models.Index(fields=["ends_at"], name="planner_notices_by_end")]
