"""The planner's words for its events, as journals show them."""

from matou.web.vocabulary import Vocabulary

JOURNAL_WORDS = Vocabulary(
    name="planner",
    order=15,
    events={
        "NetworkChanged": ("路网变更", "Network changed"),
        "ChainBooked": ("占舱", "Booked"),
        "BookingConfirmed": ("确认订舱", "Booking confirmed"),
        "BookingReleased": ("释放舱位", "Booking released"),
        "LegChanged": ("运段有变", "Leg changed"),
        "ReplanProposed": ("提出改配", "Re-plan proposed"),
        "ReplanClosed": ("改配方案关闭", "Re-plan closed"),
        "BookingReplanned": ("已改配", "Booking re-planned"),
    },
    tasks={
        "expire_due_bookings": ("释放过期的占舱", "Free bookings that ran out"),
        "replan_touched": ("路网变更后排查订舱", "Look at bookings after a change"),
        "expire_due_replans": ("改配方案到期", "End re-plans that ran out"),
    },
)
