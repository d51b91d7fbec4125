"""A presentation as QR: the token itself where a symbol holds it, so that no network is needed."""

import io
from functools import lru_cache

import segno
from django.utils.safestring import SafeString, mark_safe
from segno import DataOverflowError

MOST_IN_A_SYMBOL = 1_800
"""Bytes; version 33 at error correction L. Telephones read larger ones badly."""


@lru_cache(maxsize=64)
def presentation_svg(token: str) -> SafeString:
    """Return the QR of a token as inline SVG, nothing where it is too long for a telephone."""
    if len(token) > MOST_IN_A_SYMBOL:
        return SafeString("")
    out = io.BytesIO()
    try:
        symbol = segno.make(token, error="l", boost_error=False, micro=False)
    except DataOverflowError:
        return SafeString("")
    symbol.save(out, kind="svg", scale=3, border=3, xmldecl=False, svgclass="qr",
                lineclass=None, nl=False)  # fmt: skip
    # Numbers alone: a token is drawn, never written.
    return mark_safe(out.getvalue().decode("utf-8"))  # noqa: S308  # nosec B703
