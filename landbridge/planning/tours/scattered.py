"""One picker's tour where an item lies in several bins: from which bins to take, and how to walk.

The choice is looked for with the exact tour programme: prices on items give a lower bound and first
choices, then bins are left out at random, completed and exchanged for as long as there is time.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from landbridge.kit.findings import LandbridgeError
from landbridge.planning.base import Bounded, Deadline, Explanation
from landbridge.planning.tours.grid import Floats, Survey, survey
from landbridge.planning.tours.layout import Hall, Place, Stop
from landbridge.planning.tours.plan import plan_tour
from landbridge.planning.tours.problem import TourPlan, TourProblem

BOUND_ROUNDS = 60
# What part of the time the bound may take.
BOUND_SHARE = 0.3
FIRST_PRICE = 2.0
# Coordinates that are whole numbers of these are counted, so that a bound can be rounded up.
TICK_M = 1e-4


class ShortStockError(LandbridgeError):
    """There is less in all bins together than is wanted."""


@dataclass(frozen=True, slots=True)
class StockBin:
    """A bin that holds an item. quantity: what may be taken, in the item's unit."""

    stop: Stop
    item: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the tour has to bring; the unit is the same as in the bins."""

    item: str
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ScatteredProblem:
    """Bring all that is wanted from any bins. Lengths in metres."""

    hall: Hall
    bins: tuple[StockBin, ...]
    wanted: tuple[Wanted, ...]
    start: Place
    end: Place


@dataclass(frozen=True, slots=True)
class Taken:
    """bin: its number in the problem."""

    bin: int
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ScatteredPlan:
    """taken: in the order of walking.  tour: its visits count through `taken`.

    bound_m: no choice of bins gives a shorter tour.
    """

    taken: tuple[Taken, ...]
    tour: TourPlan
    bound_m: float
    explanation: Explanation

    @property
    def length_m(self) -> float:
        return self.tour.length_m

    @property
    def bounded(self) -> Bounded:
        return Bounded(self.length_m, self.bound_m)


def plan_scattered(
    problem: ScatteredProblem,
    *,
    seed: int = 0,
    budget_ms: float = 100,
    rounds: int | None = None,
    cancel: Callable[[], bool] | None = None,
) -> ScatteredPlan:
    """Choose bins and walk them; a plan at once, a better one with time.

    rounds: of the search, if it is to end by them and not by the time; then the same seed gives the
    same plan on any machine. ShortStockError, LayoutError.
    """
    deadline = Deadline(budget_ms, cancel)
    ground = survey(problem.hall, problem.start, problem.end)
    chosen, bound = _choose(problem, ground, seed, deadline, rounds)
    taken = _take(problem, chosen)
    stops = tuple(problem.bins[one.bin].stop for one in taken)
    tour = plan_tour(
        TourProblem(hall=problem.hall, stops=stops, start=problem.start, end=problem.end)
    )
    walked = tuple(taken[visit] for visit in tour.visits)
    tour = TourPlan(
        visits=tuple(range(len(walked))),
        path=tour.path,
        length_m=tour.length_m,
        bound_m=None,
        explanation=tour.explanation,
    )
    bound = min(bound, tour.length_m)
    return ScatteredPlan(
        taken=walked,
        tour=tour,
        bound_m=bound,
        explanation=Explanation(
            (
                f"{len(walked)} of {len(problem.bins)} possible bins in {tour.length_m:.0f} m.",
                Bounded(tour.length_m, bound).sentence(),
            )
        ),
    )


def _choose(
    problem: ScatteredProblem, ground: Survey, seed: int, deadline: Deadline, rounds: int | None
) -> tuple[list[int], float]:
    """Numbers of the chosen bins, and the bound."""
    from landbridge.planning.tours import search

    if not problem.wanted:
        return [], 0.0
    numbers, wanted, held = _quantities(problem)
    usable = [k for k, one in enumerate(problem.bins) if one.item in numbers and one.quantity > 0]
    arranged = ground.arrange(tuple(problem.bins[k].stop for k in usable))
    order = [usable[k] for k in arranged.order]
    item = np.array([numbers[problem.bins[k].item] for k in order], dtype=np.int32)
    supply = np.minimum(held[order], wanted[item])
    grid, blocks = ground.floor.grid, ground.floor.tables.rows - 1
    starts = np.searchsorted(arranged.parts, np.arange(len(grid.x) * blocks + 1)).astype(np.int64)
    needed = grid.must.copy() if grid.full else np.ones(len(grid.x), dtype=np.bool_)
    needed[arranged.parts // blocks] = True
    columns = np.flatnonzero(needed)
    given = (ground.floor, arranged.parts, arranged.offsets, starts, item, supply, wanted, columns)
    prices = np.full(len(wanted), FIRST_PRICE)
    best_prices, best = prices.copy(), np.zeros(len(order), dtype=np.bool_)
    progress = np.array([-np.inf, np.inf, 1.0, 0.0, 0.0, np.inf])
    unit = _unit(problem)
    step = 1 if len(order) > 60 else 5
    until_ms = deadline.left_ms() * (1 - BOUND_SHARE)
    while True:
        search.raise_bound(*given, prices, best_prices, best, progress, step, unit)
        proven = bool(search.is_proven(progress, unit))
        counted = progress[search.ROUNDS] >= BOUND_ROUNDS
        if proven or counted or (rounds is None and deadline.left_ms() <= until_ms):
            break
    current, state = best.copy(), np.array([seed * 2 + 0x9E3779B97F4A7C15], dtype=np.uint64)
    done = 0
    while not search.is_proven(progress, unit):
        if deadline.is_over() or (rounds is not None and done >= rounds):
            break
        search.shake(*given, best_prices, best, current, progress, step, unit, state)
        done += step
    bound = float(search.rounded_up(progress[search.BOUND], unit))
    return [k for k, taken in zip(order, best, strict=True) if taken], bound


def _quantities(problem: ScatteredProblem) -> tuple[dict[str, int], Floats, Floats]:
    """(number of each wanted item, wanted of each, held by each bin), quantities as whole numbers
    of the smallest part that occurs. ShortStockError."""
    sums: dict[str, Decimal] = {}
    for one in problem.wanted:
        sums[one.item] = sums.get(one.item, Decimal(0)) + one.quantity
    for name, quantity in sums.items():
        there = sum((b.quantity for b in problem.bins if b.item == name), Decimal(0))
        if there < quantity:
            raise ShortStockError(
                f"{quantity} are wanted, all bins together hold {there}",
                subject=name,
                remedy="Replenish it, or want less.",
            )
    numbers = {name: number for number, name in enumerate(sums)}
    all_quantities = [*sums.values(), *(one.quantity for one in problem.bins)]
    places = max(max(0, -int(q.as_tuple().exponent)) for q in all_quantities)
    scale = 10**places
    wanted = np.array([float(int(q * scale)) for q in sums.values()])
    held = np.array([float(int(one.quantity * scale)) for one in problem.bins])
    return numbers, wanted, held


def _unit(problem: ScatteredProblem) -> float:
    """The length of which every tour is a multiple; 0 if that cannot be said."""
    places = (problem.start, problem.end)
    if any(place.is_apart for place in places):
        return 0.0
    hall = problem.hall
    xs = [*hall.aisles_x, *(place.x for place in places)]
    ys = [*hall.crossings_y, *(p.y for p in places), *(one.stop.y for one in problem.bins)]
    ticks = []
    for values in (xs, ys):
        for value in values:
            count = (value - values[0]) / TICK_M
            if abs(count - round(count)) > 1e-3:
                return 0.0
            ticks.append(round(count))
    # On a grid a tour that comes home goes every way there and back.
    return math.gcd(*ticks) * TICK_M * (2 if problem.start == problem.end else 1)


def _take(problem: ScatteredProblem, chosen: list[int]) -> list[Taken]:
    """What to take from which of the chosen bins: from few, the fullest first."""
    left: dict[str, Decimal] = {}
    for line in problem.wanted:
        left[line.item] = left.get(line.item, Decimal(0)) + line.quantity
    taken = []
    for k in sorted(chosen, key=lambda k: (-problem.bins[k].quantity, k)):
        one = problem.bins[k]
        quantity = min(left[one.item], one.quantity)
        if quantity > 0:
            taken.append(Taken(k, quantity))
            left[one.item] -= quantity
    return taken
