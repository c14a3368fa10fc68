"""Slotting against brute force on tiny halls, and what the checker must find."""

import dataclasses
import itertools
import random

import pytest

from landbridge.planning.slotting import peers
from landbridge.planning.slotting.check import check_plan
from landbridge.planning.slotting.planner import plan_slotting
from landbridge.planning.slotting.problem import Slot, SlotItem, SlottingError, SlottingProblem
from landbridge.planning.tours.layout import Place, Stop, even_hall
from landbridge.planning.tours.plan import plan_tour
from landbridge.planning.tours.problem import TourProblem

FOREVER_MS = 600_000


def some_problem(
    chance: random.Random, *, items: int, slots: int, trips: int, apart: bool = False,
    high: bool = False,
) -> SlottingProblem:  # fmt: skip
    hall = even_hall(aisles=3, pitch_m=3.0, blocks=chance.randint(1, 2), block_length_m=8.0)
    home = Place(0.0, -2.0, by_lines=True) if apart else Place(3.0, 0.0)
    bins = tuple(
        Slot(
            code=f"B{at}", stop=Stop(chance.randrange(3), chance.uniform(0, 8)),
            volume_ccm=chance.choice([5, 9]), kind=chance.choice(["dry", "cold"]),
        )
        for at in range(slots)
    )  # fmt: skip
    if high:
        bins = tuple(dataclasses.replace(one, effort_m=chance.choice([0, 2, 20])) for one in bins)
    now = chance.sample(range(slots), items)
    return SlottingProblem(
        hall=hall, start=home, slots=bins,
        items=tuple(
            SlotItem(
                item_code=f"I{at}", volume_ccm=min(bins[slot].volume_ccm, chance.choice([3, 9])),
                kinds=frozenset({bins[slot].kind}) if chance.random() < 0.3 else frozenset(),
            )
            for at, slot in enumerate(now)
        ),
        trips=tuple(
            tuple(chance.sample(range(items), chance.randint(1, min(3, items))))
            for _ in range(trips)
        ),
        times=tuple(chance.randint(0, 3) for _ in range(trips)),
        now=tuple(now),
    )  # fmt: skip


def walked_m(problem: SlottingProblem, slots: tuple[int, ...]) -> float:
    total = 0.0
    for trip, times in zip(problem.trips, problem.times, strict=True):
        stops = tuple({problem.slots[slots[item]].stop for item in trip})
        tour = TourProblem(hall=problem.hall, stops=stops, start=problem.start, end=problem.start)
        total += times * plan_tour(tour).length_m
    return total


def effort_m(problem: SlottingProblem, slots: tuple[int, ...]) -> float:
    return sum(
        times * problem.slots[slots[item]].effort_m
        for trip, times in zip(problem.trips, problem.times, strict=True)
        for item in trip
    )


@pytest.mark.parametrize("seed", range(8))
def test_as_good_as_every_other_way_to_lay_the_items(seed: int) -> None:
    problem = some_problem(random.Random(seed), items=4, slots=5, trips=5, apart=seed % 4 == 3)
    plan = plan_slotting(problem, seed=seed, budget_ms=FOREVER_MS, steps=3_000)
    best = min(
        walked_m(problem, slots)
        for slots in itertools.permutations(range(5), 4)
        if all(problem.fits(item, slot) for item, slot in enumerate(slots))
    )
    assert check_plan(problem, plan) == ()
    assert plan.length_m == pytest.approx(best)
    assert plan.now_m == pytest.approx(walked_m(problem, tuple(s or 0 for s in problem.now)))
    saved = [move.saved_m for move in plan.moves]
    assert sum(saved) <= plan.now_m - best + 1e-6
    assert min(saved, default=1) > 0


@pytest.mark.parametrize("seed", range(6))
def test_as_good_as_every_other_way_where_bins_are_high(seed: int) -> None:
    problem = some_problem(random.Random(seed), items=4, slots=6, trips=5, high=True)
    plan = plan_slotting(problem, seed=seed, budget_ms=FOREVER_MS, steps=4_000, together=True)
    best = min(
        walked_m(problem, slots) + effort_m(problem, slots)
        for slots in itertools.permutations(range(6), 4)
        if all(problem.fits(item, slot) for item, slot in enumerate(slots))
    )
    assert check_plan(problem, plan) == ()
    assert plan.cost_m == pytest.approx(best)
    assert plan.length_m == pytest.approx(walked_m(problem, plan.slots))
    assert plan.effort_m == pytest.approx(effort_m(problem, plan.slots))
    lies = tuple(slot or 0 for slot in problem.now)
    assert plan.now_cost_m == pytest.approx(walked_m(problem, lies) + effort_m(problem, lies))
    assert plan.now_cost_m is not None
    assert 0 <= sum(one.worth_m for one in plan.moves) <= plan.now_cost_m - best + 1e-6


def test_what_is_picked_most_lies_within_reach() -> None:
    """One bay of four levels: no way is shorter than another, so only the height counts."""
    hall = even_hall(aisles=1, pitch_m=3.0, blocks=1, block_length_m=8.0)
    efforts = (2.0, 0.0, 15.0, 30.0)
    problem = SlottingProblem(
        hall=hall, start=Place(0.0, 0.0), items=(SlotItem(item_code="A"), SlotItem(item_code="B")),
        slots=tuple(
            Slot(code=f"L{n}", stop=Stop(0, 4.0), effort_m=one) for n, one in enumerate(efforts)
        ),
        trips=((0,), (1,)), times=(5, 2), now=(3, 1),
    )  # fmt: skip
    plan = plan_slotting(problem, seed=1, budget_ms=FOREVER_MS, steps=500)
    assert check_plan(problem, plan) == ()
    assert plan.slots == (1, 0)
    assert (plan.length_m, plan.now_m) == (7 * 8.0, 7 * 8.0)
    assert (plan.effort_m, plan.now_effort_m) == (4.0, 150.0)
    assert sum(one.eased_m for one in plan.moves) == 146.0
    assert {one.saved_m for one in plan.moves} == {0.0}
    assert "150 m for reaching up and down" in plan.explanation.text()

    def rules(**changes: object) -> set[str]:
        return {v.rule for v in check_plan(problem, dataclasses.replace(plan, **changes))}

    assert rules(effort_m=5.0) == rules(now_effort_m=149.0) == {"effort"}
    first = dataclasses.replace(plan.moves[0], eased_m=plan.moves[0].eased_m + 1)
    assert rules(moves=(first, *plan.moves[1:])) == {"eased"}
    wrong = dataclasses.replace(problem.slots[0], effort_m=-1.0)
    with pytest.raises(SlottingError, match="effort"):
        dataclasses.replace(problem, slots=(wrong, *problem.slots[1:]))


def test_same_seed_same_plan_and_more_steps_are_no_worse() -> None:
    problem = some_problem(random.Random(3), items=30, slots=40, trips=60, high=True)
    once, again = (
        plan_slotting(problem, seed=5, budget_ms=FOREVER_MS, steps=2_000) for _ in range(2)
    )
    assert once == again
    assert check_plan(problem, once) == ()
    assert once.cost_m < once.now_cost_m
    assert once.moves
    at_once = plan_slotting(problem, seed=5, budget_ms=0)
    assert check_plan(problem, at_once) == ()
    assert at_once.cost_m >= once.cost_m


def test_caution_keeps_to_the_ways_of_single_items() -> None:
    """With nothing but caution the most picked item lies nearest, whatever it is picked with."""
    problem = some_problem(random.Random(4), items=6, slots=9, trips=12)
    problem = dataclasses.replace(
        problem,
        items=tuple(SlotItem(item_code=one.item_code) for one in problem.items), now=(),
    )  # fmt: skip
    bold, wary = (
        plan_slotting(problem, seed=1, budget_ms=FOREVER_MS, steps=4_000, caution=caution)
        for caution in (0.0, 1_000.0)
    )
    assert check_plan(problem, wary) == ()
    assert bold.length_m <= wary.length_m
    alone = dataclasses.replace(
        problem,
        trips=tuple((item,) for trip in problem.trips for item in trip),
        times=tuple(
            times for trip, times in zip(problem.trips, problem.times, strict=True) for _ in trip
        ),
    )
    assert walked_m(alone, wary.slots) == pytest.approx(
        walked_m(alone, peers.turnover_slots(alone))
    )


def test_what_is_picked_together_lies_together() -> None:
    """Two families, picked apart from each other: the classes by turnover mix them, we do not."""
    hall = even_hall(aisles=8, pitch_m=4.0, blocks=1, block_length_m=20.0)
    slots = tuple(
        Slot(code=f"{aisle}-{y}", stop=Stop(aisle, 2.0 * y + 1))
        for aisle in range(8)
        for y in range(10)
    )
    chance = random.Random(1)
    trips = tuple(
        tuple(chance.sample(range(10 * family, 10 * family + 10), 4))
        for family in range(8)
        for _ in range(12)
    )
    problem = SlottingProblem(
        hall=hall, start=Place(0.0, 0.0), slots=slots, trips=trips,
        items=tuple(SlotItem(item_code=str(item)) for item in range(80)),
    )  # fmt: skip
    plan = plan_slotting(problem, seed=1, budget_ms=FOREVER_MS, steps=4_000)
    assert plan.moves == ()
    assert plan.length_m < 0.8 * peers.walked_m(problem, peers.abc_slots(problem, seed=1))
    assert plan.length_m < 0.8 * peers.walked_m(problem, peers.turnover_slots(problem))
    assert "together" in plan.explanation.text()


def test_the_checker_finds_what_is_wrong() -> None:
    problem = some_problem(random.Random(2), items=5, slots=8, trips=6)
    plan = plan_slotting(problem, seed=1, budget_ms=FOREVER_MS, steps=500)
    assert plan.moves

    def rules(**changes: object) -> set[str]:
        return {v.rule for v in check_plan(problem, dataclasses.replace(plan, **changes))}

    assert "item-without-bin" in rules(slots=plan.slots[1:])
    assert "bin-twice" in rules(slots=(plan.slots[1], *plan.slots[1:]))
    assert "length" in rules(length_m=plan.length_m - 1)
    first = plan.moves[0]
    assert "saved" in rules(moves=(dataclasses.replace(first, saved_m=first.saved_m + 1),))
    wrong = dataclasses.replace(first, from_slot=first.to_slot)
    assert "move" in rules(moves=(wrong,))
    small = dataclasses.replace(problem.items[0], volume_ccm=99)
    bigger = dataclasses.replace(problem, items=(small, *problem.items[1:]))
    assert "unfit" in {violation.rule for violation in check_plan(bigger, plan)}


def test_items_that_fit_nowhere_are_told() -> None:
    hall = even_hall(aisles=1, pitch_m=3.0, blocks=1, block_length_m=8.0)
    slots = tuple(Slot(code=str(y), stop=Stop(0, float(y)), volume_ccm=5) for y in range(3))
    with pytest.raises(SlottingError, match="4 items"):
        SlottingProblem(
            hall=hall, start=Place(0.0, 0.0), slots=slots, trips=(),
            items=tuple(SlotItem(item_code=str(at)) for at in range(4)),
        )  # fmt: skip
    problem = SlottingProblem(
        hall=hall, start=Place(0.0, 0.0), slots=slots, trips=(),
        items=(SlotItem(item_code="big", volume_ccm=6),),
    )  # fmt: skip
    with pytest.raises(SlottingError, match="finds a bin"):
        plan_slotting(problem, seed=1, budget_ms=0)
