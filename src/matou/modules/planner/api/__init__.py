"""The planner's API: the network is read and asked without a token, editors change it with one."""

from matou.modules.planner.api import ask, edits, files, notices, reads
from matou.modules.planner.api.base import router

__all__ = ["ask", "edits", "files", "notices", "reads", "router"]
