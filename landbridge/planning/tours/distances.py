"""How far it is between any two places of a hall, for planners that work with an order of stops."""

from itertools import pairwise

import numpy as np

from landbridge.planning.tours.grid import Floats, Ints, Longs
from landbridge.planning.tours.layout import Hall, Place
from landbridge.planning.tours.problem import Point, TourProblem

Nodes = list[Point]
Ways = list[tuple[int, int, float]]


def walking_ways(problem: TourProblem) -> tuple[Nodes, Ways]:
    """Every place of interest, and the ways from each to its neighbours, as (from, to, metres).

    Nodes begin with the start, the stops in order, and the end.
    """
    hall = problem.hall
    nodes: Nodes = [(problem.start.x, problem.start.y)]
    nodes += [(hall.aisles_x[stop.aisle], stop.y) for stop in problem.stops]
    nodes.append((problem.end.x, problem.end.y))
    numbers: dict[Point, int] = {}
    ways: Ways = []
    for number, point in enumerate(nodes):
        first = numbers.setdefault(point, number)
        if first != number:
            ways += [(first, number, 0.0), (number, first, 0.0)]
    for x in hall.aisles_x:
        for y in hall.crossings_y:
            if (x, y) not in numbers:
                numbers[x, y] = len(nodes)
                nodes.append((x, y))
    places = [place for place in (problem.start, problem.end) if not place.is_apart]
    ways += _along_aisles(problem, places, numbers)
    ways += _along_crossings(hall, places, numbers)
    for place, outward in ((problem.start, True), (problem.end, False)):
        for way in place.ways_into(hall):
            junction = numbers[hall.aisles_x[way.aisle], hall.crossings_y[way.crossing]]
            outside = 0 if outward else len(problem.stops) + 1
            pair = (outside, junction) if outward else (junction, outside)
            ways.append((*pair, way.length_m))
    return nodes, ways


def _along_aisles(problem: TourProblem, places: list[Place], numbers: dict[Point, int]) -> Ways:
    hall, ways = problem.hall, []
    directed = {(rule.aisle, rule.block): rule.up for rule in hall.one_way}
    ends = {(end.aisle, end.block): end.at_front for end in hall.dead_ends}
    for aisle, x in enumerate(hall.aisles_x):
        ys = {stop.y for stop in problem.stops if stop.aisle == aisle}
        ys |= {*hall.crossings_y, *(place.y for place in places if place.x == x)}
        for low, high in pairwise(sorted(ys)):
            block = sum(y <= low for y in hall.crossings_y[1:])
            at_front = ends.get((aisle, block))
            last = high == hall.crossings_y[block + 1] and at_front is True
            first = low == hall.crossings_y[block] and at_front is False
            if (aisle, block) in hall.closed_parts or last or first:
                continue
            below, above = numbers[x, low], numbers[x, high]
            if directed.get((aisle, block), True):
                ways.append((below, above, high - low))
            if not directed.get((aisle, block), False):
                ways.append((above, below, high - low))
    return ways


def _along_crossings(hall: Hall, places: list[Place], numbers: dict[Point, int]) -> Ways:
    ways = []
    for crossing, y in enumerate(hall.crossings_y):
        xs = sorted({*hall.aisles_x, *(place.x for place in places if place.y == y)})
        for left, right in pairwise(xs):
            aisle = sum(x <= left for x in hall.aisles_x) - 1
            if (crossing, aisle) not in hall.closed_links:
                a, b = numbers[left, y], numbers[right, y]
                ways += [(a, b, right - left), (b, a, right - left)]
    return ways


def packed(count: int, ways: Ways) -> tuple[Longs, Ints, Floats]:
    """Ways by the node they leave, as the kernels take them."""
    ordered = sorted(ways)
    leaving = np.array([way[0] for way in ordered], dtype=np.int64)
    starts = np.searchsorted(leaving, np.arange(count + 1)).astype(np.int64)
    targets = np.array([way[1] for way in ordered], dtype=np.int32)
    return starts, targets, np.array([way[2] for way in ordered], dtype=np.float64)


def distance_matrix(count: int, ways: Ways, wanted: list[int]) -> tuple[Floats, list[Longs]]:
    """Shortest walks between the wanted nodes, and for each of them where one comes from."""
    from landbridge.planning.tours.routes import shortest_walks

    starts, targets, lengths = packed(count, ways)
    rows, came = [], []
    for node in wanted:
        before = np.empty(count, dtype=np.int64)
        rows.append(shortest_walks(starts, targets, lengths, node, before)[wanted])
        came.append(before)
    return np.ascontiguousarray(np.array(rows)), came
