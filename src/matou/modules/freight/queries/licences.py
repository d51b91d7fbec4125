"""Licences (证照) that carriage by river needs, asked of the spine by holder and period."""

from matou.kit.period import Period
from matou.spine.credentials import queries as credentials

CARRIER_KINDS = ("carrier_permit",)
"""国内水路运输经营许可证, held by the carrier."""

VESSEL_KINDS = ("vessel_operation", "vessel_survey")
"""船舶营业运输证 and 船舶检验证书, held by the vessel."""


def missing(*, carrier: str, vessel: str, period: Period) -> tuple[str, ...]:
    """Return the kinds that are not valid through the whole period."""
    return credentials.missing_among(
        wanted={carrier: CARRIER_KINDS, vessel: VESSEL_KINDS}, period=period
    )
