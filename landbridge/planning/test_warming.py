"""What `load` leaves to be compiled or read when the first wave is planned: nothing."""

import subprocess
import sys

import pytest

# In a process of its own: in this one other tests have compiled what warming may have left out.
PROGRAM = """
import sys
from landbridge.planning.{0}.planner import {1} as plan
from landbridge.planning.{0}.warming import {2} as some
from landbridge.planning.warm import load

def kernels():
    # Those that were read from the disk, too: on a new machine they would not be there.
    return {{
        (name, key, str(signature))
        for name, module in sys.modules.items() if name.startswith("landbridge.planning.")
        for key, one in vars(module).items() for signature in getattr(one, "overloads", ())
    }}

load("{0}")
before = kernels()
plan(some(40), seed=2, budget_ms=3_600_000, steps=800)
assert before
print(sorted(kernels() - before))
"""


@pytest.mark.parametrize(
    "names",
    [("waves", "plan_wave", "some_wave"), ("clusters", "plan_clusters", "some_problem")],
    ids=("waves", "clusters"),
)
def test_after_loading_no_plan_waits_for_its_code(names: tuple[str, str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(*names)], capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr[-2000:]
