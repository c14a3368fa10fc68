"""Many lives of bridge and warehouse in a world where everything may fail: the contract holds.

A failing seed is printed with its time line; `landbridge sim --seed S` lives it again. These are
the odd seeds, `test_worlds_read_again.py` lives the even ones.
"""

import json
import subprocess
import sys

from tests.simulation.lives import live_half

AGAIN = 5  # lived after others, then alone


def test_the_contract_holds_in_every_life_and_a_seed_lives_the_same_life_again() -> None:
    fingerprints = live_half(1)
    done = subprocess.run(
        [sys.executable, "-m", "landbridge.main", "sim", "--seed", str(AGAIN), "--json"],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "publishes" in done.stdout
    assert f"fingerprint {fingerprints[AGAIN]}\n" in done.stdout
    assert len(set(fingerprints.values())) == len(fingerprints)
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["seeds"] == 1 and said["documents"] > 0 and said["simulated_hours"] > 0
    assert (said["lost"], said["doubled"], said["out_of_order"], said["violations"]) == (0,) * 4
    assert said["faults"] == sum(said["faults_by_kind"].values()) and said["seconds"] > 0
