"""What follows a count: a second one, a review, and the adjustment that the office is told of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.inbound.putaway.finding import check_classes
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import (
    DocumentRef,
    LedgerError,
    Lot,
    Reason,
    SerialElsewhereError,
    StockMove,
)
from landbridge.wms.master.adjusting import Change, adjustment_fact
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.moving import Spot, carry, stock_came
from landbridge.wms.master.queries import items_by_id, scanned_bin
from landbridge.wms.upkeep.counts.contracts import DECISIONS, CountReviewed
from landbridge.wms.upkeep.counts.rows import (
    SQL,
    CountNow,
    complete,
    lines,
    lock_count,
    policy_of,
    set_state,
    tell,
)
from landbridge.wms.upkeep.counts.rules import ZERO, Line, state_after

AVAILABLE = "available"


class _Blocked(Exception):
    """A difference cannot be booked now; nothing of the count is."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A signed change of stock under one key of the bin; `to` is the status it changes to."""

    item: ItemView
    lot: str
    quantity: Decimal
    status: str
    lpn: str = ""
    serials: tuple[str, ...] = ()
    to: str = ""
    line: Line | None = field(default=None, compare=False)


def conclude(
    ground: Ground, conn: Connection, count: CountNow, *, key: str, actor: str
) -> CountReviewed:
    """After a round: completed, counted again, reviewed or booked. The count is locked."""
    now = ground.clock.now()
    counted = lines(conn, count)
    items = items_by_id(conn, [line.item_id for line in counted])
    missing = [_missing(conn, count, line, items[line.item_id]) for line in counted]
    policy = policy_of(conn, count.site_id, count.site)
    state = state_after(policy, counted, round=count.round, has_missing=any(missing))
    if state == "completed":
        complete(conn, count.count_id, "matched", at=now)
        tell(conn, [count.count_id], state, "All is as booked.", at=now, actor=actor)
        return _answer(count, state, "All is as booked.")
    set_state(conn, count, state)
    if state == "reviewed":
        text = f"Within {plain(policy.tolerance_percent)} %."
        tell(conn, [count.count_id], state, text, at=now, actor=actor)
        return _book(ground, conn, count, key=key, actor=actor)
    text = "Somebody else counts it again." if state == "investigating" else "Waits for approval."
    tell(conn, [count.count_id], state, text, at=now, actor=actor)
    return _answer(count, state, text)


def review_count(
    ground: Ground, *, key: str, actor: str, count_id: int, decision: str, note: str = ""
) -> CountReviewed:
    """Decide upon counted differences: `approve` books them, `recount` has somebody else count
    again, `reject` leaves the books as they are.

    An approved difference that is promised to orders stays `reviewed` and says why; approve it
    again when they let go. Wrong: not-found, decision, not-to-review.
    """

    def work(conn: Connection) -> CountReviewed:
        now = ground.clock.now()
        if decision not in DECISIONS:
            raise Wrong(f"{decision} is no decision: {', '.join(DECISIONS)}.", "decision")
        count = lock_count(conn, count_id)
        if count.state not in ("ready_to_review", "reviewed"):
            text = f"{count.number} is {count.state.replace('_', ' ')}, there is nothing to decide."
            raise Wrong(text, "not-to-review", read=count.state)
        where = {"count_id": count_id, "at": now, "actor": actor}
        conn.execute(SQL["set_reviewed"], where)
        if decision == "recount":
            set_state(conn, count, "investigating")
            tell(conn, [count_id], "investigating", note or "Count again.", at=now, actor=actor)
            return _answer(count, "investigating", f"{count.bin} is counted again.")
        if decision == "reject":
            complete(conn, count_id, "rejected", at=now)
            tell(conn, [count_id], "completed", note or "Rejected.", at=now, actor=actor)
            return _answer(count, "completed", "Rejected: the books stay as they are.")
        set_state(conn, count, "reviewed")
        tell(conn, [count_id], "reviewed", note or "Approved.", at=now, actor=actor)
        return _book(ground, conn, count, key=key, actor=actor)

    return once(
        ground, work, key=key, operation="review_count", actor=actor,
        inputs=(count_id, decision, note), answer=CountReviewed,
    )  # fmt: skip


def _answer(
    count: CountNow, state: str, text: str, *, blocked: str = "", adjustments: Sequence[str] = ()
) -> CountReviewed:
    return CountReviewed(
        count_id=count.count_id, number=count.number, state=state, blocked=blocked,
        adjustments=tuple(adjustments), text=text,
    )  # fmt: skip


def _book(
    ground: Ground, conn: Connection, count: CountNow, *, key: str, actor: str
) -> CountReviewed:
    """Book what differs, or say why it cannot be booked now."""
    now = ground.clock.now()
    try:
        with conn.transaction():
            numbers = _post(ground, conn, count, key=key, actor=actor)
    except (_Blocked, LedgerError) as fault:
        why = _in_words(fault)
        set_state(conn, count, "reviewed", blocked=why)
        tell(conn, [count.count_id], "reviewed", why, at=now, actor=actor)
        return _answer(count, "reviewed", f"Approved, not booked yet: {why}", blocked=why)
    complete(conn, count.count_id, "adjusted", at=now, adjustments=numbers)
    text = f"Booked as {', '.join(numbers)}." if numbers else "Nothing is left to be booked."
    if trouble := _out_of_place(conn, count):
        text += f" {trouble}"
    tell(conn, [count.count_id], "completed", text, at=now, actor=actor)
    return _answer(count, "completed", text, adjustments=numbers)


def _in_words(fault: Exception) -> str:
    """Why it is not booked. What is found here and stands elsewhere by the books leaves there
    first; nobody can tell by one bin alone which of the two is wrong."""
    why = fault.sentence() if isinstance(fault, LedgerError) else str(fault)
    why = why[:1].upper() + why[1:]
    if isinstance(fault, SerialElsewhereError):
        why += (
            " Move it from there, or have that place counted and booked; then approve this again."
        )
    return why


def _out_of_place(conn: Connection, count: CountNow) -> str:
    """Goods that were found where their kind must not stand: they are there and are booked so, and
    whoever decides is told to have them moved."""
    found = [line.item_id for line in lines(conn, count) if line.difference > 0]
    if not found or count.bin_kind != "storage":
        return ""
    try:
        place = scanned_bin(conn, count.site_id, count.bin)
        check_classes(conn, items_by_id(conn, found).values(), place, site_id=count.site_id)
    except Wrong as wrong:
        return str(wrong) if wrong.code == "wrong-class" else ""
    return ""


def _post(
    ground: Ground, conn: Connection, count: CountNow, *, key: str, actor: str
) -> tuple[str, ...]:
    now = ground.clock.now()
    counted = lines(conn, count)
    items = items_by_id(conn, [line.item_id for line in counted])
    parts: list[_Part] = []
    for line in counted:
        item = items[line.item_id]
        if line.differs:
            _check_untouched(conn, count, line, item)
            parts += _losses(conn, count, line, item) + _gains(ground, conn, line, item)
        parts += _found_again(_missing(conn, count, line, item), parts)
    if not parts:
        return ()
    facts, moves = [], []
    for owner in dict.fromkeys(part.item.owner for part in parts):
        mine = [part for part in parts if part.item.owner == owner]
        fact = adjustment_fact(
            conn, owner, count.site, _changes(mine), at=now, note=f"Count of {count.bin}.",
            references=(("cycle_count", count.number),),
        )  # fmt: skip
        facts.append(fact)
        moves += [move for part in mine for move in _moves(count, part, fact.number)]
    stock_came(conn, count.site_id, sorted({part.item.item_id for part in parts}))
    ledger.post(ground, moves, key=f"book_count/{key}", at=now, actor=actor, facts=facts, conn=conn)
    return tuple(fact.number for fact in facts)


def _where(count: CountNow, line: Line, item: ItemView) -> dict[str, object]:
    return {"owner": item.owner, "item": item.code, "bin_id": count.bin_id, "lot": line.lot}


def _check_untouched(conn: Connection, count: CountNow, line: Line, item: ItemView) -> None:
    """A difference is booked once: not if somebody corrected the same stock after the count."""
    row = conn.execute(
        SQL["corrected_since"],
        _where(count, line, item)
        | {
            "balance_ids": [*line.balance_ids], "last_moves": [*line.last_moves],
            "counted_at": line.counted_at,
        },
    ).fetchone()  # fmt: skip
    if row is not None:
        text = f"{item.code} in {count.bin} was corrected by {row[0]} after it was counted."
        raise _Blocked(f"{text} Have it counted again.")


def _losses(conn: Connection, count: CountNow, line: Line, item: ItemView) -> list[_Part]:
    left = -line.difference if line.difference < 0 else ZERO
    gone = set(line.serials_gone)
    if not left and not gone:
        return []
    parts = []
    for serial, status, lpn, free in conn.execute(SQL["to_take"], _where(count, line, item)):
        if item.serial_controlled:
            if serial in gone:
                gone.discard(serial)
                parts.append(_Part(item, line.lot, -free, status, lpn, (serial,), line=line))
            continue
        amount = min(left, free)
        left -= amount
        if amount:
            parts.append(_Part(item, line.lot, -amount, status, lpn, line=line))
    if gone or (left and not item.serial_controlled):
        _refuse(conn, count, line, item, Decimal(len(gone)) if gone else left)
    return parts


def _refuse(conn: Connection, count: CountNow, line: Line, item: ItemView, amount: Decimal) -> None:
    rows = conn.execute(SQL["promised_to"], _where(count, line, item)).fetchall()
    what = f"{plain(amount)} {item.code} in {count.bin}"
    if rows:
        orders = ", ".join(row[0] for row in rows)
        raise _Blocked(f"{what} are promised to {orders}. Let their picks end, then approve again.")
    raise _Blocked(f"{what} left the bin after the count. Have it counted again.")


def _gains(ground: Ground, conn: Connection, line: Line, item: ItemView) -> list[_Part]:
    amount = Decimal(len(line.serials_new)) if item.serial_controlled else line.difference
    if amount <= 0:
        return []
    if line.lot:
        lot = Lot(owner=item.owner, item=item.code, lot=line.lot, expiry_on=line.expiry_on)
        ledger.put_lots(ground, [lot], conn=conn)
    return [_Part(item, line.lot, amount, AVAILABLE, "", tuple(line.serials_new), line=line)]


def _missing(conn: Connection, count: CountNow, line: Line, item: ItemView) -> list[_Part]:
    """Goods in the bin that a picker did not find: the count after that tells of them."""
    if count.cause != "short_pick":
        return []
    return [
        _Part(item, line.lot, free, status, lpn, (serial,) if serial else (), AVAILABLE)
        for status, lpn, serial, free in conn.execute(
            SQL["said_missing"], _where(count, line, item)
        )
    ]


def _found_again(missing: Sequence[_Part], lost: Sequence[_Part]) -> list[_Part]:
    """What of the missing goods is not lost: it may be promised again."""
    left = []
    for part in missing:
        taken = sum(
            (
                -other.quantity
                for other in lost
                if other.quantity < 0
                and (other.item.item_id, other.lot, other.status, other.lpn, other.serials)
                == (part.item.item_id, part.lot, part.status, part.lpn, part.serials)
            ),
            ZERO,
        )
        if part.quantity > taken:
            left.append(
                _Part(
                    part.item, part.lot, part.quantity - taken, part.status, part.lpn,
                    part.serials, part.to,
                )
            )  # fmt: skip
    return left


def _changes(parts: Sequence[_Part]) -> list[Change]:
    return [
        Change(
            item=part.item, quantity=amount, status=status, reason_code="count", lot=part.lot,
            serials=part.serials, expiry_on=part.line.expiry_on if part.line else None,
        )
        for part in parts
        for amount, status in (
            ((-part.quantity, part.status), (part.quantity, part.to))
            if part.to
            else ((part.quantity, part.status),)
        )
    ]  # fmt: skip


def _moves(count: CountNow, part: _Part, number: str) -> list[StockMove]:
    inside = Spot(count.bin, part.lpn, part.status)
    outside = Spot("@ADJUSTMENT", "", part.status)
    if part.to:
        source, target, reason = inside, Spot(count.bin, part.lpn, part.to), Reason.STATUS_CHANGE
    elif part.quantity > 0:
        source, target, reason = outside, inside, Reason.COUNT
    else:
        source, target, reason = inside, outside, Reason.COUNT
    return carry(
        part.item, site=count.site, source=source, target=target, quantity=abs(part.quantity),
        lot=part.lot, serials=part.serials, reason=reason, reason_code="count",
        document=DocumentRef("stock_adjustment", number),
    )  # fmt: skip
