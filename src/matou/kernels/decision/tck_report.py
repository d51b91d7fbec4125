"""What a run of the compatibility kit found, as a line for a terminal and a page for readers."""

from collections import Counter
from collections.abc import Iterable, Sequence

from matou.kernels.decision.tck import Verdict


def summary(verdicts: Sequence[Verdict]) -> str:
    """Return ``level 2: 116/116 · level 3: n/3275``."""
    counts = [
        (level, [each for each in verdicts if each.level == level])
        for level in sorted({each.level for each in verdicts})
    ]
    return " · ".join(
        f"level {level}: {sum(not each.reason for each in found)}/{len(found)}"
        for level, found in counts
    )


def features(verdicts: Iterable[Verdict]) -> list[tuple[str, str, int, int]]:
    """Return level, feature, cases met and cases, in the order of the kit."""
    whole: Counter[tuple[str, str]] = Counter()
    met: Counter[tuple[str, str]] = Counter()
    for each in verdicts:
        whole[each.level, each.feature] += 1
        met[each.level, each.feature] += not each.reason
    return [(level, feature, met[level, feature], n) for (level, feature), n in whole.items()]


def table(verdicts: Sequence[Verdict]) -> str:
    """Return the features as a Markdown table, and below it every case answered otherwise."""
    rows = [
        f"| {level} | {feature} | {met} | {n} |" for level, feature, met, n in features(verdicts)
    ]
    missed = [
        f"| {each.feature} | {each.case} | {each.reason.replace('|', '/')} |"
        for each in verdicts
        if each.reason
    ]
    parts = ["| level | feature | met | cases |", "|---|---|---:|---:|", *rows]
    if missed:
        parts += ["", "| feature | case | answered otherwise |", "|---|---|---|", *missed]
    return "\n".join(parts) + "\n"
