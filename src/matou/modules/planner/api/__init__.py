"""The planner's API: the network is read without a token, editors change it with one."""

from matou.modules.planner.api import edits, files, notices, reads
from matou.modules.planner.api.base import router

__all__ = ["edits", "files", "notices", "reads", "router"]
