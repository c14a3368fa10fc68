"""Reads the files whose parts begin with `//` lines: orders by the day and orders with due times.

Both give the walking graph with coordinates and names of its vertices, in which aisle, block and
rank are written. The depot may lie off the grid: its arcs say how it is joined to the junctions.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from landbridge.main.bench.plan.shapes import (
    DepotWay,
    Grid,
    Order,
    OrderLine,
    PickingInstance,
    PickTimes,
    Spot,
    Stock,
    Unreadable,
)

VERTEX = re.compile(r'(\d+)\s+(\S+)\s+(\S+)\s+"(\w+)(?: aisle (\d+) bloc (\d+) rank (\d+))?')


class _Parts:
    """The lines after each `//` line, found by how that line begins."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self._parts: list[tuple[str, list[str]]] = []
        for line in text.splitlines():
            line = line.strip()
            if line.startswith("//"):
                self._parts.append((line[2:].strip(), []))
            elif line and self._parts:
                self._parts[-1][1].append(line)

    def find(self, title: str) -> Sequence[str]:
        for found, lines in self._parts:
            if found.startswith(title) and lines:
                return lines
        return ()

    def lines(self, title: str) -> Sequence[str]:
        lines = self.find(title)
        if not lines:
            raise self.missing(title)
        return lines

    def missing(self, title: str) -> Unreadable:
        return Unreadable(
            f"it has no part //{title}", subject=self.name, remedy="Is it an instance of this set?"
        )

    def number(self, title: str) -> int:
        return int(self.lines(title)[0])


def read_days(text: str, *, name: str) -> PickingInstance:
    """Orders that fill boxes of a trolley (Foodmart): an order's load is its count of boxes."""
    parts = _Parts(text, name)
    orders = []
    for line in parts.lines("Idx M NbProdInOrder"):
        _, boxes, _, *rest = (int(word) for word in line.split())
        orders.append(Order(lines=_pairs(rest), load=boxes))
    grid, spots = _grid(parts)
    return PickingInstance(
        name=name,
        grid=grid,
        stock=_stock(parts, spots),
        orders=tuple(orders),
        capacity=parts.number("K: NbBoxesTrolley"),
    )


def read_due(text: str, *, name: str) -> PickingInstance:
    """Orders with due times and several pickers (Kris): an order's load is its articles' sizes."""
    parts = _Parts(text, name)
    sizes = {}
    for line in parts.lines("Idx Location Size"):
        index, _, size = (int(word) for word in line.split())
        sizes[index] = size
    orders = []
    for line in parts.lines("Idx DueDate"):
        _, due, _, _, *rest = (int(word) for word in line.split())
        wanted = _pairs(rest)
        load = sum(sizes[item.article] * item.quantity for item in wanted)
        orders.append(Order(lines=wanted, load=load, due=float(due)))
    grid, spots = _grid(parts)
    return PickingInstance(
        name=name,
        grid=grid,
        stock=_stock(parts, spots),
        orders=tuple(orders),
        capacity=parts.number("CapaPicker"),
        times=PickTimes(
            pickers=parts.number("NbPickers"),
            setup=float(parts.number("SetupTime")),
            per_unit=float(parts.number("PickTime")),
            per_length=float(parts.number("TimeToTravelOneDistanceUnit")),
        ),
    )


def _pairs(numbers: Sequence[int]) -> tuple[OrderLine, ...]:
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return tuple(OrderLine(article=article, quantity=quantity) for article, quantity in pairs)


def _stock(parts: _Parts, spots: dict[int, Spot]) -> tuple[Stock, ...]:
    stock = []
    for line in parts.lines("Idx Location"):
        article, place, *_ = (int(word) for word in line.split())
        stock.append(Stock(article=article, spot=spots[place], quantity=1_000_000))
    return tuple(stock)


@dataclass(frozen=True, slots=True)
class _Vertex:
    x: float
    y: float
    kind: str
    aisle: int
    row: int


def _grid(parts: _Parts) -> tuple[Grid, dict[int, Spot]]:
    """The grid, and the picking place of each vertex that is one."""
    vertices = {}
    for line in _vertex_lines(parts):
        if found := VERTEX.match(line):
            number, x, y, kind, aisle, row, _ = found.groups()
            vertices[int(number)] = _Vertex(
                float(x), float(y), kind, int(aisle or 0), int(row or 0)
            )
    junctions = {n: v for n, v in vertices.items() if v.kind == "intersection"}
    xs = {v.aisle: v.x for v in junctions.values()}
    ys = {v.row: v.y for v in junctions.values()}
    depot = parts.number("DepartingDepot")
    ways = []
    for line in parts.lines("Start End Distance"):
        start, end, length = line.split()
        if int(start) == depot and int(end) in junctions:
            junction = junctions[int(end)]
            ways.append(DepotWay(aisle=junction.aisle, row=junction.row, length=float(length)))
    grid = Grid(
        aisle_xs=tuple(xs[aisle] for aisle in sorted(xs)),
        block_lengths=tuple(ys[row + 1] - ys[row] for row in range(len(ys) - 1)),
        depot_ways=tuple(ways),
    )
    spots = {
        number: Spot(v.aisle, v.row, v.y - ys[v.row])
        for number, v in vertices.items()
        if v.kind == "product"
    }
    return grid, spots


def _vertex_lines(parts: _Parts) -> Sequence[str]:
    for title in ("Loc x y", "Vertices coordinates"):
        if lines := parts.find(title):
            return lines
    raise parts.missing("Vertices coordinates")
