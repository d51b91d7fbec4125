"""Files of large statements: who asked, how far the job is, under which hash the bytes lie."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from matou.modules.finance.models.statement import PeriodStatement
from matou.modules.finance.rules.files import FileState


class StatementFile(models.Model):
    """A large statement's file (对账文件): made once for a sealed version, then only read."""

    statement = models.ForeignKey(
        PeriodStatement, on_delete=models.PROTECT, related_name="files", db_index=False
    )
    kind = models.CharField(max_length=4)
    state = models.CharField(max_length=8)
    askers = ArrayField(models.CharField(max_length=64))
    """The people who are told when it is ready."""
    asked_at = models.DateTimeField()
    lines_done = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "kind"], name="finance_file_once_a_statement_and_kind"
            ),
            models.CheckConstraint(
                condition=Q(state=FileState.READY.value, size__gt=0, made_at__isnull=False)
                & ~Q(sha256="")
                | Q(state=FileState.WAITING.value, sha256="", size=0, made_at__isnull=True),
                name="finance_file_is_ready_with_its_bytes",
            ),
        ]
