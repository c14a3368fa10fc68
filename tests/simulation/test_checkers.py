"""The checkers find what they are there to find, and leave alone what is right."""

from collections.abc import Callable
from decimal import Decimal

import psycopg
import pytest

from landbridge.main.sim import checks
from landbridge.main.sim.flows import FLOWS, Story
from landbridge.main.sim.history import Effect, violations
from landbridge.main.sim.homes import Home
from landbridge.main.sim.people import settle
from landbridge.main.sim.sweep import calm_world
from landbridge.main.sim.world import World

KEY = ("wms", "item", "A")


def effects(*versions: int) -> list[Effect]:
    return [Effect(*KEY, version) for version in versions]


@pytest.mark.parametrize(
    ("taken", "refused", "rule"),
    [
        ((), (), "I1"),
        ((1,), (), "I1"),
        ((1, 2, 2), (), "I2"),
        ((2, 1), (), "I3"),
        ((1, 2, 3), (), "never published"),
    ],
)
def test_the_checker_finds(taken: tuple[int, ...], refused: tuple[int, ...], rule: str) -> None:
    found = violations({KEY: [1, 2]}, effects(*taken), [(KEY, version) for version in refused])
    assert any(rule in text for text in found)


@pytest.mark.parametrize(
    ("taken", "refused"), [((1, 2), ()), ((2,), ()), ((), (1, 2)), ((1,), (2,)), ((), (2,))]
)
def test_the_checker_leaves_alone(taken: tuple[int, ...], refused: tuple[int, ...]) -> None:
    assert violations({KEY: [1, 2]}, effects(*taken), [(KEY, v) for v in refused]) == []


def told(world: World, name: str) -> World:
    """A calm world in which one flow was told to its end."""
    FLOWS[name](Story(world, "1"))
    settle(world)
    return world


@pytest.mark.parametrize(("taken", "found"), [((1,), 0), ((1, 2), 1), ((2,), 1)])
def test_who_goes_back_overtakes_what_was_between(taken: tuple[int, ...], found: int) -> None:
    said = {(KEY, 1): "5 pieces", (KEY, 2): "3 pieces", (KEY, 3): "5 pieces"}
    assert len(violations({KEY: [1, 2, 3]}, effects(*taken), [], said)) == found


# Each: what is broken behind the product's back, and the rule that must say so.
DAMAGE = {
    "I4": "UPDATE wms.stock_balance SET on_hand = on_hand + 1 WHERE balance_id = 1",
    "I6": "UPDATE wms.outbound_line SET wanted = wanted + 1, ordered = ordered + 1",
    "I7": "UPDATE wms.stock_balance SET on_hand = on_hand + 1 WHERE present AND serial = ''",
    "I8": "UPDATE wms.journal SET actor = 'nobody' WHERE kind = 'shipment_confirmation'",
    "I10": "UPDATE hub.stream SET state = 'position_lost'",
}


@pytest.mark.parametrize("rule", list(DAMAGE))
def test_damage_behind_its_back_is_found(rule: str, fresh: Callable[[], Home]) -> None:
    home = fresh()
    world = calm_world(home)
    try:
        told(world, "sale_is_shipped")
        assert checks.at_rest(world) == []
        with psycopg.connect(home.dsn) as conn:
            conn.execute("SET session_replication_role = replica")
            conn.execute(DAMAGE[rule])
        found = checks.at_rest(world)
        assert any(text.startswith(rule) for text in found), found
    finally:
        world.close()


def test_a_lost_a_doubled_and_a_late_document_are_found(fresh: Callable[[], Home]) -> None:
    world = calm_world(fresh())
    try:
        told(world, "sale_is_shipped")
        erp = world.systems["erp"]
        assert checks.at_rest(world) == []
        lost = erp.effects.pop()
        assert any(text.startswith("I1") for text in checks.at_rest(world))
        erp.effects += [lost, lost]
        assert any(text.startswith("I2") for text in checks.at_rest(world))
        erp.effects.pop()
        erp.effects.reverse()
        assert any(text.startswith("I3") for text in checks.at_rest(world))
        erp.effects.reverse()
        erp.books.stock["MAIN", "BOLT", "", "available"] += Decimal(1)
        assert any(text.startswith("I7") for text in checks.at_rest(world))
    finally:
        world.close()
