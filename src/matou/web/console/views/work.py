"""Background jobs and the workers that do them."""

import json

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from matou.kit.clock import utc_now
from matou.spine.jobs import queries, services
from matou.spine.jobs.contracts import JobRow
from matou.web.access import PageRequest
from matou.web.components.records import KeysetPage
from matou.web.console import asked, words
from matou.web.console.frame import PAGE_ROWS, readers, show, writers


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
    }
    return show(request, "web/console/jobs.html", facts)


def _line(row: JobRow) -> dict[str, object]:
    return {
        "row": row,
        "status": row.status.value,
        "label": words.said(words.JOB_STATUS, row.status.value),
        "arguments": json.dumps(row.arguments, ensure_ascii=False, indent=1, default=str),
    }


@require_POST
@writers
def retry_job(request: PageRequest, job_id: int) -> HttpResponse:
    """Put a failed job back in line."""
    services.retry_job(job_id=job_id, actor=request.actor, now=utc_now())
    messages.success(request, _("任务已重新排队。"))
    return HttpResponseRedirect(reverse("console:jobs"))
