"""Instances drawn by a seed where there are no public ones: order lines as real ones are shaped.

Few items make most of the picks, orders are short with a long tail, and items belong to families
that are ordered together.
"""

import random
from collections.abc import Iterator
from itertools import accumulate

from landbridge.main.bench.plan.shapes import SlottingInstance

ARTICLES, FAMILY = 5_000, 20
ORDERS = 6_000
AISLES, BAYS = 50, 50
TURNOVER = 0.9  # the n-th item is picked 1/n^TURNOVER times as often as the first
RELATED = 0.6  # this share of an order's further lines comes from the first line's family
LINES_MEAN, LINES_MAX = 3.5, 40


def draw_slotting() -> Iterator[SlottingInstance]:
    """One warehouse: 50 aisles of 50 bays with two bins each, 5,000 articles, 6,000 orders."""
    yield slotting_instance(seed=1)


def slotting_instance(
    *, seed: int, articles: int = ARTICLES, orders: int = ORDERS, aisles: int = AISLES,
    bays: int = BAYS,
) -> SlottingInstance:  # fmt: skip
    chance = random.Random(seed)  # noqa: S311
    numbers = list(range(articles))
    chance.shuffle(numbers)  # families and turnover have nothing to do with each other
    weights = [1 / (rank + 1) ** TURNOVER for rank in range(articles)]
    turnover = dict(zip(numbers, weights, strict=True))
    cumulated = list(accumulate(weights))
    families = [list(range(at, min(at + FAMILY, articles))) for at in range(0, articles, FAMILY)]
    shares = [list(accumulate(turnover[one] for one in family)) for family in families]
    drawn = []
    for _ in range(orders):
        lines = min(LINES_MAX, 1 + int(chance.expovariate(1 / (LINES_MEAN - 0.5))))
        (first,) = chance.choices(numbers, cum_weights=cumulated)
        order, family = {first}, first // FAMILY
        for _ in range(lines - 1):
            if chance.random() < RELATED:
                order.update(chance.choices(families[family], cum_weights=shares[family]))
            else:
                order.update(chance.choices(numbers, cum_weights=cumulated))
        drawn.append(tuple(article + 1 for article in sorted(order)))
    return SlottingInstance(
        name=f"drawn-{articles}-{seed}", aisle_count=aisles, bay_count=bays, bay_length=1.0,
        entry_length=1.0, aisle_gap=4.0, article_count=articles, orders=tuple(drawn), fixed=(),
    )  # fmt: skip
