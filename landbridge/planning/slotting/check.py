"""Checks a slotting plan without knowing how it was made: each trip is planned and walked anew."""

from collections import Counter
from collections.abc import Iterator, Sequence

from landbridge.planning.base import Violation
from landbridge.planning.slotting.problem import SlottingPlan, SlottingProblem
from landbridge.planning.tours.check import check_plan as check_tour
from landbridge.planning.tours.plan import plan_tour
from landbridge.planning.tours.problem import TourProblem

CLOSE = 1e-6


def check_plan(problem: SlottingProblem, plan: SlottingPlan) -> tuple[Violation, ...]:
    """One fitting bin for each item and none twice, lengths that can be walked, the effort of each
    pick, moves that can be made one after the other and save what they say."""
    return tuple(_violations(problem, plan))


def _violations(problem: SlottingProblem, plan: SlottingPlan) -> Iterator[Violation]:
    if len(plan.slots) != len(problem.items):
        text = f"{len(plan.slots)} bins are given to {len(problem.items)} items"
        yield Violation("item-without-bin", text)
        return
    yield from _places(problem, dict(enumerate(plan.slots)))
    walked, effort = 0.0, 0.0
    for number, trip in enumerate(problem.trips):
        times = problem.times[number] if problem.times else 1
        length, faults = _walked(problem, trip, plan.slots)
        walked += length * times
        effort += times * _effort(problem, trip, plan.slots)
        for fault in faults:
            yield Violation("walk", f"trip {number}: {fault.text}")
    if abs(walked - plan.length_m) > CLOSE * max(1.0, walked):
        yield Violation("length", f"{walked:.3f} m are walked, not {plan.length_m:.3f} m")
    if abs(effort - plan.effort_m) > CLOSE * max(1.0, effort):
        yield Violation("effort", f"the effort is {effort:.3f} m, not {plan.effort_m:.3f} m")
    if plan.now_effort_m is not None:
        today = _effort_now(problem)
        if today is None or abs(today - plan.now_effort_m) > CLOSE * max(1.0, today):
            text = f"the effort is {today} m as the items lie, not {plan.now_effort_m:.3f} m"
            yield Violation("effort", text)
    yield from _moves(problem, plan)


def _effort_now(problem: SlottingProblem) -> float | None:
    """None if one has no bin."""
    lie = [slot for slot in problem.now if slot is not None]
    if len(lie) < len(problem.items):
        return None
    return sum(
        (problem.times[number] if problem.times else 1) * _effort(problem, trip, lie)
        for number, trip in enumerate(problem.trips)
    )


def _effort(problem: SlottingProblem, trip: Sequence[int], slots: Sequence[int]) -> float:
    return sum(problem.slots[slots[item]].effort_m for item in set(trip))


def _places(problem: SlottingProblem, slots: dict[int, int]) -> Iterator[Violation]:
    for slot, count in Counter(slots.values()).items():
        if not 0 <= slot < len(problem.slots):
            yield Violation("bin-unknown", f"there is no bin {slot}")
        elif count > 1:
            yield Violation("bin-twice", f"bin {problem.slots[slot].code} has {count} items")
    for item, slot in slots.items():
        if 0 <= slot < len(problem.slots) and not problem.fits(item, slot):
            text = f"{problem.items[item].item_code} does not fit {problem.slots[slot].code}"
            yield Violation("unfit", text)


def _walked(
    problem: SlottingProblem, trip: tuple[int, ...], slots: tuple[int, ...] | list[int]
) -> tuple[float, tuple[Violation, ...]]:
    stops = tuple({problem.slots[slots[item]].stop for item in trip})
    tour = TourProblem(hall=problem.hall, stops=stops, start=problem.start, end=problem.start)
    if not stops:
        return 0.0, ()
    plan = plan_tour(tour)
    return plan.length_m, check_tour(tour, plan)


def _moves(problem: SlottingProblem, plan: SlottingPlan) -> Iterator[Violation]:
    """Play the moves on today's bins; trips that they touch are walked before and after."""
    if not plan.moves:
        return
    lies = {item: slot for item, slot in enumerate(problem.now) if slot is not None}
    for number, move in enumerate(plan.moves):
        holder = {slot: item for item, slot in lies.items()}
        if lies.get(move.item) != move.from_slot or holder.get(move.to_slot) != move.other:
            yield Violation("move", f"move {number} does not begin where the items lie")
            return
        before, heavy = _touched_m(problem, lies, move.item, move.other)
        lies[move.item] = move.to_slot
        if move.other is not None:
            lies[move.other] = move.from_slot
        yield from _places(problem, {i: lies[i] for i in (move.item, move.other) if i is not None})
        after, light = _touched_m(problem, lies, move.item, move.other)
        if abs(before - after - move.saved_m) > CLOSE * max(1.0, before):
            text = f"move {number} saves {before - after:.3f} m, not {move.saved_m:.3f} m"
            yield Violation("saved", text)
        if abs(heavy - light - move.eased_m) > CLOSE * max(1.0, heavy):
            text = f"move {number} eases {heavy - light:.3f} m, not {move.eased_m:.3f} m"
            yield Violation("eased", text)


def _touched_m(
    problem: SlottingProblem, lies: dict[int, int], item: int, other: int | None
) -> tuple[float, float]:
    """Metres walked and effort of the trips that two items are on."""
    total, effort = 0.0, 0.0
    for number, trip in enumerate(problem.trips):
        if item in trip or other in trip:
            known = tuple(one for one in trip if one in lies)
            slots = [lies.get(one, -1) for one in range(len(problem.items))]
            times = problem.times[number] if problem.times else 1
            length, _ = _walked(problem, known, slots)
            total += length * times
            effort += times * _effort(problem, known, slots)
    return total, effort
