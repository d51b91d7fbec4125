"""The journal wakes a worker for every transaction that has something to deliver."""

from matou.spine.jobs.services import journal_delivery
from matou.spine.journal import services as journal

journal.on_published(journal_delivery.wake_delivery)
