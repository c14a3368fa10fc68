"""Reconciliation that never stops: each subject of each pair has its turn, in any worker.

A turn looks at what has changed since the last one, and now and then at everything. A difference
without an explanation is looked at again soon; if it stays, it becomes one incident.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast

from psycopg.types.json import Jsonb

from landbridge.connect.history import Changes
from landbridge.connect.protocols import SourceUnavailable
from landbridge.hub.endpoints.queries import kind_of
from landbridge.hub.facade.views import Difference
from landbridge.hub.incidents.differences import raise_differences
from landbridge.hub.incidents.operations import close_incidents
from landbridge.hub.notes import short
from landbridge.hub.reconcile.causes import Key
from landbridge.hub.reconcile.connectors import Connectors
from landbridge.hub.reconcile.counting import (
    STOCK,
    Pair,
    Taken,
    compared,
    take,
)
from landbridge.hub.reconcile.evidence import Ripe
from landbridge.hub.reconcile.pairs import SQL, StoredPair, adopt_pairs, stored_pair
from landbridge.hub.reconcile.queries import difference_json, difference_of
from landbridge.hub.reconcile.rules import Comparison
from landbridge.hub.watch.bridge import rows
from landbridge.kit.findings import LandbridgeError
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import plain

LEASE_S = 600.0
ITEMS_MAX = 500
RIPE_MAX = 200
LONG_S = 25.0  # a difference that keeps changing is told after this
SHARE = 9  # a turn rests at least so many times as long as it took
REST_S_MAX = 20.0  # but never so long that a difference would wait a minute
FAILED_S, FAILED_S_MAX = 5.0, 300.0
UNIT = chr(31)
AGREES = "Both sides agree again."


@dataclass(frozen=True, slots=True)
class Turn:
    """One subject of one pair, taken by this worker."""

    pair: StoredPair
    subject: str
    looked_at: datetime | None
    full_at: datetime | None
    positions: tuple[str, str]
    failures: int
    worker: str
    began_at: datetime

    @property
    def where(self) -> dict[str, object]:
        return {"pair": self.pair.id, "subject": self.subject, "worker": self.worker}


@dataclass(frozen=True, slots=True)
class Look:
    """items: those that were counted; None means everything."""

    items: frozenset[str] | None
    positions: tuple[str, str]
    comparison: Comparison | None
    taken: Taken | None = None
    open_pair: Pair | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """What some turns did. opened, closed: incidents."""

    turns: int = 0
    unexplained: int = 0
    opened: int = 0
    closed: int = 0

    def __add__(self, other: "Watched") -> "Watched":
        return Watched(
            self.turns + other.turns,
            self.unexplained + other.unexplained,
            self.opened + other.opened,
            self.closed + other.closed,
        )


def watch(
    ground: Ground,
    *,
    worker: str,
    connectors: Connectors,
    turns_max: int = 50,
) -> Watched:
    """Take every turn that is due. An endpoint that cannot be counted never stops the others."""
    adopt_pairs(ground)
    total = Watched()
    for _ in range(turns_max):
        turn = _take_turn(ground, worker)
        if turn is None:
            break
        total += _work(ground, turn, connectors)
    return total


def _take_turn(ground: Ground, worker: str) -> Turn | None:
    now = ground.clock.now()
    values = {"worker": worker, "now": now, "until": now + timedelta(seconds=LEASE_S)}
    with ground.pg.transaction() as conn:
        found = rows(conn, SQL["take_turn"], values)
        if not found:
            return None
        (row,) = found
        pair = stored_pair(conn, row["pair_id"])
    left, right = row["positions"]
    return Turn(
        pair, row["subject"], row["looked_at"], row["full_at"], (left, right), row["failures"],
        worker, now,
    )  # fmt: skip


def _work(ground: Ground, turn: Turn, connectors: Connectors) -> Watched:
    began = ground.clock.monotonic()
    try:
        pair = turn.pair.opened(ground, turn.subject, connectors)
        look = _look(ground, turn, pair)
    except Exception as fault:  # a connector's bug must not end the watch over the others
        _fail(ground, turn, fault)
        return Watched(turns=1)
    took_s = ground.clock.monotonic() - began
    closed = _remember(ground, turn, look)
    opened = _tell(ground, turn, look)
    unsettled = _end(ground, turn, look, took_s)
    return Watched(1, unsettled, opened, closed)


def _fail(ground: Ground, turn: Turn, fault: Exception) -> None:
    why = str(fault) if isinstance(fault, LandbridgeError) else f"{type(fault).__name__}: {fault}"
    pause_s = min(FAILED_S_MAX, FAILED_S * 2 ** min(turn.failures, 10))
    due = ground.clock.now() + timedelta(seconds=pause_s)
    with ground.pg.transaction() as conn:
        conn.execute(SQL["fail_turn"], turn.where | {"due": due, "why": short(why)})


def _look(ground: Ground, turn: Turn, pair: Pair) -> Look:
    with ground.pg.reading() as conn:
        doubtful = [tuple(row[0]) for row in conn.execute(SQL["open_keys"], turn.where)]
    items, positions = None, turn.positions
    if turn.subject == STOCK:
        items, positions = _changed(turn, pair, doubtful)
        if items is not None and not items:
            return Look(items, positions, None)
        if items is not None:
            pair = pair.narrowed(items)
    taken = take(ground, pair, peek=bool(doubtful))
    return Look(items, positions, compared(ground, pair, taken), taken, pair)


def _changed(
    turn: Turn, pair: Pair, doubtful: Sequence[Key]
) -> tuple[frozenset[str] | None, tuple[str, str]]:
    """Items to count (None: all) and where both sides stand."""
    asked = [_changed_items(pair, place, turn.positions[place]) for place in range(len(pair.sides))]
    positions = (asked[0][1], asked[1][1])
    full_s = turn.pair.seconds("full_every_s")
    is_due = turn.full_at is None or turn.began_at - turn.full_at >= timedelta(seconds=full_s)
    if is_due or asked[0][0] is None or asked[1][0] is None:
        return None, positions
    items = asked[0][0] | asked[1][0] | {key[1] for key in doubtful}
    return (None if len(items) > ITEMS_MAX else items), positions


def _changed_items(pair: Pair, place: int, since: str) -> tuple[frozenset[str] | None, str]:
    side = pair.sides[place]
    if "changes" not in kind_of(side).manifest.capabilities:
        return None, ""
    try:
        with pair.connectors.using(side) as connector:
            found = cast(Changes, connector).changed_items(owner=pair.question.owner, since=since)
    except SourceUnavailable as fault:
        raise LandbridgeError(f"it cannot be asked: {fault.why}", subject=side.name) from fault
    return found.items, found.position


def _remember(ground: Ground, turn: Turn, look: Look) -> int:
    """Write down what differs; close what does not any more. The number of closed incidents."""
    if look.comparison is None:
        return 0
    now = ground.clock.now()
    there = {one.key: one for one in look.comparison.differences if _counts(one)}
    with ground.pg.transaction() as conn:
        known = {tuple(row[0]): row[1] for row in conn.execute(SQL["open_keys"], turn.where)}
        for key, one in there.items():
            conn.execute(SQL["see"], turn.where | _seen(turn, key, one, now))
        gone = [key for key in known if key not in there and _was_counted(look, key)]
        return _settle(ground, conn, turn, gone)


def _counts(one: Difference) -> bool:
    """Unexplained, or set aside by a person and still not mended."""
    return one.is_unexplained or _is_set_aside(one)


def _is_set_aside(one: Difference) -> bool:
    return bool(one.rejected) and all(
        document.standing == "dismissed" for document in one.documents
    )


def _seen(turn: Turn, key: Key, one: Difference, now: datetime) -> dict[str, object]:
    value = one.note or f"{plain(one.unexplained)}/{plain(one.rejected)}/{one.fields}"
    return {
        "key": list(key),
        "value": value,
        "found": Jsonb(difference_json(one)),
        "agreed": turn.looked_at,
        "now": now,
    }


def _was_counted(look: Look, key: Key) -> bool:
    return look.items is None or key[1] in look.items


def _settle(ground: Ground, conn: Connection, turn: Turn, gone: Iterable[Key]) -> int:
    keys = [UNIT.join(key) for key in gone]
    if not keys:
        return 0
    found = conn.execute(SQL["gone"], turn.where | {"keys": keys}).fetchall()
    ids = {row[0] for row in found if row[0] is not None}
    still = {row[0] for row in conn.execute(SQL["still_there"], {"ids": list(ids)})}
    return close_incidents(ground, conn, ids - still, why=AGREES)


def _tell(ground: Ground, turn: Turn, look: Look) -> int:
    """Differences that have lasted become incidents; the number of new ones."""
    now = ground.clock.now()
    values = turn.where | {
        "same_before": now - timedelta(seconds=turn.pair.seconds("confirm_s")),
        "first_before": now - timedelta(seconds=LONG_S),
        "limit": RIPE_MAX,
    }
    with ground.pg.reading() as conn:
        found = rows(conn, SQL["ripe"], values)
    ripe = [Ripe(difference_of(row["found"]), row["agreed_at"]) for row in found]
    if not ripe or look.open_pair is None or look.taken is None:
        return 0
    pair = replace(look.open_pair, question=replace(look.open_pair.question, items=()))
    return raise_differences(ground, turn.pair, pair, ripe, look.taken.blind)


def _end(ground: Ground, turn: Turn, look: Look, took_s: float) -> int:
    now = ground.clock.now()
    with ground.pg.transaction() as conn:
        unripe, all_of_them = conn.execute(SQL["unsettled"], turn.where).fetchone() or (0, 0)
        pause_s = turn.pair.seconds("confirm_s") if unripe else _every_s(turn)
        found = look.comparison.differences if look.comparison is not None else ()
        whole = look.items is None
        conn.execute(
            SQL["end_turn"],
            turn.where
            | {
                "now": now,
                "due": now + timedelta(seconds=max(pause_s, min(SHARE * took_s, REST_S_MAX))),
                "full_at": turn.began_at if whole else None,
                "positions": Jsonb(list(look.positions)),
                "took_ms": round(took_s * 1000),
                "keys": look.comparison.keys_count if look.comparison and whole else None,
                "in_flight": sum(bool(one.in_flight or one.unconfirmed) for one in found),
                "rejected": sum(bool(one.rejected) for one in found),
                "unexplained": all_of_them,
            },
        )
    return int(all_of_them)


def _every_s(turn: Turn) -> float:
    if turn.subject == STOCK:
        return turn.pair.seconds("changed_every_s")
    orders = turn.subject.endswith("_order")
    return turn.pair.seconds("orders_every_s" if orders else "master_every_s")
