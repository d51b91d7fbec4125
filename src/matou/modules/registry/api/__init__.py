"""The public read API of the registers: no token, counted per address, three formats."""

from matou.modules.registry.api.registers import router

__all__ = ["router"]
