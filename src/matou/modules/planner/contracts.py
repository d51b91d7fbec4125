"""What other rooms may know of the planner: the network's event and who may edit it."""

from dataclasses import dataclass
from datetime import datetime

from matou.kit.event import Event

EDITOR_ROLE = "planner.editor"
"""The role that keeps the network (路网编辑); ``platform.registrar`` may do the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkChanged(Event):
    """The network was changed, or will be from ``effective_at`` on.

    ``aggregate`` is the code of the row or notice, ``network`` for an import; ``what`` is
    ``imported``, ``added``, ``changed``, ``ended``, or ``notice_published``, ``notice_amended``,
    ``notice_withdrawn``. ``subjects`` names what is touched: links, services, locks, places.
    """

    what: str
    subjects: tuple[str, ...]
    effective_at: datetime
