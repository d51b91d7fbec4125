"""Counter-lines that wait for a second person, and what became of each."""

from django.db import models
from django.db.models import F, Q

from matou.modules.finance.models.statement import PeriodStatement, values_of
from matou.modules.finance.rules.corrections import ProposalState

_STANDING = [ProposalState.PROPOSED.value, ProposalState.EXECUTED.value]


class CorrectionProposal(models.Model):
    """A large counter-line (更正提议): one operator proposes it, another decides."""

    statement = models.ForeignKey(
        PeriodStatement, on_delete=models.PROTECT, related_name="proposals", db_index=False
    )
    number = models.PositiveIntegerField()
    correction_fen = models.BigIntegerField()
    answer = models.CharField(max_length=1000)
    """What the party is told when it is approved."""
    state = models.CharField(max_length=12)
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "number"],
                condition=Q(state__in=_STANDING),
                name="finance_proposal_stands_once_a_line",
            ),
            models.CheckConstraint(
                condition=Q(state__in=values_of(ProposalState)),
                name="finance_proposal_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(correction_fen=0) & ~Q(answer=""),
                name="finance_proposal_says_how_much_and_why",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.PROPOSED.value, decided_by="", decided_at=None)
                | (
                    ~Q(state=ProposalState.PROPOSED.value)
                    & ~Q(decided_by="")
                    & Q(decided_at__isnull=False)
                ),
                name="finance_proposal_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.PROPOSED.value)
                | Q(state=ProposalState.WITHDRAWN.value, decided_by=F("proposed_by"))
                | (
                    Q(state__in=[ProposalState.EXECUTED.value, ProposalState.REJECTED.value])
                    & ~Q(decided_by=F("proposed_by"))
                ),
                name="finance_proposal_is_decided_by_a_second_person",
            ),
        ]
        indexes = [
            models.Index(
                fields=["statement", "number"],
                condition=Q(state=ProposalState.PROPOSED.value),
                name="finance_proposal_waits",
            ),
        ]
