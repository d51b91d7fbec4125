"""The wishes of a question in words, so that a linked or printed plan says what it rests on."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matou.modules.planner.queries.answers import LiveAnswer
from matou.modules.planner.queries.gazetteer import Gazetteer
from matou.modules.planner.rules.cargo import Wishes
from matou.modules.planner.rules.network import MINUTES_PER_DAY
from matou.modules.planner.views.ask_words import mode_words
from matou.web.language import in_language
from matou.web.texts import instant_text


def wish_words(live: LiveAnswer, names: Gazetteer) -> str:
    """Return all wishes as one line, "" where there are none."""
    question = live.answer.question
    parts = [*_ways(question.wishes, names), *_times(live, names)]
    if question.cargo.flags:
        parts.append(_("假定平陆运河已经开通"))
    return in_language(zh="；", en="; ").join(parts)


def _ways(wishes: Wishes, names: Gazetteer) -> Iterator[str]:
    joint = in_language(zh="、", en=", ")
    musts = [mode_words(mode) for mode in sorted(wishes.must_modes)]
    codes = wishes.must_nodes | wishes.must_links | wishes.must_services
    musts += [names.name(code) for code in sorted(codes)]
    if musts:
        yield _("必须使用 %s") % joint.join(musts)
    avoided = [mode_words(mode) for mode in sorted(wishes.without_modes)]
    codes = wishes.without_nodes | wishes.without_links | wishes.without_services
    avoided += [names.name(code) for code in sorted(codes)]
    if avoided:
        yield _("避开 %s") % joint.join(avoided)
    if wishes.max_transfers is not None:
        most = wishes.max_transfers
        yield ngettext("至多换装 %d 次", "至多换装 %d 次", most) % most
    if wishes.avoids_dangerous_terminals:
        yield _("不在接收危险货物的码头、货站装卸")


def _times(live: LiveAnswer, names: Gazetteer) -> Iterator[str]:
    wishes = live.answer.question.wishes
    if wishes.depart_from_min:
        yield _("不早于 %s 出发") % instant_text(live.instant(wishes.depart_from_min)).text
    if wishes.lower_water_cm:
        yield _("假如水位低 %d 厘米") % wishes.lower_water_cm
    for closure in wishes.closures:
        days = (closure.until_min - closure.from_min) // MINUTES_PER_DAY
        yield _("假如%(lock)s自 %(start)s 停航 %(days)d 天") % {
            "lock": names.name(closure.lock),
            "start": instant_text(live.instant(closure.from_min)).text,
            "days": days,
        }
