"""Which cartons take what of an order is not packed yet, and how each is packed."""

from decimal import Decimal

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import outbound_href
from landbridge.console.grounds import grounds
from landbridge.console.packing_steps import read_step, walk
from landbridge.console.screen import Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import AdvisedCarton

COLUMNS = (
    Column(_("Carton")),
    Column(_("Goods"), wide=True),
    Column(_("Pieces"), "count"),
    Column(_("Weight, kg"), "quantity"),
)


def view(request: HttpRequest, order_id: int) -> Shown:
    page = wms.outbound_order(grounds().wms, order_id=order_id)
    if page is None:
        raise Http404
    advice = wms.carton_advice(grounds().wms, order_id=order_id)
    number = min(read_step(request.GET.get("carton", ""), 1) or 1, len(advice.cartons))

    def address(carton: int, step: int) -> str:
        return f"{reverse('carton-advice', args=[order_id])}?carton={carton}&step={step}"

    shown: dict[str, object] = {
        "order": page.order,
        "order_href": outbound_href(order_id),
        "advice": advice,
        "number": number,
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(at, each, address(at, 1)) for at, each in enumerate(advice.cartons, 1)),
            sentence=_("There is nothing to advise."),
            has_csv=False,
        ),
    }
    if advice.cartons:
        step = read_step(request.GET.get("step", ""), 1)
        plan = advice.cartons[number - 1].plan
        shown["walk"] = walk(plan, step=step, href=lambda at: address(number, at))
    return shown


def _row(number: int, each: AdvisedCarton, href: str) -> Row:
    goods = ", ".join(f"{count} × {item}" for item, count in each.contents)
    return Row.of(
        Cell(_t("%(n)s: %(kind)s") % {"n": number, "kind": each.kind}),
        goods,
        sum(count for _item, count in each.contents),
        Decimal(each.weight_g) / 1000,
        href=href,
    )


screen = Screen(
    path="outbound/<int:order_id>/carton-advice/",
    name="carton-advice",
    title=_("Cartons to take"),
    view=view,
    permission="see_orders",
)
