"""One carton: what is in it, where it goes, its label, how it is packed."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import item_href, outbound_href
from landbridge.console.grounds import grounds
from landbridge.console.plain_words import unit
from landbridge.console.screen import Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import LabelContent

COLUMNS = (
    Column(_("Item"), wide=True),
    Column(_("Quantity"), "quantity"),
    Column(_("Lot"), "code"),
    Column(_("Expiry"), "day", aside=True),
    Column("GTIN", "code", aside=True),
)


def view(request: HttpRequest, carton_id: int) -> Shown:
    found = wms.carton_labels(grounds().wms, carton_id=carton_id)
    if not found:
        raise Http404
    carton = found[0]
    weight = carton.gross_weight_g
    return {
        "carton": carton,
        "kilograms": None if weight is None else weight / 1000,
        "order_href": outbound_href(carton.order_id),
        "progress": wms.packing_progress(grounds().wms, carton_id=carton_id),
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(content, carton.owner) for content in carton.contents),
            sentence=_("This carton is empty."),
        ),
    }


def _row(content: LabelContent, owner: str) -> Row:
    return Row.of(
        Cell(content.item, note=content.description),
        Cell(content.quantity, note=unit(content.uom)),
        content.lot,
        content.expiry_on,
        content.gtin,
        href=item_href(owner, content.item),
    )


screen = Screen(
    path="cartons/<int:carton_id>/",
    name="carton",
    title=_("Carton"),
    view=view,
    permission="see_orders",
)
