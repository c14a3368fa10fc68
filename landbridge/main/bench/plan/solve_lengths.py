"""How long the length of a shortest tour takes: what other planners ask for again and again.

The value is that length, beside it the whole plan, which has to have the same one.
"""

import time
from collections.abc import Callable

import numpy as np

from landbridge.main.bench.plan.outcome import Effort, Solved
from landbridge.main.bench.plan.solve_tours import problem_of
from landbridge.planning.tours.check import check_plan
from landbridge.planning.tours.grid import survey
from landbridge.planning.tours.kernels import tour_length
from landbridge.planning.tours.plan import plan_tour
from landbridge.planning.tours.warming import warm as warm_tours

TIMES = 20


def warm() -> None:
    warm_tours()


def solve(instance: object, effort: Effort) -> Callable[[], Solved]:
    """Ask for the length a few times; `seconds` is the mean. TypeError for another instance."""
    problem = problem_of(instance)
    ground = survey(problem.hall, problem.start, problem.end)
    arranged = ground.arrange(problem.stops)
    ids = np.arange(len(problem.stops), dtype=np.int32)
    timer = time.process_time if effort.processor_time else time.perf_counter
    length = tour_length(ground.floor, arranged.parts, arranged.offsets, ids)
    start = timer()
    for _ in range(TIMES):
        length = tour_length(ground.floor, arranged.parts, arranged.offsets, ids)
    seconds = (timer() - start) / TIMES

    def checked() -> Solved:
        plan = plan_tour(problem)
        return Solved(
            value=length,
            bound=plan.bound_m,
            violations=tuple(violation.text for violation in check_plan(problem, plan)),
            reference=plan.length_m,
            seconds=seconds,
        )

    return checked
