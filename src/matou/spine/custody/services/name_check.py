"""The institution's check of a holder's name against an account number, simulated."""

from functools import cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from matou.spine.custody.contracts import ProviderUnavailable
from matou.spine.custody.contracts.payees import NameChecker, NameVerdict

_DEFAULT = "matou.spine.custody.services.name_check.SimulatedNameCheck"


class SimulatedNameCheck:
    """A check that knows no bank: numbers that end in 0000 are held under another name.

    Numbers that end in 9999 find it out of order, so that both answers can be tried.
    """

    def check_name(self, *, name: str, number: str) -> NameVerdict:
        """Say whether the number is held under the name; raises ProviderUnavailable."""
        if number.endswith("9999"):
            raise ProviderUnavailable
        is_other = number.endswith("0000") or not name
        return NameVerdict.DIFFERS if is_other else NameVerdict.MATCHES


@cache
def _made(path: str) -> NameChecker:
    return cast("NameChecker", import_string(path)())


def name_checker() -> NameChecker:
    """Return the check that ``CUSTODY_NAME_CHECK`` names; without it, the simulated one."""
    return _made(getattr(settings, "CUSTODY_NAME_CHECK", _DEFAULT))
