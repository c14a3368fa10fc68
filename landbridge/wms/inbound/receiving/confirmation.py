"""The receipt confirmation: what really came, by order line, lot and status. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from landbridge.canon import Document, Reference, dump_json
from landbridge.canon.base import LotQuantity
from landbridge.canon.inbound_order import InboundOrder
from landbridge.canon.receipt_confirmation import ReceiptConfirmation, ReceivedLine
from landbridge.kit.quantity import Quantity, Uom
from landbridge.wms.ledger.contracts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmedLine:
    """A counted part; expected and received are of its whole order line, None if unannounced."""

    inbound_line_id: int | None
    line_id: str | None
    expected: Decimal | None
    received: Decimal | None
    item: str
    base_uom: str
    quantity: Decimal
    lot: str
    expiry_on: date | None
    serials: list[str]
    status: str
    reason_code: str


def confirm(
    order: Document,
    number: str,
    site: str,
    lines: Sequence[ConfirmedLine],
    *,
    closed: bool,
    at: datetime,
) -> Fact:
    """One line for each order line (and for each unannounced item), its parts as lots."""
    assert isinstance(order, InboundOrder)
    # Lines come by order line; what nobody announced stands last, by item.
    keyed = sorted(lines, key=lambda line: "" if line.inbound_line_id else f"~{line.item}")
    groups = groupby(keyed, key=lambda line: (line.line_id or "", line.item))
    document = ReceiptConfirmation(
        number=number, owner=order.owner, version=1, site=site, order_number=order.number,
        references=(Reference("inbound_order", order.number), *order.references),
        supplier=order.supplier, received_at=at, closed=closed,
        lines=tuple(
            _line(index, line_id, item, list(parts), closed)
            for index, ((line_id, item), parts) in enumerate(groups, 1)
        ),
    )  # fmt: skip
    return Fact(
        kind=document.kind, site=site, owner=order.owner.code, number=number,
        content=dump_json(document),
    )  # fmt: skip


def _line(
    index: int, line_id: str, item: str, parts: Sequence[ConfirmedLine], closed: bool
) -> ReceivedLine:
    uom = Uom(parts[0].base_uom)
    total = sum((part.quantity for part in parts), Decimal(0))
    return ReceivedLine(
        line_id=str(index), order_line_id=line_id, item=item, received=Quantity(total, uom),
        lots=tuple(_lots(parts, uom)), reason_code=_reason(parts, closed),
    )  # fmt: skip


def _lots(parts: Sequence[ConfirmedLine], uom: Uom) -> Iterable[LotQuantity]:
    """Parts of one lot, day and status together; none for plain goods without any of them."""
    by_lot: dict[tuple[str, date | None, str], list[ConfirmedLine]] = {}
    for part in parts:
        by_lot.setdefault((part.lot, part.expiry_on, part.status), []).append(part)
    for (lot, expiry_on, status), same in by_lot.items():
        serials = tuple(serial for part in same for serial in part.serials)
        if lot or serials or status != "available" or len(by_lot) > 1:
            amount = sum((part.quantity for part in same), Decimal(0))
            yield LotQuantity(
                quantity=Quantity(amount, uom), lot=lot, serials=serials, expiry_on=expiry_on,
                status=status,
            )  # fmt: skip


def _reason(parts: Sequence[ConfirmedLine], closed: bool) -> str:
    """The reason a person gave, else what the amounts say."""
    for part in parts:
        if part.reason_code:
            return part.reason_code
    first = parts[0]
    if first.expected is None or first.received is None:
        return "wrong_item"
    if first.received > first.expected:
        return "over"
    return "short" if closed and first.received < first.expected else ""
