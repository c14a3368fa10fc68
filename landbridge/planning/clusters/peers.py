"""Simpler ways to cluster orders, each with the shortest tours, to be measured beside ours."""

from landbridge.planning.clusters import search
from landbridge.planning.clusters.problem import ClusterProblem
from landbridge.planning.clusters.setting import Setting, make_setting

SAVINGS_MAX = 400  # orders; all pairs are asked for again after each step


def first_come_m(problem: ClusterProblem) -> float:
    """Orders as they come, the next trip when one does not fit."""
    setting = make_setting(problem, seed=1)
    trips = setting.trips()
    search.first_come(setting.net, setting.orders, trips, setting.memory)
    return float(trips.total[0])


def seed_m(problem: ClusterProblem) -> float:
    """Trip by trip from the order with the longest tour, always adding the one that saves most."""
    setting = make_setting(problem, seed=1)
    trips = setting.trips()
    search.grow(setting.net, setting.orders, trips, setting.memory, setting.count)
    return float(trips.total[0])


def savings_m(problem: ClusterProblem) -> float | None:
    """Clarke and Wright with savings counted anew: always join the two trips that save most.

    None for more than `SAVINGS_MAX` orders.
    """
    if len(problem.orders) > SAVINGS_MAX:
        return None
    setting = make_setting(problem, seed=1)
    groups = {index: [index] for index in range(setting.count)}
    lengths = {index: setting.length([index]) for index in groups}
    joined: dict[tuple[int, int], float] = {}
    for left in groups:
        for right in range(left + 1, setting.count):
            _join(setting, groups, left, right, joined)
    while joined:
        (left, right), _ = max(
            joined.items(),
            key=lambda item: (lengths[item[0][0]] + lengths[item[0][1]] - item[1], item[0]),
        )
        groups[left] += groups.pop(right)
        lengths[left] = joined[left, right]
        lengths.pop(right)
        joined = {pair: value for pair, value in joined.items() if not {left, right} & set(pair)}
        for other in groups:
            if other != left:
                _join(setting, groups, min(left, other), max(left, other), joined)
    return sum(lengths.values())


def _join(
    setting: Setting, groups: dict[int, list[int]], left: int, right: int,
    joined: dict[tuple[int, int], float],
) -> None:  # fmt: skip
    both = groups[left] + groups[right]
    loads = setting.orders.loads[both].sum(axis=0)
    if (loads <= setting.orders.capacities).all():
        joined[left, right] = setting.length(both)
