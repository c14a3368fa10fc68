"""Many lives of bridge and warehouse in a world where everything may fail: the contract holds.

A failing seed is printed with its time line; `landbridge sim --seed S` lives it again. More of
them: LANDBRIDGE_WORLDS=5000.
"""

import json
import os
import subprocess
import sys

from landbridge.main.sim.life import Verdict
from landbridge.main.sim.running import run

WORLDS = int(os.environ.get("LANDBRIDGE_WORLDS", "60"))


def test_the_contract_holds_in_every_life() -> None:
    failed: list[Verdict] = []

    def hear(verdict: Verdict) -> None:
        if verdict.found:
            failed.append(verdict)

    totals = run(range(WORLDS), hear=hear)
    told = [f"seed {one.seed}: {text}" for one in failed for text in one.found]
    lines = failed[0].lines if failed else ()
    assert not told, "\n".join([*lines, *told])
    assert totals.seeds == WORLDS and totals.crashes > WORLDS / 2
    # Whoever weakens the menu or the business by mistake is told.
    assert totals.documents > 15 * WORLDS and totals.faults > 10 * WORLDS
    assert len(totals.faults_by_kind) > min(20, WORLDS), totals.faults_by_kind


def test_a_seed_lives_the_same_life_wherever_it_is_lived() -> None:
    heard: dict[tuple[int, int], str] = {}
    for place, seeds in enumerate(([5], [3, 5], [5])):
        run(
            seeds,
            jobs=1,
            hear=lambda one, place=place: heard.update({(place, one.seed): one.fingerprint}),
        )
    assert heard[0, 5] == heard[1, 5] == heard[2, 5]
    assert heard[1, 3] != heard[1, 5]


def test_the_command_says_what_came_of_it() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "landbridge.main", "sim", "--seeds", "2", "--jobs", "1", "--json"],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["seeds"] == 2 and said["documents"] > 0 and said["simulated_hours"] > 0
    assert (said["lost"], said["doubled"], said["out_of_order"], said["violations"]) == (0,) * 4
    one = subprocess.run(
        [sys.executable, "-m", "landbridge.main", "sim", "--seed", "1"],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert one.returncode == 0 and "publishes" in one.stdout and "fingerprint" in one.stdout
