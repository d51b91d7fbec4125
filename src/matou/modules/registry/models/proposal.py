"""Corrections that owners and operators propose, and what became of them."""

import uuid
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from matou.modules.registry.models.vessel import Vessel
from matou.modules.registry.rules import proposals
from matou.modules.registry.rules.history import CONFIDENCES


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """The vocabulary of proposals."""

    def open(self) -> Self:
        """Keep those that wait for a decision."""
        return self.filter(state=proposals.OPEN)

    def by_party(self, party: str) -> Self:
        """Keep those that a party has made."""
        return self.filter(proposer=party)


class Proposal(models.Model):
    """A correction proposed for one vessel (更正申请)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vessel = models.ForeignKey(
        Vessel, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("船舶")
    )
    changes = models.JSONField(_("更正内容"))
    source = models.CharField(_("来源"), max_length=200)
    confidence = models.CharField(
        _("可信度"), max_length=1, choices=[(key, zh) for key, zh, _en in CONFIDENCES]
    )
    valid_from = models.DateField(_("生效日期"))
    proposer = models.CharField(_("申请单位"), max_length=64)
    proposed_by = models.CharField(_("申请人"), max_length=64)
    proposed_at = models.DateTimeField(_("申请时间"))
    state = models.CharField(
        _("状态"),
        max_length=12,
        choices=[(key, zh) for key, zh, _en in proposals.STATES],
        default=proposals.OPEN,
    )
    decided_by = models.CharField(_("处理人"), max_length=64, blank=True)
    decided_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    decision_reason = models.CharField(_("处理说明"), max_length=400, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("更正申请")
        verbose_name_plural = _("更正申请")
        indexes = [
            models.Index(fields=["state", "proposed_at"], name="registry_proposals_by_state"),
            models.Index(fields=["proposer", "state"], name="registry_proposals_by_party"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[key for key, _zh, _en in proposals.STATES]),
                name="registry_proposal_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state=proposals.OPEN, decided_at__isnull=True, decided_by="")
                | (
                    ~models.Q(state=proposals.OPEN)
                    & models.Q(decided_at__isnull=False)
                    & ~models.Q(decided_by="")
                ),
                name="registry_proposal_is_decided_by_someone_or_open",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=proposals.REFUSED) | ~models.Q(decision_reason=""),
                name="registry_proposal_refused_with_a_reason",
            ),
        ]
