"""Background jobs and the workers that do them."""

import json

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import utc_now
from matou.spine.jobs import queries, services
from matou.spine.jobs.contracts import JobRow
from matou.web.access import PageRequest
from matou.web.components.records import KeysetPage
from matou.web.confirm import Question
from matou.web.console import asked, words
from matou.web.console.acts import ask_then_do
from matou.web.console.frame import PAGE_ROWS, readers, show, writers
from matou.web.vocabulary import task_words


@require_safe
@readers
def jobs(request: PageRequest) -> HttpResponse:
    """List failed jobs first, then the newest, with the workers that are alive."""
    task = asked.text(request, "task")
    before = asked.number(request, "before")
    found = queries.recent_jobs(limit=PAGE_ROWS + 1, before=before, task=task or None)
    rows = found[:PAGE_ROWS]
    more = str(rows[-1].id) if len(found) > PAGE_ROWS else ""
    facts = {
        "failed": [_line(row) for row in queries.failed_jobs()] if before is None else [],
        "rows": [_line(row) for row in rows],
        "page": KeysetPage(rows=rows, next_key=more),
        "counts": [
            {"status": status.value, "label": words.said(words.JOB_STATUS, status), "count": count}
            for status, count in queries.job_counts().items()
        ],
        "workers": queries.workers(),
        "task": task,
        "chosen": [task_words(task)] if task else [],
        "tasks": [(name, task_words(name)) for name in sorted(services.discover())],
    }
    return show(request, "web/console/jobs.html", facts)


def _line(row: JobRow) -> dict[str, object]:
    return {
        "row": row,
        "title": task_words(row.task),
        "status": row.status.value,
        "label": words.said(words.JOB_STATUS, row.status.value),
        "arguments": json.dumps(row.arguments, ensure_ascii=False, indent=1, default=str),
    }


@require_http_methods(["GET", "POST"])
@writers
def retry_job(request: PageRequest, job_id: int) -> HttpResponse:
    """Ask, then put a failed job back in line."""
    question = Question(
        title=_("重试任务 #%(number)s") % {"number": job_id},
        message=_("任务会从头再做一遍；已经做完的部分不会重复生效。"),
        button=_("重试"),
        action_url=request.path,
        back_url=reverse("console:jobs"),
    )
    return ask_then_do(
        request,
        question=question,
        do=lambda: services.retry_job(job_id=job_id, actor=request.actor, now=utc_now()),
        done=_("任务已重新排队。"),
    )
