"""Cases that a clerk takes in for somebody who stands at the window (窗口代办)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class WindowVisit(models.Model):
    """One person at a window: who they are, for whom they apply, who served them."""

    case = models.ForeignKey("affairs.Case", models.PROTECT, related_name="visits")
    clerk = models.CharField(_("窗口人员"), max_length=40)
    person = models.CharField(_("到场人"), max_length=40)
    shown_as = models.CharField(_("证件（已遮盖）"), max_length=18)
    queue_number = models.CharField(_("排队号"), max_length=12, blank=True)
    consented_at = models.DateTimeField(_("同意代办时间"))
    until_at = models.DateTimeField(_("结束"), null=True, blank=True)

    class Meta:
        verbose_name = _("窗口代办")
        indexes = [models.Index(fields=["clerk", "case"], name="affairs_visits_of_a_clerk")]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(until_at__isnull=True),
                name="affairs_one_window_serves_a_case",
            ),
            models.CheckConstraint(
                condition=~Q(clerk=F("person")), name="affairs_nobody_serves_themselves"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.case_id} {self.consented_at:%Y-%m-%d}"
