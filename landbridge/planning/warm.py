"""Compile every planner's kernels now, so that nobody waits for it later.

    python -m landbridge.planning.warm

A planner that has kernels has a module `warming` with a function `warm`. The machine code is kept
on disk (see `machine_code`): after an installation or an upgrade one call is enough for all
processes, and compiles only what has changed.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module

from landbridge.planning.machine_code import ROOM, is_warm, kernel_count, note_warm, planners

SIDE_BY_SIDE = 2


def warm(*names: str) -> tuple[str, ...]:
    """Warm these planners, or all, in this process; the names of those that were cold."""
    cold = cold_planners(names or planners())
    for name in cold:
        import_module(f"{ROOM}.{name}.warming").warm()
        note_warm(name)
    return cold


@cache
def load(name: str) -> None:
    """Have a planner's machine code in this process, which takes about a second the first time.

    Whoever gives a planner less time than that loads it before, else it has no time left to plan.
    """
    import_module(f"{ROOM}.{name}.warming").warm()
    note_warm(name)


def cold_planners(names: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """Those that have something to be compiled."""
    return tuple(name for name in names or planners() if not is_warm(name))


def _warm_apart() -> None:
    """Each cold planner in a process of its own, a few side by side. Fails as the first of them."""
    with ThreadPoolExecutor(min(SIDE_BY_SIDE, os.cpu_count() or 1)) as pool:
        # The largest first, so that no process is left alone with one at the end.
        cold = sorted(cold_planners(), key=kernel_count, reverse=True)
        commands = [[sys.executable, "-m", __spec__.name, name] for name in cold]
        for done in pool.map(subprocess.run, commands):
            if done.returncode:
                sys.exit(done.returncode)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        warm(*sys.argv[1:])
    else:
        _warm_apart()
