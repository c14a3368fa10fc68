"""Work of a day: how long it took and should take, and whether the day's people are enough."""

from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from landbridge.console.api.auth import actor, needs
from landbridge.console.api.parts import Body, Short
from landbridge.console.grounds import grounds
from landbridge.wms import facade
from landbridge.wms.facade.contracts import LaborDay, TaskNeed, WorkerAbilities

router = Router(tags=["Labour"])


class ShiftBody(Body):
    people_count: int = Field(ge=0, le=100_000)
    hours: Decimal = Field(gt=0, le=24)


class WorkerBody(Body):
    """`abilities`: skills and equipment, as tasks need them (`forklift`, `cold`)."""

    abilities: list[Short] = Field(max_length=100)


class NeedBody(Body):
    """`kind`, `zone`: "" means any.  `needs`: none takes the need away."""

    kind: Short = ""
    zone: Short = ""
    needs: list[Short] = Field(max_length=100)


@router.get("/sites/{site}/labour", response=LaborDay, auth=needs("direct_floor"))
def labor_day(request: HttpRequest, site: str, on_day: date | None = None) -> LaborDay:
    """Who did what, what is open, and whether it fits the day's people."""
    return facade.labor_day(grounds().wms, site=site, on_day=on_day)


@router.get("/sites/{site}/labour/mine", response=LaborDay, auth=needs("work_floor"))
def my_labor_day(request: HttpRequest, site: str, on_day: date | None = None) -> LaborDay:
    """The same with one's own work only."""
    return facade.labor_day(grounds().wms, site=site, on_day=on_day, only=actor(request))


@router.put("/sites/{site}/shifts/{on_day}", response={204: None}, auth=needs("direct_floor"))
def put_shift(request: HttpRequest, site: str, on_day: date, body: ShiftBody) -> Status[None]:
    facade.put_shift(grounds().wms, site=site, on_day=on_day, actor=actor(request), **body.dict())
    return Status(204, None)


@router.get("/workers", response=list[WorkerAbilities], auth=needs("direct_floor"))
def workers(request: HttpRequest) -> list[WorkerAbilities]:
    """Who can do what."""
    return [*facade.worker_abilities(grounds().wms)]


@router.get("/task-needs", response=list[TaskNeed], auth=needs("see_tasks"))
def task_needs(request: HttpRequest, site: str = "") -> list[TaskNeed]:
    """What tasks need of whoever does them."""
    return [*facade.task_needs(grounds().wms, site=site)]


@router.put("/workers/{worker}", response={204: None}, auth=needs("direct_floor"))
def put_worker(request: HttpRequest, worker: str, body: WorkerBody) -> Status[None]:
    facade.put_worker(
        grounds().wms, worker=worker, abilities=tuple(body.abilities), actor=actor(request)
    )
    return Status(204, None)


@router.put("/sites/{site}/task-needs", response={204: None}, auth=needs("direct_floor"))
def put_task_need(request: HttpRequest, site: str, body: NeedBody) -> Status[None]:
    facade.put_task_need(
        grounds().wms, site=site, kind=body.kind, zone=body.zone, needs=tuple(body.needs)
    )
    return Status(204, None)
