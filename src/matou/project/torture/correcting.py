"""A round's orders beside the statement: what differs is explained, or corrected by two.

The statement spoils some lines, as the plan in ``commands.py`` says. A round works off its own
orders alone: others may still be on their way.
"""

from dataclasses import dataclass
from typing import Any

from matou.kit.actor import Actor
from matou.project.torture.claims import claim
from matou.project.torture.stage import Stage
from matou.spine.custody import queries, services
from matou.spine.custody.contracts import Bearer, BreakKind, BreakRow, CorrectionState, OrderKind
from matou.spine.custody.contracts.corrections import (
    CorrectionCard,
    CorrectionImpossible,
    SecondPersonNeeded,
)
from matou.spine.custody.rules import china_day
from matou.spine.ledger.contracts import LedgerRefused

_TRIES = 3
_REASON = "torture: the custodian's plan"
_SHARE_REJECTED, _SHARE_WITHDRAWN = 0.25, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The statement of a round's day beside the round's own orders."""

    stage: Stage

    def work_off(self) -> list[str]:
        """Compare, then deal with each difference of one's own; returns what was reached."""
        on = china_day(self.stage.now)
        done = []
        for _ in range(_TRIES):
            report = services.reconcile(on=on, now=self.stage.now)
            if not report.refused:
                done.append("compared")
                break
            done.append("file_refused")
        for row in queries.breaks_of(on=on, today=on):
            if row.is_open and self._is_own(row):
                done += self._deal_with(row)
        return done

    def _is_own(self, row: BreakRow) -> bool:
        reference = queries.order(row.order_id).reference if row.order_id else row.told_reference
        return reference.startswith(self.stage.code)

    def _deal_with(self, row: BreakRow) -> list[str]:
        standing = self._waiting(row)
        done = []
        if standing is None:
            roll = self.stage.dice(f"break {row.kind} {row.text}").random()
            try:
                standing = self._proposed(row)
            except CorrectionImpossible:
                return [self._explained(row)]
            done.append("correction_proposed")
            if roll < _SHARE_WITHDRAWN:
                done.append(self._thought_again(standing, is_rejected=roll < _SHARE_REJECTED))
                standing = self._proposed(row)
        done.append(self._executed(standing, by=self.stage.cast.operator))
        if done[-1] == "second_person_needed":
            done += self._executed_or_paid(row, standing)
        return done

    def _waiting(self, row: BreakRow) -> CorrectionCard | None:
        cards = queries.corrections_of(row.break_id)
        return next((one for one in cards if one.state is CorrectionState.PROPOSED), None)

    def _proposed(self, row: BreakRow) -> CorrectionCard:
        """Propose that the party follows; where a fen differs, the house bears it."""
        bearer = Bearer.HOUSE if row.kind is BreakKind.AMOUNT_DIFFERS else Bearer.PARTY
        number = services.propose_correction(
            break_id=row.break_id,
            bearer=bearer,
            reason=_REASON,
            actor=self.stage.cast.operator,
            now=self.stage.now,
        )
        return queries.correction_card(number)

    def _thought_again(self, card: CorrectionCard, *, is_rejected: bool) -> str:
        facts: dict[str, Any] = {
            "correction_id": card.correction_id,
            "reason": _REASON,
            "now": self.stage.now,
        }
        if is_rejected:
            services.reject_correction(**facts, actor=self.stage.second)
            return claim("not_corrected", card.correction_id)
        services.withdraw_correction(**facts, actor=self.stage.cast.operator)
        return claim("not_corrected", card.correction_id)

    def _executed(self, card: CorrectionCard, *, by: Actor) -> str:
        try:
            services.execute_correction(
                correction_id=card.correction_id, actor=by, now=self.stage.now
            )
        except SecondPersonNeeded:
            return "second_person_needed"
        except LedgerRefused:
            return "correction_not_covered"
        return claim("corrected", card.correction_id)

    def _executed_or_paid(self, row: BreakRow, card: CorrectionCard) -> list[str]:
        """Execute by the second; a party whose money is spent already pays in once more."""
        done = [self._executed(card, by=self.stage.second)]
        if done[-1] != "correction_not_covered" or row.order_id is None:
            return done
        order = queries.order(row.order_id)
        is_in = order.kind is OrderKind.DEPOSIT
        who = self._actor_of(order.party)
        if is_in and who is not None:
            again = f"{self.stage.code}-again-{row.break_id}"
            done.append(self.stage.pay_in(who, order.amount, reference=again))
        return [*done, self._executed(card, by=self.stage.second)]

    def _actor_of(self, party: str) -> Actor | None:
        people = (self.stage.cast.shipper, self.stage.cast.skipper)
        return next((one for one in people if one.acts_for == party), None)

    def _explained(self, row: BreakRow) -> str:
        services.explain_break(
            break_id=row.break_id,
            explanation=_REASON,
            actor=self.stage.cast.operator,
            now=self.stage.now,
        )
        return claim("explained", row.break_id)
