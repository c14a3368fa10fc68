"""The bridge in a world where partners fail and workers die: nothing lost, doubled, out of order.

A failing seed is printed; the same seed fails again. More worlds: LANDBRIDGE_WORLDS=500.
"""

import os
from collections.abc import Callable, Iterator

import pytest
from history import Effect, violations
from world import World, a_confirmation, an_item, an_order

from landbridge.hub.deliver import carrying
from landbridge.kit.pg.embedded import EmbeddedServer

WORLDS = int(os.environ.get("LANDBRIDGE_WORLDS", "20"))
STEPS = 60
# Commits of the reference flow, counted by the sweep itself; the ceiling only bounds its time.
COMMITS_MAX = 60


@pytest.fixture
def new_world(postgres: EmbeddedServer, template: str) -> Iterator[Callable[[int], World]]:
    """Worlds, each on a fresh database."""
    made: list[tuple[World, str]] = []

    def make(seed: int) -> World:
        name = f"world_{os.getpid()}_{len(made)}_{seed}"
        postgres.drop_database(name)
        postgres.ensure_database(name, template=template)
        world = World(postgres.dsn(name), seed)
        made.append((world, name))
        return world

    yield make
    for world, name in made:
        world.close()
        postgres.drop_database(name)


def live(world: World, steps: int) -> None:
    """A life full of incidents, drawn from the world's seed."""
    chance = world.chance
    versions: dict[str, int] = {}
    for _ in range(steps):
        drawn = chance.random()
        if drawn < 0.40:
            kind, make, source = chance.choice(
                [("ITEM", an_item, "erp"), ("SO", an_order, "erp"), ("SH", a_confirmation, "wms")]
            )
            number = f"{kind}{chance.randrange(6)}"
            if kind == "SO":
                number += f"-ITEM{chance.randrange(3)}"
            if chance.random() < 0.05:
                number = f"{kind}bad{chance.randrange(2)}"
            versions[number] = versions.get(number, 0) + 1
            world.publish(make(number, versions[number]), source)
        elif drawn < 0.75:
            world.work()
        elif drawn < 0.87:
            world.crash_soon()
        elif drawn < 0.95:
            world.clock.advance(chance.choice([0.1, 3.0, 45.0, 400.0]))
        else:
            world.outage(chance.choice(["erp", "wms"]))
    for item in range(3):  # every parent comes in the end
        number = f"ITEM{item}"
        versions[number] = versions.get(number, 0) + 1
        world.publish(an_item(number, versions[number]), "erp")


@pytest.mark.parametrize("seed", range(WORLDS))
def test_the_contract_holds_in_a_faulty_world(seed: int, new_world: Callable[[int], World]) -> None:
    world = new_world(seed)
    live(world, STEPS)
    world.settle()
    assert world.violations() == []


def reference_flow(world: World) -> None:
    """An item, an order of two versions, a confirmation back; read page by page."""
    world.publish(an_item("ITEM1", 1), "erp")
    world.publish(an_order("SO1-ITEM1", 1), "erp")
    for _ in range(2):
        world.work()
    world.publish(an_order("SO1-ITEM1", 2), "erp")
    world.publish(a_confirmation("SH1", 1), "wms")
    for _ in range(3):
        world.work()


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_single_crash_at_every_commit_changes_nothing(
    *, after: bool, new_world: Callable[[int], World]
) -> None:
    calm = new_world(0)
    calm.faulty = False
    begun = calm.plan.count
    reference_flow(calm)
    commits = calm.plan.count - begun
    assert 5 < commits < COMMITS_MAX
    for nth in range(1, commits + 1):
        world = new_world(nth)
        world.faulty = False
        world.plan.crash_at, world.plan.after = world.plan.count + nth, after
        reference_flow(world)
        assert world.crash_count == 1, f"no crash at commit {nth}"
        world.settle()
        assert world.violations() == [], f"crash {'after' if after else 'before'} commit {nth}"


def test_the_world_finds_a_bridge_that_does_not_ask_first(
    monkeypatch: pytest.MonkeyPatch, new_world: Callable[[int], World]
) -> None:
    """The test of the tests: without `find` after a lost answer, documents are doubled."""
    monkeypatch.setattr(carrying, "_ask", lambda *_: None)
    found: list[str] = []
    for seed in range(10):
        world = new_world(seed)
        live(world, STEPS)
        world.settle()
        found.extend(world.violations())
    assert any(text.startswith("I2 doubled") for text in found)


# ---------------------------------------------------------------- the checker itself

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
