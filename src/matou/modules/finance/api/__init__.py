"""Finance for programmes, under ``/api/v1/finance``: statements read, answered and signed."""

from matou.modules.finance.api import statements
from matou.modules.finance.api.base import router

__all__ = ["router", "statements"]
