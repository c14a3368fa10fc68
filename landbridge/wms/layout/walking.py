"""The line somebody walks from stop to stop, for drawing. Pure. It is no plan: it takes the stops
in their order, and between two of them the shortest way that one-way signs allow."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

from landbridge.wms.layout.contracts import Aisle, CrossAisle, TourBin, TourGround

Spot = tuple[int, int]
START_KINDS = ("packing", "staging", "shipping")


@dataclass(frozen=True, slots=True)
class Point:
    """A corner of the line, in millimetres. stop: code of the bin that is served there, or ""."""

    x_mm: int
    y_mm: int
    stop: str = ""


def walk(
    ground: TourGround, stops: Sequence[str], *, there_and_back: bool = False
) -> tuple[Point, ...]:
    """Corners and stops in walking order; unknown stops are left out.

    there_and_back: from where carts are taken, and back to it.
    """
    known = {place.code: place for place in (*ground.bins, *ground.places)}
    aisles_x = {aisle.code: aisle.x_mm for aisle in ground.aisles}
    points = [
        Point(_walked_x(known[code], aisles_x), known[code].y_mm, code)
        for code in stops
        if code in known
    ]
    if there_and_back and points and (start := start_of(ground)) is not None:
        points = [Point(*start), *points, Point(*start)]
    one_way = any(aisle.one_way for aisle in ground.aisles)
    line = points[:1]
    for here in points[1:]:
        corners = _by_the_signs(ground, line[-1], here) if one_way else None
        if corners is None:
            corners = _between(line[-1], here, ground.cross_aisles)
        line += [*corners, here]
    return tuple(
        point
        for before, point in zip([None, *line], line, strict=False)
        if point.stop or before is None or (before.x_mm, before.y_mm) != (point.x_mm, point.y_mm)
    )


def start_of(ground: TourGround) -> Spot | None:
    """Where carts are taken and brought: the aisle's end at the front that is nearest to the first
    packing place (else staging, else shipping); without any, the front left corner."""
    if not ground.aisles or not ground.cross_aisles:
        return None
    front = ground.cross_aisles[0].y_mm
    for kind in START_KINDS:
        for place in ground.places:
            if place.kind == kind:
                near = min(ground.aisles, key=lambda aisle: abs(aisle.x_mm - place.x_mm))
                return near.x_mm, front
    return ground.aisles[0].x_mm, front


def _walked_x(place: TourBin, aisles_x: dict[str, int]) -> int:
    return aisles_x.get(place.aisle, place.x_mm)


def _between(left: Point, right: Point, ways: Sequence[CrossAisle]) -> list[Point]:
    """Corners between two stops: none in one aisle, else the walk across that is shortest."""
    if left.x_mm == right.x_mm:
        return []
    if not ways:
        return [Point(right.x_mm, left.y_mm)]
    best = min(ways, key=lambda way: abs(left.y_mm - way.y_mm) + abs(right.y_mm - way.y_mm))
    return [Point(left.x_mm, best.y_mm), Point(right.x_mm, best.y_mm)]


def _by_the_signs(ground: TourGround, left: Point, right: Point) -> list[Point] | None:
    """Corners of the shortest way that goes against no sign; None if there is none."""
    source, target = (left.x_mm, left.y_mm), (right.x_mm, right.y_mm)
    ys = [way.y_mm for way in ground.cross_aisles]
    best: list[tuple[int, Spot, Spot | None]] = [(0, source, None)]
    came: dict[Spot, Spot | None] = {}
    while best:
        walked, spot, before = heappop(best)
        if spot in came:
            continue
        came[spot] = before
        if spot == target:
            return _corners(came, target)
        for near in _steps(ground.aisles, ys, spot, (source, target)):
            if near not in came:
                far = walked + abs(near[0] - spot[0]) + abs(near[1] - spot[1])
                heappush(best, (far, near, spot))
    return None


def _steps(
    aisles: Sequence[Aisle], ys: Sequence[int], spot: Spot, ends: tuple[Spot, Spot]
) -> list[Spot]:
    """The junctions and ends next to a spot, up, down and across."""
    x, y = spot
    signs = [aisle.one_way for aisle in aisles if aisle.x_mm == x]
    sign = signs[0] if signs else ""
    along = sorted({*ys, *(end[1] for end in ends if end[0] == x)})
    found = []
    if sign != "down":
        found += [(x, up) for up in along if up > y][:1]
    if sign != "up":
        found += [(x, down) for down in along if down < y][-1:]
    if y in ys:
        across = sorted({aisle.x_mm for aisle in aisles} | {end[0] for end in ends})
        found += [(right, y) for right in across if right > x][:1]
        found += [(other, y) for other in across if other < x][-1:]
    return found


def _corners(came: dict[Spot, Spot | None], target: Spot) -> list[Point]:
    """Where the way turns, between its two ends."""
    way = [target]
    while (before := came[way[-1]]) is not None:
        way.append(before)
    way.reverse()
    return [
        Point(*here)
        for before, here, after in zip(way, way[1:], way[2:], strict=False)
        if not (before[0] == here[0] == after[0] or before[1] == here[1] == after[1])
    ]


def length_mm(line: Sequence[Point]) -> int:
    """How long a line is."""
    return sum(abs(a.x_mm - b.x_mm) + abs(a.y_mm - b.y_mm) for a, b in pairwise(line))
