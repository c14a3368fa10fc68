"""The crash sweep, and every operation of the warehouse killed and repeated wherever it is tested.

A quick look here: LANDBRIDGE_SWEEP_EVERY=1 sweeps every commit, `landbridge sim --sweep --twice`
also in the recovery.
"""

import inspect
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import CodeType, FrameType

from landbridge.main.sim.flows import FLOWS, Story
from landbridge.main.sim.homes import Home
from landbridge.main.sim.running import sweep
from landbridge.main.sim.sweep import calm_world
from tests.simulation import twice

ROOT = Path(__file__).parents[2]
EVERY = int(os.environ.get("LANDBRIDGE_SWEEP_EVERY", "9"))
STEPS = ("intake", "translate", "route", "deliver", "streams")


def test_t01_a_crash_at_any_commit_of_any_flow_loses_and_doubles_nothing() -> None:
    swept = sweep(list(FLOWS), every=EVERY)
    assert [f"{one.flow}: {text}" for one in swept for text in one.found] == []
    assert {one.flow for one in swept} == set(FLOWS)
    assert all(one.crashes >= 2 for one in swept), swept
    assert sum(one.crashes for one in swept) > 100


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
                and "ground" in inspect.signature(function).parameters
            ):
                found[function.__code__] = f"{room}.{name}"
    return found


# Steps that no journey takes by itself: what comes by webhook, and a clean end.
OTHERS = {"intake.accept", "streams.release_stream"}


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


def test_every_mutant_still_fits_the_code() -> None:
    """The tests of the tests are run by `python -m tools.mutants`; here only that they can be."""
    from tools.mutants import MUTANTS, check

    assert check(MUTANTS) == []
    assert len(MUTANTS) >= 20
    assert len({one.name for one in MUTANTS}) == len(MUTANTS)
