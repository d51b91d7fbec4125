"""Acts of the registrar and of owners: one file a concern."""

from matou.modules.registry.services.corrections import correct_vessel, transfer_ownership
from matou.modules.registry.services.importing import (
    ImportPreview,
    ImportRefused,
    import_vessels,
    preview_import,
)
from matou.modules.registry.services.papers import Paper, record_paper
from matou.modules.registry.services.proposals import (
    accept_proposal,
    propose_correction,
    refuse_proposal,
    withdraw_proposal,
)
from matou.modules.registry.services.registration import (
    VesselAlreadyRegistered,
    register_vessel,
)
from matou.modules.registry.services.undoing import reverse_proposal

__all__ = [
    "ImportPreview",
    "ImportRefused",
    "Paper",
    "VesselAlreadyRegistered",
    "accept_proposal",
    "correct_vessel",
    "import_vessels",
    "preview_import",
    "propose_correction",
    "record_paper",
    "refuse_proposal",
    "register_vessel",
    "reverse_proposal",
    "transfer_ownership",
    "withdraw_proposal",
]
