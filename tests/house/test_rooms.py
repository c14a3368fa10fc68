"""What import contracts cannot see: bare imports, documented facades."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from tidy import ROOT

PURE_ROOMS = ("canon", "codecs", "mapping", "planning", "connect")


@pytest.mark.parametrize("room", PURE_ROOMS)
def test_a_pure_room_works_in_a_bare_interpreter(room: str) -> None:
    code = (
        "import importlib, pkgutil, sys\n"
        f"package = importlib.import_module('landbridge.{room}')\n"
        "for info in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "    if not info.name.split('.')[-1].startswith(('test_', 'conftest')):\n"
        "        importlib.import_module(info.name)\n"
        "print(*sorted({'django', 'landbridge.hub', 'landbridge.wms'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code],
        capture_output=True, text=True, timeout=60, cwd=ROOT, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


def facade_files() -> list[Path]:
    return [
        path
        for room in ("hub", "wms")
        for path in sorted((ROOT / "landbridge" / room / "facade").rglob("*.py"))
        if not path.name.startswith("test_")
    ]


@pytest.mark.parametrize("path", facade_files(), ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_what_a_facade_offers_is_described(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and ast.get_docstring(node) is None
    ]
    assert ast.get_docstring(tree), "the module says in one line what it offers"
    assert not silent, f"without docstring: {', '.join(silent)}"


def test_no_process_loads_the_planners_compiler_before_it_plans() -> None:
    """It costs a second and 100 MB, in every web process, worker and command."""
    code = (
        "import sys, landbridge.wms.facade, landbridge.hub.facade; "
        "sys.exit(', '.join({'numba', 'ortools', 'highspy'} & sys.modules.keys()) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
