"""How planners compile their kernels: to machine code, once, kept on disk.

numba keeps code by the source file it comes from and does not see that a kernel of another file,
compiled into it, has changed. So the code of all planners stands in one folder that is named after
the content of all their sources: an upgrade compiles anew, and never mixes. The folder lies beside
this file, or in the user's cache folder where that cannot be written.

Kernels use no fast-math: the same input gives the same output. They do not hold
the lock of the interpreter, so that other threads go on.
"""

import hashlib
import os
import shutil
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., object])

KEPT = 3
_config: Any = numba.config  # its names are made at run time
_NAME = "kernels-"


def compiled(function: F) -> F:
    """Compile a function of numbers, arrays and tuples of them when it is first called."""
    before = _config.CACHE_DIR
    _config.CACHE_DIR = str(cache_folder())
    try:
        return cast(F, numba.njit(cache=True, nogil=True)(function))
    finally:
        _config.CACHE_DIR = before


@lru_cache(maxsize=1)
def cache_folder() -> Path:
    """Where the machine code of these very sources is kept."""
    here = Path(__file__).parent
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sorted(here.rglob("*.py")):
        if not path.name.startswith("test_"):
            digest.update(path.relative_to(here).as_posix().encode() + path.read_bytes())
    own = here / "__pycache__"
    parent = own if _can_write(own) else _user_cache() / "landbridge"
    folder = parent / f"{_NAME}{digest.hexdigest()[:16]}"
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _forget_old(parent)
    return folder


def _can_write(folder: Path) -> bool:
    try:
        folder.mkdir(exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _user_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _forget_old(parent: Path) -> None:
    """Code of earlier sources; a process that still runs has its own in memory."""
    folders = sorted(parent.glob(f"{_NAME}*"), key=lambda folder: folder.stat().st_mtime)
    for folder in folders[:-KEPT]:
        shutil.rmtree(folder, ignore_errors=True)
