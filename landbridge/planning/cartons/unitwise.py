"""Fill one carton unit by unit, in many orders: the kernels of `stacking` for typed problems."""

from collections.abc import Iterable, Sequence

import numpy as np

from landbridge.planning.base import Deadline
from landbridge.planning.cartons.contracts import Carton, Item, Placement, Rotation
from landbridge.planning.cartons.exact import IMPOSSIBLE, UNITS_MAX, can_share
from landbridge.planning.cartons.stacking import Goods, Place, try_orders

TRIES_MAX = 4  # orders between two looks at the time; fewer with many units
UNITS_QUICK = 40
EXACT_STEPS_MAX = 60_000
NO_WEIGHT_LIMIT = 1 << 60


class Units:
    """The units of an order as the kernels see them; quantities may be fewer than the items'."""

    def __init__(self, items: Sequence[Item], quantities: Sequence[int]) -> None:
        self.items = items
        self.quantities = tuple(quantities)
        self.rotations: list[Rotation] = []
        sizes: list[tuple[int, int, int]] = []
        first = [0]
        for item in items:
            for size, rotation in item.sizes().items():
                sizes.append(size)
                self.rotations.append(rotation)
            first.append(len(sizes))
        self.goods = Goods(
            np.repeat(np.arange(len(items), dtype=np.int32), self.quantities),
            np.array([item.worth for item in items], np.float64),
            np.array([item.weight_g for item in items], np.int64),
            np.array([_limit(item.load_max_g) for item in items], np.int64),
            any(item.load_max_g is not None for item in items),
            np.array(first, np.int32),
            np.array(sizes, np.int32).reshape(-1, 3),
            np.array([_keys(item) for item in items], np.float64).reshape(-1, 4),
        )

    @property
    def worth(self) -> float:
        return sum(
            item.worth * quantity
            for item, quantity in zip(self.items, self.quantities, strict=True)
        )

    def cannot_share(self, carton: Carton) -> bool:
        """True if geometry forbids all units in one carton; False also where it is too long."""
        kinds = self.goods.unit_kind
        if not 2 <= kinds.size <= UNITS_MAX:
            return False
        hull = np.array(carton.size, np.int32)
        goods = self.goods
        return can_share(goods.first, goods.size, kinds, hull, EXACT_STEPS_MAX) == IMPOSSIBLE

    def fill(
        self,
        carton: Carton,
        support_percent: int,
        *,
        seed: int,
        deadline: Deadline,
        rounds_max: int,
        enough: float | None = None,
    ) -> tuple[tuple[Placement, ...], float, int]:
        """Placements in the order of packing, their worth, and the rounds tried.

        A first packing is made even when the time is over. Ends early with everything packed.
        """
        wanted = self.worth if enough is None else min(enough, self.worth)
        wanted *= 1 - 1e-12
        place = Place(
            np.array(carton.size, np.int32),
            NO_WEIGHT_LIMIT if carton.weight_max_g is None else carton.weight_max_g,
            support_percent,
        )
        count = self.goods.unit_kind.size
        best, kept = np.zeros((count, 8), np.int32), 0
        chance = np.array([seed * 2_654_435_761 + 88_172_645_463_325_252], np.int64)
        worth, rounds = 0.0, 0
        tries = max(1, min(TRIES_MAX, TRIES_MAX * UNITS_QUICK // (2 * count + 1)))
        while count and rounds < rounds_max:
            worth, found = try_orders(
                self.goods, place, rounds * tries, tries, wanted, chance, best, worth
            )
            kept = found or kept
            rounds += 1
            if worth >= wanted or deadline.is_over():
                break
        return self._read(best[:kept].tolist()), worth, rounds

    def _read(self, rows: list[list[int]]) -> tuple[Placement, ...]:
        return in_packing_order(
            Placement(kind, x, y, z, self.rotations[position])
            for kind, position, x, y, z, *_ in rows
        )


def in_packing_order(placed: Iterable[Placement]) -> tuple[Placement, ...]:
    """What is below comes before what is above; within a height from the far corner on."""
    return tuple(sorted(placed, key=lambda at: (at.z_mm, at.y_mm, at.x_mm)))


def _limit(load_max_g: int | None) -> int:
    return -1 if load_max_g is None else load_max_g


def _keys(item: Item) -> tuple[float, float, float, float]:
    """Volume, longest edge, largest foot, weight with those that bear little last."""
    sizes = list(item.sizes())
    bears = 1.0 if item.load_max_g is None else 0.01
    return (
        float(item.volume_mm3),
        float(max(sizes[0])),
        float(max(x * y for x, y, _ in sizes)),
        (item.weight_g + 1.0) * bears,
    )
