"""What the lists of orders have in common: filters by number, state and site, and pages."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console import filters
from landbridge.console.floors import shown_filters, site_filter
from landbridge.console.grounds import grounds
from landbridge.console.tables import Column, Row, Table, page_of
from landbridge.kit.ground import Ground
from landbridge.wms.facade.contracts import Page

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Shape = TypeVar("Shape")

OPEN_OR_CLOSED: filters.Choices = (
    ("open", _("open")),
    ("closed", _("closed")),
    ("all", _("all")),
)


class Asking(Protocol[Shape]):
    """A question of the warehouse's facade for one page of orders."""

    def __call__(
        self, ground: Ground, /, *, site: str, text: str, state: str, limit: int, after: str
    ) -> Page[Shape]: ...


def order_list(
    request: HttpRequest,
    ask: Asking[Shape],
    *,
    states: filters.Choices,
    number_title: "str | StrPromise",
    columns: Sequence[Column],
    row: Callable[[Shape], Row],
    sentence: "str | StrPromise",
    site: filters.Filter | None = None,
) -> dict[str, object]:
    """What a screen of orders shows. sentence: instead of a table without rows.

    site: the filter, where the screen has asked for it already.
    """
    page = page_of(request)
    site = site or site_filter(request)
    state = filters.choice(request, "state", _("State"), states, default="open")
    found = ask(
        grounds().wms, site=site.value, text=filters.asked(request, "text"), state=state.value,
        limit=page.limit, after=page.token,
    )  # fmt: skip
    return {
        "filters": shown_filters(filters.text(request, "text", number_title), state, site),
        "is_filtered": filters.is_filtered(request),
        "table": Table(
            columns=tuple(columns),
            rows=tuple(row(each) for each in found.rows),
            next_page=found.after,
            sentence=sentence,
        ),
    }
