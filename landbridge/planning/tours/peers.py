"""Simpler ways to walk, as warehouses use them: what the exact tours are measured beside."""

from itertools import pairwise

import numpy as np

from landbridge.planning.tours.distances import distance_matrix, walking_ways
from landbridge.planning.tours.grid import Floats
from landbridge.planning.tours.layout import LayoutError
from landbridge.planning.tours.problem import TourProblem


def s_shape(problem: TourProblem) -> float:
    """Walk every aisle with stops from end to end, turn round in the last if need be; one block.

    The tour starts and ends at one junction of a cross-aisle. LayoutError for other problems.
    """
    x0, aisles, front, depth = _one_block(problem)
    if not aisles:
        return 0.0
    across = 2 * (max(x0, aisles[-1][0]) - min(x0, aisles[0][0]))
    if len(aisles) % 2 == 0:
        return across + len(aisles) * depth
    last = aisles[-1][1] if front else [depth - y for y in aisles[-1][1]]
    return across + (len(aisles) - 1) * depth + 2 * max(last)


def largest_gap(problem: TourProblem) -> float:
    """Walk the first and last aisle with stops through, leave the largest gap of the others out."""
    x0, aisles, front, depth = _one_block(problem)
    if not aisles:
        return 0.0
    across = 2 * (max(x0, aisles[-1][0]) - min(x0, aisles[0][0]))
    if len(aisles) == 1:
        ys = aisles[0][1] if front else [depth - y for y in aisles[0][1]]
        return across + 2 * max(ys)
    length = across + 2 * depth
    for _, ys in aisles[1:-1]:
        steps = [0.0, *sorted(ys), depth]
        length += 2 * (depth - max(b - a for a, b in pairwise(steps)))
    return length


def _one_block(
    problem: TourProblem,
) -> tuple[float, list[tuple[float, list[float]]], bool, float]:
    """(x of the depot, stops by aisle, whether the depot is at the front, length of the aisles)."""
    hall, depot = problem.hall, problem.start
    if hall.blocks != 1 or problem.end != depot or depot.is_apart:
        raise LayoutError("this way of walking is for one block and one depot at its edge")
    front = depot.y == hall.crossings_y[0]
    if not front and depot.y != hall.crossings_y[-1]:
        raise LayoutError("this way of walking starts on a cross-aisle")
    by_aisle: dict[int, list[float]] = {}
    for stop in problem.stops:
        by_aisle.setdefault(stop.aisle, []).append(stop.y - hall.crossings_y[0])
    aisles = [(hall.aisles_x[aisle], by_aisle[aisle]) for aisle in sorted(by_aisle)]
    return depot.x, aisles, front, hall.crossings_y[-1] - hall.crossings_y[0]


def matrix_of(problem: TourProblem) -> Floats:
    """Shortest walks between start, stops and end, in that order."""
    nodes, ways = walking_ways(problem)
    matrix, _ = distance_matrix(len(nodes), ways, list(range(len(problem.stops) + 2)))
    return matrix


def nearest_neighbour(matrix: Floats, *, two_opt: bool) -> float:
    """On to the nearest stop; with `two_opt` stretches are turned round while that is shorter."""
    from landbridge.planning.tours import routes

    route = routes.nearest_first(matrix)
    if two_opt:
        return float(routes.improve(matrix, route, False))
    return float(routes.route_length(matrix, route))


def or_tools(matrix: Floats, *, budget_ms: int) -> float:
    """Google's routing solver: cheapest arc first, then guided local search for the time given."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    scale = 1_000
    whole = np.rint(matrix * scale).astype(np.int64)
    count = len(matrix)
    manager = pywrapcp.RoutingIndexManager(count, 1, [0], [count - 1])
    routing = pywrapcp.RoutingModel(manager)
    arcs = routing.RegisterTransitMatrix(whole.tolist())
    routing.SetArcCostEvaluatorOfAllVehicles(arcs)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    first = routing_enums_pb2.FirstSolutionStrategy.PATH_CHEAPEST_ARC
    parameters.first_solution_strategy = first
    if budget_ms > 0:
        search = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        parameters.local_search_metaheuristic = search
        parameters.time_limit.FromMilliseconds(budget_ms)
    solution = routing.SolveWithParameters(parameters)
    return float(solution.ObjectiveValue()) / scale if solution else float("inf")
