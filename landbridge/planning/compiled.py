"""How planners compile their kernels: to machine code, once, kept on disk.

numba keeps code by the source file it comes from and does not see that a kernel of another file,
compiled into it, has changed. So the code of a module's kernels stands in a folder that is named
after its content and that of all it imports (see `machine_code`): an upgrade compiles anew what it
has to, and never mixes. The folders lie beside this file, or in the user's cache folder where that
cannot be written.

Kernels use no fast-math: the same input gives the same output. They do not hold
the lock of the interpreter, so that other threads go on.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

from landbridge.planning.machine_code import cache_folder

F = TypeVar("F", bound=Callable[..., object])

_config: Any = numba.config  # its names are made at run time


def compiled(function: F) -> F:
    """Compile a function of numbers, arrays and tuples of them when it is first called."""
    before = _config.CACHE_DIR
    _config.CACHE_DIR = str(cache_folder(function.__module__))
    try:
        return cast(F, numba.njit(cache=True, nogil=True)(function))
    finally:
        _config.CACHE_DIR = before
