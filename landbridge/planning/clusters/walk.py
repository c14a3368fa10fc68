"""A shortest tour as the pieces that are walked, for checking and for drawing.

The same sweep over the hall as in `lengths`, in plain numpy and with every step kept, so that
it can be followed back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from landbridge.planning.clusters import lengths
from landbridge.planning.clusters.lengths import Floats, Net, Words
from landbridge.planning.clusters.problem import Hall, Stop
from landbridge.planning.tours import states
from landbridge.planning.tours.tables import tables_for


class Kind(StrEnum):
    """through: a whole aisle part.  from_front, from_back: into it and back again, so deep.

    across: along a cross-aisle to the next aisle on the right.  depot: between depot and junction.
    """

    THROUGH = "through"
    FROM_FRONT = "from_front"
    FROM_BACK = "from_back"
    ACROSS = "across"
    DEPOT = "depot"


@dataclass(frozen=True, slots=True)
class Piece:
    """row: the block of an aisle part, the cross-aisle otherwise.  length_m: of walking it once."""

    kind: Kind
    aisle: int
    row: int
    length_m: float
    times: int


def make_walk(hall: Hall, stops: Sequence[Stop]) -> tuple[Piece, ...]:
    """The pieces of a shortest tour from the depot through all stops; none for no stops."""
    if not stops:
        return ()
    net, masks = lengths.make_net(hall, [tuple(stops)])
    return _Sweep(hall, net, masks[0]).pieces()


@dataclass(frozen=True, slots=True)
class _Step:
    """What was known before and after a step. arcs: (source, target, cost, what) of its choices."""

    name: str
    aisle: int
    row: int
    before: Floats
    arcs: tuple[NDArray[np.int64], NDArray[np.int64], Floats, NDArray[np.int64]]


class _Sweep:
    def __init__(self, hall: Hall, net: Net, mask: Words) -> None:
        self.hall = hall
        self.net = net
        self.mask = mask
        self.tables = tables_for(net.blocks + 1)
        self.steps: list[_Step] = []
        self.now = np.full(net.states, lengths.INFINITE)
        self.now[lengths.EMPTY] = 0.0

    def pieces(self) -> tuple[Piece, ...]:
        used = np.flatnonzero(self.mask.reshape(self.net.aisles, -1).any(axis=1))
        low, high = int(used[0]), int(used[-1])
        if self.net.depot_aisle >= 0:
            low, high = min(low, self.net.depot_aisle), max(high, self.net.depot_aisle)
        for aisle in range(low, high + 1):
            if aisle == self.net.depot_aisle or (self.net.depot_aisle < 0 and aisle == low):
                self._touch(aisle)
            for block in range(self.net.blocks):
                self._part(aisle, block)
            if aisle < high:
                self._across(aisle)
        return self._follow_back()

    def _apply(self, step: _Step, *, keep: bool) -> None:
        source, target, cost, _ = step.arcs
        after = self.now.copy() if keep else np.full_like(self.now, lengths.INFINITE)
        np.minimum.at(after, target, step.before[source] + cost)
        self.steps.append(step)
        self.now = after

    def _touch(self, aisle: int) -> None:
        row = self.net.depot_row
        targets = self.net.touch[row]
        sources = np.flatnonzero(targets >= 0)
        none = np.zeros(sources.size)
        arcs = (sources, targets[sources], none, none.astype(np.int64))
        self._apply(_Step("touch", aisle, row, self.now, arcs), keep=False)

    def _part(self, aisle: int, block: int) -> None:
        part = aisle * self.net.blocks + block
        costs = np.zeros(lengths.EFFECTS)
        moves = self.tables.closed
        if lengths.part_costs(self.net, self.mask, part, costs):
            start, source, effect = moves.aisle_start, moves.aisle_source, moves.aisle_effect
        else:
            start, source, effect = moves.bare_start, moves.bare_source, moves.bare_effect
        first, last = int(start[block, 0]), int(start[block, -1])
        counts = np.diff(start[block])
        target = np.repeat(np.arange(counts.size), counts)
        effects = effect[first:last].astype(np.int64)
        arcs = (source[first:last].astype(np.int64), target, costs[effects], effects)
        self._apply(_Step("part", aisle, block, self.now, arcs), keep=False)

    def _across(self, aisle: int) -> None:
        moves = self.tables.closed
        for row in range(self.net.blocks + 1):
            cut = slice(int(moves.drop_start[row]), int(moves.drop_start[row + 1]))
            source, target = moves.drop_source[cut], moves.drop_target[cut]
            none = np.zeros(source.size)
            arcs = (
                source.astype(np.int64), target.astype(np.int64), none, none.astype(np.int64)
            )  # fmt: skip
            self._apply(_Step("drop", aisle, row, self.now, arcs), keep=True)
        every = np.arange(self.net.states)
        cost = self.net.edges * self.net.gaps[aisle]
        cost[lengths.DONE] = lengths.INFINITE
        self._apply(_Step("across", aisle, 0, self.now, (every, every, cost, every)), keep=False)

    def _follow_back(self) -> tuple[Piece, ...]:
        final = np.where(self.net.at_rest > 0, self.now, lengths.INFINITE)
        state, value = int(final.argmin()), float(final.min())
        pieces: list[Piece] = []
        for step in reversed(self.steps):
            source, target, cost, what = step.arcs
            if step.name == "drop" and step.before[state] <= value:
                continue
            values = np.where(target == state, step.before[source] + cost, np.inf)
            arc = int(values.argmin())
            if step.name == "part":
                pieces += self._of_part(step.aisle, step.row, int(what[arc]))
            if step.name == "across":
                pieces += self._of_across(step.aisle, state)
            state = int(source[arc])
            value = float(step.before[state])
        if not self.hall.has_depot_apart and self.hall.depot[0].length_m:
            way = self.hall.depot[0]
            pieces.append(Piece(Kind.DEPOT, way.aisle, way.row, way.length_m, 2))
        return tuple(reversed(pieces))

    def _of_across(self, aisle: int, state: int) -> list[Piece]:
        front = 1 if self.hall.has_depot_apart else 0
        times = {states.ODD: 1, states.EVEN: 2}
        return [
            Piece(Kind.ACROSS, aisle, row - front, float(self.net.gaps[aisle]), times[int(parity)])
            for row, parity in enumerate(self.tables.closed.parity[:, state])
            if row >= front and parity in times
        ]

    def _of_part(self, aisle: int, block: int, effect: int) -> list[Piece]:
        part = aisle * self.net.blocks + block
        length = float(self.net.lengths[part])
        front = 1 if self.hall.has_depot_apart else 0
        if effect in (states.SINGLE, states.DOUBLE):
            if block < front:
                return [Piece(Kind.DEPOT, aisle, 0, length, effect)]
            return [Piece(Kind.THROUGH, aisle, block - front, length, effect)]
        offsets = self._offsets(part)
        if not offsets:
            return []
        below = (offsets[-1], 0.0)
        above = (0.0, length - offsets[0])
        gaps = [(low, length - high) for low, high in pairwise(offsets)]
        both = [min(gaps, key=sum)] if gaps else []
        allowed = {
            states.BELOW: [below],
            states.ABOVE: [above],
            states.BOTH: both,
            states.ANY_LOOP: [below, above, *both],
            states.STAY_BELOW: [below],
            states.REACH_ABOVE: [above, *both],
            states.STAY_ABOVE: [above],
            states.REACH_BELOW: [below, *both],
        }[effect]
        low, high = min(allowed, key=sum)
        pieces = []
        if low > 0 or (offsets[0] == 0.0 and high < length):
            pieces.append(Piece(Kind.FROM_FRONT, aisle, block - front, low, 2))
        if high > 0 or (offsets[-1] == length and low < length):
            pieces.append(Piece(Kind.FROM_BACK, aisle, block - front, high, 2))
        return pieces

    def _offsets(self, part: int) -> list[float]:
        found = []
        for word in range(self.net.words):
            bits = int(self.mask[part * self.net.words + word])
            found += [
                float(self.net.positions[part, word * lengths.WORD + bit])
                for bit in range(lengths.WORD)
                if bits >> bit & 1
            ]
        return found
