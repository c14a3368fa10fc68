"""Prove a tour by walking it: knows the hall and the plan, nothing of how the plan was made."""

import math
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from landbridge.planning.base import Violation
from landbridge.planning.tours.layout import Hall
from landbridge.planning.tours.problem import Point, TourPlan, TourProblem
from landbridge.planning.tours.scattered import ScatteredPlan, ScatteredProblem

CLOSE_M = 1e-6


def check_plan(problem: TourProblem, plan: TourPlan) -> tuple[Violation, ...]:
    """Everything wrong with the plan; () if it can be walked as it says."""
    return tuple(_violations(problem, plan))


def _violations(problem: TourProblem, plan: TourPlan) -> Iterator[Violation]:
    yield from _visits(problem, plan)
    if not plan.path:
        if problem.stops or problem.start != problem.end:
            yield Violation("no-path", "The plan has no path.")
        return
    for name, place, point in (
        ("start", problem.start, plan.path[0]),
        ("end", problem.end, plan.path[-1]),
    ):
        if not _near((place.x, place.y), point):
            yield Violation(
                f"wrong-{name}", f"The path's {name} is {point}, not ({place.x}, {place.y})."
            )
    legs = list(pairwise(plan.path))
    walked = 0.0
    for index, (before, after) in enumerate(legs):
        way = _way(problem, legs, index)
        walked += math.dist(before, after) if way is None else way
        if way is None and (why := _blocked(problem, before, after)):
            yield Violation("cannot-walk", f"From {before} to {after}: {why}.")
    if abs(walked - plan.length_m) > CLOSE_M * max(1.0, walked):
        yield Violation(
            "wrong-length", f"The path is {walked} m long, the plan says {plan.length_m} m."
        )
    if plan.bound_m is not None and plan.bound_m > walked + CLOSE_M * max(1.0, walked):
        yield Violation("wrong-bound", f"The bound {plan.bound_m} m is above {walked} m.")
    yield from _order(problem, plan, legs)


def _visits(problem: TourProblem, plan: TourPlan) -> Iterator[Violation]:
    wanted = range(len(problem.stops))
    for missed in sorted(set(wanted) - set(plan.visits)):
        stop = problem.stops[missed]
        yield Violation("stop-missed", f"Stop {missed} (aisle {stop.aisle}, {stop.y} m) is missed.")
    for unknown in sorted(set(plan.visits) - set(wanted)):
        yield Violation("unknown-stop", f"The plan visits {unknown}, which is not a stop.")
    if len(set(plan.visits)) < len(plan.visits):
        yield Violation("stop-twice", "The plan visits a stop twice.")


def _near(a: Point, b: Point) -> bool:
    return math.dist(a, b) <= CLOSE_M


def _way(problem: TourProblem, legs: list[tuple[Point, Point]], index: int) -> float | None:
    """Length of a leg between a place off the aisles and a junction; None for other legs."""
    before, after = legs[index]
    ends = []
    if index == 0:
        ends.append((problem.start, after))
    if index == len(legs) - 1:
        ends.append((problem.end, before))
    for place, junction in ends:
        for way in place.ways_into(problem.hall):
            x, y = problem.hall.aisles_x[way.aisle], problem.hall.crossings_y[way.crossing]
            if _near((x, y), junction):
                return way.length_m
    return None


def _blocked(problem: TourProblem, before: Point, after: Point) -> str:
    """Why nobody can walk straight from one point to the other; "" if one can."""
    hall = problem.hall
    if _near(before, after):
        return ""
    if abs(before[0] - after[0]) <= CLOSE_M:
        for aisle, x in enumerate(hall.aisles_x):
            if abs(x - before[0]) <= CLOSE_M:
                return _aisle_blocked(hall, aisle, before[1], after[1])
        return "there is no aisle"
    if abs(before[1] - after[1]) <= CLOSE_M:
        for crossing, y in enumerate(hall.crossings_y):
            if abs(y - before[1]) <= CLOSE_M:
                return _link_blocked(problem, crossing, before[0], after[0])
        return "there is no cross-aisle"
    return "that is neither along an aisle nor along a cross-aisle"


def _aisle_blocked(hall: Hall, aisle: int, start: float, end: float) -> str:
    low, high = sorted((start, end))
    if low < hall.crossings_y[0] - CLOSE_M or high > hall.crossings_y[-1] + CLOSE_M:
        return f"aisle {aisle} is not that long"
    for block in range(hall.blocks):
        bottom, top = hall.crossings_y[block], hall.crossings_y[block + 1]
        if high <= bottom + CLOSE_M or low >= top - CLOSE_M:
            continue
        if (aisle, block) in hall.closed_parts:
            return f"aisle {aisle} is closed in block {block}"
        for dead in hall.dead_ends:
            through = high >= top - CLOSE_M if dead.at_front else low <= bottom + CLOSE_M
            if (dead.aisle, dead.block) == (aisle, block) and through:
                return f"aisle {aisle} is a dead end in block {block}"
        for rule in hall.one_way:
            if (rule.aisle, rule.block) == (aisle, block) and rule.up != (end > start):
                return f"aisle {aisle} is one-way in block {block}"
    return ""


def _link_blocked(problem: TourProblem, crossing: int, start: float, end: float) -> str:
    hall = problem.hall
    places = [p.x for p in (problem.start, problem.end) if not p.is_apart]
    low, high = sorted((start, end))
    if (
        low < min(*hall.aisles_x, *places) - CLOSE_M
        or high > max(*hall.aisles_x, *places) + CLOSE_M
    ):
        return "that is outside the hall"
    for closed, aisle in hall.closed_links:
        left, right = hall.aisles_x[aisle], hall.aisles_x[aisle + 1]
        if closed == crossing and low < right - CLOSE_M and high > left + CLOSE_M:
            return f"cross-aisle {crossing} is closed right of aisle {aisle}"
    return ""


def _order(
    problem: TourProblem, plan: TourPlan, legs: list[tuple[Point, Point]]
) -> Iterator[Violation]:
    """The path passes the stops in the order of the visits."""
    leg, along = 0, 0.0
    for number in plan.visits:
        if not 0 <= number < len(problem.stops):
            continue
        stop = problem.stops[number]
        point = (problem.hall.aisles_x[stop.aisle], stop.y)
        if not legs and _near(point, plan.path[0]):
            continue
        while leg < len(legs) and (found := _passed(legs[leg], point, along)) is None:
            leg, along = leg + 1, 0.0
        if leg == len(legs):
            yield Violation("wrong-order", f"The path does not come to stop {number} in its turn.")
            return
        assert found is not None
        along = found


def _passed(leg: tuple[Point, Point], point: Point, along: float) -> float | None:
    """How far along the leg the point lies, if it does and not before `along`."""
    before, after = leg
    there = math.dist(before, point)
    off = there + math.dist(point, after) - math.dist(before, after)
    return max(there, along) if off <= CLOSE_M and there >= along - CLOSE_M else None


def check_scattered(problem: ScatteredProblem, plan: ScatteredPlan) -> tuple[Violation, ...]:
    """Everything wrong with a plan over scattered stock: quantities, and the walk."""
    found = list(_quantities(problem, plan))
    if any(not 0 <= one.bin < len(problem.bins) for one in plan.taken):
        return (*found, Violation("unknown-bin", "The plan takes from a bin that does not exist."))
    walk = TourProblem(
        hall=problem.hall,
        stops=tuple(problem.bins[one.bin].stop for one in plan.taken),
        start=problem.start,
        end=problem.end,
    )
    found += check_plan(walk, plan.tour)
    if plan.bound_m > plan.tour.length_m + CLOSE_M:
        found.append(Violation("wrong-bound", f"The bound {plan.bound_m} m is above the length."))
    return tuple(found)


def _quantities(problem: ScatteredProblem, plan: ScatteredPlan) -> Iterator[Violation]:
    taken: Counter[int] = Counter()
    brought: dict[str, Decimal] = {}
    for one in plan.taken:
        taken[one.bin] += 1
        if not 0 <= one.bin < len(problem.bins):
            continue
        held = problem.bins[one.bin]
        if taken[one.bin] > 1 or not 0 < one.quantity <= held.quantity:
            text = f"{one.quantity} are taken from bin {one.bin}, which holds {held.quantity}."
            yield Violation("wrong-quantity", text)
        brought[held.item] = brought.get(held.item, Decimal(0)) + one.quantity
    wanted: dict[str, Decimal] = {}
    for line in problem.wanted:
        wanted[line.item] = wanted.get(line.item, Decimal(0)) + line.quantity
    for item in sorted({*wanted, *brought}):
        if brought.get(item, 0) != wanted.get(item, 0):
            text = f"{brought.get(item, 0)} of {item} are brought, {wanted.get(item, 0)} wanted."
            yield Violation("wrong-sum", text)
