"""Goods coming in: orders, receipts, putaway."""

from datetime import date
from decimal import Decimal
from typing import Literal

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from landbridge.console.api.auth import actor, needs
from landbridge.console.api.parts import (
    After,
    Body,
    IdempotencyKey,
    Limit,
    Short,
    Text,
    found,
    own_key,
)
from landbridge.console.grounds import grounds
from landbridge.wms import facade
from landbridge.wms.facade.contracts import (
    GoodsReceived,
    InboundOrderPage,
    InboundOrderRow,
    Page,
    PlateReceived,
    PlateView,
    PutAway,
    PutBack,
    ReceiptClosed,
    ReceiptOpened,
    ReceiptView,
)

router = Router(tags=["Inbound"])


class ReceiptStart(Body):
    order_id: int
    delivery_note: Short = ""
    bin: Short = ""


class GoodsIn(Body):
    """`item`: code, GTIN or a whole GS1 element string. `quantity` in `uom`, else base units."""

    item: Short
    quantity: Decimal = Field(gt=0)
    uom: Short = ""
    lot: Short = ""
    expiry_on: date | None = None
    serials: list[Short] = Field(default=[], max_length=10_000)
    lpn: Short = ""
    bin: Short = ""
    order_line_id: Short = ""
    status: Short = "available"
    reason_code: Short = ""
    over_confirmed: bool = False


class PlateScan(Body):
    lpn: Short


class ReceiptEnd(Body):
    close_order: bool = False


class Storing(Body):
    bin: Short
    item: Short = ""
    quantity: Decimal | None = Field(default=None, gt=0)


@router.get("/inbound-orders", response=Page[InboundOrderRow], auth=needs("see_orders"))
def inbound_orders(
    request: HttpRequest,
    site: str = "",
    state: Literal["open", "closed", "all"] = "open",
    text: Text = "",
    limit: Limit = 50,
    after: After = "",
) -> Page[InboundOrderRow]:
    """Expected goods."""
    return facade.inbound_orders(
        grounds().wms, site=site, text=text, state=state, limit=limit, after=after
    )


@router.get("/inbound-orders/{int:order_id}", response=InboundOrderPage, auth=needs("see_orders"))
def inbound_order(request: HttpRequest, order_id: int) -> InboundOrderPage:
    """One inbound order with lines and receipts."""
    return found(
        facade.inbound_order(grounds().wms, order_id=order_id), f"inbound order {order_id}"
    )


@router.post("/receipts", response={201: ReceiptOpened}, auth=needs("work_floor"))
def open_receipt(
    request: HttpRequest, body: ReceiptStart, key: IdempotencyKey
) -> Status[ReceiptOpened]:
    """Begin to count goods in for an order."""
    return Status(
        201,
        facade.open_receipt(
            grounds().wms,
            key=own_key(request, key),
            actor=actor(request),
            order_id=body.order_id,
            delivery_note=body.delivery_note,
            bin=body.bin,
        ),
    )


@router.get("/receipts/{int:receipt_id}", response=ReceiptView, auth=needs("see_orders"))
def receipt(request: HttpRequest, receipt_id: int) -> ReceiptView:
    """One receipt with what was counted in."""
    return found(facade.receipt(grounds().wms, receipt_id=receipt_id), f"receipt {receipt_id}")


@router.post(
    "/receipts/{int:receipt_id}/lines", response={201: GoodsReceived}, auth=needs("work_floor")
)
def receive_line(
    request: HttpRequest, receipt_id: int, body: GoodsIn, key: IdempotencyKey
) -> Status[GoodsReceived]:
    """Count goods in; the answer says where to store them."""
    return Status(
        201,
        facade.receive_line(
            grounds().wms,
            key=own_key(request, key),
            actor=actor(request),
            receipt_id=receipt_id,
            **body.dict(),
        ),
    )


@router.get(
    "/inbound-orders/{int:order_id}/plates", response=list[PlateView], auth=needs("see_orders")
)
def announced_plates(request: HttpRequest, order_id: int) -> list[PlateView]:
    """Plates that notices announce for an order."""
    return [*facade.announced_plates(grounds().wms, order_id=order_id)]


@router.post(
    "/receipts/{int:receipt_id}/plates", response={201: PlateReceived}, auth=needs("work_floor")
)
def receive_plate(
    request: HttpRequest, receipt_id: int, body: PlateScan, key: IdempotencyKey
) -> Status[PlateReceived]:
    """Count in all that is announced on a plate and on those upon it."""
    return Status(
        201,
        facade.receive_plate(
            grounds().wms,
            key=own_key(request, key),
            actor=actor(request),
            receipt_id=receipt_id,
            lpn=body.lpn,
        ),
    )


@router.post(
    "/receipts/{int:receipt_id}/closure", response={201: ReceiptClosed}, auth=needs("work_floor")
)
def close_receipt(
    request: HttpRequest, receipt_id: int, body: ReceiptEnd, key: IdempotencyKey
) -> Status[ReceiptClosed]:
    """Finish a receipt: the confirmation goes out."""
    return Status(
        201,
        facade.close_receipt(
            grounds().wms,
            key=own_key(request, key),
            actor=actor(request),
            receipt_id=receipt_id,
            close_order=body.close_order,
        ),
    )


@router.post("/tasks/{int:task_id}/storing", response={201: PutAway}, auth=needs("work_floor"))
def put_away(
    request: HttpRequest, task_id: int, body: Storing, key: IdempotencyKey
) -> Status[PutAway]:
    """Store goods of a putaway task in a bin."""
    return Status(
        201,
        facade.put_away(
            grounds().wms,
            key=own_key(request, key),
            actor=actor(request),
            task_id=task_id,
            bin=body.bin,
            item=body.item,
            quantity=body.quantity,
        ),
    )


@router.post("/tasks/{int:task_id}/returning", response={201: PutBack}, auth=needs("work_floor"))
def put_back(
    request: HttpRequest, task_id: int, body: Storing, key: IdempotencyKey
) -> Status[PutBack]:
    """Bring goods that no order wants any more to a storage bin."""
    return Status(
        201,
        facade.put_back(
            grounds().wms,
            key=own_key(request, key),
            actor=actor(request),
            task_id=task_id,
            bin=body.bin,
            item=body.item,
            quantity=body.quantity,
        ),
    )
