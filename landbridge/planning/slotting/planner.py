"""Plans which item lies in which bin: a start by insertion, then changes priced by exact tours.

The start takes items by cube per order (room over picks, the least first) and lays each where the
trips that are known so far cost least more, so that what is picked together comes together. Then
items change their bins under simulated annealing.
"""

from collections.abc import Callable
from heapq import heapify, heappop, heappush

import numpy as np

from landbridge.planning.base import Deadline
from landbridge.planning.slotting import search
from landbridge.planning.slotting.explain import Metres, explain
from landbridge.planning.slotting.problem import (
    SlotMove,
    SlottingError,
    SlottingPlan,
    SlottingProblem,
)
from landbridge.planning.slotting.search import State
from landbridge.planning.slotting.setting import Setting, make_setting, parts_of
from landbridge.planning.tours.grid import Longs

CHUNK = 200
WARM, COOL = 0.05, 0.0005  # of a mean trip
MOVES_MAX = 50
PAYS_M = 1e-6


def plan_slotting(
    problem: SlottingProblem, *, seed: int, budget_ms: float, steps: int | None = None,
    caution: float = 0.0, moves_max: int = MOVES_MAX, together: bool = False,
    cancel: Callable[[], bool] | None = None,
) -> SlottingPlan:  # fmt: skip
    """The bins with the shortest trips and the least effort that were found within the budget.

    steps: bounds the search by changes tried instead of by time: the same seed then gives the same
    plan on any machine, if the budget does not end it before.  moves_max: so many moves are listed.
    together: moves that pay only with those behind them are listed, too.
    caution: how much what each item costs alone counts beside the trips. 0 for trips that come
    again as they are; past orders come alike only, and more keeps from learning them by heart.
    cancel: asked again and again; True ends the search with the best plan so far.
    SlottingError if the items do not fit into the bins.
    """
    deadline = Deadline(budget_ms, cancel)
    setting = make_setting(problem, caution=caution)
    now = setting.laid(problem.now) if problem.now else None
    turnover = by_turnover(setting, now)
    best = turnover
    if not deadline.is_over():
        best = _better(best, inserted(setting, deadline))
    if now is not None and (now.slot_of >= 0).all():
        best = _better(best, now)
    done = 0
    if len(problem.items) and problem.trips:
        best, done = _improve(setting, best, seed, deadline, steps)
    moves = () if now is None else _moves(setting, now, best, moves_max, together=together)
    slots = setting.slots_of(best)
    today = _metres(now) if now is not None and (now.slot_of >= 0).all() else None
    search.measure(setting.ground, best)
    laid, simple = _metres(best), _metres(turnover)
    return SlottingPlan(
        slots=slots, length_m=laid.walked_m, now_m=today.walked_m if today else None,
        turnover_m=simple.walked_m, moves=moves, steps=done, effort_m=laid.effort_m,
        now_effort_m=today.effort_m if today else None,
        explanation=explain(problem, laid, today, simple, moves),
    )  # fmt: skip


def _metres(state: State) -> Metres:
    return Metres(float(state.total[0]), float(state.total[2]))


def _better(one: State, other: State | None) -> State:
    return one if other is None or one.total.sum() <= other.total.sum() else other


def _copy(state: State) -> State:
    return State(
        slot_of=state.slot_of.copy(), item_in=state.item_in.copy(), lengths=state.lengths.copy(),
        total=state.total.copy(), ids=state.ids.copy(), touched=state.touched.copy(),
        fresh=state.fresh.copy(),
    )  # fmt: skip


def by_cube(setting: Setting) -> Longs:
    """Items by cube per order: room over picks, the least first; those never picked at the end."""
    need = np.maximum(1, setting.ground.need)
    return np.argsort(-(setting.picks / need), kind="stable").astype(np.int64)


def by_turnover(setting: Setting, now: State | None = None) -> State:
    """Items by cube per order into the nearest bins that they fit in, effort counted as way."""
    state = setting.state()
    if not _fill(setting, state, by_cube(setting)):
        # The hardest to lay first; and if that does not do, as they lie today.
        state = setting.state()
        hard = np.argsort(_choices(setting), kind="stable")
        if not _fill(setting, state, hard):
            if now is None or (now.slot_of < 0).any():
                raise SlottingError(
                    "not every item finds a bin that it fits in",
                    remedy="Look at volumes and kinds of bins.",
                )
            return _copy(now)
    search.measure(setting.ground, state)
    return state


def _choices(setting: Setting) -> Longs:
    """How many bins each item fits in."""
    ground = setting.ground
    kinds = sorted({int(kind) for kind in ground.kind})
    rooms = {kind: np.sort(ground.room[ground.kind == kind]) for kind in kinds}
    counts = np.zeros(ground.need.size, dtype=np.int64)
    for kind, room in rooms.items():
        some = (ground.allowed & kind) != 0
        counts[some] += room.size - np.searchsorted(room, ground.need[some], side="left")
    return counts


def _fill(setting: Setting, state: State, items: Longs) -> bool:
    """Lay these items one after the other into the nearest free bins; whether all found one."""
    ground = setting.ground
    free = [int(slot) for slot in setting.near if state.item_in[slot] < 0]
    for item in items:
        if state.slot_of[item] >= 0:
            continue
        at = next((k for k, slot in enumerate(free) if search.fits(ground, item, slot)), None)
        if at is None:
            return False
        search.lay(state, item, free.pop(at))
    return True


def inserted(setting: Setting, deadline: Deadline) -> State | None:
    """Each item where its trips get least longer; None if one finds no bin."""
    state = setting.state()
    starts, slots = parts_of(setting)
    order = by_cube(setting)
    for item in order:
        if deadline.is_over() or not setting.picks[item]:
            break
        if search.insert(setting.ground, state, item, starts, slots) < 0:
            return None
    if not _fill(setting, state, order):
        return None
    search.measure(setting.ground, state)
    return state


def _improve(
    setting: Setting, first: State, seed: int, deadline: Deadline, steps: int | None
) -> tuple[State, int]:
    """Anneal until the budget is used; the best state and how many changes were tried."""
    state, best = _copy(first), _copy(first)
    chance = search.new_chance(seed)
    walked = max(1.0, float((setting.ground.times > 0).sum()))
    mean = float(first.total[0] + first.total[2]) / walked
    begin_ms, done = deadline.used_ms(), 0
    while not deadline.is_over() and (steps is None or done < steps):
        if steps is None:
            used, left = deadline.used_ms() - begin_ms, deadline.left_ms()
            share = used / max(1e-6, used + left)
        else:
            share = done / max(1, steps)
        chunk = CHUNK if steps is None else min(CHUNK, steps - done)
        heat = max(1e-9, mean * WARM * (COOL / WARM) ** share)
        search.anneal(setting.ground, state, chance, heat, chunk)
        done += chunk
        if state.total.sum() < best.total.sum():
            best = _copy(state)
    return best, done


def _moves(
    setting: Setting, now: State, target: State, most: int, *, together: bool
) -> tuple[SlotMove, ...]:
    """Exchanges from today's bins towards the plan, always the one that saves most.

    together: or costs least, for an aisle is left out of a trip only when its last item has left
    it; the list ends where all of it has saved most.

    A saving is counted anew before it is taken: earlier moves may have changed it.
    """
    ground, state = setting.ground, _copy(now)
    astray = np.flatnonzero((state.slot_of >= 0) & (state.slot_of != target.slot_of))
    open_: list[tuple[float, int]] = [
        (_saving(setting, state, item, target), item) for item in astray.tolist()
    ]
    heapify(open_)
    moves: list[SlotMove] = []
    saved, best, count_best = 0.0, PAYS_M, 0
    while open_ and len(moves) < most:
        _, item = heappop(open_)
        delta = _saving(setting, state, item, target)
        if delta == np.inf or (delta >= -PAYS_M and not together):
            continue
        if open_ and delta > open_[0][0] + PAYS_M:
            heappush(open_, (delta, item))
            continue
        slot, back = int(target.slot_of[item]), int(state.slot_of[item])
        other = int(state.item_in[slot])
        longer, count = search.price_exchange(ground, state, item, slot)
        harder = float(search.strain(ground, state, item, slot))
        search.exchange(ground, state, item, slot, longer, count)
        moves.append(
            SlotMove(
                item=item, from_slot=int(setting.order[back]), to_slot=int(setting.order[slot]),
                other=other if other >= 0 else None, saved_m=-float(longer),
                eased_m=0.0 - harder,
            )
        )  # fmt: skip
        saved -= float(longer) + harder
        if saved > best:
            best, count_best = saved + PAYS_M, len(moves)
        if other >= 0 and state.slot_of[other] != target.slot_of[other]:
            heappush(open_, (_saving(setting, state, other, target), other))
    return tuple(moves[:count_best])


def _saving(setting: Setting, state: State, item: int, target: State) -> float:
    """What it costs to bring an item to its bin of the plan; infinite where that cannot be."""
    slot, back = int(target.slot_of[item]), int(state.slot_of[item])
    if slot == back:
        return np.inf
    other = int(state.item_in[slot])
    if other >= 0 and not search.fits(setting.ground, other, back):
        return np.inf
    longer, _ = search.price_exchange(setting.ground, state, item, slot)
    return float(longer) + float(search.strain(setting.ground, state, item, slot))
