"""Stock, items, sites, tasks and scans."""

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
    ItemPage,
    ItemRow,
    MoveRow,
    Page,
    PartyView,
    ScanResult,
    SiteOverview,
    SiteView,
    StockCounted,
    StockMoved,
    StockRow,
    StockWish,
    TaskView,
)

router = Router(tags=["Stock and tasks"])

Use = Literal["", "active", "inactive"]


class Moving(Body):
    site: Short
    source_bin: Short
    target_bin: Short
    item: Short
    quantity: Decimal = Field(gt=0)
    uom: Short = ""
    owner: Short = ""
    lot: Short = ""
    serials: list[Short] = Field(default=[], max_length=10_000)
    status: Short = "available"
    lpn: Short = ""


class Asking(Body):
    """Which kinds of task the worker can do: `pick`, `putaway`."""

    site: Short
    kinds: list[Short] = Field(default=["pick", "putaway"], min_length=1, max_length=20)
    zone: Short = ""


class Counted(Body):
    """What really lies in a bin."""

    owner: Short
    item: Short
    bin: Short
    quantity: Decimal = Field(ge=0)
    uom: Short = ""
    lot: Short = ""
    serials: list[Short] = Field(default=[], max_length=10_000)
    expiry_on: date | None = None
    status: Short = "available"
    lpn: Short = ""


class Counting(Body):
    site: Short
    wishes: list[Counted] = Field(min_length=1, max_length=500)
    reason_code: Literal["count", "scrap", "damage", "expired"] = "count"


class GivingBack(Body):
    """What to free; without an id everything the worker holds."""

    task_id: int = 0
    order_id: int = 0


class GivenBack(Body):
    count: int


class NextTask(Body):
    """task: None when there is nothing to do."""

    task: TaskView | None


@router.get("/stock", response=Page[StockRow], auth=needs("see_stock"))
def stock(
    request: HttpRequest,
    site: str = "",
    owner: str = "",
    item: str = "",
    bin: str = "",
    lot: str = "",
    status: str = "",
    text: Text = "",
    limit: Limit = 50,
    after: After = "",
) -> Page[StockRow]:
    """On hand, reserved and available by bin, item, lot, serial and status."""
    return facade.stock(
        grounds().wms,
        site=site,
        owner=owner,
        item=item,
        bin=bin,
        lot=lot,
        status=status,
        text=text,
        limit=limit,
        after=after,
    )


@router.post("/stock-counts", response={201: StockCounted}, auth=needs("work_floor"))
def count_stock(request: HttpRequest, body: Counting, key: IdempotencyKey) -> Status[StockCounted]:
    """Set counted amounts; one stock adjustment for each owner goes out."""
    return Status(
        201,
        facade.count_stock(
            grounds().wms,
            key=own_key(request, key),
            actor=actor(request),
            site=body.site,
            wishes=[StockWish(**wish.dict()) for wish in body.wishes],
            reason_code=body.reason_code,
        ),
    )


@router.get("/stock-moves", response=Page[MoveRow], auth=needs("see_stock"))
def stock_moves(
    request: HttpRequest,
    owner: str = "",
    item: str = "",
    bin: str = "",
    limit: Limit = 50,
    after: After = "",
) -> Page[MoveRow]:
    """Posted moves, newest first."""
    return facade.moves(grounds().wms, owner=owner, item=item, bin=bin, limit=limit, after=after)


@router.post("/stock-moves", response={201: StockMoved}, auth=needs("work_floor"))
def move_stock(request: HttpRequest, body: Moving, key: IdempotencyKey) -> Status[StockMoved]:
    """Move unreserved stock between two bins."""
    return Status(
        201,
        facade.move_stock(
            grounds().wms, key=own_key(request, key), actor=actor(request), **body.dict()
        ),
    )


@router.get("/items", response=Page[ItemRow], auth=needs("see_stock"))
def items(
    request: HttpRequest,
    owner: str = "",
    text: Text = "",
    state: Use = "",
    limit: Limit = 50,
    after: After = "",
) -> Page[ItemRow]:
    """Items by code, description or barcode; `state` tells those in use from the others."""
    return facade.items(
        grounds().wms, owner=owner, text=text, state=state, limit=limit, after=after
    )


@router.get("/parties", response=Page[PartyView], auth=needs("see_orders"))
def parties(
    request: HttpRequest,
    owner: str = "",
    text: Text = "",
    state: Use = "",
    limit: Limit = 50,
    after: After = "",
) -> Page[PartyView]:
    """Customers, suppliers and carriers by code or name."""
    return facade.parties(
        grounds().wms, owner=owner, text=text, state=state, limit=limit, after=after
    )


@router.get("/items/{owner}/{path:code}", response=ItemPage, auth=needs("see_stock"))
def item(request: HttpRequest, owner: str, code: str) -> ItemPage:
    """One item with stock, moves and open orders."""
    return found(facade.item(grounds().wms, owner=owner, code=code), f"item {code} of {owner}")


@router.get("/sites", response=list[SiteView], auth=needs("see_stock"))
def sites(request: HttpRequest) -> list[SiteView]:
    return list(facade.sites(grounds().wms))


@router.get("/sites/{site}", response=SiteOverview, auth=needs("see_orders"))
def overview(request: HttpRequest, site: str) -> SiteOverview:
    """Counts of open work at a site and the age of the oldest of each."""
    if site not in {entry.site for entry in facade.sites(grounds().wms)}:
        return found(None, f"site {site}")
    return facade.overview(grounds().wms, site=site)


@router.get("/scans", response=ScanResult, auth=needs("see_stock"))
def resolve_scan(request: HttpRequest, text: Short, site: str = "") -> ScanResult:
    """Everything a scanned or typed text can mean here."""
    return facade.resolve_scan(grounds().wms, text=text, site=site)


@router.get("/tasks", response=Page[TaskView], auth=needs("see_tasks"))
def tasks(
    request: HttpRequest,
    site: str = "",
    kind: str = "",
    zone: str = "",
    order_id: int = 0,
    receipt_id: int = 0,
    claimed_by: str = "",
    limit: Limit = 50,
    after: After = "",
) -> Page[TaskView]:
    """Open tasks; picks in pick sequence within an order."""
    return facade.tasks(
        grounds().wms,
        site=site,
        kind=kind,
        zone=zone,
        order_id=order_id,
        receipt_id=receipt_id,
        claimed_by=claimed_by,
        limit=limit,
        after=after,
    )


@router.get("/tasks/{int:task_id}", response=TaskView, auth=needs("see_tasks"))
def task(request: HttpRequest, task_id: int) -> TaskView:
    return found(facade.task(grounds().wms, task_id=task_id), f"task {task_id}")


@router.post("/next-task", response=NextTask, auth=needs("work_floor"))
def next_task(request: HttpRequest, body: Asking) -> NextTask:
    """The caller's next task, claimed for them; what they hold already comes first."""
    return NextTask(
        task=facade.next_task(
            grounds().wms,
            actor=actor(request),
            site=body.site,
            kinds=tuple(body.kinds),
            zone=body.zone,
        )
    )


@router.post("/given-back", response=GivenBack, auth=needs("work_floor"))
def give_back(request: HttpRequest, body: GivingBack) -> GivenBack:
    """Free the caller's claims on a task, an order, or everything."""
    count = facade.give_back(
        grounds().wms, actor=actor(request), task_id=body.task_id, order_id=body.order_id
    )
    return GivenBack(count=count)
