"""Labels and papers: PDF for people, ZPL for label printers."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from landbridge.console.api.auth import needs
from landbridge.console.api.parts import Short, found
from landbridge.console.grounds import grounds
from landbridge.console.papers import desk
from landbridge.console.papers.answers import paper_response
from landbridge.console.papers.contracts import Form
from landbridge.console.papers.labels import LabelSize

router = Router(tags=["Papers"])

_BINARY = {"schema": {"type": "string", "format": "binary"}}
PDF = {"responses": {200: {"content": {"application/pdf": _BINARY}}}}
_TEXT = {"schema": {"type": "string"}}
LABEL = {"responses": {200: {"content": {"application/pdf": _BINARY, "application/zpl": _TEXT}}}}


@router.get("/cartons/{int:carton_id}/label", auth=needs("see_orders"), openapi_extra=LABEL)
def carton_label(
    request: HttpRequest, carton_id: int, form: Form = Form.PDF, size: LabelSize = "a6"
) -> HttpResponse:
    """The GS1 logistic label of a carton that holds something."""
    made = desk.carton_label(grounds().wms, carton_id=carton_id, form=form, size=size)
    return paper_response(found(made, f"carton {carton_id} with goods in it"))


@router.get("/outbound-orders/{int:order_id}/labels", auth=needs("see_orders"), openapi_extra=LABEL)
def order_labels(
    request: HttpRequest, order_id: int, form: Form = Form.PDF, size: LabelSize = "a6"
) -> HttpResponse:
    """Labels of all cartons of an order, one a page."""
    made = desk.order_labels(grounds().wms, order_id=order_id, form=form, size=size)
    return paper_response(found(made, f"packed carton of outbound order {order_id}"))


@router.get(
    "/outbound-orders/{int:order_id}/packing-list", auth=needs("see_orders"), openapi_extra=PDF
)
def packing_list(request: HttpRequest, order_id: int) -> HttpResponse:
    """What is in each carton, with values to declare where prices are known."""
    made = desk.packing_list(grounds().wms, order_id=order_id)
    return paper_response(found(made, f"outbound order {order_id}"))


@router.get("/loads/{int:load_id}/bill-of-lading", auth=needs("see_orders"), openapi_extra=PDF)
def bill_of_lading(request: HttpRequest, load_id: int) -> HttpResponse:
    """What a truck takes, order by order."""
    made = desk.bill_of_lading(grounds().wms, load_id=load_id)
    return paper_response(found(made, f"load {load_id}"))


@router.get("/loads/{int:load_id}/manifest", auth=needs("see_orders"), openapi_extra=PDF)
def manifest(request: HttpRequest, load_id: int) -> HttpResponse:
    """What a truck takes, carton by carton."""
    made = desk.manifest(grounds().wms, load_id=load_id)
    return paper_response(found(made, f"load {load_id}"))


@router.get("/plate-label", auth=needs("see_stock"), openapi_extra=LABEL)
def plate_label(
    request: HttpRequest, lpn: Short, site: Short = "", form: Form = Form.PDF,
    size: LabelSize = "a6",
) -> HttpResponse:  # fmt: skip
    """The label of a licence plate; GS1 where its number is an SSCC."""
    made = desk.plate_label(grounds().wms, site=site, lpn=lpn, form=form, size=size)
    return paper_response(found(made, f"plate {lpn}"))


@router.get("/sites/{site}/bin-labels", auth=needs("see_stock"), openapi_extra=LABEL)
def bin_labels(
    request: HttpRequest, site: str, code: Short = "", prefix: Short = "", form: Form = Form.PDF
) -> HttpResponse:
    """Of one bin (`code`), or of all whose code begins with `prefix`; at most 1,000."""
    made = desk.bin_labels(grounds().wms, site=site, code=code, prefix=prefix, form=form)
    return paper_response(found(made, f"bin {code or prefix} at {site}"))


@router.get("/item-label", auth=needs("see_stock"), openapi_extra=LABEL)
def item_label(
    request: HttpRequest, owner: Short, code: Short, uom: Short = "", form: Form = Form.PDF
) -> HttpResponse:
    """An item in one of its units: its GTIN as GS1-128, else its code."""
    made = desk.item_label(grounds().wms, owner=owner, code=code, uom=uom, form=form)
    return paper_response(found(made, f"item {code} of {owner}"))
