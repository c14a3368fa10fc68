"""Goods going out: orders, picking, packing, shipping."""

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
    AllocationExplained,
    CartonClosed,
    CartonOpened,
    Claimed,
    ItemPacked,
    OrderShipped,
    OutboundOrderPage,
    OutboundOrderRow,
    Page,
    PickConfirmed,
    PoolConfirmed,
    PoolView,
    Released,
)

router = Router(tags=["Outbound"])

State = Literal["open", "waiting", "to_release", "to_pick", "to_pack", "to_ship", "closed", "all"]


class PoolTaking(Body):
    """`quantity`: over all orders of the pool, default all. Less with `short_reason` ends it."""

    bin: Short
    item: Short = ""
    quantity: Decimal | None = Field(default=None, ge=0)
    uom: Short = ""
    lot: Short = ""
    short_reason: Literal["", "missing", "damaged", "blocked", "wrong_label"] = ""


class Taking(Body):
    """`quantity`: default what is left. Less with `short_reason` ends the task."""

    bin: Short
    item: Short
    quantity: Decimal | None = Field(default=None, ge=0)
    uom: Short = ""
    lot: Short = ""
    serials: list[Short] = Field(default=[], max_length=10_000)
    short_reason: Literal["", "missing", "damaged", "blocked", "wrong_label"] = ""


class CartonStart(Body):
    """`kind`: one of the site's kinds of cartons; its weight is checked then."""

    package_type: Short = "CT"
    kind: Short = ""


class Packing(Body):
    item: Short
    quantity: Decimal | None = Field(default=None, gt=0)
    uom: Short = ""
    lot: Short = ""
    serials: list[Short] = Field(default=[], max_length=10_000)


class CartonEnd(Body):
    """`take_weight`: though it weighs something else than its content should."""

    gross_weight_g: Decimal | None = Field(default=None, gt=0)
    length_mm: Decimal | None = Field(default=None, gt=0)
    width_mm: Decimal | None = Field(default=None, gt=0)
    height_mm: Decimal | None = Field(default=None, gt=0)
    tracking_number: Short = ""
    take_weight: bool = False


class Shipping(Body):
    """`remainder`: `open` keeps what is missing on the order, `short` says it will not come."""

    carrier_code: Short = ""
    service_code: Short = ""
    tracking_number: Short = ""
    remainder: Literal["open", "short"] = "open"


@router.get("/outbound-orders", response=Page[OutboundOrderRow], auth=needs("see_orders"))
def outbound_orders(
    request: HttpRequest,
    site: str = "",
    state: State = "open",
    text: Text = "",
    limit: Limit = 50,
    after: After = "",
) -> Page[OutboundOrderRow]:
    """Orders to ship; open ones by priority and age, others newest first."""
    return facade.outbound_orders(
        grounds().wms, site=site, text=text, state=state, limit=limit, after=after
    )


@router.get("/outbound-orders/{int:order_id}", response=OutboundOrderPage, auth=needs("see_orders"))
def outbound_order(request: HttpRequest, order_id: int) -> OutboundOrderPage:
    """One order with its lines, tasks, picks, cartons and shipments."""
    return found(
        facade.outbound_order(grounds().wms, order_id=order_id), f"outbound order {order_id}"
    )


@router.get(
    "/outbound-orders/{int:order_id}/explanation",
    response=AllocationExplained,
    auth=needs("see_orders"),
)
def explain_allocation(request: HttpRequest, order_id: int) -> AllocationExplained:
    """Why each line got the stock it has, and what was passed over, as things stand now."""
    return found(
        facade.explain_allocation(grounds().wms, order_id=order_id), f"outbound order {order_id}"
    )


@router.post(
    "/outbound-orders/{int:order_id}/release", response={201: Released}, auth=needs("direct_floor")
)
def release_order(request: HttpRequest, order_id: int, key: IdempotencyKey) -> Status[Released]:
    """Allocate and release now; repeating it never doubles a pick."""
    return Status(
        201,
        facade.release_order(
            grounds().wms, key=own_key(request, key), actor=actor(request), order_id=order_id
        ),
    )


@router.post(
    "/outbound-orders/{int:order_id}/claim", response={201: Claimed}, auth=needs("work_floor")
)
def claim_order(request: HttpRequest, order_id: int, key: IdempotencyKey) -> Status[Claimed]:
    """Take the open picks of an order for oneself."""
    return Status(
        201,
        facade.claim_order(
            grounds().wms, key=own_key(request, key), actor=actor(request), order_id=order_id
        ),
    )


@router.post("/tasks/{int:task_id}/taking", response={201: PickConfirmed}, auth=needs("work_floor"))
def confirm_pick(
    request: HttpRequest, task_id: int, body: Taking, key: IdempotencyKey
) -> Status[PickConfirmed]:
    """Take goods of a pick task out of its bin, or say why that cannot be done."""
    return Status(
        201,
        facade.confirm_pick(
            grounds().wms,
            key=own_key(request, key),
            actor=actor(request),
            task_id=task_id,
            **body.dict(),
        ),
    )


@router.get("/tasks/{int:task_id}/pool", response=PoolView, auth=needs("work_floor"))
def pool(request: HttpRequest, task_id: int) -> PoolView:
    """What the bin of a pick is asked for by all orders of its tour; 404 where it is taken order
    by order."""
    return found(facade.pool(grounds().wms, task_id=task_id), f"pool of task {task_id}")


@router.post(
    "/tasks/{int:task_id}/pool-taking", response={201: PoolConfirmed}, auth=needs("work_floor")
)
def confirm_pool(
    request: HttpRequest, task_id: int, body: PoolTaking, key: IdempotencyKey
) -> Status[PoolConfirmed]:
    """In a pooled wave: take goods for all orders of the tour that want them from this bin."""
    return Status(
        201,
        facade.confirm_pool(
            grounds().wms,
            key=own_key(request, key),
            actor=actor(request),
            task_id=task_id,
            **body.dict(),
        ),
    )


@router.post(
    "/outbound-orders/{int:order_id}/cartons",
    response={201: CartonOpened},
    auth=needs("work_floor"),
)
def open_carton(
    request: HttpRequest, order_id: int, body: CartonStart, key: IdempotencyKey
) -> Status[CartonOpened]:
    """A new carton with its SSCC."""
    return Status(
        201,
        facade.open_carton(
            grounds().wms,
            key=own_key(request, key),
            actor=actor(request),
            order_id=order_id,
            package_type=body.package_type,
            kind=body.kind,
        ),
    )


@router.post(
    "/cartons/{int:carton_id}/contents", response={201: ItemPacked}, auth=needs("work_floor")
)
def pack_item(
    request: HttpRequest, carton_id: int, body: Packing, key: IdempotencyKey
) -> Status[ItemPacked]:
    """Put picked goods into a carton."""
    return Status(
        201,
        facade.pack_item(
            grounds().wms,
            key=own_key(request, key),
            actor=actor(request),
            carton_id=carton_id,
            **body.dict(),
        ),
    )


@router.post(
    "/cartons/{int:carton_id}/closure", response={201: CartonClosed}, auth=needs("work_floor")
)
def close_carton(
    request: HttpRequest, carton_id: int, body: CartonEnd, key: IdempotencyKey
) -> Status[CartonClosed]:
    """Close a carton with weight, size and tracking number."""
    return Status(
        201,
        facade.close_carton(
            grounds().wms,
            key=own_key(request, key),
            actor=actor(request),
            carton_id=carton_id,
            **body.dict(),
        ),
    )


@router.post(
    "/outbound-orders/{int:order_id}/shipments",
    response={201: OrderShipped},
    auth=needs("work_floor"),
)
def ship_order(
    request: HttpRequest, order_id: int, body: Shipping, key: IdempotencyKey
) -> Status[OrderShipped]:
    """Everything packed leaves; the confirmation goes out."""
    return Status(
        201,
        facade.ship_order(
            grounds().wms,
            key=own_key(request, key),
            actor=actor(request),
            order_id=order_id,
            **body.dict(),
        ),
    )
