"""Licence plates: made, nested, split, merged, emptied, moved whole."""

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
    Text,
    found,
    own_key,
)
from landbridge.console.grounds import grounds
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Page, PlateChanged, PlatePage, PlateRow

router = Router(tags=["Licence plates"])

HOME = "/sites/{site}/plates"
ONE = HOME + "/{lpn}"


class NewPlate(Body):
    """`lpn`: an SSCC or a code of your own; without one the plate gets an SSCC of the site."""

    bin: Short
    lpn: Short = ""
    package_type: Short = ""


class Onto(Body):
    """`parent_lpn`: the plate it is put on; "" takes it off."""

    parent_lpn: Short


class Where(Body):
    bin: Short


class Part(Body):
    """`target_lpn`: the plate goods go to; without one a new plate."""

    item: Short
    quantity: Decimal = Field(gt=0)
    uom: Short = ""
    lot: Short = ""
    serials: list[Short] = Field(default=[], max_length=10_000)
    status: Short = "available"
    target_lpn: Short = ""


class Target(Body):
    target_lpn: Short


@router.get("/plates", response=Page[PlateRow], auth=needs("see_stock"))
def plates(
    request: HttpRequest, site: str = "", text: Text = "", limit: Limit = 50, after: After = ""
) -> Page[PlateRow]:
    """Plates, newest first. `text`: how their number begins."""
    return facade.plates(grounds().wms, site=site, text=text, limit=limit, after=after)


@router.get(ONE, response=PlatePage, auth=needs("see_stock"))
def plate(request: HttpRequest, site: str, lpn: str) -> PlatePage:
    """One plate: what is on it, which plates stand on it, what became of it."""
    return found(facade.plate(grounds().wms, site=site, lpn=lpn), f"plate {lpn} at {site}")


@router.post(HOME, response={201: PlateChanged}, auth=needs("work_floor"))
def create_plate(
    request: HttpRequest, site: str, body: NewPlate, key: IdempotencyKey
) -> Status[PlateChanged]:
    """A new, empty plate in a bin."""
    return Status(
        201,
        facade.create_plate(
            grounds().wms, key=own_key(request, key), actor=actor(request), site=site, **body.dict()
        ),
    )


@router.post(ONE + "/parent", response={201: PlateChanged}, auth=needs("work_floor"))
def nest_plate(
    request: HttpRequest, site: str, lpn: str, body: Onto, key: IdempotencyKey
) -> Status[PlateChanged]:
    """Put a plate on another one in the same bin, or take it off."""
    return Status(201, facade.nest_plate(
        grounds().wms, key=own_key(request, key), actor=actor(request), site=site, lpn=lpn,
        parent_lpn=body.parent_lpn,
    ))  # fmt: skip


@router.post(ONE + "/moves", response={201: PlateChanged}, auth=needs("work_floor"))
def move_plate(
    request: HttpRequest, site: str, lpn: str, body: Where, key: IdempotencyKey
) -> Status[PlateChanged]:
    """Move a plate with all that is on it; its putaway tasks are done in a storage bin."""
    return Status(201, facade.move_plate(
        grounds().wms, key=own_key(request, key), actor=actor(request), site=site, lpn=lpn,
        bin=body.bin,
    ))  # fmt: skip


@router.post(ONE + "/parts", response={201: PlateChanged}, auth=needs("work_floor"))
def split_plate(
    request: HttpRequest, site: str, lpn: str, body: Part, key: IdempotencyKey
) -> Status[PlateChanged]:
    """Take goods off a plate onto another one in the same bin."""
    return Status(201, facade.split_plate(
        grounds().wms, key=own_key(request, key), actor=actor(request), site=site, lpn=lpn,
        **body.dict(),
    ))  # fmt: skip


@router.post(ONE + "/merges", response={201: PlateChanged}, auth=needs("work_floor"))
def merge_plates(
    request: HttpRequest, site: str, lpn: str, body: Target, key: IdempotencyKey
) -> Status[PlateChanged]:
    """Put all goods of a plate onto another one in the same bin."""
    return Status(201, facade.merge_plates(
        grounds().wms, key=own_key(request, key), actor=actor(request), site=site, lpn=lpn,
        target_lpn=body.target_lpn,
    ))  # fmt: skip


@router.post(ONE + "/emptyings", response={201: PlateChanged}, auth=needs("work_floor"))
def empty_plate(
    request: HttpRequest, site: str, lpn: str, key: IdempotencyKey
) -> Status[PlateChanged]:
    """Take all goods off a plate; they stand loose in its bin then."""
    return Status(
        201,
        facade.empty_plate(
            grounds().wms, key=own_key(request, key), actor=actor(request), site=site, lpn=lpn
        ),
    )
