"""One container filled as far as can be: value and bound are percents of its volume.

Support is not asked for: the published values of these sets are of mere geometry.
"""

from collections.abc import Callable, Sequence

from landbridge.main.bench.plan.outcome import Effort, Solved
from landbridge.main.bench.plan.shapes import BoxInstance, BoxKind
from landbridge.planning.base import Deadline
from landbridge.planning.cartons.check import check_plan
from landbridge.planning.cartons.contracts import Carton, Item, Packing, Rotation
from landbridge.planning.cartons.loading import plan_loading
from landbridge.planning.cartons.unitwise import Units
from landbridge.planning.cartons.warming import warm

__all__ = ["solve", "warm"]

_ROUNDS_MAX = 1_000
_ROTATIONS = {"".join("XYZ"[edge] for edge in rotation.value): rotation for rotation in Rotation}


def solve(instance: object, effort: Effort) -> Callable[[], Solved]:
    """Plan one instance; see `Solver`."""
    assert isinstance(instance, BoxInstance)
    problem = packing_of(instance)
    plan = plan_loading(
        problem,
        seed=effort.seed,
        budget_ms=float("inf") if effort.steps else 1_000 * effort.limit_s,
        rounds_max=effort.steps or _ROUNDS_MAX,
    )
    volume = problem.cartons[0].volume_mm3

    def judge() -> Solved:
        violations = tuple(violation.text for violation in check_plan(problem, plan))
        return Solved(
            value=100 * plan.value / volume,
            bound=100 * plan.bound / volume,
            violations=violations,
            peers={"largest first": _largest_first(problem)} if effort.peers else {},
            larger_is_better=True,
        )

    return judge


def packing_of(instance: BoxInstance) -> Packing:
    """The instance as a problem of the planner, without support."""
    length, width, height = instance.container
    hull = Carton(carton_code=instance.name, length_mm=length, width_mm=width, height_mm=height)
    return Packing(items=items_of(instance.boxes), cartons=(hull,), support_percent=0)


def items_of(kinds: Sequence[BoxKind]) -> tuple[Item, ...]:
    """Kinds of boxes as the planner's items, numbered."""
    return tuple(
        Item(
            item_code=str(number),
            length_mm=kind.sizes[0],
            width_mm=kind.sizes[1],
            height_mm=kind.sizes[2],
            quantity=kind.count,
            rotations=frozenset(_ROTATIONS[turn] for turn in kind.turns),
        )
        for number, kind in enumerate(kinds)
    )


def _largest_first(problem: Packing) -> float:
    """Percent filled by boxes put one by one, the largest first, each as low as it goes."""
    units = Units(problem.items, [item.quantity for item in problem.items])
    hull = problem.cartons[0]
    _, worth, _ = units.fill(hull, 0, seed=0, deadline=Deadline(0), rounds_max=1)
    return 100 * worth / hull.volume_mm3
