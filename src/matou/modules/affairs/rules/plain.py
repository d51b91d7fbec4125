"""How plainly Chinese text reads: a score from 0 to 100, by a formula that anyone can redo.

score = 100 - 1.2 * max(0, L - 20) - 40 * S - 4 * H, held within 0 and 100, where L is the mean
number of characters a sentence, S the share of sentences longer than 40 characters, and H the
number of officialese words in 100 characters. Sentences end at 。；！？ and at line ends. The
weights are this platform's own choice, not a standard's; 60 is where editors are warned.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WARN_BELOW = 60
_SENTENCE = re.compile(r"[。；;！!？?\n]+")
_BLANK = re.compile(r"\s+")
_USUAL, _LONG = 20, 40
_PER_CHARACTER, _FOR_LONG, _PER_WORD = 1.2, 40.0, 4.0
OFFICIALESE = (
    "予以", "有关规定", "相关规定", "依法依规", "之日起", "逾期", "兹", "贵单位", "特此", "鉴于",
    "如前所述", "视为", "不予", "拟", "须经", "凡", "其他条件", "应当依照", "相适应", "该等",
    "上述", "下列", "前款", "之规定", "方可", "未予", "呈报", "核准后",
)  # fmt: skip
"""Words that people outside an office seldom use, each with a plainer one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainScore:
    """The score and what it is made of."""

    score: int
    mean_length: float
    long_share: float
    officialese: tuple[str, ...]


def plain_score(text: str) -> PlainScore:
    """Return how plainly a text reads; an empty one reads perfectly."""
    sentences = [part for raw in _SENTENCE.split(text) if (part := _BLANK.sub("", raw))]
    if not sentences:
        return PlainScore(score=100, mean_length=0.0, long_share=0.0, officialese=())
    lengths = [len(sentence) for sentence in sentences]
    mean = sum(lengths) / len(lengths)
    long_share = sum(length > _LONG for length in lengths) / len(lengths)
    found = [word for word in OFFICIALESE for _ in range(text.count(word))]
    density = 100 * len(found) / sum(lengths)
    raw = 100 - _PER_CHARACTER * max(0.0, mean - _USUAL) - _FOR_LONG * long_share
    score = round(min(100.0, max(0.0, raw - _PER_WORD * density)))
    return PlainScore(score=score, mean_length=round(mean, 1), long_share=round(long_share, 2),
                      officialese=tuple(dict.fromkeys(found)))  # fmt: skip


def read_text(content: Mapping[str, Any]) -> str:
    """Return what a citizen has to read of an item, one thing a line."""
    lines = [content["summary"], content["promise_explain"], content["limit_scene_explain"]]
    lines += [row["text"] for row in content["accept_condition"]]
    lines += [row[key] for row in content["materials"] for key in ("fill_explain", "accept_stand")]
    lines += [row["answer"] for row in content["faq"]]
    return "\n".join(line for line in lines if line)
