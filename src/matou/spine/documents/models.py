"""Tables of documents: what was kept, and who read it; both only grow."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Form(models.TextChoices):
    """In which form a document was read."""

    SHOWN = "shown", _("展示副本")
    ORIGINAL = "original", _("原件")
    THUMBNAIL = "thumbnail", _("缩略图")


class Document(models.Model):
    """A kept document (文件); the bytes lie in storage under their SHA-256."""

    code = models.CharField(_("编码"), max_length=9, unique=True)
    about = models.CharField(_("关于"), max_length=40, db_index=True)
    owner = models.CharField(_("所有者"), max_length=40)
    name = models.CharField(_("文件名"), max_length=130)
    declared_type = models.CharField(max_length=120, blank=True)
    real_type = models.CharField(_("类型"), max_length=80)
    size = models.PositiveIntegerField(_("字节数"))
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    shown_sha256 = models.CharField(max_length=64, blank=True)
    shown_type = models.CharField(max_length=80, blank=True)
    thumbnail_sha256 = models.CharField(max_length=64, blank=True)
    readers = ArrayField(models.CharField(max_length=60), default=list)
    facts = models.JSONField(default=dict)
    created_by = models.CharField(max_length=40)
    created_at = models.DateTimeField(_("上传时间"))

    class Meta:
        """A document has bytes and a hash."""

        verbose_name = _("文件")
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="documents_size_is_positive"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="documents_hash_is_sha256"
            ),
        ]

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.code} {self.name}"


class Access(models.Model):
    """One reading of a document (读取记录)."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="accesses")
    actor = models.CharField(max_length=40)
    acts_for = models.CharField(max_length=40)
    form = models.CharField(max_length=12, choices=Form)
    read_at = models.DateTimeField()

    class Meta:
        """Newest readings are asked for first."""

        verbose_name = _("文件读取记录")
        indexes = [models.Index(fields=["document", "-id"], name="documents_readings")]
