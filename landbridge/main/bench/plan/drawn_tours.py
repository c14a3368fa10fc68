"""Tours drawn by a seed, in halls of one to five blocks."""

import random
from collections.abc import Iterator

from landbridge.main.bench.plan.shapes import (
    DepotWay,
    Grid,
    Instance,
    Order,
    OrderLine,
    PickingInstance,
    Spot,
    Stock,
)

AISLE_GAP, BLOCK_LENGTH = 5.0, 45.0
BLOCKS_MAX, TOURS = 5, 100
WALKS = ((10, 20), (10, 50), (20, 100))  # aisles, stops
WALK_BLOCKS_MAX, WALKS_EACH = 3, 6


def draw_tours() -> Iterator[Instance]:
    """100 tours to 100 stops in 20 aisles for each number of blocks."""
    for blocks in range(1, BLOCKS_MAX + 1):
        for seed in range(1, TOURS + 1):
            yield tour_instance(blocks=blocks, aisles=20, stops=100, seed=seed)


def draw_walks() -> Iterator[Instance]:
    """Halls and stops of growing number, a few of each."""
    for blocks in range(1, WALK_BLOCKS_MAX + 1):
        for aisles, stops in WALKS:
            for seed in range(1, WALKS_EACH + 1):
                yield tour_instance(blocks=blocks, aisles=aisles, stops=stops, seed=seed)


def tour_instance(*, blocks: int, aisles: int, stops: int, seed: int) -> PickingInstance:
    """Stops anywhere in the aisles; the tour starts and ends in the front left corner."""
    chance = random.Random(f"{blocks} {aisles} {stops} {seed}")  # noqa: S311
    stock = tuple(
        Stock(
            article=article,
            spot=Spot(
                chance.randrange(aisles), chance.randrange(blocks),
                round(chance.uniform(0.5, BLOCK_LENGTH - 0.5), 1),
            ),
            quantity=1,
        )
        for article in range(stops)
    )  # fmt: skip
    lines = tuple(OrderLine(article=article, quantity=1) for article in range(stops))
    return PickingInstance(
        name=f"blocks-{blocks}-stops-{stops}-{seed}",
        grid=Grid(
            aisle_xs=tuple(at * AISLE_GAP for at in range(aisles)),
            block_lengths=(BLOCK_LENGTH,) * blocks,
            depot_ways=(DepotWay(aisle=0, row=0, length=0.0),),
        ),
        stock=stock,
        orders=(Order(lines=lines, load=1),),
    )
