"""The lives of even seeds, in which records become visible late and sources are read again."""

import subprocess
import sys

from tests.simulation.lives import live_half


def test_the_contract_holds_in_every_life_in_which_sources_are_read_again() -> None:
    live_half(0)


def test_the_command_lives_many_lives_and_says_what_came_of_them() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "landbridge.main", "sim", "--seeds", "2", "--jobs", "1"],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 seeds, " in done.stdout and "the contract held (lost 0, doubled 0" in done.stdout
