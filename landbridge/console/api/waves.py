"""How stock is chosen and released: policies, cut-offs, templates, waves."""

from typing import Literal

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from landbridge.console.api.auth import actor, needs
from landbridge.console.api.parts import After, Body, IdempotencyKey, Limit, Short, found, own_key
from landbridge.console.grounds import grounds
from landbridge.wms import facade
from landbridge.wms.facade.contracts import (
    AllocationPolicy,
    CutoffRow,
    Page,
    ReleasePolicy,
    TakenOff,
    WaveOutlook,
    WavePage,
    WavePlanned,
    WaveReleased,
    WaveRow,
    WaveTemplate,
)

router = Router(tags=["Waves"])

Way = Literal["fefo", "fifo", "lifo", "small_lots", "whole_packs"]
Mode = Literal["at_once", "waves", "capacity"]
Picking = Literal["single", "cluster", "zone", "pooled"]


class PolicyBody(Body):
    """`owner` and `item_class`: "" means any; the closest policy holds."""

    owner: Short = ""
    item_class: Short = ""
    way: Way = "fefo"
    packs_only: bool = False
    whole_lines: bool = False
    shelf_life_remaining_days_min: int | None = Field(default=None, ge=0, le=36_500)


class ReleaseBody(Body):
    mode: Mode
    open_picks_max: int = Field(default=500, ge=1, le=1_000_000)


class CutoffBody(Body):
    """`at`: HH:MM on the wall of the site.  `weekdays`: 1 (Monday) to 7."""

    carrier_code: Short = ""
    service_code: Short = ""
    weekdays: list[int] = Field(max_length=7)
    at: Short


class TemplateBody(Body):
    """`orders_min`, `wait_max_min`: a wave begins by itself as soon as so many orders wait, or the
    first has waited so many minutes.  `pickers`: how many people pick it; without, as many as the
    day's shift has.  `packing_min`: an order has to be back so long before its cut-off.
    """

    picking: Picking = "cluster"
    owners: list[Short] = Field(default=[], max_length=100)
    carrier_codes: list[Short] = Field(default=[], max_length=100)
    priority_max: int | None = None
    cutoff_within_min: int | None = Field(default=None, gt=0)
    orders_max: int = Field(default=200, ge=1, le=5_000)
    orders_per_trip: int = Field(default=8, ge=1, le=100)
    orders_min: int | None = Field(default=None, ge=1, le=5_000)
    wait_max_min: int | None = Field(default=None, ge=1, le=1_440)
    pickers: int | None = Field(default=None, ge=1, le=500)
    packing_min: int = Field(default=30, ge=0, le=1_440)


class WaveStart(Body):
    site: Short
    template: Short


@router.get("/allocation-policies", response=list[AllocationPolicy], auth=needs("see_orders"))
def allocation_policies(request: HttpRequest) -> list[AllocationPolicy]:
    """How stock is chosen, by owner and class of items."""
    return [*facade.allocation_policies(grounds().wms)]


@router.put("/allocation-policies", response=AllocationPolicy, auth=needs("direct_floor"))
def put_allocation_policy(
    request: HttpRequest, body: PolicyBody, despite_failures: bool = False
) -> AllocationPolicy:
    """Make or change one; its owner and class say which. Refused if a test of the rules would fail
    then, unless `despite_failures`."""
    policy = AllocationPolicy(**body.dict())
    facade.put_allocation_policy(
        grounds().wms, policy, actor=actor(request), despite_failures=despite_failures
    )
    return policy


@router.delete("/allocation-policies", response={204: None}, auth=needs("direct_floor"))
def remove_allocation_policy(
    request: HttpRequest, owner: str = "", item_class: str = "", despite_failures: bool = False
) -> Status[None]:
    """Forget one; the next wider one holds."""
    facade.remove_allocation_policy(
        grounds().wms, owner=owner, item_class=item_class, actor=actor(request),
        despite_failures=despite_failures,
    )  # fmt: skip
    return Status(204, None)


@router.get("/release-policies", response=list[ReleasePolicy], auth=needs("see_orders"))
def release_policies(request: HttpRequest) -> list[ReleasePolicy]:
    """When each site releases what is allocated."""
    return [*facade.release_policies(grounds().wms)]


@router.put("/sites/{site}/release-policy", response=ReleasePolicy, auth=needs("direct_floor"))
def put_release_policy(
    request: HttpRequest, site: str, body: ReleaseBody, despite_failures: bool = False
) -> ReleasePolicy:
    policy = ReleasePolicy(site=site, **body.dict())
    facade.put_release_policy(
        grounds().wms, policy, actor=actor(request), despite_failures=despite_failures
    )
    return policy


@router.get("/cutoffs", response=list[CutoffRow], auth=needs("see_orders"))
def cutoffs(request: HttpRequest, site: str = "") -> list[CutoffRow]:
    """Until when orders leave on the same day, by carrier and service."""
    return [*facade.cutoffs(grounds().wms, site=site)]


@router.put("/sites/{site}/cutoffs", response=CutoffRow, auth=needs("direct_floor"))
def put_cutoff(
    request: HttpRequest, site: str, body: CutoffBody, despite_failures: bool = False
) -> CutoffRow:
    """Make or change one. Refused if a test of release would fail then, unless
    `despite_failures`."""
    fields = body.dict() | {"weekdays": tuple(body.weekdays)}
    cutoff = CutoffRow(site=site, **fields)
    facade.put_cutoff(
        grounds().wms, cutoff, actor=actor(request), despite_failures=despite_failures
    )
    return cutoff


@router.delete("/sites/{site}/cutoffs", response={204: None}, auth=needs("direct_floor"))
def remove_cutoff(
    request: HttpRequest, site: str, carrier_code: str = "", service_code: str = "",
    despite_failures: bool = False,
) -> Status[None]:  # fmt: skip
    """Forget one; the next wider one holds."""
    facade.remove_cutoff(
        grounds().wms, site=site, carrier_code=carrier_code, service_code=service_code,
        actor=actor(request), despite_failures=despite_failures,
    )  # fmt: skip
    return Status(204, None)


@router.get("/wave-templates", response=list[WaveTemplate], auth=needs("see_orders"))
def wave_templates(request: HttpRequest, site: str = "") -> list[WaveTemplate]:
    return [*facade.wave_templates(grounds().wms, site=site)]


@router.put(
    "/sites/{site}/wave-templates/{code}", response=WaveTemplate, auth=needs("direct_floor")
)
def put_wave_template(
    request: HttpRequest, site: str, code: str, body: TemplateBody,
    despite_failures: bool = False,
) -> WaveTemplate:  # fmt: skip
    fields = body.dict() | {
        "owners": tuple(body.owners), "carrier_codes": tuple(body.carrier_codes),
    }  # fmt: skip
    template = WaveTemplate(site=site, code=code, **fields)
    facade.put_wave_template(
        grounds().wms, template, actor=actor(request), despite_failures=despite_failures
    )
    return template


@router.delete(
    "/sites/{site}/wave-templates/{code}", response={204: None}, auth=needs("direct_floor")
)
def remove_wave_template(
    request: HttpRequest, site: str, code: str, despite_failures: bool = False
) -> Status[None]:
    """Forget a template; waves made from it stay."""
    facade.remove_wave_template(
        grounds().wms, site=site, code=code, actor=actor(request),
        despite_failures=despite_failures,
    )  # fmt: skip
    return Status(204, None)


@router.get("/waves", response=Page[WaveRow], auth=needs("see_orders"))
def waves(
    request: HttpRequest, site: str = "", limit: Limit = 50, after: After = ""
) -> Page[WaveRow]:
    """Waves, newest first, with how far they are and how long their tours."""
    return facade.waves(grounds().wms, site=site, limit=limit, after=after)


@router.get("/waves/{int:wave_id}", response=WavePage, auth=needs("see_orders"))
def wave(request: HttpRequest, wave_id: int) -> WavePage:
    """One wave with its tours."""
    return found(facade.wave(grounds().wms, wave_id=wave_id), f"wave {wave_id}")


@router.get("/waves/{int:wave_id}/outlook", response=WaveOutlook, auth=needs("see_orders"))
def preview_wave(
    request: HttpRequest, wave_id: int, pickers: int | None = None
) -> WaveOutlook:  # fmt: skip
    """How it would go if it was released now: metres, minutes of work, when the last tour of each
    cut-off is back, which orders will be late. Nothing is changed. `pickers`: how many pick it,
    instead of what its template or the day's shift says."""
    return facade.preview_wave(grounds().wms, wave_id=wave_id, pickers=pickers)


@router.post("/waves", response={201: WavePlanned}, auth=needs("direct_floor"))
def plan_wave(request: HttpRequest, body: WaveStart, key: IdempotencyKey) -> Status[WavePlanned]:
    """Choose orders that hold stock into a new wave. `wave_id` is 0 if none fits."""
    return Status(
        201,
        facade.plan_wave(
            grounds().wms, key=own_key(request, key), actor=actor(request), **body.dict()
        ),
    )


@router.post(
    "/waves/{int:wave_id}/release", response={201: WaveReleased}, auth=needs("direct_floor")
)
def release_wave(
    request: HttpRequest, wave_id: int, key: IdempotencyKey, pickers: int | None = None
) -> Status[WaveReleased]:
    """Send it to the floor with its tours, in time for its cut-offs as far as that can be. Again:
    only what was allocated since. `pickers`: as for its outlook."""
    return Status(
        201,
        facade.release_wave(
            grounds().wms, key=own_key(request, key), actor=actor(request), wave_id=wave_id,
            pickers=pickers,
        ),
    )  # fmt: skip


@router.post("/waves/{int:wave_id}/cancel", response={201: TakenOff}, auth=needs("direct_floor"))
def cancel_wave(request: HttpRequest, wave_id: int, key: IdempotencyKey) -> Status[TakenOff]:
    """Take off the floor what nobody has begun; its orders may join another wave."""
    return Status(
        201,
        facade.cancel_wave(
            grounds().wms, key=own_key(request, key), actor=actor(request), wave_id=wave_id
        ),
    )


@router.post("/floor-check", response=TakenOff, auth=needs("direct_floor"))
def check_feasible(request: HttpRequest, site: str = "") -> TakenOff:
    """Take off open picks that cannot be done any more; workers do so every few seconds too."""
    return facade.check_feasible(grounds().wms, site=site)
