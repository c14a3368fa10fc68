"""Slotting: studies of a site, the moves they propose, and carrying them out."""

from decimal import Decimal

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from landbridge.console.api.auth import actor, needs
from landbridge.console.api.parts import Body, IdempotencyKey, Short, found, own_key
from landbridge.console.grounds import grounds
from landbridge.wms import facade
from landbridge.wms.facade.contracts import (
    SlotMoved,
    SlottingAccepted,
    SlottingAsked,
    SlottingPage,
    SlottingStudy,
)

router = Router(tags=["Slotting"])


class Asking(Body):
    """`zone`: only items picked from there. `days`: of picks that are looked at."""

    site: Short
    zone: Short = ""
    days: int = Field(default=28, ge=1, le=365)


class Accepting(Body):
    """`moves`: ids of the study's moves that shall be made."""

    moves: list[int] = Field(min_length=1, max_length=200)


class Bringing(Body):
    """`quantity`: default all; less ends the task and has its bin counted."""

    bin: Short
    item: Short = ""
    quantity: Decimal | None = Field(default=None, ge=0)


@router.get("/slotting-studies", response=list[SlottingStudy], auth=needs("see_stock"))
def slotting_studies(request: HttpRequest, site: str = "") -> list[SlottingStudy]:
    """The newest twenty."""
    return [*facade.slotting_studies(grounds().wms, site=site)]


@router.post("/slotting-studies", response={201: SlottingAsked}, auth=needs("direct_floor"))
def ask_slotting(request: HttpRequest, body: Asking, key: IdempotencyKey) -> Status[SlottingAsked]:
    """Have a worker look for better bins. The proposals appear at the study's address."""
    return Status(
        201,
        facade.ask_slotting(
            grounds().wms, key=own_key(request, key), actor=actor(request), **body.dict()
        ),
    )


@router.get("/slotting-studies/{int:slotting_id}", response=SlottingPage, auth=needs("see_stock"))
def slotting_study(request: HttpRequest, slotting_id: int) -> SlottingPage:
    """A study with its moves, the one that pays most first."""
    page = facade.slotting_study(grounds().wms, slotting_id=slotting_id)
    return found(page, f"slotting study {slotting_id}")


@router.post(
    "/slotting-studies/{int:slotting_id}/acceptance",
    response={201: SlottingAccepted},
    auth=needs("direct_floor"),
)
def accept_slotting(
    request: HttpRequest, slotting_id: int, body: Accepting, key: IdempotencyKey
) -> Status[SlottingAccepted]:
    """Have moves made. `dropped` says which cannot be, and why."""
    return Status(201, facade.accept_slotting(
        grounds().wms, key=own_key(request, key), actor=actor(request), slotting_id=slotting_id,
        moves=body.moves,
    ))  # fmt: skip


@router.post(
    "/tasks/{int:task_id}/slotting-move", response={201: SlotMoved}, auth=needs("work_floor")
)
def move_slot(
    request: HttpRequest, task_id: int, body: Bringing, key: IdempotencyKey
) -> Status[SlotMoved]:
    """Bring the goods of a slotting task to their new bin."""
    return Status(201, facade.move_slot(
        grounds().wms, key=own_key(request, key), actor=actor(request), task_id=task_id,
        **body.dict(),
    ))  # fmt: skip
