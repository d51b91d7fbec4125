"""Finance for programmes, under ``/api/v1/finance``: statements read, answered and signed."""

from matou.modules.finance.api import files, statements
from matou.modules.finance.api.base import router

__all__ = ["files", "router", "statements"]
