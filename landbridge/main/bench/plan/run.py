"""Runs a set: each instance through its planner, its checker and beside its published value."""

import argparse
import itertools
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from landbridge.kit.findings import LandbridgeError
from landbridge.main.bench.plan.outcome import Effort, Measured, Totals, measured, totals
from landbridge.main.bench.plan.references import Reference, read_references
from landbridge.main.bench.plan.sets import SETS, Entry, InstanceSet, benchmarks_folder, entries
from landbridge.main.bench.plan.solvers import solver_of
from landbridge.main.output import print_json
from landbridge.planning.base import use_timer


def configure(parser: argparse._ArgumentGroup) -> None:
    """The options of `landbridge bench plan`."""
    parser.add_argument("--set", metavar="NAME", help=f"one of: {', '.join(SETS)}")
    parser.add_argument(
        "--limit", type=float, default=5.0, metavar="SECONDS", help="per instance (default 5)"
    )
    parser.add_argument(
        "--steps", type=int, metavar="N", help="bound the search by steps, for the same plan again"
    )
    parser.add_argument("--seed", type=int, default=1, help="default 1")
    parser.add_argument(
        "--folder", type=Path, help="other instances of the set: a folder or an archive"
    )
    parser.add_argument(
        "--references", type=Path, help="their values: a csv with name,value,optimal, or a folder"
    )
    parser.add_argument("--only", default="*", metavar="PATTERN", help="names that fit, as `1?-*`")
    parser.add_argument("--first", type=int, metavar="N", help="the first N of them")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="each N-th of them")
    parser.add_argument("--peers", action="store_true", help="simpler ways beside it")
    parser.add_argument(
        "--processor-time", action="store_true",
        help="count limits and seconds in processor time, on a machine that others use too",
    )  # fmt: skip
    parser.add_argument(
        "--jobs", type=int, default=1, metavar="N",
        help="side by side (default 1: a limit is one only on a core of its own)",
    )  # fmt: skip


def run(args: argparse.Namespace) -> Totals:
    """Measure what the command line asks for, and print it as it comes."""
    chosen = _chosen(args.set)
    if args.processor_time:
        use_timer(time.process_time)
    references = read_references(args.references or _own_references())
    solver_of(chosen.planner).warm()
    effort = Effort(
        limit_s=args.limit,
        seed=args.seed,
        steps=args.steps,
        peers=args.peers,
        processor_time=args.processor_time,
    )
    found = itertools.islice(
        entries(chosen, args.folder, only=args.only), 0, None, max(1, args.every)
    )
    tasks = (
        (chosen, entry, references.find(chosen.group, entry.key), effort)
        for entry in itertools.islice(found, args.first)
    )
    rows = []
    if not args.json:
        print(_TITLES, flush=True)
    for row in _rows(tasks, args.jobs):
        rows.append(row)
        if args.json:
            print_json(row)
        else:
            print(_line(row), flush=True)
    if not rows:
        raise LandbridgeError(
            "no instance fits", subject=chosen.name, remedy="Look at --folder and --only."
        )
    summary = totals(chosen.name, rows, limit_s=args.limit)
    if args.json:
        print_json(summary)
    else:
        print(_summary(summary), flush=True)
    return summary


def _chosen(name: str | None) -> InstanceSet:
    if name is None or name not in SETS:
        listed = "\n".join(f"  {one.name:27}{one.title}" for one in SETS.values())
        raise LandbridgeError(
            "name the set to measure by --set" if name is None else f"there is no set {name}",
            remedy=f"Known sets:\n{listed}",
        )
    return SETS[name]


def _own_references() -> Path | None:
    folder = benchmarks_folder() / "references"
    return folder if folder.is_dir() else None


Task = tuple[InstanceSet, Entry, Reference | None, Effort]


def _rows(tasks: Iterable[Task], jobs: int) -> Iterator[Measured]:
    if jobs <= 1:
        yield from map(_measure, tasks)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        # Names only cross to the other process: a set holds functions.
        sendable = [(one.name, *rest) for one, *rest in tasks]
        yield from pool.map(_measure_by_name, sendable)


def _measure_by_name(task: tuple[str, Entry, Reference | None, Effort]) -> Measured:
    name, entry, reference, effort = task
    if effort.processor_time:
        use_timer(time.process_time)
    solver_of(SETS[name].planner).warm()
    return _measure((SETS[name], entry, reference, effort))


def _measure(task: Task) -> Measured:
    chosen, entry, reference, effort = task
    if entry.instance is None:
        return Measured(instance=entry.name, value=None, trouble=entry.trouble)
    timer = time.process_time if effort.processor_time else time.perf_counter
    start = timer()
    answer = solver_of(chosen.planner).solve(entry.instance, effort)
    seconds = timer() - start
    return measured(entry.name, answer(), seconds, reference)


_TITLES = (
    f"{'instance':40} {'value':>12} {'reference':>12} {'gap %':>8} {'bound':>12} {'above %':>8} "
    f"{'seconds':>8}  violations"
)


def _line(row: Measured) -> str:
    if row.trouble:
        return f"{row.instance:40} {row.trouble}"
    value, reference, bound = (
        "-" if number is None else f"{number:,.2f}"
        for number in (row.value, row.reference, row.bound)
    )
    gap, above = (
        "-" if number is None else f"{number:.3f}"
        for number in (row.gap_percent, row.bound_gap_percent)
    )
    wrong = f"{len(row.violations)}: {row.violations[0]}" if row.violations else "0"
    text = (
        f"{row.instance:40} {value:>12} {reference:>12} {gap:>8} {bound:>12} {above:>8} "
        f"{row.seconds:8.3f}  {wrong}"
    )
    peers = "  ".join(f"{name} {number:,.2f}" for name, number in row.peers.items())
    return f"{text}\n    beside it: {peers}" if peers else text


def _summary(found: Totals) -> str:
    gaps = (
        "no published values"
        if found.mean_gap_percent is None
        else f"mean gap {found.mean_gap_percent:.3f} %, largest {found.max_gap_percent:.3f} % "
        f"over {found.referenced}"
    )
    peers = "".join(
        f"\n    {name}: {gap:.2f} %" for name, gap in found.peers_mean_gap_percent.items()
    )
    unread = f", {found.unreadable} not readable" if found.unreadable else ""
    return (
        f"{found.set}: {found.instances} instances{unread}, {found.optimal} optimal, {gaps}, "
        f"{found.violations} violations, {found.seconds:.1f} s "
        f"(median {1_000 * found.seconds_median:.3g} ms, "
        f"99 of 100 within {1_000 * found.seconds_p99:.3g} ms){peers}"
    )
