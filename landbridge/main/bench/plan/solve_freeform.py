"""The planner for any walking graph on the graph of a rectangular hall, beside the exact tour."""

from collections.abc import Callable

from landbridge.main.bench.plan.outcome import Effort, Solved
from landbridge.main.bench.plan.solve_tours import problem_of
from landbridge.planning.tours.distances import walking_ways
from landbridge.planning.tours.freeform import FreeProblem, Link, check_free, plan_free
from landbridge.planning.tours.plan import plan_tour
from landbridge.planning.tours.warming import warm as warm_tours


def warm() -> None:
    warm_tours()


def solve(instance: object, effort: Effort) -> Callable[[], Solved]:
    """Walk the graph of the hall. TypeError for an instance of another kind."""
    tour = problem_of(instance)
    nodes, ways = walking_ways(tour)
    problem = FreeProblem(
        nodes=len(nodes),
        links=tuple(Link(start, end, length, one_way=True) for start, end, length in ways),
        stops=tuple(range(1, len(tour.stops) + 1)),
        start=0,
        end=len(tour.stops) + 1,
    )
    plan = plan_free(
        problem, seed=effort.seed, budget_ms=effort.limit_s * 1_000, rounds=effort.steps
    )
    return lambda: Solved(
        value=plan.length_m,
        bound=plan.bound_m,
        violations=tuple(violation.text for violation in check_free(problem, plan)),
        reference=plan_tour(tour).length_m,
    )
