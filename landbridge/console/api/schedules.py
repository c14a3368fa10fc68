"""Counts and replenishments that begin by the clock of their site."""

from typing import Literal

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from landbridge.console.api.auth import actor, needs
from landbridge.console.api.parts import Body
from landbridge.console.grounds import grounds
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Schedule

router = Router(tags=["Schedules"])

Work = Literal["counts", "replenishment"]


class Times(Body):
    """`weekdays`: 1 (Monday) to 7."""

    weekdays: list[int] = Field(default=[1, 2, 3, 4, 5, 6, 7], min_length=1, max_length=7)


@router.get("/schedules", response=list[Schedule], auth=needs("see_stock"))
def schedules(request: HttpRequest, site: str = "") -> list[Schedule]:
    """What begins by itself, when it did so last, and what came of it."""
    return [*facade.schedules(grounds().wms, site=site)]


@router.put("/sites/{site}/schedules/{work}/{at}", response=Schedule, auth=needs("direct_floor"))
def put_schedule(request: HttpRequest, site: str, work: Work, at: str, body: Times) -> Schedule:
    """Begin `counts` or `replenishment` at a time on the wall of the site, like `06:30`."""
    schedule = Schedule(site=site, work=work, at=at, weekdays=tuple(body.weekdays))
    return facade.put_schedule(grounds().wms, schedule, actor=actor(request))


@router.delete(
    "/sites/{site}/schedules/{work}/{at}", response={204: None}, auth=needs("direct_floor")
)
def remove_schedule(request: HttpRequest, site: str, work: Work, at: str) -> Status[None]:
    """Forget one; nothing that was begun is taken back."""
    facade.remove_schedule(grounds().wms, site=site, work=work, at=at)
    return Status(204, None)
