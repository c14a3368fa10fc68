"""Two workers that made the same record: one of them counts, whoever looks."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from landbridge.connectors.tryton.ours import claim_made, claim_ours, find_ours
from landbridge.connectors.tryton.push import Desk
from landbridge.connectors.tryton.rpc import Busy, Declined

MODEL = "stock.shipment.in"


class FakeTryton:
    """A fake: the records of one model. while_deleting: what another worker does meanwhile."""

    def __init__(self, *records: tuple[int, str, str]) -> None:
        self.records = {
            number: {"id": number, "reference": reference, "state": state, "number": None}
            for number, reference, state in records
        }
        self.while_deleting = lambda: None

    def read_all(self, model: str, domain: list[Any], fields: list[str]) -> list[dict[str, Any]]:
        wanted, unwanted = domain[0][2], domain[2][2]
        return [
            dict(record)
            for record in self.records.values()
            if record["reference"] in wanted and record["state"] != unwanted
        ]

    def model(self, model: str, method: str, ids: list[int]) -> None:
        assert (model, method) == (MODEL, "delete")
        self.while_deleting()
        if any(self.records.get(one, {}).get("state") != "draft" for one in ids):
            raise Declined("You cannot delete it.")
        for one in ids:
            del self.records[one]


def desk_of(tryton: FakeTryton) -> Desk:
    return cast("Desk", SimpleNamespace(rpc=tryton, standing=SimpleNamespace(company_id=1)))


def claimed(tryton: FakeTryton, *references: str) -> dict[str, int]:
    found = claim_ours(desk_of(tryton), MODEL, references)
    return {reference: record["id"] for reference, record in found.items()}


def test_the_oldest_counts_and_the_others_go() -> None:
    tryton = FakeTryton((1, "A", "draft"), (2, "B", "draft"), (3, "A", "draft"))
    assert claimed(tryton, "A", "B", "C") == {"A": 1, "B": 2}
    assert list(tryton.records) == [1, 2]


def test_one_that_has_come_further_counts_before_an_older_one_committed_later() -> None:
    tryton = FakeTryton((1, "A", "draft"), (2, "A", "received"))
    assert find_ours(desk_of(tryton), MODEL, ["A"])["A"]["id"] == 2
    assert list(tryton.records) == [1, 2], "who only asks deletes nothing"
    assert claimed(tryton, "A") == {"A": 2}
    assert list(tryton.records) == [2]


def test_one_that_was_cancelled_counts_no_more() -> None:
    tryton = FakeTryton((1, "A", "cancelled"), (2, "A", "draft"))
    assert claimed(tryton, "A") == {"A": 2}
    assert list(tryton.records) == [1, 2]


def test_another_worker_that_deleted_the_surplus_first_is_no_fault() -> None:
    tryton = FakeTryton((1, "A", "draft"), (2, "A", "draft"))
    tryton.while_deleting = lambda: tryton.records.pop(2, None)
    assert claimed(tryton, "A") == {"A": 1}


def test_another_worker_that_goes_on_with_the_younger_one_wins() -> None:
    tryton = FakeTryton((1, "A", "draft"), (2, "A", "draft"))
    tryton.while_deleting = lambda: tryton.records.get(2, {}).update(state="received")
    assert claimed(tryton, "A") == {"A": 2}
    assert list(tryton.records) == [2]


def test_a_refusal_that_stays_is_told() -> None:
    tryton = FakeTryton((1, "A", "draft"), (2, "A", "request"))
    with pytest.raises(Declined):
        claimed(tryton, "A")


def test_one_that_is_cancelled_in_the_moment_it_is_made_is_sent_again() -> None:
    tryton = FakeTryton((1, "A", "draft"), (2, "B", "cancelled"))
    assert claim_made(desk_of(tryton), MODEL, "A")["id"] == 1
    with pytest.raises(Busy, match="cancelled B"):
        claim_made(desk_of(tryton), MODEL, "B")
