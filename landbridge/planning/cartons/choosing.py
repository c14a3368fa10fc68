"""Choose cartons for an order: the cheapest kinds that take all of it, and how it goes in.

One carton is tried from the cheapest kind on; bounds and, for a few units, an exact test skip the
kinds that cannot take the order. Where one does not do, or two small ones may be cheaper, cartons
are filled one after the other, each first kind is tried, and each last carton is made as cheap as
can be.
"""

from collections.abc import Callable, Sequence
from math import inf

from landbridge.planning.base import Deadline
from landbridge.planning.cartons.bounds import cartons_at_least, cost_at_least
from landbridge.planning.cartons.contracts import (
    Carton,
    PackedCarton,
    Packing,
    PackingPlan,
    UnfitProblemError,
)
from landbridge.planning.cartons.unitwise import Units

ROUNDS = 15  # of orders tried per carton, if time allows
CARTONS_MAX = 200


class _Search:
    """One order's search: the best cartons so far, and which kinds are ruled out as only one."""

    def __init__(self, problem: Packing, seed: int, deadline: Deadline, rounds_max: int) -> None:
        self.problem = problem
        self.seed = seed
        self.deadline = deadline
        self.rounds_max = rounds_max
        self.rounds = 0
        self.cost = inf
        self.packed: tuple[PackedCarton, ...] = ()
        self.ruled_out: set[int] = set()
        self.by_price = sorted(
            range(len(problem.cartons)), key=lambda index: problem.cartons[index].price
        )

    def with_one(self, quantities: Sequence[int], used: Sequence[int]) -> PackedCarton | None:
        """The cheapest carton that takes all of these units."""
        units = Units(self.problem.items, quantities)
        is_whole_order = not any(used)
        wanted = [item for item, q in zip(self.problem.items, quantities, strict=True) if q]
        volume = sum(
            item.volume_mm3 * q for item, q in zip(self.problem.items, quantities, strict=True)
        )
        for index in self.by_price:
            carton = self.problem.cartons[index]
            if not self._is_left(index, used):
                continue
            if (
                volume > carton.volume_mm3
                or (is_whole_order and cartons_at_least(wanted, carton) > 1 + 1e-9)
                or units.cannot_share(carton)
            ):
                if is_whole_order:
                    self.ruled_out.add(index)
                continue
            placements, _, rounds = units.fill(
                carton, self.problem.support_percent, seed=self.seed,
                deadline=self.deadline, rounds_max=self.rounds_max,
            )  # fmt: skip
            self.rounds += rounds
            if len(placements) == sum(quantities):
                return PackedCarton(index, placements)
        return None

    def _is_left(self, index: int, used: Sequence[int]) -> bool:
        available = self.problem.cartons[index].available_count
        return available is None or used[index] < available

    def with_several(self, first: int, quantities: Sequence[int]) -> None:
        """Cartons of the kind `first` while more than one is needed, then the cheapest for all.

        When the time is over it goes on only if there is no plan yet.
        """
        left, used = list(quantities), [0] * len(self.problem.cartons)
        packed: list[PackedCarton] = []
        cost = 0.0
        while any(left) and len(packed) < CARTONS_MAX:
            if self.packed and self.deadline.is_over():
                return
            if packed and (last := self.with_one(left, used)):
                packed.append(last)
                cost += self.problem.cartons[last.carton].price
                left = [0] * len(left)
                break
            found = self._fill_next(first, left, used)
            if found is None:
                return
            packed.append(found)
            used[found.carton] += 1
            for at in found.placements:
                left[at.item] -= 1
            cost += self.problem.cartons[found.carton].price
            if cost >= self.cost:
                return
        if not any(left) and cost < self.cost:
            self.cost, self.packed = cost, tuple(packed)

    def _fill_next(
        self, first: int, left: Sequence[int], used: Sequence[int]
    ) -> PackedCarton | None:
        """A carton of the wanted kind, or of the next larger price if it takes nothing."""
        units = Units(self.problem.items, left)
        start = self.by_price.index(first)
        for index in self.by_price[start:] + self.by_price[:start][::-1]:
            if self._is_left(index, used):
                placements, _, rounds = units.fill(
                    self.problem.cartons[index], self.problem.support_percent, seed=self.seed,
                    deadline=self.deadline, rounds_max=max(1, self.rounds_max // 2),
                )  # fmt: skip
                self.rounds += rounds
                if placements:
                    return PackedCarton(index, placements)
        return None


def choose_cartons(
    problem: Packing,
    *,
    seed: int = 0,
    budget_ms: float = 10,
    rounds_max: int = ROUNDS,
    cancel: Callable[[], bool] | None = None,
) -> PackingPlan:
    """Cartons of least cost for an order, each unit placed; what fits no carton stays unpacked.

    Raises UnfitProblemError if there are no cartons. The same seed gives the same plan wherever
    the time suffices for `rounds_max` rounds; a budget of `inf` makes that sure.
    """
    if not problem.cartons:
        raise UnfitProblemError("there is no carton to choose")
    deadline = Deadline(budget_ms, cancel)
    quantities = [
        item.quantity if any(_takes(carton, problem, i) for carton in problem.cartons) else 0
        for i, item in enumerate(problem.items)
    ]
    search = _Search(problem, seed, deadline, rounds_max)
    if any(quantities):
        one = search.with_one(quantities, [0] * len(problem.cartons))
        if one is not None:
            search.cost, search.packed = problem.cartons[one.carton].price, (one,)
        cheapest = problem.cartons[search.by_price[0]].price
        for first in reversed(search.by_price):
            enough_time = not deadline.is_over() or not search.packed
            if enough_time and problem.cartons[first].price + cheapest < search.cost:
                search.with_several(first, quantities)
    return _plan(problem, search, quantities, seed)


def _takes(carton: Carton, problem: Packing, index: int) -> bool:
    item = problem.items[index]
    return (carton.weight_max_g is None or item.weight_g <= carton.weight_max_g) and any(
        all(edge <= length for edge, length in zip(size, carton.size, strict=True))
        for size in item.sizes()
    )


def _plan(problem: Packing, search: _Search, quantities: Sequence[int], seed: int) -> PackingPlan:
    packed = search.packed
    unpacked = [item.quantity for item in problem.items]
    for carton in packed:
        for at in carton.placements:
            unpacked[at.item] -= 1
    value = sum(problem.cartons[carton.carton].price for carton in packed)
    wanted = [item for item, q in zip(problem.items, quantities, strict=True) if q]
    bound = cost_at_least(wanted, problem.cartons, search.ruled_out) if packed else 0.0
    return PackingPlan(
        problem, packed, tuple(unpacked), value, min(bound, value), seed, search.rounds,
        _sentences(problem, search, unpacked, value, bound),
    )  # fmt: skip


def _sentences(
    problem: Packing, search: _Search, unpacked: Sequence[int], value: float, bound: float
) -> tuple[str, ...]:
    out = []
    for packed in search.packed:
        carton = problem.cartons[packed.carton]
        volume = sum(problem.items[at.item].volume_mm3 for at in packed.placements)
        weight = sum(problem.items[at.item].weight_g for at in packed.placements)
        out.append(
            f"{carton.carton_code} takes {len(packed.placements)} units, "
            f"{weight / 1000:.1f} kg, {100 * volume / carton.volume_mm3:.0f} % filled."
        )
    if search.ruled_out:
        names = ", ".join(problem.cartons[i].carton_code for i in sorted(search.ruled_out))
        out.append(f"No packing of everything into one of these exists: {names}.")
    for item, count in zip(problem.items, unpacked, strict=True):
        if count:
            out.append(f"{count} units of {item.item_code} found no carton that takes them.")
    if search.packed:
        out.append(
            "Nothing cheaper is possible."
            if value <= bound * (1 + 1e-9)
            else f"At most {100 * (value - bound) / bound:.1f} % above the best possible."
        )
    return tuple(out)
