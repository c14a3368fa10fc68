"""What a wave's plan means: sentences for whoever leads the shift."""

from collections.abc import Sequence

from landbridge.planning.base import Bounded, Explanation
from landbridge.planning.waves.problem import Trip, WaveProblem


def explain(
    problem: WaveProblem, trips: Sequence[Trip], total_s: float, late_s: float, bound_s: float
) -> Explanation:
    """How much work it is, whether it is in time, how good it is, who is ready when."""
    if not trips:
        return Explanation(("There are no orders to pick.",))
    pickers = len({trip.picker for trip in trips})
    sentences = [
        f"{len(problem.orders)} orders are picked on {len(trips)} trips by {pickers} pickers, "
        f"{total_s / 60:,.0f} minutes of work in all."
    ]
    if late_s > 0:
        late = [trip for trip in trips if trip.end_s > _due(problem, trip) + 1e-6]
        numbers = sorted(
            problem.orders[index].order.number
            for trip in late
            for index in trip.orders
            if trip.end_s > (problem.orders[index].due_s or float("inf"))
        )
        sentences.append(
            f"{len(late)} trips come back late, {late_s / 60:,.0f} minutes in all, with the orders "
            f"{', '.join(numbers)}: more pickers or later due times are needed."
        )
    else:
        sentences.append("Every order is back in time.")
        sentences.append(Bounded(total_s, bound_s).sentence())
    last = max(trips, key=lambda trip: trip.end_s)
    sentences.append(
        f"Picker {problem.pickers[last.picker].number} is the last to be ready, "
        f"{last.end_s / 60:,.0f} minutes after the start."
    )
    return Explanation(tuple(sentences))


def _due(problem: WaveProblem, trip: Trip) -> float:
    dues = [problem.orders[index].due_s for index in trip.orders]
    return min((due for due in dues if due is not None), default=float("inf"))
