"""For tests: random problems, and the length of the best tour by trying every order of stops."""

import heapq
import math
import random
from collections.abc import Iterator
from itertools import pairwise

from landbridge.planning.tours.layout import DeadEnd, Hall, OneWay, Place, Stop, even_hall
from landbridge.planning.tours.problem import Point, TourProblem

Edges = dict[Point, dict[Point, float]]


def random_problem(
    chance: random.Random, *, blocks: int, stops_max: int = 7, walls: bool = False,
    one_way: bool = False,
) -> TourProblem:  # fmt: skip
    """A small hall with a few stops; starts and ends wherever one may stand."""
    aisles = chance.randint(1, 5)
    hall = even_hall(
        aisles=aisles,
        pitch_m=chance.choice([2.5, 5.0, 9.0]),
        blocks=blocks,
        block_length_m=chance.choice([4.0, 12.0, 30.0]),
        crossing_m=chance.choice([0.0, 2.0]),
    )
    if walls or one_way:
        hall = _with_rules(chance, hall, walls=walls, one_way=one_way)
    stops = tuple(
        Stop(chance.randrange(aisles), round(chance.uniform(0, hall.crossings_y[-1]), 1))
        for _ in range(chance.randint(1, stops_max))
    )
    start = random_place(chance, hall)
    end = start if chance.random() < 0.5 else random_place(chance, hall)
    if blocks > 3 and {start.y, end.y}.isdisjoint(hall.crossings_y):
        end = start  # two places in aisles would be two more cross-aisles than there are tables for
    return TourProblem(hall=hall, stops=stops, start=start, end=end)


def random_place(chance: random.Random, hall: Hall) -> Place:
    kind = chance.random()
    if kind < 0.4:
        return Place(chance.choice(hall.aisles_x), chance.choice(hall.crossings_y))
    if kind < 0.6:
        return Place(chance.uniform(-2, hall.aisles_x[-1] + 2), chance.choice(hall.crossings_y))
    if kind < 0.8:
        return Place(chance.choice(hall.aisles_x), chance.uniform(0, hall.crossings_y[-1]))
    return Place(chance.uniform(-2, hall.aisles_x[-1] + 2), -5.0, by_lines=True)


def _with_rules(chance: random.Random, hall: Hall, *, walls: bool, one_way: bool) -> Hall:
    parts = [(aisle, block) for aisle in range(hall.aisles) for block in range(hall.blocks)]
    links = [(c, a) for c in range(hall.blocks + 1) for a in range(hall.aisles - 1)]
    directed = tuple(
        OneWay(aisle=aisle, block=block, up=chance.random() < 0.5)
        for aisle, block in parts
        if one_way and chance.random() < 0.4
    )
    ends = tuple(
        DeadEnd(aisle=aisle, block=block, at_front=chance.random() < 0.5)
        for aisle, block in parts
        if walls and chance.random() < 0.15
    )
    return Hall(
        aisles_x=hall.aisles_x,
        crossings_y=hall.crossings_y,
        one_way=directed,
        dead_ends=ends,
        closed_parts=tuple(p for p in parts if walls and chance.random() < 0.15),
        closed_links=tuple(link for link in links if walls and chance.random() < 0.15),
    )


def best_length(problem: TourProblem) -> float:
    """By dynamic programming over subsets of stops on shortest walks; infinite without a tour."""
    hall = problem.hall
    points = [(hall.aisles_x[stop.aisle], stop.y) for stop in problem.stops]
    points = list(dict.fromkeys(points))
    start, end = (problem.start.x, problem.start.y), (problem.end.x, problem.end.y)
    edges = walking_graph(problem)
    away = {point: _distances(edges, point) for point in (start, *points)}
    best: dict[tuple[int, int], float] = {
        (1 << i, i): away[start].get(point, math.inf) for i, point in enumerate(points)
    }
    for mask in range(1, 1 << len(points)):
        for last in range(len(points)):
            here = best.get((mask, last), math.inf)
            for following in range(len(points)):
                if here < math.inf and not mask >> following & 1:
                    key = (mask | 1 << following, following)
                    length = here + away[points[last]].get(points[following], math.inf)
                    best[key] = min(best.get(key, math.inf), length)
    full = (1 << len(points)) - 1
    return min(
        (best[full, i] + away[p].get(end, math.inf) for i, p in enumerate(points)
         if (full, i) in best),
        default=away[start].get(end, math.inf) if not points else math.inf,
    )  # fmt: skip


def walking_graph(problem: TourProblem) -> Edges:
    """Every point of interest and how far it is to its neighbours."""
    edges: Edges = {}
    for before, after, length in _walks(problem):
        edges.setdefault(before, {})[after] = length
        edges.setdefault(after, {})
    return edges


def _walks(problem: TourProblem) -> Iterator[tuple[Point, Point, float]]:
    hall = problem.hall
    places = [(p.x, p.y) for p in (problem.start, problem.end) if not p.is_apart]
    directed = {(rule.aisle, rule.block): rule.up for rule in hall.one_way}
    for aisle, x in enumerate(hall.aisles_x):
        ys = {stop.y for stop in problem.stops if stop.aisle == aisle}
        ys |= {*hall.crossings_y, *(y for px, y in places if px == x)}
        for low, high in pairwise(sorted(ys)):
            block = sum(y <= low for y in hall.crossings_y[1:])
            if (aisle, block) not in hall.closed_parts and not _is_end(
                hall, aisle, block, low, high
            ):
                if directed.get((aisle, block), True):
                    yield (x, low), (x, high), high - low
                if not directed.get((aisle, block), False):
                    yield (x, high), (x, low), high - low
    for crossing, y in enumerate(hall.crossings_y):
        xs = sorted({*hall.aisles_x, *(px for px, py in places if py == y)})
        for left, right in pairwise(xs):
            aisle = sum(x <= left for x in hall.aisles_x) - 1
            if (crossing, aisle) not in hall.closed_links:
                yield (left, y), (right, y), right - left
                yield (right, y), (left, y), right - left
    for place in {problem.start, problem.end}:
        for way in place.ways_into(hall):
            junction = (hall.aisles_x[way.aisle], hall.crossings_y[way.crossing])
            if place == problem.start:
                yield (place.x, place.y), junction, way.length_m
            if place == problem.end:
                yield junction, (place.x, place.y), way.length_m


def _is_end(hall: Hall, aisle: int, block: int, low: float, high: float) -> bool:
    """Whether this is the piece at the closed end of a dead end."""
    return any(
        (end.aisle, end.block) == (aisle, block)
        and (
            high == hall.crossings_y[block + 1] if end.at_front else low == hall.crossings_y[block]
        )
        for end in hall.dead_ends
    )


def _distances(edges: Edges, source: Point) -> dict[Point, float]:
    found: dict[Point, float] = {}
    waiting = [(0.0, source)]
    while waiting:
        length, point = heapq.heappop(waiting)
        if point in found:
            continue
        found[point] = length
        for following, more in edges.get(point, {}).items():
            if following not in found:
                heapq.heappush(waiting, (length + more, following))
    return found
