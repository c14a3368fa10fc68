"""A wave and parcels drawn by a seed."""

import random
from collections.abc import Iterator

from landbridge.main.bench.plan.shapes import (
    BoxKind,
    DepotWay,
    Grid,
    Instance,
    Order,
    OrderLine,
    ParcelInstance,
    PickingInstance,
    PickTimes,
    Spot,
    Stock,
)

AISLES, BLOCK_LENGTH, BLOCKS = 20, 25.0, 2
STOPS_MAX, CAPACITY = 6, 20
PICKERS, FREE_WITHIN_S = 20, 300.0
DUE_S = (3_600.0, 7_200.0, 10_800.0, 14_400.0)
CARTONS = (
    (200, 150, 100), (300, 200, 150), (350, 250, 200),
    (400, 300, 250), (500, 400, 300), (600, 400, 400),
)  # fmt: skip
PARCELS, UNITS_MAX = 400, 20
EDGE_MIN, EDGE_MAX = 20, 300
ALL_TURNS = ("XYZ", "YXZ", "ZYX", "YZX", "XZY", "ZXY")


def draw_wave() -> Iterator[Instance]:
    """1,000 orders due in one to four hours, 20 pickers who come free within five minutes."""
    yield wave_instance(seed=1, orders=1_000, pickers=PICKERS)


def draw_many() -> Iterator[Instance]:
    """1,000 and 2,000 orders to be picked together, without their due times."""
    for orders in (1_000, 2_000):
        yield wave_instance(seed=1, orders=orders, pickers=PICKERS)


def wave_instance(*, seed: int, orders: int, pickers: int) -> PickingInstance:
    """Orders of 1 to 6 stops in two blocks of 20 aisles; a unit at each stop."""
    chance = random.Random(seed)  # noqa: S311
    stock: list[Stock] = []
    drawn = []
    for _ in range(orders):
        lines = []
        for _ in range(chance.randint(1, STOPS_MAX)):
            offset = round(chance.uniform(0.5, BLOCK_LENGTH - 0.5), 1)
            spot = Spot(chance.randrange(AISLES), chance.randrange(BLOCKS), offset)
            lines.append(OrderLine(article=len(stock), quantity=1))
            stock.append(Stock(article=len(stock), spot=spot, quantity=1))
        drawn.append(Order(lines=tuple(lines), load=len(lines), due=chance.choice(DUE_S)))
    return PickingInstance(
        name=f"wave-{orders}-{pickers}-{seed}",
        grid=Grid(
            aisle_xs=tuple(at * 5.0 for at in range(AISLES)),
            block_lengths=(BLOCK_LENGTH,) * BLOCKS,
            depot_ways=(DepotWay(aisle=0, row=0, length=0.0),),
        ),
        stock=tuple(stock),
        orders=tuple(drawn),
        capacity=CAPACITY,
        times=PickTimes(
            pickers=pickers, setup=60.0, per_unit=10.0, per_length=1.0,
            ready=tuple(round(chance.uniform(0, FREE_WITHIN_S), 1) for _ in range(pickers)),
        ),
    )  # fmt: skip


def draw_parcels() -> Iterator[Instance]:
    """Orders of up to 20 units that may lie in any way, and six kinds of cartons."""
    for seed in range(1, PARCELS + 1):
        yield parcel_instance(seed)


def parcel_instance(seed: int) -> ParcelInstance:
    chance = random.Random(f"parcel {seed}")  # noqa: S311
    units = chance.randint(1, UNITS_MAX)
    boxes = []
    while units:
        count = chance.randint(1, min(units, 5))
        sizes = tuple(chance.randint(EDGE_MIN, EDGE_MAX) for _ in range(3))
        boxes.append(BoxKind(sizes=(sizes[0], sizes[1], sizes[2]), turns=ALL_TURNS, count=count))
        units -= count
    return ParcelInstance(name=f"parcel-{seed}", cartons=CARTONS, boxes=tuple(boxes))
