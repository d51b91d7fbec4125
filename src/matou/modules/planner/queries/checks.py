"""Checks of many chains at once: random questions, every chain held against the rules again."""

from collections import Counter
from dataclasses import dataclass

from matou.modules.planner.queries.fronts import front
from matou.modules.planner.rules.network import Network
from matou.modules.planner.rules.sampling import questions
from matou.modules.planner.rules.validate import Validator


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRun:
    """How many chains of how many questions were checked, and what they broke."""

    questions: int
    chains: int
    violations: Counter[str]
    first: str = ""


def check_chains(*, network: Network, chains: int, seed: int) -> CheckRun:
    """Ask random questions until so many chains were checked."""
    validator = Validator(network)
    asked = checked = 0
    broken: Counter[str] = Counter()
    first = ""
    for question in questions(network=network, seed=seed):
        asked += 1
        for chain in front(network=network, question=question).chains[: chains - checked]:
            checked += 1
            for violation in validator.violations(question=question, chain=chain):
                broken[violation.code] += 1
                first = first or str(violation)
        if checked >= chains:
            break
    return CheckRun(questions=asked, chains=checked, violations=broken, first=first)
