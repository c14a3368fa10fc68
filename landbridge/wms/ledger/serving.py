"""Stock reserved for thousands of order lines at once, for callers of the same database.

What `allocate` does for one request with its codes and key, this does for a whole chunk of lines
with numbers: the same rules, locks and books, at a fraction of the cost of each line. It is not
repeatable by a key: the caller counts what a line got in the same transaction.

Order of locks: promises of the items (so those who reserve the same item take turns), then
balances by number.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from landbridge.kit.ground import Ground
from landbridge.kit.ids import uuid7
from landbridge.kit.pg.columns import days, flags, numbers
from landbridge.kit.pg.copy import copy_lines
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.ledger.names import safe_texts
from landbridge.wms.ledger.sharing import ZERO, Ask, Budget, Supply, Take, share_out

_SQL = named_sql("landbridge.wms.ledger", "sql/serving.sql")
_RESERVING = named_sql("landbridge.wms.ledger", "sql/reserving.sql")

FEFO = "fefo"
SUPPLIES_FIRST = 2  # most lines are filled from the first place; the rest asks again
SUPPLIES_MAX = 1 << 20
NO_LIMIT = Decimal(10) ** 15
RESERVATION = (
    "reservation_id", "request_id", "balance_id", "quantity", "document_kind",
    "document_number", "document_line",
)  # fmt: skip


class Wish(NamedTuple):
    """What one line wants of the stock that may be promised. item_id: the ledger's number.

    way: the order in which stock is taken: `fefo`, `fifo`, `lifo`, `small_lots`, `whole_packs`
    (unopened licence plates first, then whole packs of one place, then FEFO).
    packs: base units of the packs that count as whole, for `whole_packs`.
    The rest is as in `Wanted`.
    """

    document_number: str
    document_line: str
    item_id: int
    site_id: int
    quantity: Decimal
    use_by_on_min: date | None = None
    lot: str = ""
    serial: str = ""
    multiple_of: Decimal | None = None
    whole: bool = False
    together: str = ""
    way: str = FEFO
    packs: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Served:
    """takes: (place of the wish, reservation_id, quantity), in the order of the wishes."""

    takes: Sequence[tuple[int, int, Decimal]]
    short: Mapping[int, Decimal]


class _Question(NamedTuple):
    """Lines with equal questions have the same supplies."""

    item_id: int
    site_id: int
    lot: str
    serial: str
    use_by_on_min: date
    strict: bool
    way: str


_Group = tuple[int, int]  # item_id and site_id: stock whose reservers take turns


def serve(
    ground: Ground, conn: Connection, wishes: Sequence[Wish], *, kind: str, actor: str
) -> Served:
    """Reserve for wishes in their order; `kind` is that of the documents. InvalidMoveError."""
    if not wishes:
        return Served((), {})
    now = ground.clock.now()
    sites = sorted({wish.site_id for wish in wishes})
    todays: dict[int, date] = dict(
        conn.execute(_SQL["find_sites"], [now, numbers(sites)]).fetchall()
    )
    strict_days = [wish.use_by_on_min for wish in wishes]
    # Plain tuples: a chunk has thousands of lines, and far fewer questions.
    questions = [
        (
            wish.item_id, wish.site_id, wish.lot, wish.serial,
            todays[wish.site_id] if day is None else max(day, todays[wish.site_id]),
            day is not None, wish.way,
        )
        for wish, day in zip(wishes, strict_days, strict=True)
    ]  # fmt: skip
    budgets = _hold_promises(conn, wishes, todays)
    lists = _supplies(conn, wishes, [_Question(*one) for one in dict.fromkeys(questions)])
    # By place: names would cost as much as the rest of it.
    shared = share_out(
        [
            Ask(
                place, wish.quantity, lists[question], wish.multiple_of, wish.whole, wish.together,
                ZERO, budgets.get((wish.item_id, wish.site_id)) if budgets else None,
                wish.packs if wish.way == "whole_packs" else None,
            )
            for place, (wish, question) in enumerate(zip(wishes, questions, strict=True))
        ]
    )  # fmt: skip
    if not shared.takes:
        return Served((), shared.short)
    key = f"serve/{uuid7(now, ground.chance)}"
    row = conn.execute(_SQL["add_request"], [key, now, actor]).fetchone()
    assert row is not None
    ids = _write(conn, row[0], wishes, shared.takes, kind)
    takes = [(take.line, id_, take.quantity) for id_, take in zip(ids, shared.takes, strict=True)]
    return Served(takes, shared.short)


def hold_items(conn: Connection, items: Collection[_Group]) -> list[tuple[Any, ...]]:
    """Let nobody else reserve these items, by item_id and site_id, until the transaction ends.

    Rows of item_id, site_id, promise_id and what is promised.
    """
    columns = [numbers([one[0] for one in items]), numbers([one[1] for one in items])]
    found = conn.execute(_SQL["hold_promises"], columns, binary=True).fetchall()
    if len(found) < len(items):
        conn.execute(_SQL["add_promises"], columns)
        found = conn.execute(_SQL["hold_promises"], columns, binary=True).fetchall()
    return found


def _hold_promises(
    conn: Connection, wishes: Iterable[Wish], todays: Mapping[int, date]
) -> dict[tuple[int, int], Budget]:
    """Lock the promises of all items; what may be taken of those that others were promised."""
    found = hold_items(conn, dict.fromkeys([(wish.item_id, wish.site_id) for wish in wishes]))
    promised = [row for row in found if row[3] > 0]
    if not promised:
        return {}
    free: dict[int, Decimal] = dict(
        conn.execute(
            _RESERVING["free_totals"],
            [numbers([row[2] for row in promised]), [todays[row[1]] for row in promised]],
        ).fetchall()
    )
    return {(row[0], row[1]): Budget(free[row[2]] - row[3]) for row in promised}


def _supplies(
    conn: Connection, wishes: Sequence[Wish], asked: Sequence[_Question]
) -> dict[tuple[object, ...], list[Supply]]:
    """Locked free stock for each question, best first, as much as its lines may want."""
    wanted: dict[_Group, Decimal] = defaultdict(lambda: ZERO)
    for wish in wishes:
        wanted[wish.item_id, wish.site_id] += wish.quantity
    found = _in_order(conn, [one for one in asked if one.way != FEFO])
    open_ = [one for one in asked if one.way == FEFO]
    limit, enough = SUPPLIES_FIRST, wanted
    while True:
        found |= _by_day(conn, open_, enough, limit)
        rows = _hold(conn, {id_ for ids in found.values() for id_ in ids})
        # Others may have taken stock between our look and our lock, or it lies in small amounts.
        open_ = [
            one
            for one in open_
            if sum((rows[id_].free for id_ in found[one]), ZERO) < wanted[one[:2]]
            and (enough is not wanted or len(found[one]) == limit)
        ]
        if enough is not wanted and all(len(found[one]) < limit for one in open_):
            open_ = []
        if not open_ or limit >= SUPPLIES_MAX:
            return {one: [rows[id_] for id_ in ids] for one, ids in found.items()}
        limit *= 16
        enough = defaultdict(lambda: NO_LIMIT)


def _by_day(
    conn: Connection,
    questions: Sequence[_Question],
    enough: Mapping[_Group, Decimal],
    limit: int,
) -> dict[_Question, list[int]]:
    found: dict[_Question, list[int]] = {question: [] for question in questions}
    if questions:
        columns = _columns(questions) | {
            "wanted": numbers([enough[one[:2]] for one in questions]),
            "limit": limit,
        }
        rows = conn.execute(_SQL["supplies_by_day"], columns, binary=True).fetchall()
        for place, balance_id, _ in rows:
            found[questions[place - 1]].append(balance_id)
    return found


def _in_order(conn: Connection, questions: Sequence[_Question]) -> dict[_Question, list[int]]:
    found: dict[_Question, list[int]] = {question: [] for question in questions}
    if questions:
        columns = _columns(questions) | {"ways": safe_texts([one.way for one in questions])}
        rows = conn.execute(_SQL["supplies_by_way"], columns, binary=True).fetchall()
        for place, balance_id, _ in rows:
            found[questions[place - 1]].append(balance_id)
    return found


def _columns(questions: Sequence[_Question]) -> dict[str, object]:
    return {
        "item_ids": numbers([one.item_id for one in questions]),
        "site_ids": numbers([one.site_id for one in questions]),
        "lots": safe_texts([one.lot for one in questions]),
        "serials": safe_texts([one.serial for one in questions]),
        "use_by_on_min": days([one.use_by_on_min for one in questions]),
        "strict": flags([one.strict for one in questions]),
    }


def _hold(conn: Connection, balance_ids: Iterable[int]) -> dict[int, Supply]:
    """Lock balances in one order; what is free of each."""
    ids = numbers(sorted(balance_ids))
    rows = conn.execute(_SQL["hold_supplies"], [ids], binary=True).fetchall()
    return {
        balance_id: Supply(balance_id, on_hand - reserved, on_plate and not reserved)
        for balance_id, on_hand, reserved, on_plate in rows
    }


def _write(
    conn: Connection, request_id: int, wishes: Sequence[Wish], takes: Sequence[Take], kind: str
) -> list[int]:
    drawn = conn.execute(_SQL["draw_reservation_ids"], [len(takes)], binary=True)
    ids = [row[0] for row in drawn.fetchall()]
    lines = [
        (
            id_, request_id, take.source_id, take.quantity, kind,
            wishes[take.line].document_number, wishes[take.line].document_line,
        )
        for id_, take in zip(ids, takes, strict=True)
    ]  # fmt: skip
    copy_lines(conn, "reservation", RESERVATION, lines)
    totals: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for take in takes:
        totals[take.source_id] += take.quantity
    conn.execute(_RESERVING["raise_reserved"], [numbers(totals), numbers(totals.values())])
    return ids
