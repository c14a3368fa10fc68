"""Calls every kernel of the clusters once, for halls small and large."""

from landbridge.planning.clusters.planner import plan_clusters
from landbridge.planning.clusters.problem import ClusterOrder, ClusterProblem, Hall, Stop

_EVER_MS = 3_600_000
_FEW, _MANY = 9, 40


def warm() -> None:
    """Few orders, of which all sets are priced, and many, where the search collects them."""
    for count, steps in ((_FEW, 2_000), (_MANY, 800)):
        plan_clusters(some_problem(count), seed=1, budget_ms=_EVER_MS, steps=steps)


def some_problem(count: int) -> ClusterProblem:
    """So many small orders in a small hall."""
    orders = tuple(
        ClusterOrder(
            number=str(at), loads=(1,),
            stops=(Stop(at * at % 5, 0, float(at * 7 % 9)), Stop(at % 5, 1, float(at % 8))),
        )
        for at in range(count)
    )  # fmt: skip
    hall = Hall(aisle_xs_m=(0.0, 2.0, 4.0, 6.0, 8.0), block_lengths_m=(9.0, 9.0))
    return ClusterProblem(hall=hall, orders=orders, capacities=(4,))
