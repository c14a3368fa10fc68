"""Orders picked together: clusters that make the tours short."""

from landbridge.planning.clusters.check import check_plan
from landbridge.planning.clusters.planner import plan_clusters
from landbridge.planning.clusters.problem import (
    Cluster,
    ClusterOrder,
    ClusterPlan,
    ClusterProblem,
    DepotWay,
    Hall,
    Stop,
)

__all__ = [
    "Cluster",
    "ClusterOrder",
    "ClusterPlan",
    "ClusterProblem",
    "DepotWay",
    "Hall",
    "Stop",
    "check_plan",
    "plan_clusters",
]
