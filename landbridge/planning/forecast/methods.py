"""Methods for demand that comes in lumps, and the choice among them for one series.

Croston (1972) smooths sizes and intervals apart; SBA corrects its bias (Syntetos and Boylan 2005);
TSB smooths how likely any demand is, so that dying items fade (Teunter, Syntetos and Babai 2011).
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from landbridge.planning.forecast.problem import Forecast

Floats = NDArray[np.float64]
Method = Callable[[Floats], Floats]
ORIGINS_MIN = 4  # fewer say nothing about a method
WARM_UP = 4  # periods before the first origin
LAST = 8


def forecast(demand: Sequence[int], *, horizon: int = 1) -> Forecast:
    """The method that would have been nearest at the past origins, for sums over `horizon` periods.

    Each method forecasts at each origin with what was known then; what is compared is the sum of
    the periods that followed. A tie goes to the simpler method.
    """
    series = np.array(demand, dtype=np.float64)
    if series.size == 0:
        return Forecast(method="none", per_period=0.0, error=None, errors=())
    forecasts = {name: method(series) for name, method in METHODS.items()}
    horizon = max(1, horizon)
    origins = np.arange(min(WARM_UP, series.size), series.size - horizon + 1)
    if origins.size < ORIGINS_MIN:
        mean = float(series.mean())
        return Forecast(method="mean", per_period=mean, error=None, errors=())
    sums = np.concatenate([[0.0], np.cumsum(series)])
    followed = sums[origins + horizon] - sums[origins]
    errors = {
        name: float(np.abs(values[origins - 1] * horizon - followed).mean())
        for name, values in forecasts.items()
    }
    best = min(errors, key=lambda name: errors[name])
    return Forecast(
        method=best,
        per_period=float(forecasts[best][-1]),
        error=errors[best],
        errors=tuple(errors.items()),
    )


# Each method gives, for each period, what it expects of the following ones once that is known.


def _mean(series: Floats) -> Floats:
    counts = np.arange(1, series.size + 1, dtype=np.float64)
    found: Floats = np.cumsum(series) / counts
    return found


def _last_mean(series: Floats) -> Floats:
    sums = np.concatenate([[0.0], np.cumsum(series)])
    ends = np.arange(1, series.size + 1)
    starts = np.maximum(0, ends - LAST)
    found: Floats = (sums[ends] - sums[starts]) / (ends - starts)
    return found


def _smoothed(weight: float) -> Method:
    def method(series: Floats) -> Floats:
        level, found = float(series[0]), np.empty(series.size)
        for at, value in enumerate(series):
            level += weight * (value - level)
            found[at] = level
        return found

    return method


def _croston(weight: float, *, unbiased: bool) -> Method:
    def method(series: Floats) -> Floats:
        size, interval, since, known = 0.0, 1.0, 0, False
        found = np.zeros(series.size)
        for at, value in enumerate(series):
            since += 1
            if value > 0 and not known:
                size, interval, since, known = float(value), float(since), 0, True
            elif value > 0:
                size += weight * (value - size)
                interval += weight * (since - interval)
                since = 0
            found[at] = size / interval if known else 0.0
        return found * (1 - weight / 2) if unbiased else found

    return method


def _tsb(weight: float) -> Method:
    def method(series: Floats) -> Floats:
        chance, size = float(series[0] > 0), float(series[0])
        found = np.zeros(series.size)
        for at, value in enumerate(series):
            if value > 0:
                chance += weight * (1 - chance)
                size = float(value) if size == 0 else size + weight * (value - size)
            else:
                chance -= weight * chance
            found[at] = chance * size
        return found

    return method


METHODS: dict[str, Method] = {
    "mean": _mean,
    f"mean of the last {LAST}": _last_mean,
    "smoothed 0.1": _smoothed(0.1),
    "smoothed 0.3": _smoothed(0.3),
    "Croston": _croston(0.1, unbiased=False),
    "SBA": _croston(0.1, unbiased=True),
    "TSB": _tsb(0.1),
}
