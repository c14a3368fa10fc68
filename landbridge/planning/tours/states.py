"""The states of a tour that is cut between two aisles, and how they change edge by edge.

A tour is a connected multigraph in which every junction has an even degree (Ratliff and Rosenthal
1983 for one block; Pansart, Catusse and Cambazard 2018 for any number). Sweeping from left to
right, all that matters of the part to the left is, for each cross-aisle, whether its junction has
been touched and with which parity, and which touched junctions hang together already.

A state is a tuple with one pair (parity, component) per cross-aisle; components are numbered from 1
in order of appearance. A tour that starts and ends at different places is closed by an edge that
nobody walks. It may count as a connection, because a graph with even degrees has no bridge: without
it the rest still hangs together. While only one end of that edge is placed, exactly one component
has an odd number of odd junctions: an `open` state.

This module is plain Python and slow; `tables` turns it into arrays that are shipped.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

NONE, ODD, EVEN = 0, 1, 2
State = tuple[tuple[int, int], ...]
DONE: State = ()

# What can be done with the part of an aisle between two cross-aisles: (degree added below, degree
# added above, do they hang together). Loops walk into the aisle and come back.
SKIP, SINGLE, DOUBLE, BELOW, ABOVE, BOTH = range(6)
# The same by outcome, where a junction that has been touched already makes choices equal: each is
# the cheapest of (SKIP, BELOW, ABOVE, BOTH), (SKIP, BELOW), (ABOVE, BOTH), (SKIP, ABOVE),
# (BELOW, BOTH).
ANY_LOOP, STAY_BELOW, REACH_ABOVE, STAY_ABOVE, REACH_BELOW = range(6, 11)
EFFECTS = 11


def canonical(cells: Iterable[tuple[int, int]]) -> State:
    """The same state with components numbered by first appearance."""
    names: dict[int, int] = {}
    return tuple(
        (parity, 0 if parity == NONE else names.setdefault(component, len(names) + 1))
        for parity, component in cells
    )


def _flipped(parity: int) -> int:
    return EVEN if parity == ODD else ODD


def _fresh(state: State) -> int:
    return max((component for _, component in state), default=0) + 1


def _touched(state: State, row: int) -> State:
    """With junction `row` touched by a loop: a component of its own if it was not touched yet."""
    if state[row][0] != NONE:
        return state
    return canonical((*state[:row], (EVEN, _fresh(state)), *state[row + 1 :]))


def _joined(state: State, low: int, high: int, *, flip: bool) -> State:
    cells = list(_touched(_touched(state, low), high))
    if flip:
        # An untouched junction was made even above, and so becomes odd here.
        for row in (low, high):
            cells[row] = (_flipped(cells[row][0]), cells[row][1])
    old, new = cells[high][1], cells[low][1]
    return canonical((p, new if c == old else c) for p, c in cells)


def aisle_choices(state: State, low: int) -> Iterator[tuple[int, State]]:
    """(effect, next state) for the part of an aisle between cross-aisles `low` and `low` + 1."""
    high = low + 1
    below, above = state[low][0] != NONE, state[high][0] != NONE
    if below and above:
        yield ANY_LOOP, state
    elif below:
        yield STAY_BELOW, state
        yield REACH_ABOVE, _touched(state, high)
    elif above:
        yield STAY_ABOVE, state
        yield REACH_BELOW, _touched(state, low)
    else:
        yield SKIP, state
        yield BELOW, _touched(state, low)
        yield ABOVE, _touched(state, high)
        yield BOTH, _touched(_touched(state, low), high)
    yield SINGLE, _joined(state, low, high, flip=True)
    # Walking twice between junctions that hang together already costs more than any loop.
    if not (below and above and state[low][1] == state[high][1]):
        yield DOUBLE, _joined(state, low, high, flip=False)


def left_behind(state: State, row: int) -> State | None:
    """The cut moves past an even junction that no edge leads on from; None if that cannot be."""
    parity, component = state[row]
    if parity != EVEN:
        return None
    rest = (*state[:row], (NONE, 0), *state[row + 1 :])
    if any(c == component for _, c in rest):
        return canonical(rest)
    return DONE if all(p == NONE for p, _ in rest) else None


def placed_first(state: State, row: int) -> State:
    """One end of the edge that nobody walks is placed at a junction."""
    parity, component = state[row]
    cell = (ODD, _fresh(state)) if parity == NONE else (_flipped(parity), component)
    return canonical((*state[:row], cell, *state[row + 1 :]))


def placed_second(state: State, row: int) -> State:
    """The other end: its component and the odd one hang together now."""
    odd = _odd_component(state)
    parity, component = state[row]
    if parity == NONE:
        return canonical((*state[:row], (ODD, odd), *state[row + 1 :]))
    cells = (*state[:row], (_flipped(parity), component), *state[row + 1 :])
    return canonical((p, odd if c == component else c) for p, c in cells)


def _odd_component(state: State) -> int:
    counts: dict[int, int] = {}
    for parity, component in state:
        if parity == ODD:
            counts[component] = counts.get(component, 0) + 1
    (odd,) = (component for component, count in counts.items() if count % 2)
    return odd


@dataclass(frozen=True, slots=True)
class StateSpace:
    """closed: first EMPTY, then DONE; `plain` of them occur before an end is placed.

    The rest occur only when two ends were placed at different junctions. open: one end is placed.
    """

    closed: tuple[State, ...]
    plain: int
    open: tuple[State, ...]


def explore(rows: int, *, with_ends: bool) -> StateSpace:
    """All states that a tour over `rows` cross-aisles can come to."""
    empty: State = tuple((NONE, 0) for _ in range(rows))
    plain = _reachable([empty], lambda state: _next(state, rows))
    closed = [empty, DONE, *(state for state in plain if state not in (empty, DONE))]
    if not with_ends:
        return StateSpace(tuple(closed), len(closed), ())
    first = [placed_first(s, row) for s in closed if s != DONE for row in range(rows)]
    opened = _reachable(first, lambda state: _next(state, rows))
    second = [placed_second(state, row) for state in opened for row in range(rows)]
    known = set(closed)
    later = [s for s in _reachable(second, lambda state: _next(state, rows)) if s not in known]
    return StateSpace((*closed, *later), len(closed), tuple(opened))


def _next(state: State, rows: int) -> Iterator[State]:
    if state == DONE:
        return
    for low in range(rows - 1):
        for _, after in aisle_choices(state, low):
            yield after
    for row in range(rows):
        dropped = left_behind(state, row)
        if dropped is not None:
            yield dropped
        yield _touched(state, row)


def _reachable(starts: list[State], following: Callable[[State], Iterator[State]]) -> list[State]:
    found: dict[State, None] = dict.fromkeys(starts)
    waiting = list(found)
    while waiting:
        for state in following(waiting.pop()):
            if state not in found:
                found[state] = None
                waiting.append(state)
    return sorted(found)
