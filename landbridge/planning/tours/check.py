"""Prove a tour by walking it: knows the hall and the plan, nothing of how the plan was made."""

import math
from collections.abc import Iterator

from landbridge.planning.base import Violation
from landbridge.planning.tours.layout import Hall
from landbridge.planning.tours.problem import Point, TourPlan, TourProblem

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
    legs = list(zip(plan.path, plan.path[1:], strict=False))
    for index, (before, after) in enumerate(legs):
        by_line = (index == 0 and problem.start.by_lines and _is_line(problem, before, after)) or (
            index == len(legs) - 1 and problem.end.by_lines and _is_line(problem, after, before)
        )
        if not by_line and (why := _blocked(problem, before, after)):
            yield Violation("cannot-walk", f"From {before} to {after}: {why}.")
    walked = sum(math.dist(before, after) for before, after in legs)
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


def _is_line(problem: TourProblem, outside: Point, junction: Point) -> bool:
    """A straight line from a place off the aisles to the front end of an aisle."""
    hall = problem.hall
    return any(_near((x, hall.crossings_y[0]), junction) for x in hall.aisles_x) and any(
        place.by_lines and _near((place.x, place.y), outside)
        for place in (problem.start, problem.end)
    )


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
    places = [p.x for p in (problem.start, problem.end) if not p.by_lines]
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
