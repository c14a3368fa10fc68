"""The crash sweep, and every operation of the warehouse killed and repeated wherever it is tested.

A quick look here: LANDBRIDGE_SWEEP_EVERY=1 sweeps every commit, `landbridge sim --sweep --twice`
also in the recovery.
"""

import inspect
import itertools
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import CodeType, FrameType

import pytest

from landbridge.canon import dump_json
from landbridge.connect.protocols import Payload
from landbridge.hub import facade as hub
from landbridge.kit.ground import Ground
from landbridge.main.sim import checks
from landbridge.main.sim.company import item_document
from landbridge.main.sim.flows import FLOWS, Story
from landbridge.main.sim.homes import Home
from landbridge.main.sim.people import settle
from landbridge.main.sim.running import sweep
from landbridge.main.sim.sweep import calm_world
from landbridge.main.sim.world import LEASE_OVER_S, World
from tests.simulation import twice
from tests.simulation.deaths import Killed, Torn

ROOT = Path(__file__).parents[2]
EVERY = int(os.environ.get("LANDBRIDGE_SWEEP_EVERY", "7"))
STEPS = ("intake", "translate", "route", "deliver", "streams")


def test_t01_a_crash_at_any_commit_of_any_flow_loses_and_doubles_nothing() -> None:
    swept = sweep(list(FLOWS), every=EVERY)
    assert [f"{one.flow}: {text}" for one in swept for text in one.found] == []
    assert {one.flow for one in swept} == set(FLOWS)
    assert all(one.crashes >= max(2, one.commits // (2 * EVERY)) for one in swept), swept
    assert sum(one.crashes for one in swept) > 100


def test_t01_a_second_crash_that_the_recovery_does_not_reach_ends_no_sweep() -> None:
    for one in sweep(["item_changes"], twice=True):
        assert one.found == () and one.crashes > one.commits, one


def covering() -> list[str]:
    """A few test files that use every operation between them; the widest first."""
    uses: dict[Path, set[str]] = {}
    for file in sorted((ROOT / "landbridge").rglob("test_*.py")):
        text = file.read_text(encoding="utf-8")
        uses[file] = {name for name in twice.operations() if f".{name}(" in text}
    left, chosen = set(twice.operations()), []
    while left and (best := max(uses, key=lambda file: len(uses[file] & left))):
        if not uses[best] & left:
            break
        chosen.append(str(best))
        left -= uses[best]
    return chosen


def test_every_operation_of_the_warehouse_is_killed_and_repeated(tmp_path: Path) -> None:
    """Found, not listed: an operation that no test uses is an error here."""
    told = tmp_path / "tried"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.simulation.twice", *covering()],
        cwd=ROOT, capture_output=True, text=True, timeout=900, check=False,
        env=os.environ | {"LANDBRIDGE_TWICE": str(told)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-5000:]
    tried = set(told.read_text(encoding="utf-8").splitlines())
    assert set(twice.operations()) == tried


def steps_of_the_hub() -> dict[CodeType, str]:
    """Public functions of the hub's own steps, found by their names and first argument."""
    found = {}
    for room in STEPS:
        module = import_module(f"landbridge.hub.{room}.operations")
        for name, function in vars(module).items():
            if (
                not name.startswith("_")
                and inspect.isfunction(function)
                and function.__module__ == module.__name__
                and "ground" in (given := inspect.signature(function).parameters)
                and "conn" not in given  # a part of another step's transaction
            ):
                found[function.__code__] = f"{room}.{name}"
    return found


# What no journey takes by itself: what comes by webhook.
OTHERS = {"intake.accept"}
READ_ONLY = {"deliver.context_for", "route.sources_waiting"}


def test_the_flows_take_every_step_of_the_hub(fresh: Callable[[], Home]) -> None:
    steps = steps_of_the_hub()
    taken: set[str] = set()

    def profile(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code in steps:
            taken.add(steps[frame.f_code])

    world = calm_world(fresh())
    sys.setprofile(profile)
    try:
        FLOWS["purchase_comes"](Story(world, "1"))
    finally:
        sys.setprofile(None)
        world.close()
    assert taken | OTHERS == set(steps.values())


def torn_and_repeated(
    name: str, call: Callable[..., object], world: World, deaths: Counter[str]
) -> Callable[..., object]:
    """Killed before and after each of its commits, then done, then done once more."""

    def survives(torn: Torn, ground: Ground, values: dict[str, object]) -> object:
        ground.pg.watcher = torn
        try:
            return call(ground, **values)
        except Killed:
            deaths[name] += 1
            world.clock.advance(LEASE_OVER_S)
            return Killed
        finally:
            ground.pg.watcher = None

    def run(ground: Ground, *given: object, **values: object) -> object:
        deaths[name] += 0
        if given or ground.pg.watcher is not None:
            return call(ground, *given, **values)
        done: object = Killed
        for number in itertools.count(1):
            for after in (False, True):
                if done is Killed:
                    done = survives(Torn(number, after=after), ground, values)
            if done is not Killed:
                break
        call(ground, **values)
        return done

    return run


def come_without_a_stream(world: World) -> None:
    """As by a webhook."""
    item = item_document("ACME", "BOLT", version=50)
    world.clerks["erp"].published(item)
    payload = Payload(source_key="pushed/BOLT", content=dump_json(item), wire_type=item.kind)
    hub.accept(world.hub, endpoint="erp", payloads=[payload])


def test_every_step_of_the_hub_is_killed_and_repeated(
    fresh: Callable[[], Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found, not listed, as those of the warehouse are; each wherever a journey takes it."""
    world, deaths = calm_world(fresh()), Counter[str]()
    for one in world.hub.pg, world.wms.pg:
        one.watcher = None
    steps = steps_of_the_hub()
    for module in [one for key, one in sys.modules.items() if key.startswith("landbridge.hub.")]:
        for key, found in list(vars(module).items()):
            if inspect.isfunction(found) and found.__code__ in steps:
                name = steps[found.__code__]
                monkeypatch.setattr(module, key, torn_and_repeated(name, found, world, deaths))
    try:
        FLOWS["purchase_comes"](Story(world, "1"))
        come_without_a_stream(world)
        FLOWS["sale_is_changed"](Story(world, "2"))
        settle(world)
        assert checks.at_rest(world) == []
    finally:
        world.close()
    assert deaths.keys() == set(steps.values())
    assert {name for name, count in deaths.items() if not count} == READ_ONLY


def test_every_mutant_still_fits_the_code() -> None:
    """The tests of the tests are run by `python -m tools.mutants`; here only that they can be."""
    from tools.mutants import MUTANTS, check

    assert check(MUTANTS) == []
    assert len(MUTANTS) >= 20
    assert len({one.name for one in MUTANTS}) == len(MUTANTS)
