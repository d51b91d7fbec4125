"""How a place reads on a page: kind, goods, hours, sources and field names in both languages."""

import re

KINDS: dict[str, tuple[str, str]] = {
    "city": ("城镇", "Town"),
    "port": ("港口", "Port"),
    "terminal": ("码头", "Terminal"),
    "berth": ("泊位", "Berth"),
    "anchorage": ("锚地", "Anchorage"),
    "lock": ("船闸", "Lock"),
    "junction": ("航道汇合点", "Fairway junction"),
    "station": ("铁路货站", "Rail freight station"),
    "airport": ("机场", "Airport"),
    "area": ("区域", "Area"),
}
_GOODS: dict[str, tuple[str, str]] = {
    "container": ("集装箱", "containers"),
    "bulk": ("散货", "dry bulk"),
    "general": ("件杂货", "general cargo"),
    "wagon": ("整车货物", "wagonloads"),
    "air": ("航空货物", "air freight"),
    "cement": ("水泥", "cement"),
    "liquid": ("液体货", "liquids"),
    "grain": ("粮食", "grain"),
    "sand": ("砂石", "sand"),
    "hazmat": ("危险品", "dangerous goods"),
    "vehicle": ("车辆", "vehicles"),
    "coal": ("煤炭", "coal"),
    "sugar": ("食糖", "sugar"),
}
_MODES: dict[str, tuple[str, str]] = {
    "W": ("水路", "water"),
    "R": ("公路", "road"),
    "T": ("铁路", "rail"),
    "A": ("航空", "air"),
}
_SOURCES: dict[str, tuple[str, str]] = {
    "estimate": ("估计", "Estimate"),
    "geonames": ("GeoNames 地名库", "GeoNames"),
    "searoute ports list": ("searoute 港口表", "searoute list of ports"),
    "airportsdata 20260905": ("airportsdata 2026-09-05", "airportsdata, 2026-09-05"),
    "published page + estimate": ("公开网页与估计", "Published page and estimate"),
    "published page (forum 2024-01) + estimate": (
        "公开网页（2024-01）与估计",
        "Published page (2024-01) and estimate",
    ),
    "published pages 2015, 2024": ("公开网页（2015、2024）", "Published pages (2015, 2024)"),
}
CONFIDENCES: dict[str, tuple[str, str]] = {
    "A": ("公开资料", "Published"),
    "B": ("公认或推算", "Well known or computed"),
    "C": ("估计，待核实", "Estimate, to be checked"),
}
FIELDS: dict[str, tuple[str, str]] = {
    "kind": ("类别", "Kind"),
    "name_zh": ("中文名", "Name (Chinese)"),
    "name_en": ("英文名", "Name (English)"),
    "city": ("城市", "City"),
    "latitude": ("纬度", "Latitude"),
    "longitude": ("经度", "Longitude"),
    "modes": ("运输方式", "Modes"),
    "cargo": ("货类", "Goods"),
    "berth_dwt_max": ("最大泊位", "Largest berth"),
    "takes_containers": ("集装箱", "Containers"),
    "takes_dangerous_goods": ("危险品", "Dangerous goods"),
    "opening_hours": ("开放时间", "Opening hours"),
    "locode": ("UN/LOCODE", "UN/LOCODE"),
    "iata": ("IATA", "IATA"),
    "note": ("备注", "Note"),
}
_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HOURS = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)/([1-7])")


def kind_text(kind: str, language: str) -> str:
    """Return the word for a kind of place."""
    return _said(KINDS, kind, language)


def goods_text(goods: tuple[str, ...] | list[str], language: str) -> str:
    """Return what a place handles as a list of words."""
    return _joined([_said(_GOODS, one, language) for one in goods], language)


def source_text(source: str, language: str) -> str:
    """Return a source of the reference network in words; others as they were written."""
    return _said(_SOURCES, source, language)


def confidence_text(confidence: str, language: str) -> str:
    """Return a degree of confidence with its letter, as “C 估计，待核实”."""
    return f"{confidence} {_said(CONFIDENCES, confidence, language)}" if confidence else ""


def hours_text(hours: str, language: str) -> str:
    """Return ``07:00-21:00/7`` as “每天 07:00–21:00”; what is not written so stays as it is."""
    read = _HOURS.fullmatch(hours)
    if read is None:
        return hours
    opens, closes, days = read.group(1), read.group(2), int(read.group(3))
    is_chinese = language.startswith("zh")
    if (opens, closes) == ("00:00", "24:00"):
        span = "全天" if is_chinese else "all day"
    else:
        span = f"{opens}–{closes}"
    if is_chinese:
        when = "每天" if days == len(_WEEKDAYS_EN) else f"周一至周{_WEEKDAYS_ZH[days - 1]}"
        return f"{when} {span}" if span != "全天" else f"{when}全天"
    when = "Daily" if days == len(_WEEKDAYS_EN) else f"Mon to {_WEEKDAYS_EN[days - 1]}"
    return f"{when}, {span}"


def value_text(field: str, value: object, language: str) -> str:
    """Return the value of any field of a place as a page shows it, "" where there is none."""
    if isinstance(value, bool):
        return ("可以" if value else "不可以") if language.startswith("zh") else _yes_no(value)
    if value in ("", None, []):
        return ""
    if isinstance(value, list | tuple):
        words = _MODES if field == "modes" else _GOODS
        return _joined([_said(words, str(one), language) for one in value], language)
    match field:
        case "kind":
            return kind_text(str(value), language)
        case "opening_hours":
            return hours_text(str(value), language)
        case "berth_dwt_max":
            return f"{value:,} t"
    return str(value)


def _yes_no(value: bool) -> str:  # noqa: FBT001 the value itself
    return "Yes" if value else "No"


def _said(words: dict[str, tuple[str, str]], key: str, language: str) -> str:
    zh, en = words.get(key, (key, key))
    return zh if language.startswith("zh") else en


def _joined(parts: list[str], language: str) -> str:
    return ("、" if language.startswith("zh") else ", ").join(parts)
