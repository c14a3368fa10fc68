"""Forecasts on series whose truth is known, and levels that hold what they say."""

import dataclasses

import numpy as np
import pytest

from landbridge.planning.forecast.check import check_plan, past_service
from landbridge.planning.forecast.levels import plan_level
from landbridge.planning.forecast.methods import METHODS, forecast
from landbridge.planning.forecast.problem import ForecastError, LevelProblem


def lumpy(seed: int, periods: int, *, chance: float, mean: float) -> tuple[int, ...]:
    draw = np.random.default_rng(seed)
    return tuple(
        int(1 + draw.poisson(mean - 1)) if draw.random() < chance else 0 for _ in range(periods)
    )


def test_each_method_knows_only_what_was_known_then() -> None:
    series = np.array(lumpy(1, 40, chance=0.4, mean=5), dtype=np.float64)
    for name, method in METHODS.items():
        whole = method(series)
        for cut in (1, 7, 25):
            assert method(series[:cut]) == pytest.approx(whole[:cut]), name


@pytest.mark.parametrize("name", list(METHODS))
def test_each_method_finds_a_steady_demand(name: str) -> None:
    found = METHODS[name](np.full(60, 7.0))[-1]
    assert found == pytest.approx(7.0 * (0.95 if name == "SBA" else 1.0), rel=0.01)


def test_croston_by_hand() -> None:
    series = np.array([0, 4, 0, 0, 8], dtype=np.float64)
    # Size 4, interval 2; then size 4 + 0.1 * 4 and interval 2 + 0.1 * (3 - 2).
    assert METHODS["Croston"](series) == pytest.approx([0, 2, 2, 2, 4.4 / 2.1])
    assert METHODS["SBA"](series)[-1] == pytest.approx(0.95 * 4.4 / 2.1)


def test_a_dying_item_is_not_forecast_by_its_mean() -> None:
    found = forecast((9,) * 20 + (0,) * 30)
    assert found.per_period < 0.5
    assert found.error == min(error for _, error in found.errors)


def test_too_short_a_series_says_so() -> None:
    assert forecast(()).per_period == 0
    short = forecast((3, 5, 4))
    assert (short.method, short.per_period, short.error) == ("mean", 4.0, None)


@pytest.mark.parametrize("seed", range(5))
def test_a_level_serves_the_future_that_it_was_asked_to(seed: int) -> None:
    series = lumpy(seed, 1_200, chance=0.3, mean=4)
    past = LevelProblem(
        item_code="A", demand=series[:200], lead_periods=3, review_periods=1, service=0.95,
        pack_units=6,
    )  # fmt: skip
    plan = plan_level(past, seed=seed)
    assert check_plan(past, plan) == ()
    assert plan == plan_level(past, seed=seed)
    future = dataclasses.replace(past, demand=series[200:])
    assert past_service(future, plan.min_units) >= 0.88
    assert past_service(future, plan.min_units // 2) < 0.88
    assert (plan.max_units - plan.min_units) % 6 == 0


def test_nothing_asked_for_nothing_planned() -> None:
    problem = LevelProblem(item_code="B", demand=(0,) * 30, lead_periods=2)
    plan = plan_level(problem, seed=1)
    assert (plan.min_units, plan.max_units) == (0, 0)
    assert check_plan(problem, plan) == ()
    assert "never asked for" in plan.explanation.text()


def test_the_checker_finds_what_is_wrong() -> None:
    problem = LevelProblem(
        item_code="C", demand=lumpy(2, 60, chance=0.5, mean=6), lead_periods=2, pack_units=4
    )
    plan = plan_level(problem, seed=1)
    spoiled = {
        "levels": dataclasses.replace(plan, max_units=plan.min_units - 4),
        "packs": dataclasses.replace(plan, max_units=plan.max_units + 1),
        "service": dataclasses.replace(plan, reached=0.5),
        "forecast": dataclasses.replace(
            plan, forecast=dataclasses.replace(plan.forecast, per_period=1_000.0)
        ),
    }
    for rule, wrong in spoiled.items():
        assert rule in {violation.rule for violation in check_plan(problem, wrong)}


def test_wishes_that_cannot_be_are_refused() -> None:
    with pytest.raises(ForecastError, match="service of 1"):
        LevelProblem(item_code="D", demand=(1,), lead_periods=1, service=1)
    with pytest.raises(ForecastError, match="below 0"):
        LevelProblem(item_code="D", demand=(-1,), lead_periods=1)
