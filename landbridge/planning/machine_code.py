"""Where the planners' machine code is kept, and whether it is all there. Loads no compiler."""

import hashlib
import os
import shutil
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

KEPT = 3
_NAME = "kernels-"
_ALL_THERE = "all-there"


def is_warm() -> bool:
    """Whether every kernel of these very sources was compiled on this machine."""
    return (cache_folder() / _ALL_THERE).exists()


def note_warm() -> None:
    (cache_folder() / _ALL_THERE).touch()


@lru_cache(maxsize=1)
def cache_folder() -> Path:
    """Where the machine code of these very sources is kept."""
    here = Path(__file__).parent
    digest = hashlib.sha256(version("numba").encode())
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
