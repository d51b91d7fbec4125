"""How the job room introduces itself to the house."""

from matou.spine.room import SpineConfig


class JobsConfig(SpineConfig):
    """Queue and schedule on PostgreSQL; the queue itself is procrastinate's."""

    name = "matou.spine.jobs"
    label = "jobs"
    title_zh = "后台任务"
    title_en = "Jobs"
