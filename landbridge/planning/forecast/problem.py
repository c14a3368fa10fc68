"""Past demand of an item, what is expected of it, and how much should lie there. Units are whole.

A period is whatever the series counts by: a day, a shift, a week.
"""

from dataclasses import dataclass

from landbridge.kit.findings import LandbridgeError
from landbridge.planning.base import Explanation


class ForecastError(LandbridgeError):
    """A series or a wish that no forecast can be made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelProblem:
    """demand: units asked for in each past period, the oldest first.

    lead_periods: from the asking for stock to its arrival.  review_periods: from one look at the
    stock to the next.  service: the share of such spans in which the stock should be enough.
    pack_units: stock is brought in multiples of it.
    """

    item_code: str
    demand: tuple[int, ...]
    lead_periods: int
    review_periods: int = 1
    service: float = 0.95
    pack_units: int = 1

    def __post_init__(self) -> None:
        if min(self.demand, default=0) < 0:
            raise ForecastError(f"{self.item_code}: demand below 0 in the past")
        if self.lead_periods < 0 or self.review_periods < 1 or self.pack_units < 1:
            raise ForecastError(f"{self.item_code}: times and packs count from 0, 1 and 1")
        if not 0 < self.service < 1:
            raise ForecastError(
                f"{self.item_code}: a service of {self.service} cannot be planned",
                remedy="Name a share between 0 and 1, as 0.95.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """method: its name.  per_period: units expected in each coming period.

    error: mean absolute error of the method over the rolling origins; None where the series is too
    short to tell.  errors: the same of all methods that were tried.
    """

    method: str
    per_period: float
    error: float | None
    errors: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelPlan:
    """min_units: bring more when what lies there and is on its way falls to it or below.

    max_units: bring so many that it comes to this again.
    reached: the share of simulated spans in which `min_units` and what is sold until the next look
    were enough.
    """

    min_units: int
    max_units: int
    forecast: Forecast
    reached: float
    explanation: Explanation
