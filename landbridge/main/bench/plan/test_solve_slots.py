"""Slotting as it is measured: small instances of both sources."""

from dataclasses import replace

from landbridge.main.bench.plan.drawn import slotting_instance
from landbridge.main.bench.plan.outcome import Effort
from landbridge.main.bench.plan.solve_slots import problem_of, solve

EFFORT = Effort(limit_s=600, seed=1, steps=3_000, peers=True)


def test_drawn_orders_are_laid_better_than_by_classes() -> None:
    instance = slotting_instance(seed=2, articles=60, orders=300, aisles=6, bays=5)
    assert instance == slotting_instance(seed=2, articles=60, orders=300, aisles=6, bays=5)
    solved = solve(instance, EFFORT)()
    assert solved.violations == ()
    assert solved.value < solved.peers["abc"]


def test_an_article_that_has_its_bay_stays_there() -> None:
    drawn = slotting_instance(seed=2, articles=8, orders=20, aisles=2, bays=3)
    instance = replace(drawn, fixed=((4, 6), (5, 6)))
    problem = problem_of(instance)
    assert [slot for slot in range(12) if problem.fits(3, slot)] == [10]
    assert [slot for slot in range(12) if problem.fits(4, slot)] == [11]
    assert not problem.fits(0, 10)
    assert solve(instance, EFFORT)().violations == ()
