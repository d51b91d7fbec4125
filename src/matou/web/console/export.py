"""CSV downloads of console lists."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.http import HttpRequest, StreamingHttpResponse

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
MOST_ROWS = 20_000
STEP = 500

T = TypeVar("T")


class _Line:
    """A file that hands back what csv writes, line by line."""

    def write(self, text: str) -> str:
        return text


def wants_csv(request: HttpRequest) -> bool:
    """Tell whether the address asks for the list as a file."""
    return request.GET.get("format") == "csv"


def export_url(request: HttpRequest, *, page_parameter: str) -> str:
    """Return the list's address with its filters, from its beginning."""
    query = request.GET.copy()
    query.pop(page_parameter, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def csv_response(
    *, name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """Stream rows as UTF-8 CSV that spreadsheet programs open safely."""
    response = StreamingHttpResponse(_lines(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def all_rows(
    page: Callable[[Any], Sequence[T]], *, key: Callable[[T], Any], step: int = STEP
) -> Iterator[T]:
    """Read a keyset list to its end, at most 20,000 rows; ``page`` answers a step after a key."""
    after: Any = None
    for _page in range(MOST_ROWS // step):
        found = page(after)
        yield from found
        if len(found) < step:
            return
        after = key(found[-1])


def _lines(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff"  # without it Excel reads UTF-8 as the machine's own code page
    yield writer.writerow(head)
    for row in rows:
        yield writer.writerow([_safe(cell) for cell in row])


def _safe(cell: Any) -> Any:
    """Disarm texts that a spreadsheet would run as a formula."""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell
