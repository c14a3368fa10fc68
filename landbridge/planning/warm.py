"""Compile every planner's kernels now, so that nobody waits for it later.

    python -m landbridge.planning.warm

A planner that has kernels has a module `warming` with a function `warm`, found by its name. The
machine code is kept on disk (see `compiled`): after an installation or an upgrade one call is
enough for all processes.
"""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

import landbridge.planning
from landbridge.planning.machine_code import is_warm, note_warm


def warm() -> tuple[str, ...]:
    """Warm all planners; their names. Seconds at first, milliseconds when it is done already."""
    warmed = []
    for info in sorted(iter_modules(landbridge.planning.__path__), key=lambda info: info.name):
        name = f"{landbridge.planning.__name__}.{info.name}"
        if info.ispkg and find_spec(f"{name}.warming") is not None:
            import_module(f"{name}.warming").warm()
            warmed.append(info.name)
    note_warm()
    return tuple(warmed)


if __name__ == "__main__":
    if not is_warm():
        warm()
