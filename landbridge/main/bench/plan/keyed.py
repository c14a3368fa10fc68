"""Reads the files with `KEY : VALUE` heads: single tours, scattered stock, orders to cluster.

Cell 0 lies next to the TOP cross-aisle; the published values come out only so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from landbridge.main.bench.plan.shapes import (
    DepotWay,
    Grid,
    Order,
    OrderLine,
    PickingInstance,
    Spot,
    Stock,
    Unreadable,
)


@dataclass(slots=True)
class _Raw:
    head: dict[str, str] = field(default_factory=dict)
    weights: dict[int, int] = field(default_factory=dict)
    places: list[dict[str, str]] = field(default_factory=list)
    orders: list[list[dict[str, str]]] = field(default_factory=list)


def read_keyed(
    text: str, *, name: str, blocks: int = 1, entry_length: float | None = None
) -> PickingInstance:
    """One file. blocks=2 puts a cross-aisle into the middle, as the two-block tables have it.

    entry_length: replaces the ways between a cross-aisle and its first cell, for the set whose
    published values were made with other ways than the files say.
    """
    raw = _parse(text, name)
    try:
        plan = _CellPlan.of(raw, blocks, entry_length)
        stock = tuple(
            Stock(
                article=int(place["ID"]),
                spot=plan.spot(int(place["AISLE"]), int(place["CELL"])),
                quantity=int(place["QUANTITY"]),
            )
            for place in raw.places
        )
        orders = tuple(_order(lines, raw.weights) for lines in raw.orders)
        capacity = raw.head.get("PICKER_CAPACITY")
        return PickingInstance(
            name=name,
            grid=plan.grid(raw),
            stock=stock,
            orders=orders,
            capacity=int(capacity) if capacity else None,
        )
    except (KeyError, ValueError) as error:
        raise Unreadable(
            f"{error} is missing or not a number",
            subject=name,
            remedy="Is it an instance with `KEY : VALUE` lines of this set?",
        ) from error


def _order(lines: list[dict[str, str]], weights: dict[int, int]) -> Order:
    wanted = tuple(
        OrderLine(article=int(line["ID"]), quantity=int(line["QUANTITY"])) for line in lines
    )
    return Order(lines=wanted, load=sum(line.quantity * weights[line.article] for line in wanted))


@dataclass(frozen=True, slots=True)
class _CellPlan:
    """How a cell's number becomes a block and an offset; counts are from front (bottom) to back."""

    cells: tuple[int, ...]
    cell: float
    bottom: float
    top: float

    @classmethod
    def of(cls, raw: _Raw, blocks: int, entry_length: float | None) -> "_CellPlan":
        count = int(raw.head["NUM_CELLS"])
        upper = count // 2
        cells = (count,) if blocks == 1 else (count - upper, upper)
        bottom, top = (
            (entry_length, entry_length)
            if entry_length is not None
            else (
                float(raw.head["DISTANCE_BOTTOM_TO_CELL"]),
                float(raw.head["DISTANCE_TOP_TO_CELL"]),
            )
        )
        return cls(cells, float(raw.head["DISTANCE_CELL_TO_CELL"]), bottom, top)

    def spot(self, aisle: int, cell: int) -> Spot:
        from_front = sum(self.cells) - 1 - cell
        for block, count in enumerate(self.cells):
            if from_front < count:
                return Spot(aisle, block, self.bottom + self.cell * from_front)
            from_front -= count
        raise ValueError(f"cell {cell}")

    def grid(self, raw: _Raw) -> Grid:
        gap = float(raw.head["DISTANCE_AISLE_TO_AISLE"])
        lengths = tuple(self.bottom + self.cell * (count - 1) + self.top for count in self.cells)
        way = DepotWay(
            aisle=int(raw.head["DEPOT_AISLE"]),
            row=len(self.cells) if raw.head["DEPOT_LOCATION"] == "top" else 0,
            length=float(raw.head["DISTANCE_TOP_OR_BOTTOM_TO_DEPOT"]),
        )
        return Grid(
            aisle_xs=tuple(gap * aisle for aisle in range(int(raw.head["NUM_AISLES"]))),
            block_lengths=lengths,
            depot_ways=(way,),
        )


def _parse(text: str, name: str) -> _Raw:
    raw = _Raw()
    section = ""
    for line in _lines(text):
        if line.endswith("_SECTION"):
            section = line
        elif ":" in line:
            key, _, value = line.partition(":")
            if section == "ORDER_SECTION":
                if key.strip() in ("NUM_ARTICLES", "NUM_ARTICLES_IN_ORDER"):
                    raw.orders.append([])
            else:
                raw.head.setdefault(key.strip(), value.strip())
        else:
            words = line.split()
            pairs = dict(zip(words[::2], words[1::2], strict=False))
            if section == "ARTICLE_SECTION" and "ID" in pairs:
                raw.weights[int(pairs["ID"])] = int(pairs.get("WEIGHT", 1))
            elif section == "SKU_SECTION":
                raw.places.append(pairs)
            elif section == "ORDER_SECTION" and raw.orders:
                raw.orders[-1].append(pairs)
    if not raw.orders:
        raise Unreadable("no orders in it", subject=name, remedy="Is it an instance of this set?")
    return raw


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if (line := line.strip()) == "EOF":
            return
        if line:
            yield line
