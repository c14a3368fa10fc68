"""A wave's orders as the planner of clusters wants them."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from landbridge.planning.clusters.columns import ORDERS_MAX
from landbridge.planning.clusters.planner import plan_clusters
from landbridge.planning.clusters.problem import ClusterOrder, ClusterProblem, DepotWay
from landbridge.planning.clusters.problem import Hall as ClusterHall
from landbridge.planning.clusters.problem import Stop as ClusterStop
from landbridge.planning.tours.layout import Hall, Stop

if TYPE_CHECKING:
    from landbridge.wms.outbound.waves.grouping import OrderStops, Walker

__all__ = ["cluster_problem", "plan_clusters"]


def cluster_problem(
    walker: "Walker", orders: Sequence["OrderStops"], per_trip: int
) -> ClusterProblem | None:
    """None for what the planner of clusters does not know: one-way aisles, bins off the map."""
    hall, start = walker.hall, walker.start
    if hall is None or start is None or hall.one_way or len(orders) > ORDERS_MAX:
        return None
    if not all(code in walker.places for order in orders for code, _ in order.bins):
        return None
    return ClusterProblem(
        hall=ClusterHall(
            aisle_xs_m=hall.aisles_x,
            block_lengths_m=tuple(b - a for a, b in pairwise(hall.crossings_y)),
            depot=(DepotWay(hall.aisles_x.index(start.x)),),
        ),
        orders=tuple(
            ClusterOrder(
                number=str(order.order_id), loads=(1,),
                stops=tuple(_cluster_stop(hall, walker.places[code]) for code, _ in order.bins),
            )
            for order in orders
        ),
        capacities=(per_trip,),
    )  # fmt: skip


def _cluster_stop(hall: Hall, stop: Stop) -> ClusterStop:
    block = min(bisect_right(hall.crossings_y, stop.y) - 1, hall.blocks - 1)
    return ClusterStop(stop.aisle, block, stop.y - hall.crossings_y[block])
