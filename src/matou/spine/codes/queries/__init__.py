"""Reads of codes: what a code names, QR symbols, labels."""

from matou.spine.codes.queries.cards import card, code_of, codes_of, facts_of, look_up, resolve
from matou.spine.codes.queries.labels import label_pdf
from matou.spine.codes.queries.scans import scans_of
from matou.spine.codes.queries.symbols import code_url, qr_png, qr_svg

__all__ = [
    "card",
    "code_of",
    "code_url",
    "codes_of",
    "facts_of",
    "label_pdf",
    "look_up",
    "qr_png",
    "qr_svg",
    "resolve",
    "scans_of",
]
