"""Any list as CSV: the screen's own view is asked for page after page and written as it comes."""

import csv
import io
from collections.abc import Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from landbridge.console.screen import Screen
from landbridge.console.tables import Cell, Table, plain_value

PAGE_SIZE = 500
PAGES_MAX = 200
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def wants_csv(request: HttpRequest) -> bool:
    return request.GET.get("format") == "csv"


def csv_response(
    screen: Screen, request: HttpRequest, params: dict[str, object]
) -> HttpResponseBase:
    """The list of a screen from its first page on, at the most PAGES_MAX pages of it."""
    request.page_limit = PAGE_SIZE  # type: ignore[attr-defined]  # read by tables.page_of
    first = _table(screen, request, params, "")
    if isinstance(first, HttpResponseBase):
        return first
    response = StreamingHttpResponse(
        _lines(screen, request, params, first), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{screen.name}.csv"'
    return response


def _table(
    screen: Screen, request: HttpRequest, params: dict[str, object], page: str
) -> Table | HttpResponseBase:
    query = request.GET.copy()
    query["page"] = page
    request.GET = query  # type: ignore[assignment]  # the same request, one page on
    shown = screen.view(request, **params)
    if isinstance(shown, HttpResponseBase):
        return shown
    table = shown.get("table")
    return table if isinstance(table, Table) else Table(columns=())


def _lines(
    screen: Screen, request: HttpRequest, params: dict[str, object], table: Table
) -> Iterator[str]:
    yield _line([str(column.title) for column in table.columns])
    for _page in range(PAGES_MAX):
        for row in table.rows:
            yield _line([_text(cell) for cell in row.cells])
        if not table.next_page:
            return
        following = _table(screen, request, params, table.next_page)
        if isinstance(following, HttpResponseBase):
            return
        table = following
    yield _line([f"cut after {PAGES_MAX * PAGE_SIZE} rows; narrow the filters"])


def _text(cell: Cell) -> str:
    """A spreadsheet must not run what a document says, so a formula becomes text."""
    text = plain_value(cell.value)
    if isinstance(cell.value, str) and text.startswith(FORMULA_STARTS):
        return f"'{text}"
    return text


def _line(fields: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(fields)
    return out.getvalue()
