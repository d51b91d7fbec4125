"""Papers as PDF by Typst: the compiler with the house's type, and the QR of an address.

The type is Noto Sans SC (SIL Open Font License) from a package; no font of the machine is used, so
a paper looks the same everywhere.
"""

import io
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pylopdf_fonts_zh_cn
import segno

if TYPE_CHECKING:
    import typst


@cache
def compiler(templates: Path) -> "typst.Compiler":
    """Return the compiler for a room's folder of templates; making one takes a while."""
    import typst  # 7 MB of machine code, which most processes never run

    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[str(Path(pylopdf_fonts_zh_cn.sans_path()).parent)],
    )
    return typst.Compiler(root=str(templates), font_paths=fonts)


def qr_svg(url: str) -> str:
    """Return the QR of an address as SVG, error correction M: papers are folded and stamped."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode("utf-8")
