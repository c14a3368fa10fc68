"""Replenishment: levels of pick bins, tasks, bringing goods."""

from decimal import Decimal

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
    found,
    own_key,
)
from landbridge.console.grounds import grounds
from landbridge.wms import facade
from landbridge.wms.facade.contracts import (
    LevelPage,
    LevelsAccepted,
    LevelsAsked,
    LevelStudy,
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


class AskingLevels(Body):
    """`days`: of picks that are looked at. `service`: in which share of cases a minimum shall last.
    `lead_days`: from the look that finds too little to goods in the bin. `review_days`: from one
    look to the next.
    """

    site: Short
    days: int = Field(default=84, ge=1, le=365)
    service: Decimal = Field(default=Decimal("0.95"), ge=Decimal("0.5"), le=Decimal("0.999"))
    lead_days: int = Field(default=1, ge=0, le=28)
    review_days: int = Field(default=1, ge=1, le=28)


class AcceptingLevels(Body):
    """`proposals`: ids of the study's proposals that shall hold; `every`: all of them."""

    proposals: list[int] = Field(default=[], max_length=500)
    every: bool = False


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


@router.get("/level-studies", response=list[LevelStudy], auth=needs("see_stock"))
def level_studies(request: HttpRequest, site: str = "") -> list[LevelStudy]:
    """The newest twenty."""
    return [*facade.level_studies(grounds().wms, site=site)]


@router.post("/level-studies", response={201: LevelsAsked}, auth=needs("direct_floor"))
def ask_levels(
    request: HttpRequest, body: AskingLevels, key: IdempotencyKey
) -> Status[LevelsAsked]:  # fmt: skip
    """Have a worker look how full each pick bin should be, by what was picked from it."""
    return Status(
        201,
        facade.ask_levels(
            grounds().wms, key=own_key(request, key), actor=actor(request), **body.dict()
        ),
    )


@router.get("/level-studies/{int:level_study_id}", response=LevelPage, auth=needs("see_stock"))
def level_study(request: HttpRequest, level_study_id: int) -> LevelPage:
    """A study with what it proposes, the largest change first."""
    page = facade.level_study(grounds().wms, level_study_id=level_study_id)
    return found(page, f"study of levels {level_study_id}")


@router.post(
    "/level-studies/{int:level_study_id}/acceptance",
    response={201: LevelsAccepted},
    auth=needs("direct_floor"),
)
def accept_levels(
    request: HttpRequest, level_study_id: int, body: AcceptingLevels, key: IdempotencyKey
) -> Status[LevelsAccepted]:
    """Fill pick bins so from now on. `dropped` says which have other levels by now."""
    return Status(201, facade.accept_levels(
        grounds().wms, key=own_key(request, key), actor=actor(request),
        level_study_id=level_study_id, **body.dict(),
    ))  # fmt: skip
