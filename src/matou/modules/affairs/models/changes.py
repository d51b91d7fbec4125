"""The history of items: who did what to which version, and what it said before."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemChange(models.Model):
    """One act on a version (事项履历); rows are only ever added."""

    version = models.ForeignKey(
        "affairs.ItemVersion", models.PROTECT, related_name="changes", verbose_name=_("事项版本")
    )
    act = models.CharField(_("动作"), max_length=20)
    differences: "models.JSONField[Any, Any]" = models.JSONField(_("变化"), default=list)
    reason = models.CharField(_("原因"), max_length=500, blank=True)
    actor = models.CharField(_("经办人"), max_length=64)
    recorded_at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("事项履历")
        indexes = [models.Index(fields=["version", "-id"], name="affairs_history")]

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.act} {self.recorded_at:%Y-%m-%d}"
