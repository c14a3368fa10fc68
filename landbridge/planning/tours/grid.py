"""A hall with its start and end as arrays, the form in which the kernels read it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from landbridge.planning.tours.layout import Hall, LayoutError, Place, Stop
from landbridge.planning.tours.tables import Tables, tables_for

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Bytes = NDArray[np.int8]
Bools = NDArray[np.bool_]
# Coordinates closer than this are the same place.
SAME_M = 1e-6
OPEN_BELOW, OPEN_ABOVE, OPEN = 1, 2, 3


class Grid(NamedTuple):
    """Columns are aisles, or places on a cross-aisle between them; rows are cross-aisles, or
    places in an aisle between them. Lengths in metres; infinite where nobody can walk.

    part_length: [column, row below]; part_open likewise: 0 closed, 1 open to the row below only,
    2 to the row above only, 3 to both.  link_length: [column on the left, row].
    start_cost, end_cost: [column, row], what it takes to get from the start to that junction and
    from there to the end without stopping; infinite where the tour cannot start or end.
    must: columns that always count.  first_column, last_column: where starts and ends are.
    together: start and end are one junction.  same_ends: one place, joined by lines.
    full: every link can be walked, all aisles are alike (and have no places of their own).
    """

    x: Floats
    y: Floats
    part_length: Floats
    part_open: Ints
    link_length: Floats
    start_cost: Floats
    end_cost: Floats
    must: Bools
    first_column: int
    last_column: int
    together: bool
    same_ends: bool
    full: bool


class Floor(NamedTuple):
    """What the kernels take: a grid and the tables for its number of rows."""

    grid: Grid
    tables: Tables


@dataclass(frozen=True, slots=True)
class Survey:
    """A floor and how the hall's own numbers are found in it. columns: of each aisle."""

    hall: Hall
    start: Place
    end: Place
    floor: Floor
    columns: tuple[int, ...]

    def locate(self, stops: tuple[Stop, ...]) -> tuple[Ints, Floats]:
        """(part, offset in it) of each stop, in the order given. LayoutError for one outside."""
        grid = self.floor.grid
        blocks = len(grid.y) - 1
        aisles = np.array([stop.aisle for stop in stops], dtype=np.int64)
        ys = np.array([stop.y for stop in stops], dtype=np.float64)
        outside = (aisles < 0) | (aisles >= len(self.columns))
        outside |= (ys < grid.y[0] - SAME_M) | (ys > grid.y[-1] + SAME_M)
        if outside.any():
            stop = stops[int(np.argmax(outside))]
            raise LayoutError(
                f"the stop at y = {stop.y} m in aisle {stop.aisle} is not in the hall"
            )
        rows = np.clip(np.searchsorted(grid.y, ys, side="right") - 1, 0, blocks - 1)
        parts = np.array(self.columns, dtype=np.int64)[aisles] * blocks + rows
        offsets = np.clip(ys - grid.y[rows], 0.0, grid.y[rows + 1] - grid.y[rows])
        return parts.astype(np.int32), offsets

    def arrange(self, stops: tuple[Stop, ...]) -> "Arranged":
        """Number stops as the kernels need them: along the aisles, column by column."""
        parts, offsets = self.locate(stops)
        order = np.lexsort((offsets, parts)).astype(np.int32)
        return Arranged(order, parts[order], offsets[order])


class Arranged(NamedTuple):
    """Stops in kernel order. order: [kernel number] -> number in the order they were given."""

    order: Ints
    parts: Ints
    offsets: Floats


@lru_cache(maxsize=64)
def survey(hall: Hall, start: Place, end: Place) -> Survey:
    """Prepare a hall for tours between two places; kept for the next call. LayoutError."""
    places = [place for place in (start, end) if not place.is_apart]
    xs, ys = list(hall.aisles_x), list(hall.crossings_y)
    for place in places:
        _check(hall, place)
        if _index(ys, place.y) is None:
            ys.append(place.y)
        elif _index(xs, place.x) is None:
            xs.append(place.x)
    xs.sort()
    ys.sort()
    columns = tuple(_found(xs, x) for x in hall.aisles_x)
    rows = tuple(_found(ys, y) for y in hall.crossings_y)
    lengths, opened = _parts(hall, xs, ys, columns, rows)
    link = _links(hall, xs, ys, columns, rows)
    start_cost = _end_costs(hall, start, xs, ys)
    end_cost = _end_costs(hall, end, xs, ys)
    placed = np.flatnonzero((np.minimum(start_cost, end_cost) < np.inf).any(axis=1))
    together = start == end and not start.is_apart
    must = np.zeros(len(xs), dtype=np.bool_)
    for place in places:
        must[_found(xs, place.x)] = True
    for way in (*start.ways, *end.ways):
        must[columns[way.aisle]] = True
    grid = Grid(
        x=np.array(xs, dtype=np.float64),
        y=np.array(ys, dtype=np.float64),
        part_length=lengths,
        part_open=opened,
        link_length=link,
        start_cost=start_cost,
        end_cost=end_cost,
        must=must,
        first_column=int(placed[0]),
        last_column=int(placed[-1]),
        together=together,
        same_ends=start == end and start.is_apart,
        full=len(ys) == len(hall.crossings_y)
        and not (hall.closed_parts or hall.closed_links or hall.dead_ends),
    )
    tables = tables_for(len(ys), with_ends=not together)
    return Survey(hall, start, end, Floor(grid, tables), columns)


def _check(hall: Hall, place: Place) -> None:
    """A place must lie on a cross-aisle or in an aisle."""
    inside = (
        hall.crossings_y[0] - SAME_M <= place.y <= hall.crossings_y[-1] + SAME_M
        and _index(hall.aisles_x, place.x) is not None
    )
    if _index(hall.crossings_y, place.y) is None and not inside:
        raise LayoutError(
            f"nobody can stand at x = {place.x} m, y = {place.y} m: it is on no aisle",
            remedy="Put it on a cross-aisle or an aisle, or join it by lines.",
        )


def _index(values: list[float] | tuple[float, ...], value: float) -> int | None:
    return next((i for i, known in enumerate(values) if abs(known - value) <= SAME_M), None)


def _found(values: list[float], value: float) -> int:
    index = _index(values, value)
    assert index is not None
    return index


def _parts(
    hall: Hall, xs: list[float], ys: list[float], columns: tuple[int, ...], rows: tuple[int, ...]
) -> tuple[Floats, Ints]:
    lengths = np.tile(np.diff(np.array(ys, dtype=np.float64)), (len(xs), 1))
    opened = np.zeros(lengths.shape, dtype=np.int32)
    for aisle, column in enumerate(columns):
        for block in range(hall.blocks):
            if (aisle, block) not in hall.closed_parts:
                opened[column, rows[block] : rows[block + 1]] = OPEN
    for end in hall.dead_ends:
        if end.at_front:
            opened[columns[end.aisle], rows[end.block + 1] - 1] &= OPEN_BELOW
        else:
            opened[columns[end.aisle], rows[end.block]] &= OPEN_ABOVE
    return lengths, opened


def _links(
    hall: Hall, xs: list[float], ys: list[float], columns: tuple[int, ...], rows: tuple[int, ...]
) -> Floats:
    lengths = np.full((len(xs) - 1, len(ys)), np.inf)
    for crossing, row in enumerate(rows):
        lengths[:, row] = np.diff(xs)
        for closed_crossing, aisle in hall.closed_links:
            if closed_crossing == crossing:
                lengths[columns[aisle] : columns[aisle + 1], row] = np.inf
    return lengths


def _end_costs(hall: Hall, place: Place, xs: list[float], ys: list[float]) -> Floats:
    costs = np.full((len(xs), len(ys)), np.inf)
    if not place.is_apart:
        costs[_found(xs, place.x), _found(ys, place.y)] = 0.0
    for way in place.ways_into(hall):
        if not (0 <= way.aisle < hall.aisles and 0 <= way.crossing <= hall.blocks):
            raise LayoutError(f"a way leads to aisle {way.aisle}, which is not in the hall")
        column = _found(xs, hall.aisles_x[way.aisle])
        costs[column, _found(ys, hall.crossings_y[way.crossing])] = way.length_m
    return costs
