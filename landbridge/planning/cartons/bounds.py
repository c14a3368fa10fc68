"""What no packing can beat: bounds from volume, edges and weight.

Each edge of a carton is first shortened to the longest row of items that it can hold: whatever is
packed can be pushed into that corner. Then dual feasible functions round large items up and small
ones away (Martello, Pisinger and Vigo 2000; Fekete and Schepers 2004): if the rounded volumes
exceed a carton, so do the items, however they are turned.
"""

from collections.abc import Sequence
from math import ceil, inf

import numpy as np

from landbridge.planning.cartons.blocks import Floats, Longs
from landbridge.planning.cartons.contracts import Carton, Item

THRESHOLDS = (0.0, 1 / 4, 1 / 3, 1 / 2)


def rows(item_edges: Sequence[tuple[set[int], int]], length: int) -> int:
    """The longest row of items not longer than `length`, mm. item_edges: edges and quantity."""
    reach = 1  # bit n: a row of n mm
    within = (1 << (length + 1)) - 1
    for edges, quantity in item_edges:
        for edge in edges:
            count, step = quantity, 1
            while count > 0 and edge * step <= length:
                used = min(step, count)
                reach |= (reach << (edge * used)) & within
                count -= used
                step *= 2
    return reach.bit_length() - 1


def usable_size(items: Sequence[Item], carton: Carton) -> tuple[int, int, int]:
    """The carton's edges as far as rows of these items can use them, mm."""
    lengths = []
    for axis in range(3):
        edges = [({size[axis] for size in item.sizes()}, item.quantity) for item in items]
        lengths.append(rows(edges, carton.size[axis]))
    return lengths[0], lengths[1], lengths[2]


def worth_at_most(items: Sequence[Item], carton: Carton) -> float:
    """An upper bound for the worth of what one carton takes: fractions of items are allowed."""
    fitting = [item for item in items if any(_is_inside(size, carton) for size in item.sizes())]
    x, y, z = usable_size(fitting, carton)
    by_volume = _fractional(
        [(item.worth, item.volume_mm3, item.quantity) for item in fitting], x * y * z
    )
    if carton.weight_max_g is None:
        return by_volume
    by_weight = _fractional(
        [(item.worth, item.weight_g, item.quantity) for item in fitting], carton.weight_max_g
    )
    return min(by_volume, by_weight)


def _fractional(goods: list[tuple[float, int, int]], room: int) -> float:
    worth = 0.0
    for each, used, quantity in sorted(goods, key=lambda one: -one[0] / one[1] if one[1] else -inf):
        taken = min(float(quantity), room / used) if used else float(quantity)
        worth += each * taken
        room -= ceil(used * taken)
        if room <= 0:
            break
    return worth


def _is_inside(size: tuple[int, int, int], carton: Carton) -> bool:
    return all(edge <= length for edge, length in zip(size, carton.size, strict=True))


def cartons_at_least(items: Sequence[Item], carton: Carton) -> float:
    """How many of these cartons the items fill at least; inf if one of them fits in no way."""
    wanted = [item for item in items if item.quantity]
    if not wanted:
        return 0.0
    limit = carton.weight_max_g
    if limit is not None and any(item.weight_g > limit for item in wanted):
        return inf
    sizes: list[tuple[int, int, int]] = []
    first: list[int] = []
    for item in wanted:
        first.append(len(sizes))
        sizes += [size for size in item.sizes() if _is_inside(size, carton)]
        if len(sizes) == first[-1]:
            return inf
    quantity = np.array([item.quantity for item in wanted], np.float64)
    shares = np.array(sizes, np.float64) / np.maximum(usable_size(wanted, carton), 1)
    filled = _filled(shares, np.array(first), quantity)
    weight = sum(item.weight_g * item.quantity for item in wanted)
    return max(filled, weight / limit if limit else 0.0)


def _filled(shares: Floats, first: Longs, quantity: Floats) -> float:
    """The greatest rounded volume over all thresholds; of each item's ways to lie the least."""
    levels = np.array(THRESHOLDS)[:, None, None]
    rounded = np.where(shares > 1 - levels + 1e-12, 1.0, np.where(shares >= levels, shares, 0.0))
    x, y, z = rounded[..., 0], rounded[..., 1], rounded[..., 2]
    volume = x[:, None, None] * y[None, :, None] * z[None, None, :]
    least = np.minimum.reduceat(volume, first, axis=3)
    return float((least * quantity).sum(axis=3).max())


def whole(number: float) -> int:
    """The next whole number up; what the arithmetic of floats adds does not count."""
    return ceil(number - 1e-9)


def cost_at_least(items: Sequence[Item], cartons: Sequence[Carton], ruled_out: set[int]) -> float:
    """A lower bound for the cost of cartons that take all items.

    ruled_out: kinds of cartons (indices) that cannot take all items alone, known from elsewhere.
    """
    prices = [carton.price for carton in cartons]
    single = min((p for i, p in enumerate(prices) if i not in ruled_out), default=inf)
    several = max(2 * min(prices), _mixed(items, cartons))
    return min(single, several)


def _mixed(items: Sequence[Item], cartons: Sequence[Carton]) -> float:
    """Cost by plain volume and weight: the cheapest room of each sort, in fractions of cartons."""
    volume = sum(item.volume_mm3 * item.quantity for item in items)
    weight = sum(item.weight_g * item.quantity for item in items)
    by_volume = volume * min(carton.price / carton.volume_mm3 for carton in cartons)
    by_weight = weight * min(
        carton.price / carton.weight_max_g if carton.weight_max_g else 0.0 for carton in cartons
    )
    return max(by_volume, by_weight)
