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
    },
    tasks={"try_links": ("检查事项中的网址", "Try the links of items")},
)
