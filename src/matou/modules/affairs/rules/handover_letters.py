"""What people are told of hand-overs, in both languages."""

from matou.modules.affairs.rules.case_letters import CaseLetter

HANDOVER_LETTER = CaseLetter(
    template="affairs.handover_news",
    zh_subject="转递进展：{news_zh}",
    zh_body="转递 {handover}（{item_zh}）：{news_zh}。{words}",
    en_subject="A hand-over: {news_en}",
    en_body="Hand-over {handover} ({item_en}): {news_en}. {words}",
)
