"""Tiny packings solved by going through everything, to judge the planners by."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from landbridge.planning.cartons.contracts import Carton, Item

Spot = tuple[int, int, int, int, int, int]


def can_be_packed(units: Sequence[Item], carton: Carton) -> bool:
    """Whether all units fit into the carton anywhere on the grid of whole mm."""
    return _can_go_on(sorted(units, key=lambda item: -item.volume_mm3), carton, [])


def _can_go_on(units: Sequence[Item], carton: Carton, placed: list[Spot]) -> bool:
    if not units:
        return True
    for spot in _spots(units[0], carton):
        is_free = not any(_overlap(spot, other) for other in placed)
        if is_free and _can_go_on(units[1:], carton, [*placed, spot]):
            return True
    return False


def _spots(item: Item, carton: Carton) -> Iterator[Spot]:
    for size in item.sizes():
        free = [range(carton.size[a] - size[a] + 1) for a in range(3)]
        for x, y, z in product(*free):
            yield x, y, z, x + size[0], y + size[1], z + size[2]


def _overlap(one: Spot, two: Spot) -> bool:
    return all(one[a] < two[a + 3] and two[a] < one[a + 3] for a in range(3))


def best_volume(units: Sequence[Item], carton: Carton) -> int:
    """The greatest volume that one carton takes."""
    best = 0
    for count in range(len(units), 0, -1):
        for chosen in combinations(units, count):
            volume = sum(item.volume_mm3 for item in chosen)
            if volume > best and volume <= carton.volume_mm3 and can_be_packed(chosen, carton):
                best = volume
    return best


def best_cost(units: Sequence[Item], cartons: Sequence[Carton]) -> float:
    """The least cost of cartons that take all units: every way to share them out."""
    if not units:
        return 0.0
    best = float("inf")
    first, rest = units[0], list(units[1:])
    for count in range(len(rest) + 1):
        for chosen in combinations(range(len(rest)), count):
            group = [first, *(rest[i] for i in chosen)]
            prices = [carton.price for carton in cartons if can_be_packed(group, carton)]
            if prices:
                others = [item for i, item in enumerate(rest) if i not in chosen]
                best = min(best, min(prices) + best_cost(others, cartons))
    return best
