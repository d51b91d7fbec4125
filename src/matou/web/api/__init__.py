"""What every room's ``api.py`` is built from: router, sign-in by token, refusals, pages."""

from matou.web.api.answers import Problem, answers
from matou.web.api.auth import bearer
from matou.web.api.house import make_router, new_api
from matou.web.api.idempotency import idempotent
from matou.web.api.paging import CursorQuery, Page

__all__ = [
    "CursorQuery",
    "Page",
    "Problem",
    "answers",
    "bearer",
    "idempotent",
    "make_router",
    "new_api",
]
