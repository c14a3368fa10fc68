"""Which endpoints get a document."""

import pytest

from landbridge.hub.conftest import order
from landbridge.hub.route.rules import Route, fits, needs_document, targets

ROUTES = [
    Route(1, "outbound_order", {}),
    Route(2, "*", {}),
    Route(3, "outbound_order", {"site": "NORTH"}),
    Route(3, "outbound_order", {"site": ["MAIN", "SOUTH"], "owner.code": "ACME"}),
    Route(4, "item", {}),
    Route(1, "*", {"site": "MAIN"}),
]


def test_each_endpoint_once_in_the_order_of_the_routes() -> None:
    assert targets(ROUTES, "outbound_order", order(site="MAIN")) == (1, 2, 3)
    assert targets(ROUTES, "outbound_order", order(site="EAST")) == (1, 2)
    assert targets(ROUTES, "party", order(site="EAST")) == (2,)
    assert targets([], "party", order()) == ()


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({}, True),
        ({"priority": 50}, True),
        ({"priority": "50"}, True),
        ({"site": []}, False),
        ({"no_such_field": "x"}, False),
        ({"ship_to.country_code": ["AT", "DE"]}, True),
        ({"ship_to.country_code": "DE", "status": "cancelled"}, False),
        ({"ship_on": None}, False),
    ],
)
def test_conditions(condition: dict, expected: bool) -> None:
    assert fits(condition, order()) is expected


def test_documents_are_read_only_if_a_condition_asks() -> None:
    assert not needs_document(ROUTES[:2])
    assert needs_document(ROUTES)
    assert fits({}, None)
    assert not fits({"site": "MAIN"}, None)
