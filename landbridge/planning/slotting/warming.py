"""Calls every kernel of slotting once."""

from landbridge.planning.slotting.planner import plan_slotting
from landbridge.planning.slotting.problem import Slot, SlotItem, SlottingProblem
from landbridge.planning.tours.layout import Place, Stop, even_hall

_EVER_MS = 3_600_000


def warm() -> None:
    problem = SlottingProblem(
        hall=even_hall(aisles=3, pitch_m=4.0, blocks=2, block_length_m=10.0),
        start=Place(0.0, 0.0),
        slots=tuple(
            Slot(code=f"{aisle}-{y}", stop=Stop(aisle, float(y))) for aisle in range(3)
            for y in (1, 4, 7, 12, 15)
        ),
        items=tuple(SlotItem(item_code=str(item)) for item in range(12)),
        trips=tuple((item, (item * 5 + 3) % 12) for item in range(12)),
        now=tuple(range(12)),
    )  # fmt: skip
    plan_slotting(problem, seed=1, budget_ms=_EVER_MS, steps=500)
