"""Checks a level without its simulation: by all spans that the past itself shows."""

from collections.abc import Iterator

from landbridge.planning.base import Violation
from landbridge.planning.forecast.problem import LevelPlan, LevelProblem


def check_plan(problem: LevelProblem, plan: LevelPlan) -> tuple[Violation, ...]:
    """Levels that can be kept, and the service said of them is the one asked for."""
    return tuple(_violations(problem, plan))


def _violations(problem: LevelProblem, plan: LevelPlan) -> Iterator[Violation]:
    if plan.min_units < 0 or plan.max_units < plan.min_units:
        text = f"minimum {plan.min_units}, maximum {plan.max_units}"
        yield Violation("levels", text)
    if (plan.max_units - plan.min_units) % problem.pack_units:
        text = f"{plan.max_units - plan.min_units} is no multiple of {problem.pack_units}"
        yield Violation("packs", text)
    if plan.reached < problem.service - 1e-9:
        text = f"{plan.reached:.3f} of the spans are served, {problem.service} are asked for"
        yield Violation("service", text)
    if plan.forecast.per_period < 0:
        yield Violation("forecast", f"{plan.forecast.per_period} units are expected")
    if any(problem.demand) and plan.forecast.per_period > max(problem.demand) + 1e-9:
        yield Violation("forecast", "more is expected than was ever asked for in a period")
    if not any(problem.demand) and plan.max_units:
        yield Violation("never-asked-for", "stock is planned of what was never asked for")


def past_service(problem: LevelProblem, units: int) -> float:
    """The share of past spans of lead and review time in which so many units were enough."""
    span = problem.lead_periods + problem.review_periods
    sums = [sum(problem.demand[at : at + span]) for at in range(len(problem.demand) - span + 1)]
    return sum(one <= units for one in sums) / len(sums) if sums else 1.0
