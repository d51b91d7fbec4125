"""Which turn of a dispute is told to whom, in which words (通知)."""

from dataclasses import dataclass
from enum import StrEnum

from matou.modules.freight.contracts import events
from matou.modules.freight.rules.disputes import DisputeTurn


class Audience(StrEnum):
    """Who is told, as the dispute sees them."""

    CLAIMANT = "claimant"
    OTHER = "other"
    OPPONENT = "opponent"
    """The side that did not appeal."""
    OPERATORS = "operators"
    ADMINS = "admins"


BOTH = (Audience.CLAIMANT, Audience.OTHER)
SIDE_PAGE = "/freight/lots/{lot}/disputes/{dispute}/"
DESK_PAGE = "/freight/console/disputes/{dispute}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeLetter:
    """A notice: its event and turn, whom it goes to, and its text with holes for the facts."""

    name: str
    event: type[events.DisputeEvent]
    to: tuple[Audience, ...]
    zh_subject: str
    zh_body: str
    en_subject: str
    en_body: str
    turn: DisputeTurn | None = None

    @property
    def template(self) -> str:
        """The name under which the notices room knows it."""
        return f"freight.dispute_{self.name}"

    @property
    def url(self) -> str:
        """The page that the notice leads to: the desk's for the house's own people."""
        is_house = not set(self.to) & {*BOTH, Audience.OPPONENT}
        return DESK_PAGE if is_house else SIDE_PAGE


_HOUSE = (Audience.OPERATORS,)

DISPUTE_LETTERS: tuple[DisputeLetter, ...] = (
    DisputeLetter(
        name="opened",
        event=events.DisputeOpened,
        to=(Audience.OTHER,),
        zh_subject="对方提出争议，请答复",
        zh_body="货运单 {lot} 有 {amount} 被提出争议并已冻结，请在 {reply_due} 前答复。",
        en_subject="A dispute was opened: please answer",
        en_body="{amount} of lot {lot} is contested and frozen. Answer before {reply_due}.",
    ),
    DisputeLetter(
        name="opened_desk",
        event=events.DisputeOpened,
        to=_HOUSE,
        zh_subject="新争议待裁决",
        zh_body="货运单 {lot} 有 {amount} 的争议，裁决期限 {ruling_due}。",
        en_subject="A new dispute to rule on",
        en_body="{amount} of lot {lot} is contested. Rule before {ruling_due}.",
    ),
    DisputeLetter(
        name="replied",
        event=events.DisputeReplied,
        to=(Audience.CLAIMANT,),
        zh_subject="对方已答复争议",
        zh_body="货运单 {lot} 的争议已有答复，平台将在 {ruling_due} 前裁决。",
        en_subject="The other side has answered",
        en_body="The dispute over lot {lot} was answered. The platform rules before {ruling_due}.",
    ),
    DisputeLetter(
        name="replied_desk",
        event=events.DisputeReplied,
        to=_HOUSE,
        zh_subject="争议已答复，可以裁决",
        zh_body="货运单 {lot} 的争议已有答复，裁决期限 {ruling_due}。",
        en_subject="Answered: ready to rule",
        en_body="The dispute over lot {lot} was answered. Rule before {ruling_due}.",
    ),
    DisputeLetter(
        name="withdrawn",
        event=events.DisputeWithdrawn,
        to=(Audience.OTHER,),
        zh_subject="对方已撤回争议",
        zh_body="货运单 {lot} 的争议已撤回，冻结的 {amount} 已归贵方。",
        en_subject="The dispute was withdrawn",
        en_body="The dispute over lot {lot} was withdrawn; the frozen {amount} is yours.",
    ),
    DisputeLetter(
        name="reply_near",
        event=events.DisputeReminded,
        turn=DisputeTurn.REPLY_NEAR,
        to=(Audience.OTHER,),
        zh_subject="争议答复即将到期",
        zh_body="货运单 {lot} 的争议请在 {reply_due} 前答复；逾期平台可径行裁决。",
        en_subject="Your answer is due soon",
        en_body="Answer the dispute over lot {lot} before {reply_due}, or it is ruled without you.",
    ),
    DisputeLetter(
        name="reply_overdue",
        event=events.DisputeEscalated,
        turn=DisputeTurn.REPLY_OVERDUE,
        to=BOTH,
        zh_subject="争议答复已逾期",
        zh_body="货运单 {lot} 的争议逾期未答复，平台可径行裁决，期限 {ruling_due}。",
        en_subject="The answer is overdue",
        en_body="Nobody answered for lot {lot}; the platform may rule now, by {ruling_due}.",
    ),
    DisputeLetter(
        name="reply_overdue_desk",
        event=events.DisputeEscalated,
        turn=DisputeTurn.REPLY_OVERDUE,
        to=_HOUSE,
        zh_subject="逾期未答复，可径行裁决",
        zh_body="货运单 {lot} 的争议逾期未答复，现在可以裁决，期限 {ruling_due}。",
        en_subject="No answer in time: rule without it",
        en_body="Nobody answered the dispute over lot {lot}. You may rule, before {ruling_due}.",
    ),
    DisputeLetter(
        name="ruling_near",
        event=events.DisputeReminded,
        turn=DisputeTurn.RULING_NEAR,
        to=_HOUSE,
        zh_subject="裁决即将到期",
        zh_body="货运单 {lot} 的争议请在 {ruling_due} 前裁决，逾期将升级至管理员。",
        en_subject="A ruling is due soon",
        en_body="Rule on lot {lot} before {ruling_due}; after that it goes to the administrators.",
    ),
    DisputeLetter(
        name="ruling_overdue",
        event=events.DisputeEscalated,
        turn=DisputeTurn.RULING_OVERDUE,
        to=BOTH,
        zh_subject="裁决逾期，已升级处理",
        zh_body="货运单 {lot} 的争议裁决逾期，已升级至管理员处理。金额仍然冻结。",
        en_subject="The ruling is late and was escalated",
        en_body="The ruling on lot {lot} is late; administrators see to it.",
    ),
    DisputeLetter(
        name="ruling_overdue_desk",
        event=events.DisputeEscalated,
        turn=DisputeTurn.RULING_OVERDUE,
        to=(Audience.ADMINS, Audience.OPERATORS),
        zh_subject="裁决逾期，请管理员处理",
        zh_body="货运单 {lot} 的争议（{amount}）裁决逾期，管理员现可裁决。",
        en_subject="A ruling is overdue",
        en_body="The ruling on lot {lot} ({amount}) is overdue; an administrator may rule now.",
    ),
    DisputeLetter(
        name="ruled",
        event=events.DisputeRuled,
        to=BOTH,
        zh_subject="争议已裁决",
        zh_body="货运单 {lot} 的争议已裁决：判给提出方 {won}。如不服，请在 {appeal_until} 前申诉。",
        en_subject="The dispute was ruled on",
        en_body="Lot {lot}: the claimant is to get {won}. Appeal before {appeal_until}, or accept.",
    ),
    DisputeLetter(
        name="appealed",
        event=events.DisputeAppealed,
        to=(Audience.OPPONENT,),
        zh_subject="对方已申诉",
        zh_body="货运单 {lot} 的裁决被申诉，将由另一位运营人员在 {appeal_due} 前终局裁决。",
        en_subject="The other side has appealed",
        en_body="The ruling on lot {lot} is under appeal. Another operator rules by {appeal_due}.",
    ),
    DisputeLetter(
        name="appealed_desk",
        event=events.DisputeAppealed,
        to=_HOUSE,
        zh_subject="申诉待终局裁决",
        zh_body="货运单 {lot} 的裁决被申诉，须由另一位运营人员在 {appeal_due} 前裁决。",
        en_subject="An appeal to rule on",
        en_body="The ruling on lot {lot} is under appeal. Another operator rules by {appeal_due}.",
    ),
    DisputeLetter(
        name="appeal_near",
        event=events.DisputeReminded,
        turn=DisputeTurn.APPEAL_NEAR,
        to=_HOUSE,
        zh_subject="终局裁决即将到期",
        zh_body="货运单 {lot} 的申诉请在 {appeal_due} 前裁决，逾期将升级至管理员。",
        en_subject="An appeal is due soon",
        en_body="Rule on the appeal of lot {lot} before {appeal_due}, or administrators will.",
    ),
    DisputeLetter(
        name="appeal_overdue",
        event=events.DisputeEscalated,
        turn=DisputeTurn.APPEAL_OVERDUE,
        to=(Audience.ADMINS, Audience.OPERATORS),
        zh_subject="终局裁决逾期，请管理员处理",
        zh_body="货运单 {lot} 的申诉（{amount}）裁决逾期，管理员现可裁决。",
        en_subject="An appeal is overdue",
        en_body="The appeal of lot {lot} ({amount}) is overdue; an administrator may rule now.",
    ),
    DisputeLetter(
        name="closed",
        event=events.DisputeClosed,
        to=BOTH,
        zh_subject="争议已终局，资金已划付",
        zh_body="货运单 {lot} 的争议已终局：提出方得 {won}，其余归对方，资金已划付。",
        en_subject="The dispute is over, the money is paid",
        en_body="Lot {lot}: the claimant got {won}, the other side the rest of {amount}.",
    ),
)


def letters_of(event: events.DisputeEvent) -> tuple[DisputeLetter, ...]:
    """Return the letters that an event asks for."""
    turn = getattr(event, "turn", None)
    return tuple(
        letter
        for letter in DISPUTE_LETTERS
        if letter.event is type(event) and (letter.turn is None or letter.turn == turn)
    )
