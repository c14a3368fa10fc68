"""Replenishment: levels of pick bins, tasks, bringing goods."""

from decimal import Decimal

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from landbridge.console.api.auth import actor, needs
from landbridge.console.api.parts import After, Body, IdempotencyKey, Limit, Short, own_key
from landbridge.console.grounds import grounds
from landbridge.wms import facade
from landbridge.wms.facade.contracts import (
    Page,
    PickBinPut,
    PickBinRow,
    Replenished,
    ReplenishmentPlanned,
)

router = Router(tags=["Replenishment"])


class PickBin(Body):
    """`quantity_max` 0 takes the bin off the list."""

    site: Short
    bin: Short
    item: Short
    owner: Short = ""
    quantity_min: Decimal = Field(ge=0)
    quantity_max: Decimal = Field(ge=0)
    uom: Short = ""


class Looking(Body):
    site: Short


class Bringing(Body):
    """`quantity`: default all; less ends the task and has its bin counted."""

    bin: Short
    item: Short = ""
    quantity: Decimal | None = Field(default=None, ge=0)


@router.get("/pick-bins", response=Page[PickBinRow], auth=needs("see_stock"))
def pick_bins(
    request: HttpRequest, site: str = "", limit: Limit = 50, after: After = ""
) -> Page[PickBinRow]:
    """Pick bins with what is there, promised to picks, and on its way."""
    return facade.pick_bins(grounds().wms, site=site, limit=limit, after=after)


@router.post("/pick-bins", response={201: PickBinPut}, auth=needs("direct_floor"))
def put_pick_bin(request: HttpRequest, body: PickBin, key: IdempotencyKey) -> Status[PickBinPut]:
    """How much of an item a bin shall hold."""
    return Status(
        201,
        facade.put_pick_bin(
            grounds().wms, key=own_key(request, key), actor=actor(request), **body.dict()
        ),
    )


@router.post("/replenishments", response={201: ReplenishmentPlanned}, auth=needs("direct_floor"))
def plan_replenishment(
    request: HttpRequest, body: Looking, key: IdempotencyKey
) -> Status[ReplenishmentPlanned]:
    """Make the tasks that are needed now; none twice."""
    return Status(
        201,
        facade.plan_replenishment(
            grounds().wms, key=own_key(request, key), actor=actor(request), site=body.site
        ),
    )


@router.post("/replenishments/{int:task_id}", response={201: Replenished}, auth=needs("work_floor"))
def replenish(
    request: HttpRequest, task_id: int, body: Bringing, key: IdempotencyKey
) -> Status[Replenished]:
    """Bring the goods of a task to its pick bin."""
    return Status(201, facade.replenish(
        grounds().wms, key=own_key(request, key), actor=actor(request), task_id=task_id,
        **body.dict(),
    ))  # fmt: skip
