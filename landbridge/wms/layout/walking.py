"""The line somebody walks from stop to stop, for drawing. Pure. It is no plan: it takes the stops
in their order and the nearest walk across between two aisles, whatever one-way signs say."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from landbridge.wms.layout.contracts import CrossAisle, TourBin, TourGround


@dataclass(frozen=True, slots=True)
class Point:
    """A corner of the line, in millimetres. stop: code of the bin that is served there, or ""."""

    x_mm: int
    y_mm: int
    stop: str = ""


def walk(ground: TourGround, stops: Sequence[str]) -> tuple[Point, ...]:
    """Corners and stops in walking order; unknown stops are left out."""
    known = {place.code: place for place in (*ground.bins, *ground.places)}
    aisles_x = {aisle.code: aisle.x_mm for aisle in ground.aisles}
    line: list[Point] = []
    for code in stops:
        if (place := known.get(code)) is None:
            continue
        here = Point(_walked_x(place, aisles_x), place.y_mm, code)
        if line:
            line.extend(_between(line[-1], here, ground.cross_aisles))
        line.append(here)
    return tuple(line)


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


def length_mm(line: Sequence[Point]) -> int:
    """How long a line is."""
    return sum(abs(a.x_mm - b.x_mm) + abs(a.y_mm - b.y_mm) for a, b in pairwise(line))
