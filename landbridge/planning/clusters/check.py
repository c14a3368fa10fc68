"""Checks a cluster plan without knowing how it was made."""

from collections import Counter
from collections.abc import Callable, Sequence

from landbridge.planning.base import TOLERANCE, Violation
from landbridge.planning.clusters.problem import ClusterPlan, ClusterProblem, Hall, Stop, loads_of
from landbridge.planning.clusters.walk import Kind, Piece, make_walk

Walk = Callable[[Hall, Sequence[Stop]], Sequence[Piece]]
Node = tuple[int, int]
DEPOT: Node = (-1, -1)


def check_plan(
    problem: ClusterProblem, plan: ClusterPlan, *, walk: Walk = make_walk
) -> tuple[Violation, ...]:
    """Every order once, no trip too full, and lengths that can be walked.

    walk: proposes how a trip is walked. It is not believed: the pieces are looked at as a graph
    that must hang together with the depot, can be walked in one go and comes past every stop.
    """
    found = []
    counts = Counter(index for cluster in plan.clusters for index in cluster.orders)
    for index, order in enumerate(problem.orders):
        if counts[index] != 1:
            text = f"order {order.number} is on {counts[index]} trips"
            found.append(Violation("order-once", text))
    for index in counts:
        if not 0 <= index < len(problem.orders):
            found.append(Violation("order-unknown", f"there is no order {index}"))
    if found:
        return tuple(found)
    for number, cluster in enumerate(plan.clusters):
        loads = loads_of(problem, cluster.orders)
        for load, capacity in zip(loads, problem.capacities, strict=True):
            if load > capacity:
                text = f"trip {number} takes {load} of {capacity}"
                found.append(Violation("too-full", text))
        stops = tuple({stop for i in cluster.orders for stop in problem.orders[i].stops})
        pieces = walk(problem.hall, stops)
        found += [
            Violation("walk", f"trip {number}: {fault}")
            for fault in walk_faults(problem.hall, stops, pieces)
        ]
        walked = sum(piece.length_m * piece.times for piece in pieces)
        if walked > cluster.length_m * (1 + TOLERANCE) + 1e-6:
            text = f"trip {number}: {walked:.3f} m are walked, not {cluster.length_m:.3f} m"
            found.append(Violation("length", text))
    total = sum(cluster.length_m for cluster in plan.clusters)
    if abs(total - plan.length_m) > 1e-6 * max(1.0, total):
        text = f"the trips sum up to {total:.3f} m, not {plan.length_m:.3f} m"
        found.append(Violation("sum", text))
    if plan.bound_m > plan.length_m * (1 + TOLERANCE) + 1e-6:
        found.append(Violation("bound", f"the bound {plan.bound_m:.3f} m lies above the plan"))
    return tuple(found)


def walk_faults(hall: Hall, stops: Sequence[Stop], pieces: Sequence[Piece]) -> tuple[str, ...]:
    """What keeps these pieces from being one tour from the depot past all stops."""
    if not stops:
        return ()
    degrees: Counter[Node] = Counter()
    leader: dict[Node, Node] = {DEPOT: DEPOT}
    faults = []

    def find(node: Node) -> Node:
        leader.setdefault(node, node)
        while leader[node] != node:
            node = leader[node]
        return node

    if not hall.has_depot_apart and not hall.depot[0].length_m:
        leader[find((hall.depot[0].aisle, hall.depot[0].row))] = DEPOT
    for piece in pieces:
        ends = _ends(piece)
        if abs(piece.length_m - _true_length(hall, piece)) > TOLERANCE * max(1, piece.length_m):
            faults.append(f"{piece} is not so long")
        for node in ends:
            degrees[node] += piece.times
        leader[find(ends[0])] = find(ends[-1])
    odd = [node for node, degree in degrees.items() if degree % 2]
    if odd:
        faults.append(f"junctions {odd} are left as often as not")
    apart = [node for node in leader if find(node) != find(DEPOT)]
    if apart:
        faults.append(f"junctions {apart} are not joined to the depot")
    missed = [stop for stop in stops if not any(_passes(hall, piece, stop) for piece in pieces)]
    if missed:
        faults.append(f"{missed} are not passed")
    return tuple(faults)


def _ends(piece: Piece) -> tuple[Node, Node]:
    """Both junctions of a piece; one of them twice where it leads back to it."""
    aisle, row = piece.aisle, piece.row
    match piece.kind:
        case Kind.THROUGH:
            return (aisle, row), (aisle, row + 1)
        case Kind.ACROSS:
            return (aisle, row), (aisle + 1, row)
        case Kind.DEPOT:
            return DEPOT, (aisle, row)
        case Kind.FROM_FRONT:
            return (aisle, row), (aisle, row)
        case Kind.FROM_BACK:
            return (aisle, row + 1), (aisle, row + 1)


def _true_length(hall: Hall, piece: Piece) -> float:
    match piece.kind:
        case Kind.THROUGH:
            return hall.block_lengths_m[piece.row]
        case Kind.ACROSS:
            return hall.aisle_xs_m[piece.aisle + 1] - hall.aisle_xs_m[piece.aisle]
        case Kind.DEPOT:
            ways = {(way.aisle, way.row): way.length_m for way in hall.depot}
            return ways.get((piece.aisle, piece.row), float("inf"))
        case Kind.FROM_FRONT | Kind.FROM_BACK:
            return piece.length_m


def _passes(hall: Hall, piece: Piece, stop: Stop) -> bool:
    if piece.kind not in (Kind.THROUGH, Kind.FROM_FRONT, Kind.FROM_BACK):
        return False
    if (piece.aisle, piece.row) != (stop.aisle, stop.block):
        return False
    deep = piece.length_m * (1 + TOLERANCE)
    match piece.kind:
        case Kind.FROM_FRONT:
            return stop.offset_m <= deep
        case Kind.FROM_BACK:
            return hall.block_lengths_m[stop.block] - stop.offset_m <= deep
        case _:
            return True
