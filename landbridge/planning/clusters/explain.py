"""Why these orders together: sentences for a manager."""

from collections.abc import Sequence

from landbridge.planning.base import Bounded, Explanation
from landbridge.planning.clusters.problem import Cluster, ClusterProblem, loads_of


def explain(
    problem: ClusterProblem, clusters: Sequence[Cluster], length_m: float, bound_m: float,
    first_come_m: float,
) -> Explanation:  # fmt: skip
    """How long it is, what it saves, how good it is, and what one of the trips shares."""
    if not clusters:
        return Explanation(("There are no orders to pick.",))
    sentences = [
        f"{len(problem.orders)} orders are picked on {len(clusters)} trips of "
        f"{length_m:,.0f} m in all."
    ]
    if first_come_m > length_m:
        share = 100 * (first_come_m - length_m) / first_come_m
        sentences.append(
            f"Clustered as they came it would be {first_come_m:,.0f} m: {share:.1f} % are saved."
        )
    sentences.append(Bounded(length_m, bound_m).sentence())
    if note := _on_the_fullest(problem, clusters):
        sentences.append(note)
    return Explanation(tuple(sentences))


def _on_the_fullest(problem: ClusterProblem, clusters: Sequence[Cluster]) -> str:
    """What the trip with most orders has in common."""
    cluster = max(clusters, key=lambda one: len(one.orders))
    if len(cluster.orders) < 2:
        return ""
    aisles: dict[int, int] = {}
    for index in cluster.orders:
        for aisle in {stop.aisle for stop in problem.orders[index].stops}:
            aisles[aisle] = aisles.get(aisle, 0) + 1
    shared = sum(count > 1 for count in aisles.values())
    numbers = ", ".join(problem.orders[index].number for index in cluster.orders)
    filled = max(
        (
            100 * load / capacity
            for load, capacity in zip(
                loads_of(problem, cluster.orders), problem.capacities, strict=True
            )
            if capacity
        ),
        default=100.0,
    )
    return (
        f"Orders {numbers} go together because {shared} of the {len(aisles)} aisles of that trip "
        f"serve several of them; the trip is {filled:.0f} % full."
    )
