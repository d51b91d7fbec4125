"""When the network changes, and the versions that were read of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NetworkChange(models.Model):
    """An instant from which the network is another (路网变更); the table only grows.

    The network's number at an instant is the count of changes up to it: a change never takes
    effect before it is recorded, so the number of an instant past stays what it was.
    """

    effective_at = models.DateTimeField(_("生效"))
    what = models.CharField(_("内容"), max_length=20)
    subject = models.CharField(_("对象"), max_length=120)
    summary = models.JSONField(default=dict)
    actor = models.CharField(_("记录人"), max_length=64)
    recorded_at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("路网变更")
        indexes = [models.Index(fields=["effective_at"], name="planner_changes_by_instant")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(effective_at__gte=models.F("recorded_at")),
                name="planner_change_never_reaches_back",
            ),
        ]


class NetworkVersion(models.Model):
    """The hash of the network under one number (路网版本), as offers pin it; only ever added to."""

    number = models.PositiveIntegerField(_("版本号"), unique=True)
    digest = models.CharField(_("摘要"), max_length=64)
    effective_at = models.DateTimeField(_("生效"))
    recorded_at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("路网版本")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(digest__regex=r"^[0-9a-f]{64}$"),
                name="planner_version_bears_a_sha256",
            ),
        ]
