"""The room's words for its events and tasks, as journals show them."""

from matou.web.vocabulary import Vocabulary

JOURNAL_WORDS = Vocabulary(
    name="affairs",
    order=40,
    events={
        "ItemVersionMoved": ("事项版本流转", "Item version moved"),
        "ItemPublished": ("发布事项", "Item published"),
        "ItemWithdrawn": ("撤销事项", "Item withdrawn"),
        "ItemsImported": ("导入事项", "Items imported"),
        "CaseMoved": ("办件流转", "Case moved"),
        "CaseGiven": ("办件转手", "Case handed over"),
        "CaseMarkReached": ("办件时限提醒", "Mark of a case's limit"),
        "CaseClockRecomputed": ("办件时限重算", "Limit of a case recomputed"),
        "RatingGiven": ("收到评价", "Rating given"),
        "RectificationMoved": ("差评整改流转", "Work on a bad rating moved"),
        "RectificationMarkReached": ("差评整改时限提醒", "Mark of a rectification's limit"),
    },
    tasks={
        "try_links": ("检查事项中的网址", "Try the links of items"),
        "sweep_cases": ("检查办件时限", "Look at the limits of cases"),
        "recompute_cases": ("重算暂定的办件时限", "Recompute provisional limits"),
        "repeat_handovers": ("重发跨省通办消息", "Repeat messages to other regions"),
        "sweep_ratings": ("检查评价期和整改时限", "Look at rating periods and rectifications"),
    },
)
