"""One outbound order: how far each line is, its tasks, picks, cartons and shipments."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import item_href
from landbridge.console.audit import actor_of
from landbridge.console.grounds import grounds
from landbridge.console.plain_words import unit
from landbridge.console.screen import Screen, Shown
from landbridge.console.screens.warehouse.rows import TASKS_OF_ORDER, task_row_of_order
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import LineLadder, OutboundLineView, PickView

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PICKS = (
    Column(_("At"), "instant"),
    Column(_("Item"), wide=True),
    Column(_("Quantity"), "quantity"),
    Column(_("Lot"), "code"),
    Column(_("Bin"), "code"),
    Column(_("By"), aside=True),
)


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a line's ladder; percent of what was ordered."""

    title: "str | StrPromise"
    value: Decimal
    percent: int


@dataclass(frozen=True, slots=True)
class Line:
    line: OutboundLineView
    href: str
    rungs: tuple[Rung, ...]
    is_short: bool


def view(request: HttpRequest, order_id: int) -> Shown:
    if request.method == "POST":
        done = wms.release_order(
            grounds().wms,
            key=request.POST.get("key", "")[:200],
            actor=actor_of(request),
            order_id=order_id,
        )
        messages.success(request, done.text)
        return HttpResponseRedirect(request.path)
    page = wms.outbound_order(grounds().wms, order_id=order_id)
    if page is None:
        raise Http404
    return {
        "page": page,
        "key": f"console-release-{request.request_id}",  # type: ignore[attr-defined]
        "lines": [_line(line, page.order.owner) for line in page.lines],
        "tasks": Table(
            columns=TASKS_OF_ORDER, rows=tuple(task_row_of_order(task) for task in page.tasks)
        ),
        "picks": Table(columns=PICKS, rows=tuple(_pick(pick) for pick in page.picks)),
    }


def _line(line: OutboundLineView, owner: str) -> Line:
    return Line(line, item_href(owner, line.item), rungs(line.ladder), line.ladder.short > 0)


def rungs(ladder: LineLadder) -> tuple[Rung, ...]:
    """The ladder from allocated to shipped; each rung as part of what was ordered."""
    steps = (
        (_("allocated"), ladder.allocated),
        (_("released"), ladder.released),
        (_("picked"), ladder.picked),
        (_("packed"), ladder.packed),
        (_("shipped"), ladder.shipped),
    )
    return tuple(
        Rung(title, value, int(100 * value / ladder.ordered) if ladder.ordered else 0)
        for title, value in steps
    )


def _pick(pick: PickView) -> Row:
    return Row.of(
        pick.picked_at,
        pick.item,
        Cell(pick.quantity, note=unit(pick.uom)),
        Cell(pick.lot, note=", ".join(pick.serials[:5])),
        pick.bin,
        pick.picked_by,
    )


screen = Screen(
    path="outbound/<int:order_id>/",
    name="outbound-order",
    title=_("Outbound order"),
    view=view,
    permission="see_orders",
    writes="direct_floor",
)
