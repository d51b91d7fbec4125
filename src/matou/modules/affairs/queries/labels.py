"""Labels of items to print: one on A6, or a sheet of eight on A4."""

import json
from collections.abc import Sequence
from pathlib import Path

from matou.kit.codes import shown_code
from matou.kit.errors import DomainError, NotFound
from matou.modules.affairs.models import ItemVersion
from matou.modules.affairs.rules import states
from matou.spine.codes.queries import code_url
from matou.web.typesetting import compiler, qr_svg

PAPERS = Path(__file__).resolve().parents[1] / "papers"
SIZES = ("a6", "a4")
MOST = 80
"""Ten sheets: more belong to a printer's shop."""


class TooManyLabels(DomainError):
    """More labels than one file holds."""

    code = "affairs.too-many-labels"
    status = 422
    zh = "一次最多 {most} 张标签，选了 {asked} 张。请分几次打印。"
    en = "One file holds at most {most} labels and {asked} were asked for. Print them in parts."


def labels_pdf(*, codes: Sequence[str], size: str, base_url: str) -> bytes:
    """Return the labels of published items in the order asked; raises NotFound."""
    rows = ItemVersion.objects.filter(item__code__in=codes, state=states.PUBLISHED)
    named = {one.item.code: one for one in rows.select_related("item").order_by("number")}
    unknown = [code for code in codes if code not in named]
    if unknown or not codes:
        raise NotFound(what=unknown[0] if unknown else "label")
    told = [
        {
            "name_zh": named[code].name_zh,
            "name_en": named[code].name_en,
            "department": named[code].department,
            "shown": shown_code(code),
            "url": code_url(code, base_url=base_url),
            "qr": qr_svg(code_url(code, base_url=base_url)),
            "is_sample": named[code].item.is_sample,
        }
        for code in codes
    ]
    pdf = compiler(PAPERS).compile(
        input=str(PAPERS / "labels.typ"),
        format="pdf",
        sys_inputs={"labels": json.dumps(told, ensure_ascii=False), "size": size},
    )
    assert isinstance(pdf, bytes), "one document, one file"  # noqa: S101
    return pdf
