"""Rules of the floor: ordered lists, their tests, and what would happen with goods."""

from decimal import Decimal
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from landbridge.console.api.auth import actor, needs
from landbridge.console.api.parts import Body, IdempotencyKey, Short, own_key
from landbridge.console.grounds import grounds
from landbridge.wms import facade
from landbridge.wms.facade.contracts import (
    ItemsClassified,
    PutawayTrial,
    Rule,
    Rulebook,
    RulesChanged,
    RuleTest,
)

router = Router(tags=["Rules"])

Words = dict[Short, Annotated[str, Field(max_length=4_000)]]
HOME = "/sites/{site}/rules/{kind}"


class RuleBody(Body):
    """conditions, actions: by name, as the list of rules describes them. position: 0 for the end,
    or where it was. despite_failures: also if a test fails then that passes now."""

    name: Short
    conditions: Words = Field(default={})
    actions: Words = Field(default={})
    enabled: bool = True
    note: Short = ""
    position: int = Field(default=0, ge=0)
    replaces: Short = ""
    despite_failures: bool = False


class TestBody(Body):
    """Given this, when that happens, then this is expected."""

    name: Short
    given: Words = Field(default={})
    event: Words = Field(default={})
    expected: Words


class Moving(Body):
    by: int = Field(ge=-200, le=200)
    despite_failures: bool = False


class Trial(Body):
    item: Short
    quantity: Decimal = Field(gt=0)
    uom: Short = ""
    owner: Short = ""
    lot: Short = ""
    status: Short = "available"


@router.get(HOME, response=Rulebook, auth=needs("see_stock"))
def rulebook(request: HttpRequest, site: str, kind: str) -> Rulebook:
    """A list of rules with its tests, what they say now, and how often each rule decided."""
    return facade.rulebook(grounds().wms, kind=kind, site=site)


@router.post(HOME, response={201: RulesChanged}, auth=needs("direct_floor"))
def save_rule(
    request: HttpRequest, site: str, kind: str, body: RuleBody, key: IdempotencyKey
) -> Status[RulesChanged]:
    """Add a rule, or change the one called `replaces`; all tests are run."""
    rule = Rule(
        name=body.name, conditions=body.conditions, actions=body.actions, enabled=body.enabled,
        note=body.note, position=body.position,
    )  # fmt: skip
    return Status(201, facade.save_rule(
        grounds().wms, key=own_key(request, key), actor=actor(request), kind=kind, site=site,
        rule=rule, replaces=body.replaces, despite_failures=body.despite_failures,
    ))  # fmt: skip


@router.post(HOME + "/{name}/moves", response={201: RulesChanged}, auth=needs("direct_floor"))
def move_rule(
    request: HttpRequest, site: str, kind: str, name: str, body: Moving, key: IdempotencyKey
) -> Status[RulesChanged]:
    """Move a rule up (-1) or down (1); all tests are run."""
    return Status(201, facade.move_rule(
        grounds().wms, key=own_key(request, key), actor=actor(request), kind=kind, site=site,
        name=name, by=body.by, despite_failures=body.despite_failures,
    ))  # fmt: skip


@router.delete(HOME + "/{name}", response=RulesChanged, auth=needs("direct_floor"))
def remove_rule(
    request: HttpRequest, site: str, kind: str, name: str, key: IdempotencyKey,
    despite_failures: bool = False,
) -> RulesChanged:  # fmt: skip
    """Take a rule out of its list; all tests are run."""
    return facade.remove_rule(
        grounds().wms, key=own_key(request, key), actor=actor(request), kind=kind, site=site,
        name=name, despite_failures=despite_failures,
    )  # fmt: skip


@router.post(
    "/sites/{site}/rule-tests/{kind}", response={201: RulesChanged}, auth=needs("direct_floor")
)
def save_rule_test(
    request: HttpRequest, site: str, kind: str, body: TestBody, key: IdempotencyKey
) -> Status[RulesChanged]:
    """Make a test, or change the one of its name."""
    test = RuleTest(name=body.name, given=body.given, event=body.event, expected=body.expected)
    return Status(201, facade.save_rule_test(
        grounds().wms, key=own_key(request, key), actor=actor(request), kind=kind, site=site,
        test=test,
    ))  # fmt: skip


@router.delete(
    "/sites/{site}/rule-tests/{kind}/{int:test_id}", response=RulesChanged,
    auth=needs("direct_floor"),
)  # fmt: skip
def remove_rule_test(
    request: HttpRequest, site: str, kind: str, test_id: int, key: IdempotencyKey
) -> RulesChanged:
    """Take a test away."""
    return facade.remove_rule_test(
        grounds().wms, key=own_key(request, key), actor=actor(request), kind=kind, site=site,
        test_id=test_id,
    )  # fmt: skip


@router.post("/sites/{site}/putaway-trials", response=PutawayTrial, auth=needs("see_stock"))
def try_putaway(request: HttpRequest, site: str, body: Trial) -> PutawayTrial:
    """Where goods would go if they came now, and why; changes nothing."""
    return facade.try_putaway(grounds().wms, site=site, **body.dict())


@router.post("/sites/{site}/item-classes", response=ItemsClassified, auth=needs("direct_floor"))
def classify_items(
    request: HttpRequest, site: str, days: Annotated[int, Query(ge=1, le=3_650)] = 90
) -> ItemsClassified:
    """Count again how fast items move (ABC), by the picks of the last days."""
    return facade.classify_items(grounds().wms, site=site, days=days)
