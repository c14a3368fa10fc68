"""A rectangular hall as the tour planner sees it. Every length is in metres.

The origin is the front left corner; x grows to the right, y away from the front. Aisles run along
y, cross-aisles along x. The part of an aisle between two neighbouring cross-aisles is addressed by
(aisle, block), the part of a cross-aisle between two neighbouring aisles by (crossing, aisle on its
left); all counted from 0.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

from landbridge.kit.findings import LandbridgeError


class LayoutError(LandbridgeError):
    """A hall, stop or place that the tour planner cannot use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OneWay:
    """A part of an aisle that may be walked in one direction only. up: away from the front."""

    aisle: int
    block: int
    up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadEnd:
    """A part of an aisle that opens to one of its cross-aisles only. at_front: to the lower one."""

    aisle: int
    block: int
    at_front: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """aisles_x, crossings_y: centre lines, ascending; the first crossing is the front one.

    closed_parts: (aisle, block) that nobody can walk.  closed_links: (crossing, aisle) likewise.
    """

    aisles_x: tuple[float, ...]
    crossings_y: tuple[float, ...]
    one_way: tuple[OneWay, ...] = ()
    dead_ends: tuple[DeadEnd, ...] = ()
    closed_parts: tuple[tuple[int, int], ...] = ()
    closed_links: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        if not self.aisles_x or len(self.crossings_y) < 2:
            raise LayoutError("a hall has at least one aisle and two cross-aisles")
        for name, values in (("aisles", self.aisles_x), ("cross-aisles", self.crossings_y)):
            if any(b <= a for a, b in pairwise(values)):
                raise LayoutError(f"the {name} are not in ascending order: {values}")

    @property
    def aisles(self) -> int:
        return len(self.aisles_x)

    @property
    def blocks(self) -> int:
        return len(self.crossings_y) - 1


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a picker stops: an aisle by number and the y of the place in it."""

    aisle: int
    y: float


@dataclass(frozen=True, slots=True)
class Way:
    """A way of this length from a place off the aisles to the junction of aisle and cross-aisle."""

    aisle: int
    crossing: int
    length_m: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tour starts or ends: on a cross-aisle or in an aisle.

    by_lines: off the aisles, joined to the front end of every aisle by straight lines.
    ways: off the aisles, joined to junctions by ways of these lengths.
    """

    x: float
    y: float
    by_lines: bool = False
    ways: tuple[Way, ...] = ()

    @property
    def is_apart(self) -> bool:
        """Whether it is off the aisles."""
        return self.by_lines or bool(self.ways)

    def ways_into(self, hall: Hall) -> tuple[Way, ...]:
        """How one gets from here to the junctions of a hall; () for a place in the aisles."""
        if not self.by_lines:
            return self.ways
        return tuple(
            Way(aisle, 0, math.hypot(self.x - x, self.y - hall.crossings_y[0]))
            for aisle, x in enumerate(hall.aisles_x)
        )


def even_hall(
    *, aisles: int, pitch_m: float, blocks: int, block_length_m: float, crossing_m: float = 0.0
) -> Hall:
    """A hall of equal aisles and blocks. crossing_m: width of the inner cross-aisles."""
    pitch_y = block_length_m + crossing_m
    inner = tuple(block * pitch_y - crossing_m / 2 for block in range(1, blocks))
    return Hall(
        aisles_x=tuple(aisle * pitch_m for aisle in range(aisles)),
        crossings_y=(0.0, *inner, blocks * pitch_y - crossing_m),
    )
