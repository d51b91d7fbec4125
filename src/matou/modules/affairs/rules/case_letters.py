"""What people are told of cases, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLetter:
    """One notice's texts."""

    template: str
    zh_subject: str
    zh_body: str
    en_subject: str
    en_body: str


CASE_LETTERS = (
    CaseLetter(
        template="affairs.case_moved",
        zh_subject="办件进展：{move_zh}",
        zh_body="您的办件 {case}（{item_zh}）：{move_zh}。{reason}",
        en_subject="Your case: {move_en}",
        en_body="Your case {case} ({item_en}): {move_en}. {reason}",
    ),
    CaseLetter(
        template="affairs.case_given",
        zh_subject="转给您一件办件",
        zh_body="办件 {case}（{item_zh}）转到您名下，请办理。",
        en_subject="A case was given to you",
        en_body="The case {case} ({item_en}) is yours now. Please work on it.",
    ),
    CaseLetter(
        template="affairs.case_mark",
        zh_subject="办件时限已用 {per_cent}%",
        zh_body="办件 {case}（{item_zh}）的{clock_zh}已用 {per_cent}%。请尽快办理。",
        en_subject="{per_cent} % of a case's limit is used",
        en_body="Case {case} ({item_en}): {per_cent} % of the {clock_en} is used. See to it.",
    ),
)
