"""The regions (行政区划) that items name, by code of GB/T 2260; others show their code."""

REGIONS: dict[str, tuple[str, str]] = {
    "440100": ("广州市", "Guangzhou"),
    "440600": ("佛山市", "Foshan"),
    "441200": ("肇庆市", "Zhaoqing"),
    "445300": ("云浮市", "Yunfu"),
    "450100": ("南宁市", "Nanning"),
    "450200": ("柳州市", "Liuzhou"),
    "450400": ("梧州市", "Wuzhou"),
    "450800": ("贵港市", "Guigang"),
    "451000": ("百色市", "Baise"),
    "520100": ("贵阳市", "Guiyang"),
    "530100": ("昆明市", "Kunming"),
}


def region_name(code: str, language: str) -> str:
    """Return a region's name in the reader's language."""
    zh, en = REGIONS.get(code, (code, code))
    return zh if language.startswith("zh") else en
