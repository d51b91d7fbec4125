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
RATING_LETTERS = (
    (
        "/affairs/rate/{code}/",
        CaseLetter(
            template="affairs.rating_asked",
            zh_subject="请评价：{item_zh}",
            zh_body="您申请的“{item_zh}”已办结。请用一分钟评价，办件人员看不到是谁评价的。",
            en_subject="Please rate: {item_en}",
            en_body="Your case “{item_en}” is closed. Please rate it; those who handled it "
            "never learn who did.",
        ),
    ),
    (
        "/affairs/ratings/work/{work}/",
        CaseLetter(
            template="affairs.work_opened",
            zh_subject="差评整改工单 {work}",
            zh_body="一条差评开出整改工单 {work}，请在期限内回访。内容不得告诉被评价的人员。",
            en_subject="Work on a bad rating: {work}",
            en_body="A bad rating opened work {work}. Call back in time, and tell nobody who was "
            "rated what it says.",
        ),
    ),
    (
        "/affairs/ratings/work/{work}/",
        CaseLetter(
            template="affairs.work_mark",
            zh_subject="整改工单 {work}：{clock_zh}已用 {per_cent}%",
            zh_body="整改工单 {work} 的{clock_zh}已用 {per_cent}%，请尽快处理。",
            en_subject="Work {work}: {per_cent} % of the {clock_en} limit is used",
            en_body="{per_cent} % of the {clock_en} limit of work {work} is used. See to it.",
        ),
    ),
    (
        "/affairs/rate/{code}/",
        CaseLetter(
            template="affairs.work_done",
            zh_subject="您反映的问题已整改：{item_zh}",
            zh_body="您对“{item_zh}”反映的问题已整改，请确认是否解决。",
            en_subject="What you told us was put right: {item_en}",
            en_body="What you told us of “{item_en}” was put right. Please say whether it is.",
        ),
    ),
)
"""Letters of ratings with where each leads; none names a case, a level or a rater."""
