"""What applicants fill in: the draft of answers, the files handed in, and what was submitted."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CaseForm(models.Model):
    """The answers of a case as they were typed (填写内容), right or wrong, with one revision."""

    case = models.OneToOneField("affairs.Case", models.PROTECT, related_name="form")
    typed: "models.JSONField[Any, Any]" = models.JSONField(_("填写内容"), default=dict)
    sources: "models.JSONField[Any, Any]" = models.JSONField(_("预填来源"), default=dict)
    changed: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    """The revision at which each answer was last written: what two tabs are told apart by."""
    passed: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    """Pages that were left by going on, so that what is optional is asked once."""
    revision = models.PositiveIntegerField(_("修订次数"), default=0)
    saved_at = models.DateTimeField(_("保存时间"))

    class Meta:
        verbose_name = _("填写内容")

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.case_id} r{self.revision}"


class CaseFile(models.Model):
    """A file handed in for a material (材料文件); taken out, its row ends and stays."""

    case = models.ForeignKey("affairs.Case", models.PROTECT, related_name="files")
    material = models.CharField(_("材料"), max_length=40)
    document = models.CharField(_("文件编号"), max_length=9, unique=True)
    added_by = models.CharField(_("上传人"), max_length=40)
    added_at = models.DateTimeField(_("上传时间"))
    removed_by = models.CharField(_("移除人"), max_length=40, blank=True)
    removed_at = models.DateTimeField(_("移除时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("材料文件")
        indexes = [models.Index(fields=["case", "id"], name="affairs_files_of_a_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by="")
                | (Q(removed_at__gte=F("added_at")) & ~Q(removed_by="")),
                name="affairs_whoever_takes_a_file_out_is_known",
            ),
        ]

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.material} {self.document}"


class CaseSubmission(models.Model):
    """What was submitted (提交快照), with its hash; rows are only ever added."""

    case = models.ForeignKey("affairs.Case", models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField(_("第几次提交"))
    version = models.ForeignKey("affairs.ItemVersion", models.PROTECT, related_name="+")
    content: "models.JSONField[Any, Any]" = models.JSONField(_("提交内容"))
    sha256 = models.CharField("SHA-256", max_length=64)
    note = models.CharField(_("补正说明"), max_length=500, blank=True)
    submitted_by = models.CharField(_("提交人"), max_length=40)
    submitted_at = models.DateTimeField(_("提交时间"))

    class Meta:
        verbose_name = _("提交快照")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"], name="affairs_a_submission_has_one_number"
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="affairs_a_submission_has_a_hash",
            ),
        ]

    def __str__(self) -> str:
        """Write as lists do."""
        return f"{self.case_id} #{self.number}"
