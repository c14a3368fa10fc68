"""Items with what is on hand over all sites."""

from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console import filters
from landbridge.console.addresses import item_href
from landbridge.console.grounds import grounds
from landbridge.console.plain_words import unit
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table, page_of
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import ItemRow

COLUMNS = (
    Column(_("Item")),
    Column(_("Description"), wide=True),
    Column(_("On hand"), "quantity"),
    Column(_("Reserved"), "quantity"),
    Column(_("Available"), "quantity"),
    Column(_("Unit"), aside=True),
    Column(_("State"), "badge", aside=True),
)
STATES = (("active", _("in use")), ("inactive", _("no longer in use")))


def view(request: HttpRequest) -> Shown:
    page = page_of(request)
    state = filters.choice(request, "state", _("State"), STATES)
    found = wms.items(
        grounds().wms,
        owner=filters.asked(request, "owner"),
        text=filters.asked(request, "text"),
        state=state.value,
        limit=page.limit,
        after=page.token,
    )
    return {
        "filters": (filters.text(request, "text", _("Code, description or barcode")), state),
        "is_filtered": filters.is_filtered(request),
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(row) for row in found.rows),
            next_page=found.after,
            sentence=_("No item matches. Items come from the ERP as documents of kind item."),
        ),
    }


def _row(row: ItemRow) -> Row:
    return Row.of(
        Cell(row.code, note=row.owner),
        row.description,
        row.on_hand,
        row.reserved,
        row.on_hand - row.reserved,
        unit(row.base_uom),
        Cell(_t("in use")) if row.active else Cell(_t("no longer in use"), tone="waits"),
        href=item_href(row.owner, row.code),
    )


screen = Screen(
    path="items/",
    name="items",
    title=_("Items"),
    view=view,
    permission="see_stock",
    menu=Menu("stock", 20, key="i"),
)
