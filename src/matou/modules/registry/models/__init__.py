"""Tables of the registers: vessels, the history of their fields, proposed corrections."""

from matou.modules.registry.models.history import FieldRecord
from matou.modules.registry.models.proposal import Proposal
from matou.modules.registry.models.vessel import Vessel

__all__ = ["FieldRecord", "Proposal", "Vessel"]
