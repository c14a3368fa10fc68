"""A newer version of a known outbound order: the free part follows at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from landbridge.canon import dump_json
from landbridge.kit.findings import Finding, Severity, error
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import plain
from landbridge.wms.forms.rows import as_json, fetch_all
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.master.contracts import Refused, Taken
from landbridge.wms.master.lines import ReadLine
from landbridge.wms.master.moving import stock_came
from landbridge.wms.master.operations import know_numbers
from landbridge.wms.outbound.allocation.letting_go import Freed, let_go
from landbridge.wms.outbound.cutoffs.operations import ready_by, time_picks
from landbridge.wms.outbound.orders.answering import (
    Outcome,
    answer,
    fresh_outcome,
    outcome_of,
    refused_outcomes,
)
from landbridge.wms.outbound.orders.progress import progress_facts
from landbridge.wms.outbound.orders.reading import OrderNow, Ready, taken
from landbridge.wms.outbound.orders.rows import describe_rows, new_lines, numbers
from landbridge.wms.outbound.orders.rules import (
    LineChange,
    LineNow,
    asks_after_closing,
    cancel,
    retarget,
)
from landbridge.wms.outbound.orders.taking_back import Taken as TakenBack
from landbridge.wms.outbound.orders.taking_back import take_back

SQL = named_sql("landbridge.wms.outbound", "sql/orders.sql")
ZERO = Decimal(0)


def change_order(
    ground: Ground, conn: Connection, now: OrderNow, entry: Ready, *, at: datetime
) -> Taken | Refused:
    """Bring a locked order to a new version as far as the floor still allows it."""
    lines = fetch_all(conn, LineNow, SQL["ladders_of_order"], {"order_id": now.order_id})
    cancelling = entry.document.status == "cancelled"
    targets = {
        line.line_id: read for line, read in zip(entry.document.lines, entry.lines, strict=True)
    }
    if refusals := _refusals(now, entry, lines, targets, cancelling):
        said = " ".join(finding.text for finding in refusals)
        outcomes = refused_outcomes(entry, lines, refusals)
        facts = answer(conn, now, entry, outcomes, at=at, refusal=said)
        ledger.append_journal(ground, facts, at=at, actor="bridge", conn=conn)
        if now.closed_at is None:
            return Refused(refusals)
        # It came too late, which happens every day: the answer says so, nobody has to mend it.
        return taken(entry, tuple(replace(finding, severity=Severity.WARNING)
                                  for finding in refusals))  # fmt: skip
    if now.closed_at is not None and now.cancelled_at is None:
        # Nothing is asked that was not asked before: only the version and its words are kept.
        _update(conn, now, entry, closed=True, cancelled=False, at=at)
        return taken(entry)
    changes = {line.line_id: _change(line, targets.get(line.line_id), cancelling) for line in lines}
    findings = tuple(finding for change in changes.values() for finding in change.findings)
    touched = any(changes[line.line_id].changes(line) for line in lines)
    fresh = [] if cancelling else [*new_lines(now.order_id, entry, changes)]
    reservation_ids = _write(conn, now, entry, lines, changes, targets, fresh, at)
    closed = _is_done(lines, changes) and not fresh
    nothing_left = cancelling and closed
    _update(conn, now, entry, closed=closed, cancelled=nothing_left, at=at)
    know_numbers(conn, [*numbers(entry, now.order_id)])
    if touched or fresh or findings:
        stage = "cancelled" if cancelling else "accepted"
        outcomes = [outcome_of(line, changes[line.line_id]) for line in lines]
        outcomes += _fresh_outcomes(entry, changes) if fresh else []
        facts = [
            *answer(conn, now, entry, outcomes, at=at),
            *progress_facts(conn, [now.order_id], stage=stage, at=at),
        ]
        ledger.append_journal(ground, facts, at=at, actor="bridge", conn=conn)
    if reservation_ids:
        ledger.void(ground, reservation_ids, actor="bridge", conn=conn)
    return taken(entry, findings)


def _fresh_outcomes(entry: Ready, known: Mapping[str, LineChange]) -> list[Outcome]:
    pairs = zip(entry.document.lines, entry.lines, strict=True)
    return [
        fresh_outcome(line.line_id, read.item.item_id, read.quantity)
        for line, read in pairs
        if line.line_id not in known
    ]


def _refusals(
    now: OrderNow,
    entry: Ready,
    lines: Sequence[LineNow],
    targets: Mapping[str, ReadLine],
    cancelling: bool,
) -> tuple[Finding, ...]:
    """What forbids the version as a whole, so that nothing is half right."""
    findings = []
    begun = any(line.allocated for line in lines)
    if entry.site_id != now.site_id and begun:
        text = f"Order {now.number} is being worked on; it cannot move to another site."
        findings.append(error("site", "work-begun", text))
    known = {line.line_id: line for line in lines}
    for line_id, read in targets.items():
        line = known.get(line_id)
        path = f"lines[{line_id}]"
        if now.closed_at is not None and now.cancelled_at is None:
            if not cancelling and asks_after_closing(line, read.quantity):
                text = f"Order {now.number} is finished; line {line_id} cannot become "
                text += f"{plain(read.quantity)}. Send a new order."
                findings.append(error(f"{path}.quantity", "order-closed", text))
        elif line is not None and line.item_id != read.item.item_id and line.picked:
            text = f"Line {line_id} cannot become {read.item.code}: "
            text += f"{plain(line.picked)} are picked already. Send it as a line of its own."
            findings.append(error(f"{path}.item", "already-picked", text))
    if cancelling and now.closed_at is not None and any(line.shipped for line in lines):
        text = f"Order {now.number} was shipped; it cannot be cancelled."
        findings.append(error("status", "already-shipped", text))
    return tuple(findings)


def _change(line: LineNow, read: ReadLine | None, cancelling: bool) -> LineChange:
    if cancelling:
        return cancel(line)
    if read is None:
        return retarget(line, ZERO)
    if read.item.item_id != line.item_id:
        return LineChange(
            wanted=read.quantity, ordered=read.quantity, short=ZERO, cancelled=ZERO,
            give_back=line.allocated,
        )  # fmt: skip
    return retarget(line, read.quantity)


def _write(
    conn: Connection,
    now: OrderNow,
    entry: Ready,
    lines: Sequence[LineNow],
    changes: Mapping[str, LineChange],
    targets: Mapping[str, ReadLine],
    fresh: Sequence[dict[str, object]],
    at: datetime,
) -> list[int]:
    """Write lines, end tasks that are not wanted any more; reservations to void."""
    wishes = {
        line.outbound_line_id: changes[line.line_id].give_back
        for line in lines
        if changes[line.line_id].give_back
    }
    freed = let_go(conn, now.order_id, wishes, at=at)
    backs = {
        line.outbound_line_id: changes[line.line_id].put_back
        for line in lines
        if changes[line.line_id].put_back
    }
    cancelling = entry.document.status == "cancelled"
    why = f"Version {entry.document.version} {'cancels' if cancelling else 'changes'} the order."
    back = take_back(conn, now, backs, at=at, why=why)
    rows = []
    for line in lines:
        change = changes[line.line_id]
        rows.append(_row(line, change, freed, back))
    conn.execute(SQL["change_lines"], {"rows": as_json(rows)})
    if entry.document.status == "open":
        conn.execute(SQL["describe_lines"], {"rows": as_json([*describe_rows(entry, lines)])})
        conn.execute(SQL["insert_lines"], {"rows": as_json(fresh)})
    items = {line.item_id for line in lines} | {read.item.item_id for read in targets.values()}
    stock_came(conn, entry.site_id, sorted(items))
    return freed.reservation_ids


def _row(line: LineNow, change: LineChange, freed: Freed, back: TakenBack) -> dict[str, object]:
    picked = back.picked.get(line.outbound_line_id, ZERO)
    allocated = freed.allocated.get(line.outbound_line_id, ZERO) + picked
    released = freed.released.get(line.outbound_line_id, ZERO) + picked
    return {
        "outbound_line_id": line.outbound_line_id, "wanted": change.wanted,
        "ordered": change.ordered, "short": change.short, "cancelled": change.cancelled,
        "allocated": line.allocated - allocated, "released": line.released - released,
        "picked": line.picked - picked,
        "packed": line.packed - back.packed.get(line.outbound_line_id, ZERO),
    }  # fmt: skip


def _is_done(lines: Sequence[LineNow], changes: Mapping[str, LineChange]) -> bool:
    """Nothing is open on any line."""
    return all(
        change.ordered == line.shipped + change.short + change.cancelled
        for line in lines
        for change in (changes[line.line_id],)
    )


def _update(
    conn: Connection, now: OrderNow, entry: Ready, *, closed: bool, cancelled: bool, at: datetime
) -> None:
    document = entry.document
    if document.status == "cancelled" and not cancelled:
        # What is picked still ships: keep the last open version as what the order is about.
        document = replace(document, status="open")
    conn.execute(
        SQL["update_order"],
        {
            "order_id": now.order_id, "version": document.version, "site_id": entry.site_id,
            "customer": document.customer.code, "ship_on": document.ship_on,
            "carrier_code": document.carrier_code, "service_code": document.service_code,
            "priority": document.priority, "ship_complete": document.ship_complete,
            "note": document.note, "content": dump_json(document).decode(), "at": at,
            "closed": closed, "cancelled": cancelled,
        },
    )  # fmt: skip
    if not closed:
        # It may leave on another day now, or with another carrier.
        time_picks(conn, ready_by(conn, [now.order_id], at))
