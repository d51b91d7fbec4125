"""A question as an address tells it: the fields of ``POST /api/v1/planner/ask``, as text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from urllib.parse import parse_qs

from matou.kit.clock import CHINA
from matou.kit.errors import InvalidInput
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.assuming import AssumedCase
from matou.modules.planner.rules.cargo import Wishes
from matou.modules.planner.rules.network import Network
from matou.modules.planner.rules.notices import week_start
from matou.modules.planner.rules.wishing import cargo_of, with_codes

LONGEST = 4000
_MINUTE = timedelta(minutes=1)
_TRUE, _FALSE = frozenset({"1", "true", "on", "yes"}), frozenset({"", "0", "false", "off", "no"})
_MOST_DIGITS = 12


def question_asked(text: str, *, network: Network, now: datetime) -> Question:
    """Return the question of a query string; raises InvalidInput naming the field.

    Lists repeat their field, or part its words by commas. Closures are objects in the API and have
    no text; as they could not be booked either, they raise AssumedCase instead of being lost.
    """
    if len(text) > LONGEST:
        raise _bad("question", "问题过长。", "The question is too long.")
    fields = _Fields(parse_qs(text.lstrip("?"), keep_blank_values=True, max_num_fields=100))
    if fields.text("closures"):
        raise AssumedCase

    def minute(moment: datetime | None, otherwise: int | None) -> int | None:
        # Seconds are rounded up, as in ``answers.minute_at``.
        return otherwise if moment is None else max(0, -((week_start(now) - moment) // _MINUTE))

    wishes = Wishes(
        max_transfers=fields.whole("max_transfers"),
        depart_from_min=minute(fields.instant("depart_from"), 0) or 0,
        arrive_by_min=minute(fields.instant("arrive_by"), None),
        avoids_dangerous_terminals=fields.flag("avoid_dangerous_terminals"),
        lower_water_cm=fields.whole("lower_water_cm") or 0,
    )
    # "Ready now" was said a moment ago: who books a minute later means now again.
    ready_at = max(fields.instant("ready_at") or now, now)
    return Question(
        origin=fields.text("origin"),
        destination=fields.text("destination"),
        ready_min=minute(ready_at, 0) or 0,
        cargo=cargo_of(
            tonnes=fields.number("tonnes"),
            teu=fields.whole("teu"),
            is_air=fields.flag("air"),
            draught_m=fields.number("draught_m"),
            dangerous_class=fields.text("dangerous_class"),
            flags=frozenset(fields.words("allow")),
        ),
        wishes=with_codes(
            wishes,
            network=network,
            without=fields.words("without"),
            must=fields.words("must"),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Fields:
    """Fields of a form read one by one; whatever cannot be meant is refused by name."""

    given: Mapping[str, Sequence[str]]

    def text(self, name: str) -> str:
        text = (self.given.get(name) or [""])[-1].strip()
        if "\x00" in text:
            raise _bad(name, "不能含有空字符。", "It must not hold a null character.")
        return text

    def words(self, name: str) -> list[str]:
        texts = ",".join(self.given.get(name) or []).split(",")
        return [word.strip() for word in texts if word.strip()]

    def flag(self, name: str) -> bool:
        text = self.text(name).lower()
        if text not in _TRUE | _FALSE:
            raise _bad(name, "请写 true 或 false。", "Write true or false.")
        return text in _TRUE

    def number(self, name: str) -> Decimal | None:
        text = self.text(name)
        if not text:
            return None
        try:
            found = Decimal(text)
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite() or abs(found) > 10**_MOST_DIGITS:
            raise _bad(name, "请填写数字。", "Give a number.")
        return found

    def whole(self, name: str) -> int | None:
        found = self.number(name)
        if found is None:
            return None
        if found != found.to_integral_value():
            raise _bad(name, "请填写整数。", "Give a whole number.")
        return int(found)

    def instant(self, name: str) -> datetime | None:
        text = self.text(name).replace(" ", "+")  # a plus that nobody escaped arrives as a space
        if not text:
            return None
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or not 2000 <= found.year <= 2200:  # noqa: PLR2004  # as everywhere
            raise _bad(name, "请写成 2026-12-31T08:00。", "Write it as 2026-12-31T08:00.")
        return found if found.tzinfo else found.replace(tzinfo=CHINA)


def _bad(field: str, reason_zh: str, reason_en: str) -> InvalidInput:
    return InvalidInput(field=field, reason_zh=reason_zh, reason_en=reason_en)
