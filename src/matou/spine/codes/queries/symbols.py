"""QR symbols (ISO/IEC 18004) of codes."""

from io import BytesIO

import segno

from matou.spine.codes.contracts import ErrorLevel

QUIET_ZONE = 4
"""Modules of white around the symbol that ISO/IEC 18004 section 5.3.8 demands."""


def code_url(code: str, *, base_url: str) -> str:
    """Return the address that the symbol holds and anyone's phone opens."""
    return f"{base_url.rstrip('/')}/c/{code}"


def qr_svg(code: str, *, base_url: str, error: ErrorLevel = ErrorLevel.QUARTILE) -> bytes:
    """Return the symbol as an SVG file without script or style."""
    file = BytesIO()
    _symbol(code, base_url, error).save(
        file, kind="svg", border=QUIET_ZONE, xmldecl=False, nl=False, light="#fff", unit="mm"
    )
    return file.getvalue()


def qr_png(
    code: str, *, base_url: str, error: ErrorLevel = ErrorLevel.QUARTILE, scale: int = 8
) -> bytes:
    """Return the symbol as a PNG file, ``scale`` pixels a module (1 to 40)."""
    file = BytesIO()
    bounded = max(1, min(scale, 40))
    _symbol(code, base_url, error).save(file, kind="png", scale=bounded, border=QUIET_ZONE)
    return file.getvalue()


def _symbol(code: str, base_url: str, error: ErrorLevel) -> segno.QRCode:
    # The chosen level is kept: a higher one that happens to fit would make labels differ.
    return segno.make(
        code_url(code, base_url=base_url), error=error.value, micro=False, boost_error=False
    )
