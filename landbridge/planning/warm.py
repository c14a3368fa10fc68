"""Compile every planner's kernels now, so that nobody waits for it later.

A planner that has kernels has a module `warming` with a function `warm`, found by its name. The
machine code is kept on disk (see `compiled`): after an installation or an upgrade one call is
enough for all processes.
"""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

import landbridge.planning


def warm() -> tuple[str, ...]:
    """Warm all planners; their names. Seconds at first, milliseconds when it is done already."""
    warmed = []
    for info in sorted(iter_modules(landbridge.planning.__path__), key=lambda info: info.name):
        name = f"{landbridge.planning.__name__}.{info.name}"
        if info.ispkg and find_spec(f"{name}.warming") is not None:
            import_module(f"{name}.warming").warm()
            warmed.append(info.name)
    return tuple(warmed)
