"""What was measured on one instance, and on a set."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from landbridge.main.bench.plan.references import Reference

# Published values are rounded to two places, and so are the ways in some of the files.
ROUNDED = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How hard to try. limit_s: per instance.  steps: where a planner counts them."""

    limit_s: float
    seed: int
    steps: int | None = None
    peers: bool = False
    processor_time: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """What a solver says about one instance.

    larger_is_better: for packing.  bound: what the planner itself has proven.
    peers: values of simpler ways to do it.  reference: what is proven best, where a solver knows
    it.  seconds: what planning took, where that is less than the whole call.
    """

    value: float
    bound: float | None = None
    violations: tuple[str, ...] = ()
    peers: dict[str, float] = field(default_factory=dict)
    larger_is_better: bool = False
    reference: float | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One instance beside its published value. gap_percent: None without one."""

    instance: str
    value: float | None
    reference: float | None = None
    reference_is_optimal: bool | None = None
    gap_percent: float | None = None
    bound: float | None = None
    bound_gap_percent: float | None = None
    optimal: bool = False
    seconds: float = 0.0
    violations: tuple[str, ...] = ()
    peers: dict[str, float] = field(default_factory=dict)
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """optimal: as good as a value proven best, by its authors or by the planner's own bound.

    referenced: instances with a published value; the gaps are over these.  seconds: all together.
    mean_value: for sets that have no published values.  seconds_median, seconds_p99: of one
    instance.
    """

    set: str
    instances: int
    referenced: int
    optimal: int
    mean_gap_percent: float | None
    max_gap_percent: float | None
    mean_bound_gap_percent: float | None
    mean_value: float | None
    violations: int
    unreadable: int
    seconds: float
    seconds_median: float
    seconds_p99: float
    limit_s: float
    peers_mean_gap_percent: dict[str, float]


def measured(name: str, solved: Solved, seconds: float, reference: Reference | None) -> Measured:
    """Compare a solver's answer with the published value."""
    sign = -1 if solved.larger_is_better else 1
    if reference is None and solved.reference is not None:
        reference = Reference(solved.reference, optimal=True)
    proven = _reached(solved.value, solved.bound, sign)
    best = reference.value if reference and reference.optimal else None
    return Measured(
        instance=name,
        value=solved.value,
        reference=reference.value if reference else None,
        reference_is_optimal=reference.optimal if reference else None,
        gap_percent=_gap(solved.value, reference.value, sign) if reference else None,
        bound=solved.bound,
        bound_gap_percent=None if solved.bound is None else _gap(solved.value, solved.bound, sign),
        optimal=proven or _reached(solved.value, best, sign),
        seconds=seconds if solved.seconds is None else solved.seconds,
        violations=solved.violations,
        peers=solved.peers,
    )


def _gap(value: float, other: float, sign: int) -> float:
    if other == 0:
        return 0.0 if value == 0 else float("inf")
    gap = 100 * sign * (value - other) / abs(other)
    return 0.0 if abs(value - other) <= ROUNDED else gap


def _reached(value: float, other: float | None, sign: int) -> bool:
    return other is not None and bool(sign * (value - other) <= ROUNDED)


def totals(name: str, rows: Sequence[Measured], *, limit_s: float) -> Totals:
    gaps = [row.gap_percent for row in rows if row.gap_percent is not None]
    bound_gaps = [row.bound_gap_percent for row in rows if row.bound_gap_percent is not None]
    values = [row.value for row in rows if row.value is not None]
    times = sorted(row.seconds for row in rows if not row.trouble) or [0.0]
    return Totals(
        set=name,
        instances=len(rows),
        referenced=len(gaps),
        optimal=sum(row.optimal for row in rows),
        mean_gap_percent=statistics.fmean(gaps) if gaps else None,
        max_gap_percent=max(gaps, default=None),
        mean_bound_gap_percent=statistics.fmean(bound_gaps) if bound_gaps else None,
        mean_value=statistics.fmean(values) if values else None,
        violations=sum(len(row.violations) for row in rows),
        unreadable=sum(bool(row.trouble) for row in rows),
        seconds=sum(row.seconds for row in rows),
        seconds_median=statistics.median(times),
        seconds_p99=times[math.ceil(0.99 * len(times)) - 1],
        limit_s=limit_s,
        peers_mean_gap_percent=_peers(rows),
    )


def _peers(rows: Sequence[Measured]) -> dict[str, float]:
    """Each peer's gap to the published value, or to our own value where there is none."""
    gaps: dict[str, list[float]] = {}
    for row in rows:
        base = row.reference if row.reference is not None else row.value
        for peer, value in row.peers.items():
            if base:
                gaps.setdefault(peer, []).append(100 * (value - base) / abs(base))
    return {peer: statistics.fmean(found) for peer, found in gaps.items()}
