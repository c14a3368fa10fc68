"""Counting a bin, blind, while picks go on.

What is counted is compared with what the books say at that very moment. If goods of the item moved
between the first look and the answer, or somebody just holds some, a difference proves nothing: it
is counted again. So a difference that is booked is one that was there.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.queries import agreed, items_by_id, one_item, site_by_code
from landbridge.wms.master.rules import to_base
from landbridge.wms.upkeep.counts.contracts import CountBegun, CountFinished, ItemCounted
from landbridge.wms.upkeep.counts.reviewing import conclude
from landbridge.wms.upkeep.counts.rows import (
    SQL,
    CountNow,
    Round,
    groups,
    lines,
    lock_count,
    my_round,
    put_line,
    rounds,
    see,
    seen,
    set_state,
    tell,
)
from landbridge.wms.upkeep.counts.rules import ZERO, Group, compare, moved

IDLE = timedelta(minutes=30)  # after which another may begin a count anew


def next_count(
    ground: Ground, *, actor: str, site: str, zone: str = "", passed: Sequence[int] = ()
) -> int | None:
    """What this person should count next: what they began, then by priority along the walk."""
    with ground.pg.reading() as conn:
        site_id = site_by_code(conn, site).site_id
        where = {"site_id": site_id, "zone": zone, "actor": actor, "passed": [*passed]}
        row = conn.execute(SQL["next_count"], where).fetchone()
    return row[0] if row else None


def begin_count(ground: Ground, *, key: str, actor: str, count_id: int) -> CountBegun:
    """Begin, or go on with, counting a bin; from now on moves of its goods are noticed.

    Wrong: not-found, count-done, claimed (somebody else counts it), same-counter (who counted
    first does not count again).
    """

    def work(conn: Connection) -> CountBegun:
        now = ground.clock.now()
        count = lock_count(conn, count_id)
        if count.state not in ("requested", "investigating", "counting"):
            raise Wrong(f"{count.number} is counted.", "count-done", read=count.number)
        before = rounds(conn, count)
        if count.state == "counting" and before[-1].counted_by == actor:
            return _begun(count, count.round, resumed=True)
        turn = _next_round(conn, count, before, actor, now)
        set_state(conn, count, "counting", round=turn)
        where = {"count_id": count_id, "round": turn, "actor": actor, "at": now}
        conn.execute(SQL["insert_round"], where)
        see(conn, count, [*groups(conn, count).values()], turn)
        tell(conn, [count_id], "counting", f"Round {turn}.", at=now, actor=actor)
        return _begun(count, turn, resumed=False)

    return once(
        ground, work, key=key, operation="begin_count", actor=actor, inputs=(count_id,),
        answer=CountBegun,
    )  # fmt: skip


def _next_round(
    conn: Connection, count: CountNow, before: Sequence[Round], actor: str, now: datetime
) -> int:
    """Number of the round that begins; an abandoned one begins anew."""
    finished = [turn for turn in before if turn.finished_at is not None]
    if count.state == "counting":
        last = before[-1]
        if last.active_at > now - IDLE:
            raise Wrong(f"{last.counted_by} counts {count.bin}.", "claimed", read=last.counted_by)
        conn.execute(SQL["drop_round"], {"count_id": count.count_id, "round": last.round})
    if finished and finished[-1].counted_by == actor:
        text = f"You counted {count.bin} before. Somebody else must count it now."
        raise Wrong(text, "same-counter", read=actor)
    return len(finished) + 1


def _begun(count: CountNow, turn: int, *, resumed: bool) -> CountBegun:
    return CountBegun(
        count_id=count.count_id, number=count.number, bin=count.bin, round=turn, resumed=resumed,
        text=f"Count {count.bin}.",
    )  # fmt: skip


def count_item(
    ground: Ground,
    *,
    key: str,
    actor: str,
    count_id: int,
    item: str,
    quantity: Decimal,
    uom: str = "",
    owner: str = "",
    lot: str = "",
    expiry_on: date | None = None,
    serials: Sequence[str] = (),
) -> ItemCounted:
    """Say how much of an item (and lot) is in the bin altogether: all states, all plates. Saying it
    again replaces what was said.

    Wrong: not-counting, claimed, unknown-code, ambiguous-code, wrong-item, quantity, unknown-uom,
    lot-missing, expiry-missing, wrong-expiry, serials-missing, serial-twice.
    """
    read = tuple(serial.strip() for serial in serials if serial.strip())

    def work(conn: Connection) -> ItemCounted:
        now = ground.clock.now()
        count = lock_count(conn, count_id)
        my_round(conn, count, actor, now)
        scanned = one_item(ground, conn, item, owner=owner)
        thing, scan = scanned.item, scanned.scan
        if count.item_id is not None and thing.item_id != count.item_id:
            wanted = items_by_id(conn, [count.item_id])[count.item_id].code
            text = f"{thing.code} was read, only {wanted} is to be counted here."
            raise Wrong(text, "wrong-item", read=thing.code, expected=wanted)
        base = to_base(thing, quantity, uom) if quantity else ZERO
        lot_read = agreed(lot.strip(), scan.lot, "lot") if thing.lot_controlled else ""
        day = expiry_on or scan.expiry_on or scan.best_before_on
        _check(conn, thing, base, lot_read, day, read)
        serials_read = read if thing.serial_controlled else ()
        holders = _in_hand(conn, count, thing.item_id, now)
        group = groups(conn, count).get((thing.item_id, lot_read))
        group = group or Group(item_id=thing.item_id, lot=lot_read)
        line = compare(
            group, round=count.round, counted=base, serials=serials_read, expiry_on=day
        )  # fmt: skip
        why = ""
        if line.differs:
            why = _doubt(conn, count, group, holders)
        if not why:
            put_line(conn, count, line, at=now, actor=actor)
        name = f"{thing.code} lot {lot_read}" if lot_read else thing.code
        return ItemCounted(
            count_id=count_id, item=thing.code, uom=thing.base_uom, lot=lot_read, quantity=base,
            taken=not why,
            text=f"{why} Count {name} again." if why else f"{plain(base)} {name} counted.",
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="count_item", actor=actor, answer=ItemCounted,
        inputs=(count_id, item, quantity, uom, owner, lot, expiry_on, read),
    )  # fmt: skip


def _check(
    conn: Connection,
    item: ItemView,
    base: Decimal,
    lot: str,
    day: date | None,
    serials: Sequence[str],
) -> None:
    if item.lot_controlled and not lot:
        raise Wrong(f"Scan the lot of {item.code}.", "lot-missing")
    if item.serial_controlled and len(set(serials)) != len(serials):
        twice = next(serial for serial in serials if serials.count(serial) > 1)
        raise Wrong(f"Serial {twice} was read twice.", "serial-twice", read=twice)
    if item.serial_controlled and Decimal(len(serials)) != base:
        text = f"A serial is needed for each piece: {plain(base)} wanted, {len(serials)} read."
        raise Wrong(text, "serials-missing", read=str(len(serials)), expected=plain(base))
    if not lot or not base:
        return
    where = {"owner": item.owner, "item": item.code, "lot": lot}
    row = conn.execute(SQL["lot_use_by"], where).fetchone()
    known = row[0] if row else None
    if known is None and day is None and item.expiry_controlled:
        raise Wrong(f"Lot {lot} is new here. Say when it expires.", "expiry-missing")
    if known is not None and day is not None and day != known:
        text = f"Lot {lot} expires on {known}, not on {day}."
        raise Wrong(text, "wrong-expiry", read=day.isoformat(), expected=known.isoformat())


def _in_hand(conn: Connection, count: CountNow, item_id: int, now: datetime) -> list[str]:
    """Who just takes some of the item here, or brings some. Asked before the books are read: a
    pick that is confirmed in between shows there."""
    where = {"site_id": count.site_id, "item_id": item_id, "bin": count.bin, "now": now}
    return [row[0] for row in conn.execute(SQL["in_hand"], where)]


def _doubt(conn: Connection, count: CountNow, group: Group, holders: Sequence[str]) -> str:
    """Why a difference proves nothing, "" if it does. The goods are looked at anew from now on."""
    was = seen(conn, count).get((group.item_id, group.lot))
    if moved(was, group):
        see(conn, count, [group], count.round)
        return "Some of it moved while you counted."
    if holders:
        return f"{holders[0]} is just working on it here."
    return ""


def finish_count(ground: Ground, *, key: str, actor: str, count_id: int) -> CountFinished:
    """The bin is counted through: what was not said is not there. Compares, and says what follows.

    Wrong: not-found, not-counting, claimed.
    """

    def work(conn: Connection) -> CountFinished:
        now = ground.clock.now()
        count = lock_count(conn, count_id)
        my_round(conn, count, actor, now)
        said = {(line.item_id, line.lot) for line in lines(conn, count)}
        again = _absent(conn, count, said, actor, now)
        if again:
            return CountFinished(
                count_id=count_id, number=count.number, finished=False, state=count.state,
                again=again, text=f"Look for {again[0]} again: it moved while you counted.",
            )  # fmt: skip
        where = {"count_id": count_id, "round": count.round, "at": now}
        conn.execute(SQL["finish_round"], where)
        conn.execute(SQL["set_counted"], where)
        tell(conn, [count_id], "counted", f"Round {count.round}.", at=now, actor=actor)
        done = conclude(ground, conn, count, key=key, actor=actor)
        return CountFinished(
            count_id=count_id, number=count.number, finished=True, state=done.state, again=(),
            text=f"{count.bin} is counted.",
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="finish_count", actor=actor, inputs=(count_id,),
        answer=CountFinished,
    )  # fmt: skip


def _absent(
    conn: Connection, count: CountNow, said: set[tuple[int, str]], actor: str, now: datetime
) -> tuple[str, ...]:
    """Write down as not found what nobody spoke of; names of what must be looked for again."""
    # Holders first, as in `_in_hand`.
    suspects = [pair for pair in groups(conn, count) if pair not in said]
    held = {item_id for item_id, _ in suspects if _in_hand(conn, count, item_id, now)}
    before = seen(conn, count)
    again: list[Group] = []
    for pair, group in groups(conn, count).items():
        if pair in said:
            continue
        if moved(before.get(pair), group) or pair[0] in held:
            again.append(group)
            continue
        line = compare(group, round=count.round, counted=ZERO, found=False)
        put_line(conn, count, line, at=now, actor=actor)
    see(conn, count, again, count.round)
    names = items_by_id(conn, [group.item_id for group in again])
    return tuple(
        f"{names[group.item_id].code} lot {group.lot}" if group.lot else names[group.item_id].code
        for group in again
    )
