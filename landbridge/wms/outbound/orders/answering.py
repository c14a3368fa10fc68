"""The answer to a version of an order, line by line: what follows, what goes back, what cannot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from landbridge.canon import Document, PartyRef, dump_json, load_json
from landbridge.canon.order_response import AnsweredLine, OrderResponse
from landbridge.kit.findings import Finding
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import Quantity, Uom, plain
from landbridge.wms.ledger.contracts import Fact
from landbridge.wms.master.queries import items_by_id, site_by_id
from landbridge.wms.outbound.contracts import AnswerLineView, AnswerView
from landbridge.wms.outbound.orders.reading import OrderNow, Ready
from landbridge.wms.outbound.orders.rules import LineChange, LineNow
from landbridge.wms.outbound.orders.taking_back import SQL

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one line. In base units of its item."""

    line_id: str
    item_id: int
    wanted: Decimal
    holds: Decimal
    cancelled: Decimal
    put_back: Decimal
    shipped: Decimal
    reason_code: str = ""
    text: str = ""

    @property
    def refused(self) -> Decimal:
        """More than was wanted and cannot be undone, or less than was wanted and cannot be had."""
        return abs(self.holds - self.wanted)


def outcome_of(line: LineNow, change: LineChange) -> Outcome:
    holds = change.ordered - change.cancelled
    late = holds > change.wanted
    text = ""
    if late:
        text = f"{plain(line.shipped)} were shipped before; {plain(holds)} holds."
    elif change.put_back:
        text = f"{plain(change.put_back)} were picked and go back to their place."
    return Outcome(
        line_id=line.line_id, item_id=line.item_id, wanted=change.wanted, holds=holds,
        cancelled=change.cancelled, put_back=change.put_back, shipped=line.shipped,
        reason_code="already_shipped" if late else "", text=text,
    )  # fmt: skip


def fresh_outcome(line_id: str, item_id: int, quantity: Decimal) -> Outcome:
    """A line that is new with this version."""
    return Outcome(
        line_id=line_id, item_id=item_id, wanted=quantity, holds=quantity, cancelled=ZERO,
        put_back=ZERO, shipped=ZERO,
    )  # fmt: skip


def refused_outcomes(
    entry: Ready, lines: Sequence[LineNow], findings: Sequence[Finding]
) -> list[Outcome]:
    """Every known line as it stays, because the version as a whole is refused."""
    cancelling = entry.document.status == "cancelled"
    wanted = {
        line.line_id: read.quantity
        for line, read in zip(entry.document.lines, entry.lines, strict=True)
    }
    reason = (findings[0].rule if findings else "").replace("-", "_")
    said = {finding.path.split("]")[0].removeprefix("lines["): finding for finding in findings}
    return [
        Outcome(
            line_id=line.line_id, item_id=line.item_id,
            wanted=ZERO if cancelling else wanted.get(line.line_id, ZERO),
            holds=line.ordered - line.cancelled, cancelled=line.cancelled, put_back=ZERO,
            shipped=line.shipped, reason_code=reason,
            text=said[line.line_id].text if line.line_id in said else "",
        )
        for line in lines
    ]  # fmt: skip


def answer(
    conn: Connection,
    now: OrderNow,
    entry: Ready,
    outcomes: Sequence[Outcome],
    *,
    at: datetime,
    refusal: str = "",
) -> list[Fact]:
    """The answer as a fact, once for each version: a refused one may be sent again and again.

    refusal: why the version as a whole was refused.
    """
    items = items_by_id(conn, {one.item_id for one in outcomes})
    units = {item_id: (item.code, Uom(item.base_uom)) for item_id, item in items.items()}
    document = OrderResponse(
        number=now.number, owner=PartyRef(now.owner), version=entry.document.version,
        references=entry.document.references, site=site_by_id(conn, now.site_id).code,
        request="cancel" if entry.document.status == "cancelled" else "change",
        answer="refused" if refusal else _verdict(outcomes), answered_at=at, text=refusal,
        lines=tuple(_line(one, units) for one in outcomes),
    )  # fmt: skip
    content = dump_json(document)
    fresh = conn.execute(
        SQL["insert_answer"],
        {
            "order_id": now.order_id, "version": document.version, "request": document.request,
            "answer": document.answer, "content": content.decode(), "at": at,
        },
    ).fetchone()  # fmt: skip
    if fresh is None:
        return []
    return [
        Fact(kind=document.kind, site=document.site, owner=now.owner, number=now.number,
             content=content)
    ]  # fmt: skip


def _verdict(outcomes: Sequence[Outcome]) -> str:
    refused = [one for one in outcomes if one.refused]
    if not refused:
        return "accepted"
    changed = any(one.cancelled or one.put_back for one in outcomes)
    return "accepted_in_part" if changed or len(refused) < len(outcomes) else "refused"


def _line(one: Outcome, units: Mapping[int, tuple[str, Uom]]) -> AnsweredLine:
    item, uom = units[one.item_id]

    def much(value: Decimal) -> Quantity:
        return Quantity(value, uom)

    return AnsweredLine(
        order_line_id=one.line_id, item=item, wanted=much(one.wanted), holds=much(one.holds),
        cancelled=much(one.cancelled), put_back=much(one.put_back), refused=much(one.refused),
        shipped=much(one.shipped), reason_code=one.reason_code, text=one.text,
    )  # fmt: skip


def answers_of(conn: Connection, order_id: int) -> tuple[AnswerView, ...]:
    """What was answered to versions of an order, the newest first, at most 20."""
    rows = conn.execute(SQL["answers"], {"order_id": order_id}).fetchall()
    return tuple(_view(load_json(row[0].encode())) for row in rows)


def _view(document: Document) -> AnswerView:
    assert isinstance(document, OrderResponse)
    return AnswerView(
        version=document.version, request=document.request, answer=document.answer,
        answered_at=document.answered_at, text=document.text,
        lines=tuple(
            AnswerLineView(
                line_id=line.order_line_id, item=line.item, uom=line.wanted.uom,
                wanted=line.wanted.value, holds=line.holds.value, cancelled=line.cancelled.value,
                put_back=line.put_back.value, refused=line.refused.value, text=line.text,
            )
            for line in document.lines
        ),
    )  # fmt: skip
