"""Whether web addresses in items answered when they were last tried."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkState(models.Model):
    """A web address (网址检查) and the last answer of it."""

    address = models.CharField(_("网址"), max_length=500, unique=True)
    is_alive = models.BooleanField(_("可打开"))
    note = models.CharField(_("检查说明"), max_length=200, blank=True)
    tried_at = models.DateTimeField(_("检查时间"))

    class Meta:
        verbose_name = _("网址检查")

    def __str__(self) -> str:
        """Write as lists do."""
        return self.address
