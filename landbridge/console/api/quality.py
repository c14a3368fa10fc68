"""Goods that are not as ordered: without an order, with pictures, on hold."""

import base64
from decimal import Decimal
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from pydantic import Field

from landbridge.console.api.auth import actor, needs
from landbridge.console.api.parts import Body, IdempotencyKey, Short, own_key
from landbridge.console.api.problems import Problem
from landbridge.console.grounds import grounds
from landbridge.console.pictures import picture_response
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Inspected, PhotoAdded, PhotoView, ReceiptOpened

router = Router(tags=["Inbound"])


class BlindStart(Body):
    """Goods that nobody ordered. `reason_code`: why they are taken in."""

    site: Short
    owner: Short
    reason_code: Short
    supplier: Short = ""
    delivery_note: Short = ""
    bin: Short = ""


class Photo(Body):
    """`content`: a JPEG or PNG in base64. What does not draw the picture is left out."""

    content: Annotated[str, Field(max_length=12_000_000)]
    receipt_line_id: int = 0
    note: Short = ""


class Decision(Body):
    """What becomes of goods in a bin. `status`: what they are now."""

    bin: Short
    item: Short
    decision: Literal["release", "reject", "hold"]
    quantity: Decimal = Field(gt=0)
    reason_code: Short
    uom: Short = ""
    owner: Short = ""
    lot: Short = ""
    serials: list[Short] = Field(default=[], max_length=10_000)
    lpn: Short = ""
    status: Short = "quality_hold"


class CrossDock(Body):
    on: bool


@router.post("/blind-receipts", response={201: ReceiptOpened}, auth=needs("work_floor"))
def open_blind_receipt(
    request: HttpRequest, body: BlindStart, key: IdempotencyKey
) -> Status[ReceiptOpened]:
    """Begin to count in goods that came without an order; closing it tells the office."""
    return Status(
        201,
        facade.open_blind_receipt(
            grounds().wms, key=own_key(request, key), actor=actor(request), **body.dict()
        ),
    )


@router.post(
    "/receipts/{int:receipt_id}/photos", response={201: PhotoAdded}, auth=needs("work_floor")
)
def add_photo(
    request: HttpRequest, receipt_id: int, body: Photo, key: IdempotencyKey
) -> Status[PhotoAdded]:
    """Keep a picture of goods as they came."""
    try:
        content = base64.b64decode(body.content, validate=True)
    except ValueError as error:  # also letters that base64 does not have
        raise Problem(422, "not-base64", f"The content is not base64: {error}.") from error
    return Status(201, facade.add_photo(
        grounds().wms, key=own_key(request, key), actor=actor(request), receipt_id=receipt_id,
        content=content, receipt_line_id=body.receipt_line_id, note=body.note,
    ))  # fmt: skip


@router.get("/receipts/{int:receipt_id}/photos", response=list[PhotoView], auth=needs("see_orders"))
def photos(request: HttpRequest, receipt_id: int) -> list[PhotoView]:
    """Pictures of a receipt, without their bytes."""
    return list(facade.photos(grounds().wms, receipt_ids=[receipt_id]))


@router.get("/photos/{int:photo_id}", auth=needs("see_orders"))
def photo(request: HttpRequest, photo_id: int) -> HttpResponse:
    """One picture."""
    found = facade.photo(grounds().wms, photo_id=photo_id)
    if found is None:
        raise Problem(404, "not-found", f"There is no picture {photo_id}.")
    return picture_response(found, photo_id)


@router.post("/sites/{site}/inspections", response={201: Inspected}, auth=needs("work_floor"))
def inspect_stock(
    request: HttpRequest, site: str, body: Decision, key: IdempotencyKey
) -> Status[Inspected]:
    """Release, reject or hold goods where they stand; the office is told."""
    return Status(
        201,
        facade.inspect_stock(
            grounds().wms, key=own_key(request, key), actor=actor(request), site=site, **body.dict()
        ),
    )


@router.get("/sites/{site}/cross-dock", response=CrossDock, auth=needs("see_orders"))
def crosses_docks(request: HttpRequest, site: str) -> CrossDock:
    return CrossDock(on=site in facade.cross_docks(grounds().wms))


@router.put("/sites/{site}/cross-dock", response=CrossDock, auth=needs("direct_floor"))
def cross_dock(request: HttpRequest, site: str, body: CrossDock) -> CrossDock:
    """Whether goods that an order waits for stay at the dock for it."""
    facade.set_cross_dock(grounds().wms, site=site, on=body.on)
    return body
