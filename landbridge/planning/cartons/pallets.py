"""Build pallets: as few as possible, each filled from the floor up.

One pallet after the other takes the most volume; a pallet is a carton whose size is its deck and
the height that goods may have on it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from landbridge.planning.base import Deadline
from landbridge.planning.cartons.bounds import cartons_at_least, whole, worth_at_most
from landbridge.planning.cartons.contracts import (
    Carton,
    PackedCarton,
    Packing,
    PackingPlan,
    UnfitProblemError,
)
from landbridge.planning.cartons.loading import fill_one

PALLETS_MAX = 1_000


def plan_pallets(
    problem: Packing,
    *,
    seed: int = 0,
    budget_ms: float = 5_000,
    rounds_max: int = 8,
    cancel: Callable[[], bool] | None = None,
) -> PackingPlan:
    """Put all items on as few pallets of the problem's one kind as found within the time.

    rounds_max: rounds per pallet. Raises UnfitProblemError unless there is exactly one kind. What
    fits on no pallet, or on none that is available, stays unpacked.
    """
    if len(problem.cartons) != 1:
        raise UnfitProblemError("pallets are of one kind; the problem names several or none")
    pallet = problem.cartons[0]
    deadline = Deadline(budget_ms, cancel)
    left = [item.quantity for item in problem.items]
    expected = _at_least(problem, pallet, left)
    packed: list[PackedCarton] = []
    rounds, most = 0, pallet.available_count
    while any(left) and len(packed) < (PALLETS_MAX if most is None else most):
        share = deadline.left_ms() / max(1, expected - len(packed))
        placements, searched = fill_one(
            problem, pallet, left, seed=seed, deadline=Deadline(share, cancel),
            rounds_max=rounds_max, enough=_worth_at_most(problem, pallet, left),
        )  # fmt: skip
        rounds += searched
        if not placements:
            break
        packed.append(PackedCarton(0, placements))
        for at in placements:
            left[at.item] -= 1
    taken = [item.quantity - n for item, n in zip(problem.items, left, strict=True)]
    bound = min(_at_least(problem, pallet, taken), len(packed))
    return PackingPlan(
        problem, tuple(packed), tuple(left), float(len(packed)), float(bound), seed, rounds,
        _sentences(problem, packed, sum(left), bound),
    )  # fmt: skip


def _worth_at_most(problem: Packing, pallet: Carton, left: Sequence[int]) -> float:
    items = [replace(i, quantity=q) for i, q in zip(problem.items, left, strict=True)]
    return worth_at_most(items, pallet)


def _at_least(problem: Packing, pallet: Carton, quantities: Sequence[int]) -> int:
    items = [replace(i, quantity=q) for i, q in zip(problem.items, quantities, strict=True)]
    fitting = [item for item in items if cartons_at_least([replace(item, quantity=1)], pallet) <= 1]
    return whole(cartons_at_least(fitting, pallet))


def _sentences(
    problem: Packing, packed: Sequence[PackedCarton], left: int, bound: int
) -> tuple[str, ...]:
    units = sum(len(one.placements) for one in packed)
    out = [f"{units} units stand on {len(packed)} pallets; {left} units are left."]
    if packed:
        shares = [
            sum(problem.items[at.item].volume_mm3 for at in one.placements)
            / problem.cartons[0].volume_mm3
            for one in packed
        ]
        out.append(f"The pallets are filled {100 * min(shares):.0f} to {100 * max(shares):.0f} %.")
    out.append(
        "Fewer pallets are not possible."
        if bound == len(packed)
        else f"No plan needs fewer than {bound} pallets."
    )
    return tuple(out)
