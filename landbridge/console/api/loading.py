"""Cartons to take, and truckloads with their papers."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from pydantic import Field

from landbridge.console.api.auth import actor, needs
from landbridge.console.api.parts import After, Body, IdempotencyKey, Limit, Short, found, own_key
from landbridge.console.grounds import grounds
from landbridge.wms import facade
from landbridge.wms.facade.contracts import (
    CartonAdvice,
    CartonKind,
    CartonLoaded,
    CartonStaged,
    CartonStanding,
    LoadClosed,
    LoadOpened,
    LoadPage,
    LoadRow,
    PackingProgress,
    Page,
    StagingPlace,
)

router = Router(tags=["Loading"])


class KindBody(Body):
    """Inner sizes. `cost`: none means by volume."""

    length_mm: int = Field(gt=0, lt=10**6)
    width_mm: int = Field(gt=0, lt=10**6)
    height_mm: int = Field(gt=0, lt=10**6)
    weight_max_g: int | None = Field(default=None, gt=0, lt=10**9)
    tare_g: int = Field(default=0, ge=0, lt=10**6)
    cost: Decimal | None = Field(default=None, ge=0)
    active: bool = True


class Staging(Body):
    """`bin`: a scanned code of a staging or shipping bin."""

    bin: Short


class LoadStart(Body):
    """`carrier_code`: "" takes cartons of any carrier.  `dock`: a scanned bin code."""

    site: Short
    carrier_code: Short = ""
    dock: Short = ""
    vehicle: Short = ""


class Loading(Body):
    sscc: Short


class LoadEnd(Body):
    seal: Short = ""
    vehicle: Short = ""


@router.get("/carton-kinds", response=list[CartonKind], auth=needs("see_orders"))
def carton_kinds(request: HttpRequest, site: str = "") -> list[CartonKind]:
    """Cartons a site packs into, smallest first."""
    return [*facade.carton_kinds(grounds().wms, site=site)]


@router.put("/sites/{site}/carton-kinds/{code}", response=CartonKind, auth=needs("direct_floor"))
def put_carton_kind(request: HttpRequest, site: str, code: str, body: KindBody) -> CartonKind:
    kind = CartonKind(site=site, code=code, **body.dict())
    facade.put_carton_kind(grounds().wms, kind, actor=actor(request))
    return kind


@router.get(
    "/outbound-orders/{int:order_id}/carton-advice", response=CartonAdvice,
    auth=needs("see_orders"),
)  # fmt: skip
def carton_advice(request: HttpRequest, order_id: int, kind: str = "") -> CartonAdvice:
    """Which cartons (of one kind with `kind`) take what is not packed yet, how each piece lies in
    them, and how good that is.
    """
    return facade.carton_advice(grounds().wms, order_id=order_id, kind=kind)


@router.get(
    "/cartons/{int:carton_id}/packing", response=PackingProgress, auth=needs("see_orders")
)  # fmt: skip
def packing_progress(request: HttpRequest, carton_id: int) -> PackingProgress:
    """How a carton is packed step by step, as it was planned when it was opened with a kind."""
    made = facade.packing_progress(grounds().wms, carton_id=carton_id)
    return found(made, f"plan of carton {carton_id}")


@router.get(
    "/cartons/{int:carton_id}/packing/{int:step}", auth=needs("see_orders"),
    openapi_extra={"responses": {200: {"content": {"image/svg+xml": {}}}}},
)  # fmt: skip
def packing_step(request: HttpRequest, carton_id: int, step: int) -> HttpResponse:
    """A drawing (SVG) of the carton after so many pieces; 0 draws it empty."""
    made = facade.packing_progress(grounds().wms, carton_id=carton_id)
    plan = found(made, f"plan of carton {carton_id}").plan
    if step > len(plan.steps):
        return found(None, f"step {step} of carton {carton_id}")
    return HttpResponse(facade.draw_step(plan, step=step), content_type="image/svg+xml")


@router.get("/cartons", response=Page[CartonStanding], auth=needs("see_orders"))
def cartons_standing(
    request: HttpRequest, site: str = "", staged: bool | None = None, limit: Limit = 50,
    after: After = "",
) -> Page[CartonStanding]:  # fmt: skip
    """Packed cartons that have not left, the oldest first; `staged=false`: those that are neither
    staged nor loaded."""
    return facade.cartons_standing(
        grounds().wms, site=site, staged=staged, limit=limit, after=after
    )


@router.get("/cartons/{int:carton_id}/staging", response=StagingPlace, auth=needs("see_orders"))
def staging_place(request: HttpRequest, carton_id: int) -> StagingPlace:
    """Where to bring a packed carton, and why there."""
    return facade.staging_place(grounds().wms, carton_id=carton_id)


@router.post(
    "/cartons/{int:carton_id}/staging", response={201: CartonStaged}, auth=needs("work_floor")
)
def stage_carton(
    request: HttpRequest, carton_id: int, body: Staging, key: IdempotencyKey
) -> Status[CartonStaged]:
    """Bring a packed carton to a staging or shipping bin."""
    return Status(201, facade.stage_carton(
        grounds().wms, key=own_key(request, key), actor=actor(request), carton_id=carton_id,
        bin=body.bin,
    ))  # fmt: skip


@router.get("/loads", response=Page[LoadRow], auth=needs("see_orders"))
def loads(
    request: HttpRequest, site: str = "", limit: Limit = 50, after: After = ""
) -> Page[LoadRow]:
    """Truckloads, newest first."""
    return facade.loads(grounds().wms, site=site, limit=limit, after=after)


@router.get("/loads/{int:load_id}", response=LoadPage, auth=needs("see_orders"))
def load(request: HttpRequest, load_id: int) -> LoadPage:
    """A load with its manifest and bill of lading."""
    return found(facade.load(grounds().wms, load_id=load_id), f"load {load_id}")


@router.post("/loads", response={201: LoadOpened}, auth=needs("work_floor"))
def open_load(request: HttpRequest, body: LoadStart, key: IdempotencyKey) -> Status[LoadOpened]:
    return Status(
        201,
        facade.open_load(
            grounds().wms, key=own_key(request, key), actor=actor(request), **body.dict()
        ),
    )


@router.post("/loads/{int:load_id}/cartons", response={201: CartonLoaded}, auth=needs("work_floor"))
def load_carton(
    request: HttpRequest, load_id: int, body: Loading, key: IdempotencyKey
) -> Status[CartonLoaded]:
    """Scan a closed carton onto the load."""
    return Status(201, facade.load_carton(
        grounds().wms, key=own_key(request, key), actor=actor(request), load_id=load_id,
        sscc=body.sscc,
    ))  # fmt: skip


@router.delete(
    "/loads/{int:load_id}/cartons/{sscc}", response=CartonLoaded, auth=needs("work_floor")
)
def unload_carton(
    request: HttpRequest, load_id: int, sscc: str, key: IdempotencyKey
) -> CartonLoaded:
    """Take a carton off the load again."""
    return facade.unload_carton(
        grounds().wms, key=own_key(request, key), actor=actor(request), load_id=load_id, sscc=sscc
    )


@router.post("/loads/{int:load_id}/closure", response={201: LoadClosed}, auth=needs("work_floor"))
def close_load(
    request: HttpRequest, load_id: int, body: LoadEnd, key: IdempotencyKey
) -> Status[LoadClosed]:
    """The doors are shut: its orders are shipped. Again: those that could not leave then."""
    return Status(201, facade.close_load(
        grounds().wms, key=own_key(request, key), actor=actor(request), load_id=load_id,
        **body.dict(),
    ))  # fmt: skip
