"""The states of a tour as arrays: what the kernels read. Shipped for up to six cross-aisles.

`python -m landbridge.planning.tours.tables` writes the shipped file anew.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from landbridge.planning.tours.states import (
    ABOVE,
    BELOW,
    BOTH,
    DONE,
    REACH_ABOVE,
    REACH_BELOW,
    State,
    aisle_choices,
    explore,
    left_behind,
    placed_first,
    placed_second,
)

SHIPPED_ROWS = 6
SHIPPED = "tables.npz"
# Effects that touch a junction only for stops in the aisle.
_FOR_STOPS = (BELOW, ABOVE, BOTH, REACH_ABOVE, REACH_BELOW)
_DERIVED = ("bare_start", "bare_source", "bare_effect")

Int32s = NDArray[np.int32]


class Moves(NamedTuple):
    """What edges do to one family of states (closed or open ones).

    aisle_*: for the aisle part between cross-aisles b and b + 1 and target state t, the sources
    stand at [aisle_start[b, t], aisle_start[b, t + 1]). bare_*: the same for parts without stops.
    parity: [cross-aisle, state].  drop_*: for each cross-aisle, states whose even junction may be
    left behind, and what they become.
    """

    aisle_start: Int32s
    aisle_source: Int32s
    aisle_effect: Int32s
    bare_start: Int32s
    bare_source: Int32s
    bare_effect: Int32s
    parity: Int32s
    drop_start: Int32s
    drop_source: Int32s
    drop_target: Int32s


class Tables(NamedTuple):
    """rows: cross-aisles.  plain: how many closed states occur before an end is placed.

    touch, first: [cross-aisle, plain state] -> closed or open state.  second: [cross-aisle, open
    state] -> closed state. -1: not possible. Closed state 0 is empty, 1 is done.
    """

    rows: int
    plain: int
    closed: Moves
    open: Moves
    touch: Int32s
    first: Int32s
    second: Int32s


@lru_cache(maxsize=16)
def tables_for(rows: int, *, with_ends: bool = False) -> Tables:
    """Tables for a number of cross-aisles. with_ends: for tours that start and end apart.

    ValueError for less than two cross-aisles. More than `SHIPPED_ROWS` are made now, in seconds.
    """
    if rows < 2:
        raise ValueError(f"a hall has at least two cross-aisles, not {rows}")
    if rows > SHIPPED_ROWS:
        return make_tables(rows, with_ends=with_ends)
    return _shipped(_name(rows, with_ends), rows)


def make_tables(rows: int, *, with_ends: bool) -> Tables:
    """Make tables from the states themselves."""
    space = explore(rows, with_ends=with_ends)
    closed = {state: index for index, state in enumerate(space.closed)}
    opened = {state: index for index, state in enumerate(space.open)}
    plain = space.closed[: space.plain]
    return Tables(
        rows=rows,
        plain=space.plain,
        closed=_moves(space.closed, closed, rows),
        open=_moves(space.open, opened, rows),
        touch=_targets(plain, rows, lambda state, row: closed.get(_touch(state, row), -1)),
        first=_targets(plain, rows, lambda state, row: opened.get(placed_first(state, row), -1)),
        second=_targets(space.open, rows, lambda s, row: closed.get(placed_second(s, row), -1)),
    )


def _touch(state: State, row: int) -> State:
    if state[row][0]:
        return state
    # Placing both ends of the closing edge at one junction touches it and leaves it even.
    return placed_second(placed_first(state, row), row)


def _targets(states: Sequence[State], rows: int, after: Callable[[State, int], int]) -> Int32s:
    lines = [[-1 if s == DONE else after(s, row) for s in states] for row in range(rows)]
    return np.array(lines, dtype=np.int32).reshape(rows, len(states))


def _moves(states: Sequence[State], index: dict[State, int], rows: int) -> Moves:
    aisle = [_aisle(states, index, low) for low in range(rows - 1)]
    drops = [_drops(states, index, row) for row in range(rows)]
    sizes = np.cumsum([0, *(len(drop) for drop in drops)])
    pairs = np.array([pair for drop in drops for pair in drop], dtype=np.int32).reshape(-1, 2)
    parity = [[s[row][0] if s else 0 for s in states] for row in range(rows)]
    arrays = _ragged(aisle, len(states))
    return Moves(
        *arrays,
        *_bare(*arrays),
        np.array(parity, dtype=np.int32).reshape(rows, len(states)),
        sizes.astype(np.int32),
        np.ascontiguousarray(pairs[:, 0]),
        np.ascontiguousarray(pairs[:, 1]),
    )


Entry = tuple[int, int, int]


def _aisle(states: Sequence[State], index: dict[State, int], low: int) -> list[Entry]:
    """(target, source, effect), sorted."""
    return sorted(
        (index[after], index[state], effect)
        for state in states
        if state != DONE
        for effect, after in aisle_choices(state, low)
    )


def _bare(start: Int32s, source: Int32s, effect: Int32s) -> tuple[Int32s, Int32s, Int32s]:
    """The same without what only stops in the aisle call for."""
    kept = ~np.isin(effect, _FOR_STOPS)
    counted = np.concatenate([[0], np.cumsum(kept)])
    return counted[start].astype(np.int32), source[kept], effect[kept]


def _drops(states: Sequence[State], index: dict[State, int], row: int) -> list[tuple[int, int]]:
    pairs = ((state, left_behind(state, row)) for state in states if state != DONE)
    return [
        (index[before], index[after])
        for before, after in pairs
        if after is not None and after in index
    ]


def _ragged(per_part: list[list[Entry]], count: int) -> tuple[Int32s, Int32s, Int32s]:
    starts = np.zeros((len(per_part), count + 1), dtype=np.int32)
    offset = 0
    for part, entries in enumerate(per_part):
        targets = np.array([target for target, _, _ in entries], dtype=np.int32)
        starts[part] = offset + np.searchsorted(targets, np.arange(count + 1))
        offset += len(entries)
    flat = np.array([e[1:] for entries in per_part for e in entries], dtype=np.int32)
    flat = flat.reshape(-1, 2)
    return starts, np.ascontiguousarray(flat[:, 0]), np.ascontiguousarray(flat[:, 1])


def _name(rows: int, with_ends: bool) -> str:
    return f"{rows}{'e' if with_ends else 'c'}"


def flatten(tables: Tables, name: str) -> dict[str, NDArray[np.int32]]:
    """Arrays by name, each in the smallest type that holds it."""
    arrays: dict[str, NDArray[np.int32]] = {"plain": np.array(tables.plain)}
    for family in ("closed", "open"):
        for field, array in getattr(tables, family)._asdict().items():
            if field not in _DERIVED:
                arrays[f"{family}.{field}"] = array
    arrays |= {field: getattr(tables, field) for field in ("touch", "first", "second")}
    return {f"{name}.{key}": _small(array) for key, array in arrays.items()}


def _small(array: NDArray[np.int32]) -> NDArray[np.int32]:
    low, high = (array.min(), array.max()) if array.size else (0, 0)
    for kind in (np.int8, np.int16):
        if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max:
            return array.astype(kind)
    return array


def _shipped(name: str, rows: int) -> Tables:
    with files(__package__).joinpath(SHIPPED).open("rb") as file, np.load(file) as stored:

        def array(key: str) -> Int32s:
            return np.ascontiguousarray(stored[f"{name}.{key}"], dtype=np.int32)

        def moves(family: str) -> Moves:
            fields = {
                name: array(f"{family}.{name}") for name in Moves._fields if name not in _DERIVED
            }
            aisle = (fields["aisle_start"], fields["aisle_source"], fields["aisle_effect"])
            return Moves(**fields, **dict(zip(_DERIVED, _bare(*aisle), strict=True)))

        return Tables(
            rows=rows,
            plain=int(stored[f"{name}.plain"]),
            closed=moves("closed"),
            open=moves("open"),
            touch=array("touch"),
            first=array("first"),
            second=array("second"),
        )


def shipped_arrays() -> dict[str, NDArray[np.int32]]:
    """What the shipped file holds."""
    arrays: dict[str, NDArray[np.int32]] = {}
    for rows in range(2, SHIPPED_ROWS + 1):
        for with_ends in (False, True):
            arrays |= flatten(make_tables(rows, with_ends=with_ends), _name(rows, with_ends))
    return arrays


if __name__ == "__main__":
    np.savez_compressed(Path(__file__).with_name(SHIPPED), **shipped_arrays())  # type: ignore[arg-type]
