"""From past demand to a minimum and a maximum, by simulating what may come.

The stock that is there when more is asked for has to last until it arrives, and what is not looked
at meanwhile with it. Demand over such spans is drawn from the past periods, the younger ones more
often, and stretched to the forecast; the level is the quantile of what was drawn.
"""

import math

import numpy as np
from numpy.typing import NDArray

from landbridge.planning.base import Explanation
from landbridge.planning.forecast.methods import forecast
from landbridge.planning.forecast.problem import Forecast, LevelPlan, LevelProblem

DRAWS = 4_000
HALF_LIFE = 26  # periods after which a past period is drawn half as often


def plan_level(problem: LevelProblem, *, seed: int, draws: int = DRAWS) -> LevelPlan:
    """Minimum and maximum of an item. The same seed gives the same plan on any machine."""
    span = problem.lead_periods + problem.review_periods
    found = forecast(problem.demand, horizon=span)
    sums = simulated(problem, found, seed=seed, draws=draws)
    needed = math.ceil(float(np.quantile(sums, problem.service, method="higher")) - 1e-9)
    between = math.ceil(found.per_period * problem.review_periods - 1e-9)
    packs = math.ceil(between / problem.pack_units)
    max_units = needed + max(0, packs) * problem.pack_units
    reached = float((sums <= needed + 1e-9).mean())
    return LevelPlan(
        min_units=needed, max_units=max_units, forecast=found, reached=reached,
        explanation=_explained(problem, found, needed, max_units, span),
    )  # fmt: skip


def simulated(
    problem: LevelProblem, found: Forecast, *, seed: int, draws: int
) -> NDArray[np.float64]:
    """Drawn demands over lead and review time."""
    series = np.array(problem.demand, dtype=np.float64)
    span = problem.lead_periods + problem.review_periods
    if not series.any():
        return np.zeros(draws)
    ages = np.arange(series.size)[::-1]
    weights = 0.5 ** (ages / HALF_LIFE)
    weights /= weights.sum()
    chance = np.random.default_rng(seed)
    drawn = chance.choice(series, size=(draws, span), p=weights).sum(axis=1)
    usual = float(series @ weights)
    stretch = found.per_period / usual if usual > 0 else 1.0
    return np.asarray(drawn * stretch, dtype=np.float64)


def _explained(
    problem: LevelProblem, found: Forecast, needed: int, max_units: int, span: int
) -> Explanation:
    if not any(problem.demand):
        return Explanation(
            (f"{problem.item_code} was never asked for, so none needs to lie there.",)
        )
    told = (
        "there are too few periods to compare methods"
        if found.error is None
        else f"by {found.method}, which would have been off by {found.error:.1f} on average"
    )
    return Explanation(
        (
            f"{problem.item_code}: {found.per_period:.2f} units are expected in a period ({told}).",
            f"{needed} units last over {span} periods in {100 * problem.service:.0f} of 100 cases; "
            f"then it is filled up to {max_units}.",
        )
    )
