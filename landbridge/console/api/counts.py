"""Cycle counts: planning, counting, deciding."""

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
    CountBegun,
    CountFinished,
    CountPage,
    CountPolicy,
    CountReviewed,
    CountRow,
    CountsPlanned,
    ItemCounted,
    Page,
)

router = Router(tags=["Cycle counts"])

State = Literal[
    "open", "", "requested", "counting", "counted", "investigating", "ready_to_review",
    "reviewed", "completed",
]  # fmt: skip


class Planning(Body):
    """What to count: a `zone`, `bins`, an `item` wherever it lies, or what is `due` by class."""

    site: Short
    zone: Short = ""
    bins: list[Short] = Field(default=[], max_length=1000)
    item: Short = ""
    owner: Short = ""
    due: bool = False
    note: Short = ""
    limit: int = Field(default=100, ge=1, le=1000)


class Said(Body):
    """All there is of an item (and lot) in the bin, whatever its status or plate."""

    item: Short
    quantity: Decimal = Field(ge=0)
    uom: Short = ""
    owner: Short = ""
    lot: Short = ""
    expiry_on: date | None = None
    serials: list[Short] = Field(default=[], max_length=10_000)


class Verdict(Body):
    decision: Literal["approve", "recount", "reject"]
    note: Short = ""


class Policy(Body):
    tolerance_percent: Decimal = Field(ge=0, le=100)
    posts_small: bool = False
    days_a: int = Field(default=30, ge=1, le=3650)
    days_b: int = Field(default=90, ge=1, le=3650)
    days_c: int = Field(default=180, ge=1, le=3650)


class Passing(Body):
    """The person's next count; `passed`: counts they leave for later."""

    site: Short
    zone: Short = ""
    passed: list[int] = Field(default=[], max_length=200)


class NextCount(Body):
    count_id: int | None


@router.get("/counts", response=Page[CountRow], auth=needs("see_stock"))
def cycle_counts(
    request: HttpRequest,
    site: str = "",
    state: State = "open",
    zone: str = "",
    text: Text = "",
    limit: Limit = 50,
    after: After = "",
) -> Page[CountRow]:
    """Counts, newest first."""
    return facade.cycle_counts(
        grounds().wms, site=site, state=state, zone=zone, text=text, limit=limit, after=after
    )


@router.get("/counts/{int:count_id}", response=CountPage, auth=needs("direct_floor"))
def cycle_count(request: HttpRequest, count_id: int) -> CountPage:
    """One count with what was counted. Who counts is not shown it: counting is blind."""
    return found(facade.cycle_count(grounds().wms, count_id=count_id), f"count {count_id}")


@router.post("/counts", response={201: CountsPlanned}, auth=needs("direct_floor"))
def plan_counts(request: HttpRequest, body: Planning, key: IdempotencyKey) -> Status[CountsPlanned]:
    """Ask for counts. A bin that is asked for already is not asked for twice."""
    return Status(
        201,
        facade.plan_counts(
            grounds().wms, key=own_key(request, key), actor=actor(request), **body.dict()
        ),
    )


@router.post("/next-count", response=NextCount, auth=needs("work_floor"))
def next_count(request: HttpRequest, body: Passing) -> NextCount:
    """What the caller should count next."""
    return NextCount(count_id=facade.next_count(grounds().wms, actor=actor(request), **body.dict()))


@router.post("/counts/{int:count_id}/rounds", response={201: CountBegun}, auth=needs("work_floor"))
def begin_count(request: HttpRequest, count_id: int, key: IdempotencyKey) -> Status[CountBegun]:
    """Begin to count, or go on."""
    return Status(
        201,
        facade.begin_count(
            grounds().wms, key=own_key(request, key), actor=actor(request), count_id=count_id
        ),
    )


@router.post("/counts/{int:count_id}/items", response={201: ItemCounted}, auth=needs("work_floor"))
def count_item(
    request: HttpRequest, count_id: int, body: Said, key: IdempotencyKey
) -> Status[ItemCounted]:
    """Say an amount. `taken` is false if it must be counted again, because goods moved."""
    return Status(201, facade.count_item(
        grounds().wms, key=own_key(request, key), actor=actor(request), count_id=count_id,
        **body.dict(),
    ))  # fmt: skip


@router.post(
    "/counts/{int:count_id}/closure", response={201: CountFinished}, auth=needs("work_floor")
)
def finish_count(request: HttpRequest, count_id: int, key: IdempotencyKey) -> Status[CountFinished]:
    """The bin is counted through: what was not said is not there."""
    return Status(
        201,
        facade.finish_count(
            grounds().wms, key=own_key(request, key), actor=actor(request), count_id=count_id
        ),
    )


@router.post(
    "/counts/{int:count_id}/review", response={201: CountReviewed}, auth=needs("direct_floor")
)
def review_count(
    request: HttpRequest, count_id: int, body: Verdict, key: IdempotencyKey
) -> Status[CountReviewed]:
    """Approve, have it counted again, or reject. `blocked` says why it is not booked yet."""
    return Status(201, facade.review_count(
        grounds().wms, key=own_key(request, key), actor=actor(request), count_id=count_id,
        **body.dict(),
    ))  # fmt: skip


@router.post(
    "/counts/{int:count_id}/withdrawal", response={201: CountsPlanned}, auth=needs("direct_floor")
)
def withdraw_count(
    request: HttpRequest, count_id: int, key: IdempotencyKey
) -> Status[CountsPlanned]:
    """Take an open count off the list."""
    return Status(
        201,
        facade.withdraw_count(
            grounds().wms, key=own_key(request, key), actor=actor(request), count_id=count_id
        ),
    )


@router.get("/count-policies", response=list[CountPolicy], auth=needs("see_stock"))
def count_policies(request: HttpRequest) -> list[CountPolicy]:
    """How sites count; those not listed count by the defaults."""
    return [*facade.count_policies(grounds().wms)]


@router.put("/count-policies/{site}", response=CountPolicy, auth=needs("direct_floor"))
def put_count_policy(request: HttpRequest, site: str, body: Policy) -> CountPolicy:
    """How a site counts from now on."""
    policy = CountPolicy(site=site, **body.dict())
    return facade.put_count_policy(grounds().wms, policy, actor=actor(request))
