"""Kitting: what kits are made of, orders to make them or take them apart, and the work itself."""

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
    BomPage,
    BomPart,
    BomPut,
    BomRow,
    ComponentPicked,
    ComponentSpoiled,
    KitsMade,
    Page,
    PartOut,
    WorkOrderClosed,
    WorkOrderOpened,
    WorkOrderPage,
    WorkOrderRow,
)

router = Router(tags=["Kitting"])


class Part(Body):
    """So much of a component goes into one kit."""

    item: Short
    quantity: Decimal = Field(gt=0)
    uom: Short = ""


class Bom(Body):
    """What one base unit of the item is made of; no parts: it is not made any more."""

    item: Short
    owner: Short = ""
    parts: list[Part] = Field(max_length=100)
    note: Short = ""


class Order(Body):
    """`kit` makes, `unkit` takes apart. `station`: a staging or packing bin, default the first."""

    site: Short
    kind: Literal["kit", "unkit"] = "kit"
    item: Short
    owner: Short = ""
    quantity: Decimal = Field(gt=0)
    uom: Short = ""
    station: Short = ""
    lot: Short = ""
    expiry_on: date | None = None
    note: Short = ""
    priority: int = Field(default=50, ge=0, le=100)


class Fetched(Body):
    """`quantity`: default what is left of the task; less with `short_reason` ends it."""

    bin: Short
    item: Short = ""
    quantity: Decimal | None = Field(default=None, ge=0)
    uom: Short = ""
    lot: Short = ""
    serials: list[Short] = Field(default=[], max_length=10_000)
    short_reason: Literal["", "missing", "damaged", "blocked", "wrong_label"] = ""


class Made(Body):
    """`lot`: default that of the order, else its number. `expiry_on`: default the earliest of the
    components. `used_serials`: which pieces with serials went in."""

    quantity: Decimal = Field(gt=0)
    lot: Short = ""
    serials: list[Short] = Field(default=[], max_length=10_000)
    expiry_on: date | None = None
    used_serials: list[Short] = Field(default=[], max_length=10_000)


class Out(Body):
    item: Short
    quantity: Decimal | None = Field(default=None, ge=0)
    lot: Short = ""
    serials: list[Short] = Field(default=[], max_length=10_000)
    expiry_on: date | None = None


class Apart(Body):
    """`parts`: what came out, default all of each; fewer are fewer, and the office is told."""

    quantity: Decimal = Field(gt=0)
    parts: list[Out] = Field(default=[], max_length=100)
    used_serials: list[Short] = Field(default=[], max_length=10_000)


class Spoiled(Body):
    item: Short
    quantity: Decimal = Field(gt=0)
    reason: Literal["damaged", "missing", "quality"]
    serial: Short = ""


@router.get("/boms", response=Page[BomRow], auth=needs("see_stock"))
def boms(
    request: HttpRequest, text: Text = "", limit: Limit = 50, after: After = ""
) -> Page[BomRow]:
    """The newest version of what each kit is made of."""
    return facade.boms(grounds().wms, text=text, limit=limit, after=after)


@router.get("/bom", response=BomPage, auth=needs("see_stock"))
def bom(request: HttpRequest, owner: str, item: str) -> BomPage:
    """What an item is made of, and the versions before."""
    return found(facade.bom(grounds().wms, owner=owner, item=item), f"kit {item} of {owner}")


@router.post("/boms", response={201: BomPut}, auth=needs("direct_floor"))
def put_bom(request: HttpRequest, body: Bom, key: IdempotencyKey) -> Status[BomPut]:
    """A new version. Orders that are open keep theirs."""
    return Status(201, facade.put_bom(
        grounds().wms, key=own_key(request, key), actor=actor(request), item=body.item,
        owner=body.owner, note=body.note, parts=[BomPart(**part.dict()) for part in body.parts],
    ))  # fmt: skip


@router.get("/work-orders", response=Page[WorkOrderRow], auth=needs("see_stock"))
def work_orders(
    request: HttpRequest, site: str = "", state: Literal["open", "done", "cancelled", ""] = "open",
    text: Text = "", limit: Limit = 50, after: After = "",
) -> Page[WorkOrderRow]:  # fmt: skip
    """Work orders, newest first."""
    return facade.work_orders(
        grounds().wms, site=site, state=state, text=text, limit=limit, after=after
    )


@router.get("/work-orders/{int:work_order_id}", response=WorkOrderPage, auth=needs("see_stock"))
def work_order(request: HttpRequest, work_order_id: int) -> WorkOrderPage:
    """One order: its lines, its picks, what can be made now, and what was made of what."""
    page = facade.work_order(grounds().wms, work_order_id=work_order_id)
    return found(page, f"work order {work_order_id}")


@router.post("/work-orders", response={201: WorkOrderOpened}, auth=needs("direct_floor"))
def open_work_order(
    request: HttpRequest, body: Order, key: IdempotencyKey
) -> Status[WorkOrderOpened]:
    """Have kits made or taken apart. Components are reserved at once; `lacking` names the rest."""
    return Status(
        201,
        facade.open_work_order(
            grounds().wms, key=own_key(request, key), actor=actor(request), **body.dict()
        ),
    )


@router.post(
    "/work-orders/{int:work_order_id}/release",
    response={201: WorkOrderOpened},
    auth=needs("direct_floor"),
)
def release_work_order(
    request: HttpRequest, work_order_id: int, key: IdempotencyKey
) -> Status[WorkOrderOpened]:
    """Look again for what the order lacks. No pick is made twice."""
    return Status(201, facade.release_work_order(
        grounds().wms, key=own_key(request, key), actor=actor(request),
        work_order_id=work_order_id,
    ))  # fmt: skip


@router.post(
    "/tasks/{int:task_id}/component", response={201: ComponentPicked}, auth=needs("work_floor")
)
def confirm_component(
    request: HttpRequest, task_id: int, body: Fetched, key: IdempotencyKey
) -> Status[ComponentPicked]:
    """Take a component to its station."""
    return Status(201, facade.confirm_component(
        grounds().wms, key=own_key(request, key), actor=actor(request), task_id=task_id,
        **body.dict(),
    ))  # fmt: skip


@router.post(
    "/work-orders/{int:work_order_id}/makings", response={201: KitsMade}, auth=needs("work_floor")
)
def make_kits(
    request: HttpRequest, work_order_id: int, body: Made, key: IdempotencyKey
) -> Status[KitsMade]:
    """Make kits of what stands at the station, all or a part."""
    return Status(201, facade.make_kits(
        grounds().wms, key=own_key(request, key), actor=actor(request),
        work_order_id=work_order_id, **body.dict(),
    ))  # fmt: skip


@router.post(
    "/work-orders/{int:work_order_id}/takings-apart",
    response={201: KitsMade},
    auth=needs("work_floor"),
)
def take_apart(
    request: HttpRequest, work_order_id: int, body: Apart, key: IdempotencyKey
) -> Status[KitsMade]:
    """Take kits at the station apart."""
    parts = [PartOut(**{**part.dict(), "serials": tuple(part.serials)}) for part in body.parts]
    return Status(201, facade.take_apart(
        grounds().wms, key=own_key(request, key), actor=actor(request),
        work_order_id=work_order_id, quantity=body.quantity, parts=parts,
        used_serials=body.used_serials,
    ))  # fmt: skip


@router.post(
    "/work-orders/{int:work_order_id}/spoiled-components",
    response={201: ComponentSpoiled},
    auth=needs("work_floor"),
)
def spoil_component(
    request: HttpRequest, work_order_id: int, body: Spoiled, key: IdempotencyKey
) -> Status[ComponentSpoiled]:
    """A component at the station cannot go in; the order lacks it again."""
    return Status(201, facade.spoil_component(
        grounds().wms, key=own_key(request, key), actor=actor(request),
        work_order_id=work_order_id, **body.dict(),
    ))  # fmt: skip


@router.post(
    "/work-orders/{int:work_order_id}/closure",
    response={201: WorkOrderClosed},
    auth=needs("direct_floor"),
)
def close_work_order(
    request: HttpRequest, work_order_id: int, key: IdempotencyKey
) -> Status[WorkOrderClosed]:
    """End an order here; components go back to storage, kits that were made stay made."""
    return Status(201, facade.close_work_order(
        grounds().wms, key=own_key(request, key), actor=actor(request),
        work_order_id=work_order_id,
    ))  # fmt: skip
