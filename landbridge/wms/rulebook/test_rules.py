"""Rules and their tests are checked word by word; a run tells what fails, what is never tried."""

import pytest

from landbridge.wms.inbound.putaway.kind import PUTAWAY
from landbridge.wms.rulebook.contracts import Rule, RuleTest
from landbridge.wms.rulebook.rules import check_rule, check_test, run_tests

GOOD = Rule(name="Cold", conditions={"temperature_class": "chilled"},
            actions={"look_for": "empty", "zones": "CHILL"})  # fmt: skip


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"conditions": {"colour": "red"}}, "conditions.colour"),
        ({"conditions": {"abc": "A D"}}, "conditions.abc"),
        ({"actions": {"look_for": "luck"}}, "actions.look_for"),
        ({"actions": {"zones": "A"}}, "actions.look_for"),
        ({"actions": {"look_for": "empty", "zones": "x" * 4001}}, "actions.zones"),
    ],
)
def test_a_wrong_rule_names_the_field(change, path) -> None:
    from dataclasses import replace

    assert check_rule(PUTAWAY, GOOD) == ()
    assert [finding.path for finding in check_rule(PUTAWAY, replace(GOOD, **change))] == [path]


@pytest.mark.parametrize(
    ("test", "path"),
    [
        ({"expected": {}}, "expected"),
        ({"given": {"bins": "A zone=Z\nA"}}, "given.bins"),
        ({"given": {"bins": "A colour=red"}}, "given.bins"),
        ({"given": {"bins": "A litres=many"}}, "given.bins"),
        ({"event": {"quantity": "some"}}, "event.quantity"),
        ({"event": {"abc": "Z"}}, "event.abc"),
        ({"expected": {"mood": "good"}}, "expected.mood"),
    ],
)
def test_a_wrong_test_names_the_field(test, path) -> None:
    values = {"name": "t", "expected": {"bin": "A"}} | test
    assert [finding.path for finding in check_test(PUTAWAY, RuleTest(**values))] == [path]


def case(name: str, bins: str, event: dict[str, str], **expected: str) -> RuleTest:
    return RuleTest(name=name, given={"bins": bins}, event=event, expected=expected)


def test_a_run_tells_what_fails_and_which_rules_nobody_tries() -> None:
    bins = "A zone=PICK item=same lot=L1 holds=4\nB zone=PICK\nC zone=CHILL temperature=chilled"
    run = run_tests(
        PUTAWAY, [GOOD, *PUTAWAY.defaults],
        [
            case("together", bins, {"lot": "L1"}, bin="A", rule="Same item together"),
            case("lots apart", bins, {"lot": "L2"}, bin="A"),
            case("cold", bins, {"temperature_class": "chilled"}, bin="C", zone="CHILL"),
            case("nowhere", "A item=OTHER", {}, bin="none"),
        ],
    )  # fmt: skip
    assert [outcome.passed for outcome in run.outcomes] == [True, False, True, True]
    (wrong,) = run.failed
    assert (wrong.expected, wrong.got) == ("bin A", "bin B")
    assert run.untested == ("Fast movers near packing", "Slow movers far away")


def test_weight_and_room_of_written_bins_count() -> None:
    bins = "A litres=10 kilograms=5\nB litres=100 kilograms=50 reach_m=9"
    event = {"litres": "9.5", "kilograms": "4", "abc": "A"}
    (outcome,) = run_tests(PUTAWAY, PUTAWAY.defaults, [case("t", bins, event, bin="B")]).outcomes
    assert outcome.passed, "nine tenths of ten litres are not enough"
