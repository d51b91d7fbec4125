"""The planner's words for its events, as journals show them."""

from matou.web.vocabulary import Vocabulary

JOURNAL_WORDS = Vocabulary(
    name="planner",
    order=15,
    events={"NetworkChanged": ("路网变更", "Network changed")},
)
