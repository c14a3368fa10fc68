"""Items laid into bins, measured.

Where there are many orders the planner sees the first four fifths of them, and what is measured is
the way of the last fifth, which it has not seen.
"""

from collections.abc import Callable
from dataclasses import replace

from landbridge.main.bench.plan.outcome import Effort, Solved
from landbridge.main.bench.plan.shapes import SlottingInstance
from landbridge.planning.slotting import peers
from landbridge.planning.slotting.check import check_plan
from landbridge.planning.slotting.planner import plan_slotting
from landbridge.planning.slotting.problem import Slot, SlotItem, SlottingProblem
from landbridge.planning.slotting.warming import warm as warm_slotting
from landbridge.planning.tours.layout import Hall, Place, Stop

UNSEEN_FROM = 1_000  # orders
CAUTION = 2.0  # for orders that stand for others
PER_BAY = 2


def warm() -> None:
    warm_slotting()


def problem_of(instance: SlottingInstance) -> SlottingProblem:
    """Tours start and end in front of the first aisle. An article that has its bay already takes
    one of its bins, which nothing else may."""
    depth = 2 * instance.entry_length + (instance.bay_count - 1) * instance.bay_length
    hall = Hall(
        aisles_x=tuple(at * instance.aisle_gap for at in range(instance.aisle_count)),
        crossings_y=(0.0, depth),
    )
    places = [(aisle, bay) for aisle in range(instance.aisle_count)
              for bay in range(instance.bay_count) for _ in range(PER_BAY)]  # fmt: skip
    kept: dict[int, int] = {}
    for article, bay in instance.fixed:
        place = bay - 1
        kept[place * PER_BAY + sum(slot // PER_BAY == place for slot in kept)] = article - 1
    owned = {article: str(slot) for slot, article in kept.items()}
    return SlottingProblem(
        hall=hall, start=Place(0.0, 0.0),
        slots=tuple(
            Slot(
                code=f"{aisle}-{bay}-{number % PER_BAY}",
                stop=Stop(aisle, instance.entry_length + bay * instance.bay_length),
                kind=str(number) if number in kept else "",
            )
            for number, (aisle, bay) in enumerate(places)
        ),
        items=tuple(
            SlotItem(item_code=str(article), kinds=frozenset({owned.get(article, "")}))
            for article in range(instance.article_count)
        ),
        trips=tuple(tuple(article - 1 for article in order) for order in instance.orders),
    )  # fmt: skip


def solve(instance: object, effort: Effort) -> Callable[[], Solved]:
    """Lay the items of an instance. TypeError for an instance of another kind."""
    if not isinstance(instance, SlottingInstance):
        raise TypeError(f"{type(instance).__name__} has no items to be laid")
    whole = problem_of(instance)
    known, judged, caution = whole, whole, 0.0
    if len(whole.trips) >= UNSEEN_FROM:
        cut = len(whole.trips) * 4 // 5
        known = replace(whole, trips=whole.trips[:cut])
        judged, caution = replace(whole, trips=whole.trips[cut:]), CAUTION
    plan = plan_slotting(
        known, seed=effort.seed, budget_ms=1_000 * effort.limit_s, steps=effort.steps,
        caution=caution,
    )  # fmt: skip

    def checked() -> Solved:
        beside = {}
        if effort.peers and not instance.fixed:
            abc = peers.abc_slots(known, seed=effort.seed)
            beside["abc"] = peers.walked_m(judged, abc)
            beside["turnover"] = peers.walked_m(judged, peers.turnover_slots(known))
        return Solved(
            value=peers.walked_m(judged, plan.slots),
            violations=tuple(violation.text for violation in check_plan(known, plan)),
            peers=beside,
        )

    return checked
