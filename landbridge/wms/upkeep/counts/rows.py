"""Rows of counts on the caller's transaction, and the steps every operation takes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.rows import fetch_all, fetch_one
from landbridge.wms.upkeep.counts.contracts import CountPolicy
from landbridge.wms.upkeep.counts.rules import Group, Line

SQL = named_sql("landbridge.wms.upkeep", "sql/counts.sql")


@dataclass(frozen=True, slots=True, kw_only=True)
class CountNow:
    """A count, locked for this transaction."""

    count_id: int
    number: str
    site_id: int
    site: str
    bin_id: int
    bin: str
    bin_kind: str
    item_id: int | None
    cause: str
    state: str
    round: int
    blocked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    round: int
    counted_by: str
    started_at: datetime
    active_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    item_id: int
    lot: str
    balance_ids: list[int]
    last_moves: list[int]


def lock_count(conn: Connection, count_id: int) -> CountNow:
    """Wrong("not-found")."""
    row = fetch_one(conn, CountNow, SQL["lock_count"], {"count_id": count_id})
    if row is None:
        raise Wrong("There is no such count.", "not-found", read=str(count_id))
    return row


def rounds(conn: Connection, count: CountNow) -> list[Round]:
    return fetch_all(conn, Round, SQL["rounds"], {"count_id": count.count_id})


def my_round(conn: Connection, count: CountNow, actor: str, at: datetime) -> Round:
    """The running round of this person, which lives on by it. Wrong: not-counting, claimed."""
    if count.state != "counting":
        raise Wrong(f"{count.number} is not being counted. Begin it first.", "not-counting")
    last = rounds(conn, count)[-1]
    if last.counted_by != actor:
        raise Wrong(f"{last.counted_by} counts {count.bin}.", "claimed", read=last.counted_by)
    where = {"count_id": count.count_id, "round": count.round, "at": at}
    conn.execute(SQL["touch_round"], where)
    return last


def policy_of(conn: Connection, site_id: int, site: str) -> CountPolicy:
    row = fetch_one(conn, CountPolicy, SQL["policy"], {"site_id": site_id})
    return row or CountPolicy(site=site)


def groups(conn: Connection, count: CountNow) -> dict[tuple[int, str], Group]:
    """What the books say now is in the bin, as far as the count asks for it."""
    where = {"bin_id": count.bin_id, "item_id": count.item_id}
    found = fetch_all(conn, Group, SQL["groups"], where)
    return {(group.item_id, group.lot): group for group in found}


def see(conn: Connection, count: CountNow, found: Sequence[Group], round: int) -> None:
    """Remember where balances stand as somebody begins to look at the goods."""
    for group in found:
        conn.execute(
            SQL["see"],
            {
                "count_id": count.count_id, "round": round, "item_id": group.item_id,
                "lot": group.lot, "balance_ids": [*group.balance_ids],
                "last_moves": [*group.last_moves],
            },
        )  # fmt: skip


def seen(conn: Connection, count: CountNow) -> dict[tuple[int, str], Group]:
    where = {"count_id": count.count_id, "round": count.round}
    return {
        (row.item_id, row.lot): Group(
            item_id=row.item_id, lot=row.lot, balance_ids=row.balance_ids,
            last_moves=row.last_moves,
        )
        for row in fetch_all(conn, _Seen, SQL["seen"], where)
    }  # fmt: skip


def put_line(conn: Connection, count: CountNow, line: Line, *, at: datetime, actor: str) -> None:
    row = asdict(line) | {"count_id": count.count_id, "at": at, "actor": actor}
    row |= {
        name: [*row[name]]
        for name in ("serials", "serials_new", "serials_gone", "balance_ids", "last_moves")
    }
    conn.execute(SQL["put_line"], row)


def lines(conn: Connection, count: CountNow) -> list[Line]:
    """Of the current round."""
    where = {"count_id": count.count_id, "round": count.round}
    return fetch_all(conn, Line, SQL["lines"], where)


def set_state(
    conn: Connection, count: CountNow, state: str, *, round: int | None = None, blocked: str = ""
) -> None:
    where = {
        "count_id": count.count_id, "state": state, "blocked": blocked,
        "round": count.round if round is None else round,
    }  # fmt: skip
    conn.execute(SQL["set_state"], where)


def complete(
    conn: Connection, count_id: int, outcome: str, *, at: datetime, adjustments: Sequence[str] = ()
) -> None:
    where = {"count_id": count_id, "outcome": outcome, "at": at, "adjustments": [*adjustments]}
    conn.execute(SQL["complete"], where)


def tell(
    conn: Connection, count_ids: Sequence[int], state: str, text: str, *, at: datetime, actor: str
) -> None:
    """Write what became of counts into their history."""
    where = {"count_ids": [*count_ids], "state": state, "text": text, "at": at, "actor": actor}
    conn.execute(SQL["add_event"], where)
