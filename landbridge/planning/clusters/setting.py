"""A problem as the kernels read it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from landbridge.planning.clusters import search
from landbridge.planning.clusters.columns import Orders
from landbridge.planning.clusters.lengths import Ints, Net, Words, make_net, workspace
from landbridge.planning.clusters.problem import ClusterProblem
from landbridge.planning.clusters.search import Memory, Trips

NEAR_MAX = 120


@dataclass(frozen=True, slots=True)
class Setting:
    """members_max: more orders never fit on one trip."""

    net: Net
    orders: Orders
    memory: Memory
    members_max: int

    @property
    def count(self) -> int:
        return int(self.orders.keys.shape[0])

    def trips(self) -> Trips:
        return search.new_trips(self.count, self.orders.capacities.shape[0], self.members_max)

    def length(self, orders: Sequence[int]) -> float:
        chosen = np.array(orders, dtype=np.int64)
        return float(search.length_of(self.net, self.orders, self.memory, chosen, len(orders)))


def make_setting(problem: ClusterProblem, *, seed: int) -> Setting:
    net, masks = make_net(problem.hall, [order.stops for order in problem.orders])
    count = len(problem.orders)
    kinds = len(problem.capacities)
    loads = np.array([o.loads for o in problem.orders], dtype=np.int64).reshape(count, kinds)
    capacities = np.array(problem.capacities, dtype=np.int64)
    chance = np.random.default_rng(seed)
    keys = chance.integers(1, 2**63, size=count, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    members_max = _members_max(loads, capacities)
    orders = Orders(masks, loads, capacities, keys, _near(net, masks, chance))
    memory = search.new_memory(net, workspace(net), members_max, seed)
    return Setting(net, orders, memory, members_max)


def _members_max(loads: Ints, capacities: Ints) -> int:
    most = int(loads.shape[0])
    for kind, capacity in enumerate(capacities):
        filled = np.cumsum(np.sort(loads[:, kind]))
        most = min(most, int(np.searchsorted(filled, capacity, side="right")))
    return max(1, most)


def _near(net: Net, masks: Words, chance: np.random.Generator) -> Ints:
    """For each order the others, those first that share most aisle parts for their own number."""
    count = masks.shape[0]
    parts = masks.reshape(count, -1, net.words).any(axis=2).astype(np.float32)
    shared = np.dot(parts, parts.T)
    own = parts.sum(axis=1)
    likeness = shared / np.maximum(1.0, np.sqrt(own[:, None] * own[None, :]))
    likeness += 1e-3 * chance.random((count, count), dtype=np.float32)
    np.fill_diagonal(likeness, -1.0)
    ranked = np.argsort(-likeness, axis=1, kind="stable")[:, : max(1, min(count - 1, NEAR_MAX))]
    return np.ascontiguousarray(ranked, dtype=np.int64)
