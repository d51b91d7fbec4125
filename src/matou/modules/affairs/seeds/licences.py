"""Demo licences: valid, suspended, revoked and replaced ones, so that a check has answers."""

from datetime import timedelta

from matou.modules.affairs.rules import samples
from matou.modules.affairs.seeds.desk import Desk
from matou.spine.credentials import queries as licences
from matou.spine.credentials import services as issuing

_LICENCE, _ANNEX = "港口经营许可证", "港口危险货物作业附证"
_CARRIER, _MANAGER = "国内水路运输经营许可证", "国内船舶管理业务经营许可证"
_AGO = timedelta(days=8)


def seed_licences(desk: Desk) -> None:
    """Deliver granted cases, and let the office act on some of their licences."""
    _issued(desk, _CARRIER)
    replaced, suspended = _issued(desk, _LICENCE), _issued(desk, _MANAGER)
    revoked = _issued(desk, _ANNEX)
    signer, now = desk.signer, desk.now
    issuing.replace_licence(
        code=replaced, changes={"conditions": "增加集装箱装卸"}, valid=None,
        reason="演示：扩大经营范围", actor=signer, now=now,
    )  # fmt: skip
    issuing.suspend_licence(code=suspended, reason="演示：限期整改", actor=signer, now=now)
    issuing.revoke_licence(code=revoked, reason="演示：停止作业", actor=signer, now=now)


def _issued(desk: Desk, title: str) -> str:
    """Return the licence of a granted case for the item that ends in it."""
    item = next(one for one in samples.port_items() if one["result_name"].startswith(title))
    case = desk.delivered(item["catalog_code"], desk.skipper, ago=_AGO)
    card = licences.licence_of_case(case, at=desk.now)
    assert card is not None, title  # noqa: S101
    return card.code
