"""Kernels on a plain matrix of distances: the order of stops where no programme by aisles applies.

A route is a path over all rows of the matrix from the first to the last. The matrix need not be
symmetric.
"""

import numpy as np

from landbridge.planning.compiled import compiled
from landbridge.planning.tours.grid import Floats, Ints, Longs
from landbridge.planning.tours.kernels import INF
from landbridge.planning.tours.search import Words, random_share

EPSILON = 1e-9
SEGMENT_MAX = 3


@compiled
def shortest_walks(
    starts: Longs, targets: Ints, lengths: Floats, source: int, before: Longs
) -> Floats:
    """Distances from a node (Dijkstra). The ways out of node n stand at [starts[n], starts[n + 1]).

    before: filled with the node that one comes from.
    """
    count = len(starts) - 1
    distance, settled = np.full(count, INF), np.zeros(count, dtype=np.bool_)
    heap_key, heap_node = np.empty(len(targets) + 1), np.empty(len(targets) + 1, dtype=np.int64)
    before[:] = -1
    distance[source], heap_key[0], heap_node[0], size = 0.0, 0.0, source, 1
    while size > 0:
        node = heap_node[0]
        size -= 1
        key, moved, hole = heap_key[size], heap_node[size], 0
        while 2 * hole + 1 < size:
            child = 2 * hole + 1
            if child + 1 < size and heap_key[child + 1] < heap_key[child]:
                child += 1
            if heap_key[child] >= key:
                break
            heap_key[hole], heap_node[hole] = heap_key[child], heap_node[child]
            hole = child
        heap_key[hole], heap_node[hole] = key, moved
        if settled[node]:
            continue
        settled[node] = True
        for k in range(starts[node], starts[node + 1]):
            reached, length = targets[k], distance[node] + lengths[k]
            if length < distance[reached]:
                distance[reached], before[reached] = length, node
                hole, size = size, size + 1
                while hole > 0 and heap_key[(hole - 1) // 2] > length:
                    parent = (hole - 1) // 2
                    heap_key[hole], heap_node[hole] = heap_key[parent], heap_node[parent]
                    hole = parent
                heap_key[hole], heap_node[hole] = length, reached
    return distance


@compiled
def route_length(matrix: Floats, route: Longs) -> float:
    length = 0.0
    for k in range(len(route) - 1):
        length += matrix[route[k], route[k + 1]]
    return length


@compiled
def nearest_first(matrix: Floats) -> Longs:
    """Always on to the nearest stop that is left."""
    count = len(matrix)
    route, left = np.empty(count, dtype=np.int64), np.ones(count, dtype=np.bool_)
    route[0], route[count - 1] = 0, count - 1
    left[0] = left[count - 1] = False
    for k in range(1, count - 1):
        nearest = -1
        for stop in range(count):
            here = route[k - 1]
            if left[stop] and (nearest < 0 or matrix[here, stop] < matrix[here, nearest]):
                nearest = stop
        route[k] = nearest
        left[nearest] = False
    return route


@compiled
def _sums(matrix: Floats, route: Longs, there: Floats, back: Floats) -> None:
    """Length from the route's start to each place, walked as it is and backwards."""
    there[0] = back[0] = 0.0
    for k in range(1, len(route)):
        there[k] = there[k - 1] + matrix[route[k - 1], route[k]]
        back[k] = back[k - 1] + matrix[route[k], route[k - 1]]


@compiled
def _turn_round(matrix: Floats, route: Longs, there: Floats, back: Floats) -> bool:
    """Walk one stretch backwards if that is shorter (2-opt); whether one was found."""
    for i in range(1, len(route) - 2):
        before = route[i - 1]
        for j in range(i + 1, len(route) - 1):
            after = route[j + 1]
            old = matrix[before, route[i]] + there[j] - there[i] + matrix[route[j], after]
            new = matrix[before, route[j]] + back[j] - back[i] + matrix[route[i], after]
            if new < old - EPSILON:
                route[i : j + 1] = route[i : j + 1][::-1].copy()
                return True
    return False


@compiled
def _carry_over(matrix: Floats, route: Longs, there: Floats, back: Floats) -> bool:
    """Put up to three stops somewhere else, turned round or not (Or-opt); whether that helped."""
    last = len(route) - 1
    for size in range(1, SEGMENT_MAX + 1):
        for i in range(1, last - size + 1):
            j = i + size - 1
            head, tail = route[i], route[j]
            before, after = route[i - 1], route[j + 1]
            forth, reverse = there[j] - there[i], back[j] - back[i]
            gain = matrix[before, head] + forth + matrix[tail, after] - matrix[before, after]
            if gain <= EPSILON:
                continue
            for k in range(last):
                if i - 1 <= k <= j:
                    continue
                left, right = route[k], route[k + 1]
                plain = matrix[left, head] + forth + matrix[tail, right]
                turned = matrix[left, tail] + reverse + matrix[head, right]
                if min(plain, turned) - matrix[left, right] < gain - EPSILON:
                    segment = route[i : j + 1].copy()
                    if turned < plain:
                        segment = segment[::-1].copy()
                    if k > j:
                        route[i : k - size + 1] = route[j + 1 : k + 1].copy()
                        route[k - size + 1 : k + 1] = segment
                    else:
                        route[k + 1 + size : j + 1] = route[k + 1 : i].copy()
                        route[k + 1 : k + 1 + size] = segment
                    return True
    return False


@compiled
def improve(matrix: Floats, route: Longs, carry: bool) -> float:
    """2-opt, with Or-opt if `carry`, until neither helps; the length."""
    there, back = np.empty(len(route)), np.empty(len(route))
    again = True
    while again:
        _sums(matrix, route, there, back)
        again = _turn_round(matrix, route, there, back)
        if not again and carry:
            again = _carry_over(matrix, route, there, back)
    return route_length(matrix, route)


@compiled
def shake_route(matrix: Floats, best: Longs, rounds: int, state: Words) -> float:
    """Swap two neighbouring stretches at random, improve, keep what is not longer."""
    length, count = route_length(matrix, best), len(best)
    if count < 6:
        return length
    for _ in range(rounds):
        route = best.copy()
        reach = min(50, count - 2)
        start = 1 + int(random_share(state) * (count - 1 - reach))
        cuts = np.empty(3, dtype=np.int64)
        for k in range(3):
            cuts[k] = start + int(random_share(state) * (reach + 1))
        cuts.sort()
        low, middle, high = cuts
        route[low : low + high - middle] = best[middle:high]
        route[low + high - middle : high] = best[low:middle]
        after = improve(matrix, route, True)
        if after < length + EPSILON:
            length = after
            best[:] = route
    return length


@compiled
def best_route(matrix: Floats) -> Longs:
    """The shortest route by trying all orders (Held and Karp): for a dozen stops at most."""
    stops = len(matrix) - 2
    full = 1 << stops
    best, came = np.full((full, stops), INF), np.full((full, stops), -1)
    for stop in range(stops):
        best[1 << stop, stop] = matrix[0, stop + 1]
    for mask in range(1, full):
        for last in range(stops):
            here = best[mask, last]
            if here == INF:
                continue
            for stop in range(stops):
                if not mask >> stop & 1:
                    length, after = here + matrix[last + 1, stop + 1], mask | 1 << stop
                    if length < best[after, stop]:
                        best[after, stop], came[after, stop] = length, last
    route = np.empty(stops + 2, dtype=np.int64)
    route[0], route[stops + 1] = 0, stops + 1
    mask, last = full - 1, -1
    for stop in range(stops):
        if last < 0 or best[mask, stop] + matrix[stop + 1, stops + 1] < (
            best[mask, last] + matrix[last + 1, stops + 1]
        ):
            last = stop
    if best[mask, last] + matrix[last + 1, stops + 1] == INF:
        return np.arange(stops + 2)  # no order can be walked
    for k in range(stops, 0, -1):
        route[k] = last + 1
        mask, last = mask ^ (1 << last), came[mask, last]
    return route
