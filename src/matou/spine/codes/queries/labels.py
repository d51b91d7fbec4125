"""A6 labels to print and stick on things."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pylopdf_fonts_zh_cn

from matou.spine.codes.contracts import CodeCard, ErrorLevel
from matou.spine.codes.queries.symbols import code_url, qr_svg

TEMPLATE = Path(__file__).parents[1] / "templates" / "codes" / "label.typ"


def label_pdf(card: CodeCard, *, base_url: str, error: ErrorLevel = ErrorLevel.QUARTILE) -> bytes:
    """Return an A6 page with both titles, the QR symbol and the code in letters to type.

    The titles go in as inputs, never as source, so nothing in a title can act.
    """
    import typst  # 7 MB of machine code, which most processes never run

    with TemporaryDirectory(prefix="matou-label-") as folder:
        root = Path(folder)
        (root / "label.typ").write_text(_source(), encoding="utf-8")
        (root / "qr.svg").write_bytes(qr_svg(card.code, base_url=base_url, error=error))
        pdf: bytes = typst.compile(
            str(root / "label.typ"),
            root=folder,
            font_paths=[str(Path(pylopdf_fonts_zh_cn.sans_path()).parent)],
            ignore_system_fonts=True,
            sys_inputs={
                "title_zh": card.title_zh,
                "title_en": card.title_en,
                "shown": card.shown,
                "url": code_url(card.code, base_url=base_url),
            },
        )
    return pdf


@cache
def _source() -> str:
    return TEMPLATE.read_text(encoding="utf-8")
