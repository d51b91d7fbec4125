"""People, companies and offices by their codes, as the console names them."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from matou.kit.codes import normal_code
from matou.spine.parties import queries as parties
from matou.web.console import words
from matou.web.language import in_language


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Return a name for every code asked; what nobody knows keeps its code."""
    wanted = {code for code in codes if code}
    cards = parties.party_cards(wanted)
    known = {code: in_language(zh=card.name, en=card.name_en) for code, card in cards.items()}
    return {code: known.get(code) or _office(code) for code in wanted}


def account_names(codes: Iterable[str]) -> dict[str, str]:
    """Return what each account is and whose, as people say it: “钱包 · 演示西江航运有限公司”."""
    wanted = set(codes)
    parted = {code: code.partition(":")[::2] for code in wanted}
    names = names_of(owner for _kind, owner in parted.values() if normal_code(owner) == owner)
    return {
        code: " · ".join(filter(None, (_account_kind(*parted[code]), names.get(parted[code][1]))))
        or code
        for code in wanted
    }


def _account_kind(kind: str, owner: str) -> str:
    # The platform's own accounts say in their second half what they are for.
    return words.said(words.ACCOUNT_KIND, owner if kind == "platform" else kind)


def _office(code: str) -> str:
    offices = {"system": _("系统"), "-": _("系统"), "house": _("平台"), "platform": _("平台")}
    return offices.get(code) or words.said(words.PLATFORM_ROLES, code)
