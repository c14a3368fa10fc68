"""Fill one carton, container or pallet as full as can be.

Blocks and beam search for mere geometry, weight and full support; unit by unit (`stacking`) where
something may rest on a unit only up to a load. Beams grow wider round by round until the time is
over or nothing better is possible. A round always gives the same; `rounds_max` bounds the work
where a plan must be the same on fast and slow machines.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from landbridge.planning.base import Deadline
from landbridge.planning.cartons.blocks import Blocks, Ints, Kinds, make_blocks, unfold
from landbridge.planning.cartons.bounds import worth_at_most
from landbridge.planning.cartons.contracts import (
    Carton,
    Item,
    PackedCarton,
    Packing,
    PackingPlan,
    Placement,
    Rotation,
    UnfitProblemError,
)
from landbridge.planning.cartons.filling import (
    Room,
    State,
    copy_state,
    expand,
    fill_reach,
    place_block,
)
from landbridge.planning.cartons.spaces import SPACES_MAX
from landbridge.planning.cartons.unitwise import Units, in_packing_order

BLOCKS_MAX = 10_000
BLOCKS_FEW = 1_500  # made in some milliseconds, where there is less time than HURRY_MS
HURRY_MS = 500
FILL_MIN = 0.98  # of a block; with support a block has no gap
GAMMA = 0.2  # how much a block of many items is worth less
NEAR_SHARE = 0.005  # of the carton's edge: a gap so small counts as contact
WIDER = 1.5
CELLS_MAX = 2_000
UNITS_FEW = 60  # units that are also packed one by one
ROUNDS_FEW = 30
PLACED_MAX = 2_000  # blocks in one carton
NO_WEIGHT_LIMIT = 1 << 60


def kinds_of(items: Sequence[Item]) -> tuple[Kinds, list[tuple[int, Rotation]]]:
    """Items as the kernels see them, and for each position its item and rotation."""
    positions = [
        (index, size, rotation)
        for index, item in enumerate(items)
        for size, rotation in item.sizes().items()
    ]
    kinds = Kinds(
        np.array([item.quantity for item in items], np.int32),
        np.array([item.worth for item in items], np.float64),
        np.array([item.weight_g for item in items], np.int64),
        np.array([index for index, _, _ in positions], np.int32),
        np.array([size for _, size, _ in positions], np.int32).reshape(-1, 3),
    )
    return kinds, [(index, rotation) for index, _, rotation in positions]


class Beam:
    """The search for one carton: rounds of rising width over the same blocks."""

    def __init__(
        self,
        items: Sequence[Item],
        carton: Carton,
        *,
        is_supported: bool,
        seed: int,
        blocks_max: int,
    ) -> None:
        self.kinds, self.positions = kinds_of(items)
        self.size = np.array(carton.size, np.int32)
        self.blocks: Blocks = make_blocks(
            self.kinds, carton.size, blocks_max=blocks_max,
            fill_min=1.0 if is_supported else FILL_MIN, gamma=GAMMA,
        )  # fmt: skip
        count = self.blocks.value.size
        # A seed other than 0 shakes the judgement a little: another search of equal quality.
        chance = np.random.default_rng(seed)
        noise = chance.uniform(0.9, 1.1, count) if seed else np.ones(count)
        self.weight_max = NO_WEIGHT_LIMIT if carton.weight_max_g is None else carton.weight_max_g
        scale = np.maximum(1, -(-self.size // CELLS_MAX)).astype(np.int32)
        self.room = Room(
            self.size, self.kinds.position_size.min(axis=0).astype(np.int32), is_supported,
            (NEAR_SHARE * self.size).astype(np.int32), scale, noise,
        )  # fmt: skip
        self.cells = int((self.size // scale).max()) + 1
        self.rows = min(PLACED_MAX, int(self.kinds.quantity.sum()))
        self.top = np.zeros(2)  # best worth, number of its blocks
        self.plan = np.zeros((self.rows, 4), np.int32)

    def search(self, rounds_max: int, enough: float, deadline: Deadline) -> int:
        """Rounds of rising width until nothing better is possible; returns how many were played."""
        width, rounds = 1, 0
        while rounds < rounds_max:
            rounds += 1
            if not self.play_round(width, enough, deadline):
                break
            width = max(width + 1, int(width * WIDER))
        return rounds

    def play_round(self, width: int, enough: float, deadline: Deadline) -> bool:
        """One beam of this width from the empty carton; False if it was broken off."""
        states = [self._start()]
        while states:
            tries = []
            for number, state in enumerate(states):
                index, corner, found, blocks, worth, marks = expand(
                    self.room, self.blocks, state, width, self.top, self.plan
                )
                tries += [
                    (-float(worth[i]), number, i, int(marks[i]), (index, corner), int(blocks[i]))
                    for i in range(found)
                ]
                if self.top[0] >= enough or deadline.is_over():
                    return False
            states = self._keep(states, sorted(tries), width)
        return True

    def _keep(
        self,
        states: list[State],
        tries: list[tuple[float, int, int, int, tuple[int, int], int]],
        width: int,
    ) -> list[State]:
        """The best tries, of equal ends only one, as states to go on from."""
        seen: set[tuple[float, int]] = set()
        kept: list[State] = []
        for worth, number, _, mark, where, block in tries:
            if len(kept) == width:
                break
            if (worth, mark) not in seen:
                seen.add((worth, mark))
                state = copy_state(states[number])
                place_block(self.room, self.blocks, state, where, block)
                kept.append(state._replace(reach=self._reach(state.left)))
        return kept

    def _start(self) -> State:
        spaces = np.zeros((SPACES_MAX, 6), np.int32)
        spaces[0, 3:] = self.size
        count = self.blocks.value.size
        # A block may weigh more than the carton bears though each of its items does not.
        alive = np.zeros(count, np.int32)
        light = np.flatnonzero(self.blocks.weight <= self.weight_max)
        alive[: light.size] = light
        numbers = np.array([1, 0, light.size, self.weight_max], np.int64)
        return State(
            spaces, np.zeros((self.rows, 4), np.int32), self.kinds.quantity.copy(),
            alive, numbers, self._reach(self.kinds.quantity),
        )  # fmt: skip

    def _reach(self, left: Ints) -> Ints:
        reach = np.zeros((3, self.cells), np.int32)
        fill_reach(self.kinds.position_kind, self.kinds.position_size, left, self.room.scale, reach)
        return reach

    def placements(self) -> tuple[Placement, ...]:
        """The best plan's units, from the floor up and from the back."""
        placed = []
        for block, *corner in self.plan[: int(self.top[1])].tolist():
            for position, x, y, z in unfold(self.blocks, block):
                item, rotation = self.positions[position]
                placed.append(
                    Placement(item, corner[0] + x, corner[1] + y, corner[2] + z, rotation)
                )
        return in_packing_order(placed)


def plan_loading(
    problem: Packing,
    *,
    seed: int = 0,
    budget_ms: float = 5_000,
    rounds_max: int = 1_000,
    cancel: Callable[[], bool] | None = None,
) -> PackingPlan:
    """Load the one carton of the problem with the greatest worth.

    Raises UnfitProblemError unless the problem has exactly one kind of carton. A first plan always
    comes, however short the time. With support_percent above 0 blocks stand on full support.
    """
    if len(problem.cartons) != 1:
        raise UnfitProblemError("loading fills one carton; the problem names several or none")
    deadline = Deadline(budget_ms, cancel)
    carton = problem.cartons[0]
    bound = worth_at_most(problem.items, carton)
    unpacked = [item.quantity for item in problem.items]
    placements, rounds = fill_one(
        problem, carton, unpacked, seed=seed, deadline=deadline, rounds_max=rounds_max,
        enough=bound,
    )  # fmt: skip
    for at in placements:
        unpacked[at.item] -= 1
    value = sum(problem.items[at.item].worth for at in placements)
    packed = (PackedCarton(0, placements),) if placements else ()
    return PackingPlan(
        problem, packed, tuple(unpacked), value, bound, seed, rounds,
        _sentences(problem, placements, sum(unpacked), value, bound),
    )  # fmt: skip


def fill_one(
    problem: Packing,
    carton: Carton,
    quantities: Sequence[int],
    *,
    seed: int,
    deadline: Deadline,
    rounds_max: int,
    enough: float,
) -> tuple[tuple[Placement, ...], int]:
    """Placements of the greatest worth found for one carton, and the rounds searched.

    quantities: units that are left, per item.
    """
    items = [replace(i, quantity=q) for i, q in zip(problem.items, quantities, strict=True)]
    if not any(_takes(carton, item) for item in items):
        return (), 0
    bears_little = any(item.load_max_g is not None for item in items if item.quantity)
    placed: tuple[Placement, ...] = ()
    worth, rounds = -1.0, 0
    if bears_little or (problem.support_percent and sum(quantities) <= UNITS_FEW):
        units = Units(items, quantities)
        placed, worth, rounds = units.fill(
            carton, problem.support_percent, seed=seed, deadline=deadline,
            rounds_max=rounds_max if bears_little else min(rounds_max, ROUNDS_FEW),
            enough=enough,
        )  # fmt: skip
    if bears_little or worth >= enough * (1 - 1e-12):
        return placed, rounds
    beam = Beam(
        items,
        carton,
        is_supported=problem.support_percent > 0,
        seed=seed,
        blocks_max=BLOCKS_FEW if deadline.left_ms() < HURRY_MS else BLOCKS_MAX,
    )
    rounds += beam.search(rounds_max, enough * (1 - 1e-12), deadline)
    return (beam.placements() if beam.top[0] > worth else placed), rounds


def _takes(carton: Carton, item: Item) -> bool:
    return item.quantity > 0 and any(
        all(edge <= length for edge, length in zip(size, carton.size, strict=True))
        for size in item.sizes()
    )


def _sentences(
    problem: Packing, placements: Sequence[Placement], left: int, value: float, bound: float
) -> tuple[str, ...]:
    carton = problem.cartons[0]
    volume = sum(problem.items[at.item].volume_mm3 for at in placements)
    weight = sum(problem.items[at.item].weight_g for at in placements)
    share = 100 * volume / carton.volume_mm3
    first = (
        f"{len(placements)} units fill {share:.1f} % of {carton.carton_code} and weigh "
        f"{weight / 1000:.1f} kg; {left} units are left."
    )
    if value >= bound * (1 - 1e-9):
        return first, "Nothing better is possible."
    return first, f"At most {100 * (bound - value) / bound:.1f} % of the best possible is missing."
