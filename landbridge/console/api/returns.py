"""Goods that come back: authorised returns, receiving, decisions."""

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
    Page,
    ReturnClosed,
    ReturnDecided,
    ReturnItemView,
    ReturnOpened,
    ReturnPage,
    ReturnReceiptView,
    ReturnReceived,
    ReturnRow,
    ReturnSenderNamed,
    SentToSupplier,
    SupplierReturnView,
)

router = Router(tags=["Returns"])

State = Literal["open", "closed", "all"]
Condition = Literal["as_new", "opened", "damaged", "wrong_item", "expired", "incomplete"]
WaitsFor = Literal["decision", "parcel"]
Disposition = Literal["restock", "refurbish", "scrap", "vendor_return", "quarantine"]


class ReturnStart(Body):
    """`return_id`: the authorised return; 0 with `owner` for goods that nobody announced."""

    site: Short
    return_id: int = 0
    owner: Short = ""
    customer: Short = ""


class CameBack(Body):
    item: Short
    quantity: Decimal = Field(gt=0)
    condition: Condition
    uom: Short = ""
    lot: Short = ""
    expiry_on: date | None = None
    serials: list[Short] = Field(default=[], max_length=10_000)
    reason_code: Short = ""
    note: Short = ""
    order_line_id: Short = ""


class ReturnEnd(Body):
    close_order: bool = False


class Sender(Body):
    """`sender`: the number of an order of ours that went to them, or the customer's code."""

    sender: Short


class Decision(Body):
    disposition: Disposition


class Parcel(Body):
    supplier: Short
    return_item_ids: list[int] = Field(min_length=1, max_length=200)
    carrier_code: Short = ""
    tracking_number: Short = ""
    note: Short = ""


@router.get("/returns", response=Page[ReturnRow], auth=needs("see_orders"))
def returns(
    request: HttpRequest,
    site: str = "",
    state: State = "open",
    text: Text = "",
    limit: Limit = 50,
    after: After = "",
) -> Page[ReturnRow]:
    """Authorised returns, newest first."""
    return facade.returns(
        grounds().wms, site=site, text=text, state=state, limit=limit, after=after
    )


@router.get("/returns/{int:return_id}", response=ReturnPage, auth=needs("see_orders"))
def return_order(request: HttpRequest, return_id: int) -> ReturnPage:
    """One authorised return with what came of it."""
    return found(facade.return_order(grounds().wms, return_id=return_id), f"return {return_id}")


@router.get("/return-items", response=list[ReturnItemView], auth=needs("see_orders"))
def undecided_returns(
    request: HttpRequest, site: str = "", waits_for: WaitsFor = "decision"
) -> list[ReturnItemView]:
    """What came back and waits for a decision, or for the parcel that takes it to its supplier."""
    asked = facade.undecided_returns if waits_for == "decision" else facade.returns_to_send
    return [*asked(grounds().wms, site=site)]


@router.get("/supplier-returns", response=list[SupplierReturnView], auth=needs("see_orders"))
def supplier_returns(request: HttpRequest, site: str = "") -> list[SupplierReturnView]:
    """What left for suppliers, the newest first, at most 100 parcels."""
    return [*facade.supplier_returns(grounds().wms, site=site)]


@router.post("/supplier-returns", response={201: SentToSupplier}, auth=needs("work_floor"))
def send_to_supplier(
    request: HttpRequest, body: Parcel, key: IdempotencyKey
) -> tuple[int, SentToSupplier]:
    """Returned goods leave for their supplier: the office is told."""
    return 201, facade.send_to_supplier(
        grounds().wms, key=own_key(request, key), actor=actor(request), **body.dict()
    )


@router.post("/return-receipts", response={201: ReturnOpened}, auth=needs("work_floor"))
def open_return(
    request: HttpRequest, body: ReturnStart, key: IdempotencyKey
) -> Status[ReturnOpened]:
    """Begin to count in what came back."""
    return Status(
        201,
        facade.open_return(
            grounds().wms, key=own_key(request, key), actor=actor(request), **body.dict()
        ),
    )


@router.get("/return-receipts", response=list[ReturnReceiptView], auth=needs("see_orders"))
def return_receipts(
    request: HttpRequest, site: str = "", without_sender: bool = False
) -> list[ReturnReceiptView]:
    """What came back last, at most 100; `without_sender`: only what nobody knows the sender of."""
    if without_sender:
        return [*facade.returns_without_sender(grounds().wms, site=site)]
    return [*facade.return_receipts(grounds().wms, site=site)]


@router.get(
    "/return-receipts/{int:receipt_id}", response=ReturnReceiptView, auth=needs("see_orders")
)
def return_receipt(request: HttpRequest, receipt_id: int) -> ReturnReceiptView:
    """What came back together."""
    return found(
        facade.return_receipt(grounds().wms, return_receipt_id=receipt_id),
        f"return receipt {receipt_id}",
    )


@router.put(
    "/return-receipts/{int:receipt_id}/sender",
    response=ReturnSenderNamed,
    auth=needs("work_floor"),
)
def name_return_sender(
    request: HttpRequest, receipt_id: int, body: Sender, key: IdempotencyKey
) -> ReturnSenderNamed:
    """Who sent what nobody announced; the office is told again if it was told before."""
    return facade.name_return_sender(
        grounds().wms, key=own_key(request, key), actor=actor(request),
        return_receipt_id=receipt_id, sender=body.sender,
    )  # fmt: skip


@router.post(
    "/return-receipts/{int:receipt_id}/items",
    response={201: ReturnReceived},
    auth=needs("work_floor"),
)
def receive_return(
    request: HttpRequest, receipt_id: int, body: CameBack, key: IdempotencyKey
) -> Status[ReturnReceived]:
    """Count in what came back in one condition; it is on hold until someone decides."""
    return Status(
        201,
        facade.receive_return(
            grounds().wms,
            key=own_key(request, key),
            actor=actor(request),
            return_receipt_id=receipt_id,
            **body.dict(),
        ),
    )


@router.post(
    "/return-receipts/{int:receipt_id}/closure",
    response={201: ReturnClosed},
    auth=needs("work_floor"),
)
def close_return(
    request: HttpRequest, receipt_id: int, body: ReturnEnd, key: IdempotencyKey
) -> Status[ReturnClosed]:
    """All of it is counted: the office is told."""
    return Status(
        201,
        facade.close_return(
            grounds().wms,
            key=own_key(request, key),
            actor=actor(request),
            return_receipt_id=receipt_id,
            close_order=body.close_order,
        ),
    )


@router.post(
    "/return-items/{int:return_item_id}/disposition",
    response={201: ReturnDecided},
    auth=needs("work_floor"),
)
def decide_return(
    request: HttpRequest, return_item_id: int, body: Decision, key: IdempotencyKey
) -> Status[ReturnDecided]:
    """What becomes of goods that came back."""
    return Status(
        201,
        facade.decide_return(
            grounds().wms,
            key=own_key(request, key),
            actor=actor(request),
            return_item_id=return_item_id,
            disposition=body.disposition,
        ),
    )
