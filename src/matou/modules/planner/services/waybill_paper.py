"""The multimodal waybill as PDF: A4, both languages, with the QR of its code.

Set by Typst with the Noto Sans SC type (SIL Open Font License) that a package brings; no font of
the machine is used, so a paper looks the same everywhere. The same facts give the same bytes.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from matou.kit.actor import Actor
from matou.kit.clock import CHINA
from matou.kit.codes import shown_code
from matou.kit.money import Money
from matou.kit.tonnes import Tonnes
from matou.modules.planner.queries.waybills import waybill
from matou.modules.planner.rules import kinds
from matou.modules.planner.rules.waybill import (
    GENERAL,
    REGIMES,
    Moment,
    Named,
    Waybill,
    WaybillLeg,
)
from matou.web.typesetting import compiler, qr_svg

TEMPLATES = Path(__file__).resolve().parent.parent / "papers"
_MODES = {key: (zh, en) for key, zh, en in kinds.MODES}


def waybill_pdf(*, code: str, actor: Actor, base_url: str) -> bytes:
    """Return the waybill of a booking as PDF; raises NotFound and WaybillNotIssued."""
    paper = waybill(code=code, actor=actor)
    url = f"{base_url.rstrip('/')}/c/{code}"
    pdf = compiler(TEMPLATES).compile(
        input=str(TEMPLATES / "waybill.typ"),
        format="pdf",
        sys_inputs={
            "paper": json.dumps(_facts(paper, url=url), ensure_ascii=False),
            "qr": qr_svg(url),
        },
        timestamp=paper.issued_at.replace(microsecond=0),
    )
    assert isinstance(pdf, bytes), "one document, one file"  # noqa: S101
    return pdf


def _facts(paper: Waybill, *, url: str) -> dict[str, Any]:
    boxes = f" · {paper.teu} TEU" if paper.teu else ""
    danger = f" · 危险货物 dangerous, class {paper.dangerous_class}" * bool(paper.dangerous_class)
    return {
        "code": paper.number,
        "shown": shown_code(paper.number),
        "url": url,
        "issued": _at(paper.issued_at),
        "facts": [
            _fact("托运人", "Consignor", _name(paper.consignor)),
            _fact("收货人", "Consignee", _name(paper.consignee)),
            _fact("货物", "Goods", paper.cargo_name + danger),
            _fact("重量", "Gross weight", f"{Tonnes(paper.mass_kg)}{boxes}"),
            _fact("接收地", "Place of acceptance", _name(paper.origin)),
            _fact("交付地", "Place of delivery", _name(paper.destination)),
            _fact("全程运价", "Charge, door to door", str(Money(paper.price_fen))),
            _fact("碳排放", "CO2e, WTW", f"{paper.co2e_g / 1000:,.1f} kg"),
            _fact("运单版次", "Waybill version", str(paper.version)),
            _fact("路网版本", "Network version", paper.network_version),
        ],
        "legs": [_leg(leg) for leg in paper.legs],
        "general": {"zh": GENERAL[0], "en": GENERAL[1]},
        "regimes": [
            {"mode": _both(_MODES[mode]), "text": _both(REGIMES[mode])}
            for mode in dict.fromkeys(leg.mode for leg in paper.legs)
        ],
    }


def _leg(leg: WaybillLeg) -> dict[str, Any]:
    carrier = _name(leg.carrier) if leg.carrier else "待定 not named yet"
    ride = f"班次 service {leg.service}" if leg.service else ""
    means = ride or (f"{leg.vehicles} 船/车 vehicles" if leg.vehicles else "")
    return {
        "number": leg.number,
        "mode": _both(_MODES[leg.mode]),
        "means": means,
        "carrier": carrier,
        "origin": _both((leg.origin.zh, leg.origin.en)),
        "destination": _both((leg.destination.zh, leg.destination.en)),
        "departs": _moment(leg.departs),
        "arrives": _moment(leg.arrives),
        "km": f"{leg.length_m / 1000:,.0f}",
    }


def _moment(moment: Moment) -> list[str]:
    named = (
        ("PLN", moment.planned_at),
        ("EST", moment.estimated_at),
        ("ACT", moment.actual_at),
    )
    return [f"{word} {at.astimezone(CHINA):%m-%d %H:%M}" for word, at in named if at]


def _name(named: Named) -> str:
    names = named.zh if named.zh == named.en else f"{named.zh} {named.en}"
    return f"{names} ({named.code})"


def _at(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M} (UTC+8)"


def _fact(zh: str, en: str, value: str) -> dict[str, Any]:
    return {"label": {"zh": zh, "en": en}, "value": value}


def _both(pair: tuple[str, str]) -> dict[str, str]:
    return {"zh": pair[0], "en": pair[1]}
