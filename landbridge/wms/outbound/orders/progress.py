"""Facts that tell how far orders have come, and the counters they are read from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal

from landbridge.canon import PartyRef, dump_json
from landbridge.canon.progress import LineProgress, Progress
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import Quantity, Uom
from landbridge.wms.forms.rows import as_json
from landbridge.wms.ledger.contracts import Fact

SQL = named_sql("landbridge.wms.outbound", "sql/orders.sql")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is added to a line's counters (negative takes away)."""

    outbound_line_id: int
    ordered: Decimal = ZERO
    allocated: Decimal = ZERO
    released: Decimal = ZERO
    picked: Decimal = ZERO
    packed: Decimal = ZERO
    shipped: Decimal = ZERO
    short: Decimal = ZERO
    short_reason: str = ""


_STEP = tuple(field.name for field in fields(Step))


def add_steps(conn: Connection, steps: Iterable[Step]) -> None:
    """Move counters of lines; no line twice in one call. The database keeps the ladder."""
    rows = [{name: getattr(step, name) for name in _STEP} for step in steps]
    if rows:
        conn.execute(SQL["set_counters"], {"rows": as_json(rows)})


def progress_facts(
    conn: Connection, order_ids: Sequence[int], *, stage: str, at: datetime
) -> list[Fact]:
    """A progress document for each order, as its lines stand now in this transaction."""
    if not order_ids:
        return []
    ids = [*order_ids]
    lines: dict[int, list[LineProgress]] = {order_id: [] for order_id in ids}
    for row in conn.execute(SQL["progress_lines"], {"order_ids": ids}):
        lines[row[0]].append(_line(row[1], row[2], Uom(row[3]), row[4:]))
    facts = []
    for order_id, owner, number, version, site in conn.execute(
        SQL["progress_orders"], {"order_ids": ids}
    ).fetchall():
        document = Progress(
            number=number, owner=PartyRef(owner), version=version, site=site, stage=stage, at=at,
            lines=tuple(lines[order_id]),
        )  # fmt: skip
        content = dump_json(document)
        facts.append(
            Fact(kind=document.kind, site=site, owner=owner, number=number, content=content)
        )
    return facts


def _line(line_id: str, item: str, uom: Uom, counters: Sequence[Decimal]) -> LineProgress:
    ordered, allocated, picked, packed, shipped, short = (
        Quantity(value, uom) for value in counters
    )
    return LineProgress(
        order_line_id=line_id, item=item, ordered=ordered, allocated=allocated, picked=picked,
        packed=packed, shipped=shipped, short=short,
    )  # fmt: skip
