"""Tests of the tests: faults put into a copy of our own code, which the simulation must find.

    python -m tools.mutants                 every mutant, at most 500 seeds each
    python -m tools.mutants no_fencing ...  some of them
    python -m tools.mutants --check         only whether every patch still fits the code

Each mutant is one change in a temporary copy of the package; the checkout is never touched. A
patch whose text no longer stands in the code exactly once is an error. Exit code 1 if a mutant
survives.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.mutant_list import MUTANTS, Mutant

ROOT = Path(__file__).parents[1]
SEEDS = 500
LIMIT_S = 3600
TOLD_MAX = 110


class PatchError(Exception):
    """A patch does not fit the code any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """by: `sim`, `sweep`, or "" if it survived.  seeds: lived until it was found."""

    name: str
    by: str
    seeds: int
    told: str
    seconds: float


def patch(mutant: Mutant, folder: Path, *, dry: bool = False) -> None:
    """Put the fault into the code under `folder`. Raises PatchError. dry: only look."""
    for name, old, new in mutant.patches:
        file = folder / name
        text = file.read_text(encoding="utf-8")
        if (count := text.count(old)) != 1:
            raise PatchError(f"{mutant.name}: its text stands {count} times in {name}")
        if not dry:
            file.write_text(text.replace(old, new), encoding="utf-8")


def check(mutants: Sequence[Mutant]) -> list[str]:
    """What does not fit, in words."""
    found = []
    for one in mutants:
        try:
            patch(one, ROOT, dry=True)
        except (PatchError, OSError) as error:
            found.append(str(error))
    return found


@contextmanager
def copy_with(mutant: Mutant) -> Iterator[Path]:
    """A temporary copy of the package with the fault in it."""
    with tempfile.TemporaryDirectory(prefix="landbridge-mutant-") as name:
        folder = Path(name)
        ignore = shutil.ignore_patterns("__pycache__", "test_*", "*.pyc")
        shutil.copytree(ROOT / "landbridge", folder / "landbridge", ignore=ignore)
        patch(mutant, folder)
        yield folder


def try_one(mutant: Mutant, *, seeds: int, jobs: int) -> Kill:
    """Live lives with the fault until one breaks the contract; then sweep crashes."""
    began = time.monotonic()
    with copy_with(mutant) as folder:
        by, lived, told = "", 0, ""
        for way in ("sim", "sweep"):
            said = _run(folder, way, seeds=seeds, jobs=jobs)
            if way == "sim":
                lived = int(str(said["seeds"]))
            if said["violations"]:
                by, told = way, str(said["first"])
                break
    seconds = round(time.monotonic() - began, 1)
    return Kill(name=mutant.name, by=by, seeds=lived, told=told[:TOLD_MAX], seconds=seconds)


def _run(folder: Path, way: str, *, seeds: int, jobs: int) -> dict[str, object]:
    """The last line of `landbridge sim`, with the first thing it found."""
    what = ["--seeds", str(seeds), "--stop"] if way == "sim" else ["--sweep", "--every", "3"]
    command = [sys.executable, "-m", "landbridge.main", "sim", *what, "--jobs", str(jobs), "--json"]
    environ = os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, timeout=LIMIT_S,
        check=False,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    if not lines or not lines[-1].startswith("{"):
        raise RuntimeError(
            f"the simulation broke down:\n{done.stdout[-2000:]}{done.stderr[-3000:]}"
        )
    said: dict[str, object] = json.loads(lines[-1])
    found = [line for line in lines if line.startswith(("seed ", "sweep "))]
    return said | {"first": found[0].partition(": ")[2] if found else ""}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="mutants by name (default: all)")
    parser.add_argument("--check", action="store_true", help="only whether the patches fit")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", action="store_true", help="a last line of JSON")
    args = parser.parse_args(arguments)
    chosen = [one for one in MUTANTS if not args.names or one.name in args.names]
    if problems := check(chosen):
        print("\n".join(problems), file=sys.stderr)
        return 2
    if args.check:
        print(f"{len(chosen)} patches fit")
        return 0
    kills: list[Kill] = []
    for one in chosen:
        kill = try_one(one, seeds=args.seeds, jobs=args.jobs)
        kills.append(kill)
        fate = f"found by {kill.by} after {kill.seeds} seeds" if kill.by else "SURVIVED"
        print(f"| {one.name} | {one.what} | {fate} | {kill.told} |", flush=True)
    survived = [kill.name for kill in kills if not kill.by]
    if args.json:
        print(json.dumps({"mutants": [asdict(kill) for kill in kills], "survived": survived}))
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
