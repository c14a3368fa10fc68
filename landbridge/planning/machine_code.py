"""Where the planners' machine code is kept, and whether it is all there. Loads no compiler.

The code of each module's kernels has a folder of its own, named after the content of that module
and of all that it imports within `planning`: what a change does not touch is not compiled again.
"""

import ast
import hashlib
import os
import shutil
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

KEPT = 3
ROOM = "landbridge.planning"
_HERE = Path(__file__).parent


def planners() -> tuple[str, ...]:
    """Names of the planners that have kernels, by their modules `warming`."""
    return tuple(sorted(path.parent.name for path in _HERE.glob("*/warming.py")))


def kernel_count(planner: str) -> int:
    """How much there is to compile, at a guess."""
    return sum(
        path.read_text("utf-8").count("@compiled") for path in (_HERE / planner).glob("*.py")
    )


def is_warm(planner: str) -> bool:
    """Whether every kernel of this planner was compiled on this machine from these very sources."""
    return _mark(planner).exists()


def note_warm(planner: str) -> None:
    mark = _mark(planner)
    mark.touch()
    _forget_old(mark.parent, f"warm-{planner}-*")


def _mark(planner: str) -> Path:
    return _kept() / f"warm-{planner}-{fingerprint(f'{ROOM}.{planner}.warming')}"


@lru_cache(maxsize=1)
def _kept() -> Path:
    own = _HERE / "__pycache__"
    folder = own if _can_write(own) else _user_cache() / "landbridge"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def cache_folder(module: str) -> Path:
    """Where the machine code of a module's kernels is kept."""
    name = "kernels-" + module.removeprefix(f"{ROOM}.")
    folder = _kept() / f"{name}-{fingerprint(module)}"
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _forget_old(folder.parent, f"{name}-*")
    return folder


@lru_cache
def fingerprint(module: str) -> str:
    """Of the compiler, and of the sources of a module and of all that it imports here."""
    digest = hashlib.sha256(version("numba").encode())
    for name in sorted(_reached(module)):
        path = _source(name)
        assert path is not None
        digest.update(name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _reached(module: str) -> set[str]:
    found, open_ = {module}, [module]
    while open_:
        for name in _imports(open_.pop()):
            if name not in found:
                found.add(name)
                open_.append(name)
    return found


@lru_cache
def _imports(module: str) -> tuple[str, ...]:
    """The modules of this room that a module names in its imports, wherever they stand."""
    path = _source(module)
    assert path is not None, f"there is no {module}"
    named = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        named |= set(_names(node))
    return tuple(sorted(name for name in named if _source(name) is not None))


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


@lru_cache
def _source(module: str) -> Path | None:
    """The file of a module of this room; None for anything else."""
    if not f"{module}.".startswith(f"{ROOM}."):
        return None
    place = _HERE.joinpath(*module.removeprefix(ROOM).split(".")[1:])
    return next(
        (path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None
    )


def _can_write(folder: Path) -> bool:
    try:
        folder.mkdir(exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _user_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _forget_old(parent: Path, pattern: str) -> None:
    """What belongs to earlier sources; a process that still runs has its own in memory."""
    known = sorted(parent.glob(pattern), key=lambda path: path.stat().st_mtime)
    for path in known[:-KEPT]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
