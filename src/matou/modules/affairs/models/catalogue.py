"""The basic catalogue: which items there may be at all."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CatalogueEntry(models.Model):
    """A kind of service item (基本目录) that bodies may implement."""

    code = models.CharField(_("基本编码"), max_length=12, primary_key=True)
    name_zh = models.CharField(_("事项名称"), max_length=120)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    item_type = models.CharField(_("事项类型"), max_length=2)
    is_sample = models.BooleanField(_("样例"), default=False)
    source = models.CharField(_("来源"), max_length=500)
    recorded_at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("基本目录")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{12}$"), name="affairs_basic_code_is_twelve_digits"
            ),
            models.CheckConstraint(
                condition=~Q(source=""), name="affairs_catalogue_entry_names_its_source"
            ),
        ]

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.code} {self.name_zh}"
