"""Checks a wave's plan without knowing how it was made."""

from landbridge.planning.base import TOLERANCE, Violation
from landbridge.planning.clusters.check import check_plan as check_clusters
from landbridge.planning.clusters.problem import Cluster, ClusterPlan
from landbridge.planning.waves.problem import WavePlan, WaveProblem

SECOND = 1e-3


def check_plan(problem: WaveProblem, plan: WavePlan) -> tuple[Violation, ...]:
    """Trips as clusters are checked, then times: nobody on two trips, nothing back late unsaid."""
    clusters = tuple(Cluster(trip.orders, trip.length_m) for trip in plan.trips)
    found = list(check_clusters(problem.clusters(), _as_clusters(plan, clusters)))
    free = {index: picker.ready_s for index, picker in enumerate(problem.pickers)}
    late = 0.0
    for trip in sorted(plan.trips, key=lambda trip: trip.start_s):
        if trip.picker not in free:
            found.append(Violation("picker-unknown", f"there is no picker {trip.picker}"))
            continue
        number = problem.pickers[trip.picker].number
        if trip.start_s < free[trip.picker] - SECOND:
            text = (
                f"picker {number} starts at {trip.start_s:.1f} s, busy to {free[trip.picker]:.1f}"
            )
            found.append(Violation("picker-busy", text))
        free[trip.picker] = trip.end_s
        needed = problem.setup_s + problem.walking_s_per_m * trip.length_m
        needed += sum(problem.orders[index].picking_s for index in trip.orders)
        if trip.end_s - trip.start_s < needed * (1 - TOLERANCE) - SECOND:
            text = f"a trip of {needed:.1f} s takes {trip.end_s - trip.start_s:.1f} s"
            found.append(Violation("too-quick", text))
        for index in trip.orders:
            due = problem.orders[index].due_s
            if due is not None and trip.end_s > due + SECOND:
                late += trip.end_s - due
                if not plan.late_s:
                    text = (
                        f"order {problem.orders[index].order.number} is back at {trip.end_s:.1f} s"
                    )
                    found.append(Violation("late", f"{text}, due at {due:.1f} s"))
    if plan.late_s > late + SECOND:
        found.append(
            Violation("late-sum", f"{plan.late_s:.1f} s are said to be late, {late:.1f} are")
        )
    total = sum(trip.end_s - trip.start_s for trip in plan.trips)
    if abs(total - plan.total_s) > SECOND * max(1, len(plan.trips)):
        found.append(Violation("sum", f"the trips take {total:.1f} s, not {plan.total_s:.1f} s"))
    if not plan.late_s and plan.bound_s > plan.total_s + SECOND:
        found.append(Violation("bound", f"the bound {plan.bound_s:.1f} s lies above the plan"))
    return tuple(found)


def _as_clusters(plan: WavePlan, clusters: tuple[Cluster, ...]) -> ClusterPlan:
    length = sum(cluster.length_m for cluster in clusters)
    return ClusterPlan(
        clusters=clusters, length_m=length, bound_m=0.0, first_come_m=length, steps=0,
        explanation=plan.explanation,
    )  # fmt: skip
