"""Transfers: one order out at the source and one order in at the target, where they are ours."""

from collections.abc import Sequence
from datetime import datetime

from landbridge.canon import PartyRef, Reference, dump_json
from landbridge.canon.base import Address
from landbridge.canon.inbound_order import InboundLine, InboundOrder
from landbridge.canon.outbound_order import OutboundLine, OutboundOrder
from landbridge.canon.transfer import Transfer
from landbridge.kit.findings import Finding, error
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.wms.inbound.orders.operations import take_inbound_orders
from landbridge.wms.master.contracts import Refused, Taken
from landbridge.wms.master.queries import sites_by_code
from landbridge.wms.outbound.orders.operations import take_outbound_orders

KIND = "transfer"
# Beside sales and purchases, whose numbers may be the same.
PREFIX = "TR-"


def take_transfers(
    ground: Ground, conn: Connection, documents: Sequence[Transfer], *, at: datetime
) -> tuple[Taken | Refused, ...]:
    """Make or change both legs of transfers; no transfer twice in one call."""
    codes = [code for one in documents for code in (one.source_site, one.target_site)]
    ours = sites_by_code(conn, codes)
    results: list[Taken | Refused] = []
    for document in documents:
        results.append(_take(ground, conn, document, frozenset(ours), at))
    return tuple(results)


def _take(
    ground: Ground, conn: Connection, document: Transfer, ours: frozenset[str], at: datetime
) -> Taken | Refused:
    if not {document.source_site, document.target_site} & ours:
        text = f"Neither {document.source_site} nor {document.target_site} is a site here."
        return Refused((error("source_site", "unknown-site", text),))
    try:
        with conn.transaction():
            findings = _take_legs(ground, conn, document, ours, at)
    except _LegRefused as fault:
        return fault.refusal
    return Taken(
        kind=document.kind, owner=document.owner.code, number=document.number,
        version=document.version, findings=findings,
    )  # fmt: skip


class _LegRefused(Exception):
    """One leg cannot be taken, so neither is."""

    def __init__(self, refusal: Refused) -> None:
        self.refusal = refusal
        super().__init__(str(refusal))


def _take_legs(
    ground: Ground, conn: Connection, document: Transfer, ours: frozenset[str], at: datetime
) -> tuple[Finding, ...]:
    answers: list[Taken | Refused] = []
    if document.source_site in ours:
        answers += take_outbound_orders(ground, conn, [leg_out(document)], at=at)
    if document.target_site in ours:
        answers += take_inbound_orders(conn, [leg_in(document)], at=at)
    findings: tuple[Finding, ...] = ()
    for answer in answers:
        if isinstance(answer, Refused):
            raise _LegRefused(answer)
        findings += answer.findings
    conn.execute(
        "INSERT INTO transfer (owner, number, version, source_site, target_site, content,"
        " changed_at) VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (owner, number)"
        " DO UPDATE SET version = excluded.version, source_site = excluded.source_site,"
        " target_site = excluded.target_site, content = excluded.content,"
        " changed_at = excluded.changed_at",
        [
            document.owner.code, document.number, document.version, document.source_site,
            document.target_site, dump_json(document).decode(), at,
        ],
    )  # fmt: skip
    return findings


def leg_number(number: str) -> str:
    """The number that both legs bear; their references name the transfer itself."""
    return f"{PREFIX}{number}"


def leg_out(document: Transfer) -> OutboundOrder:
    """What leaves the source site."""
    return OutboundOrder(
        number=leg_number(document.number), owner=document.owner, version=document.version,
        references=_references(document), site=document.source_site,
        customer=PartyRef(document.target_site), ship_to=Address(name=document.target_site),
        status=document.status, ship_on=document.ship_on, note=document.note,
        lines=tuple(
            OutboundLine(
                line_id=line.line_id, item=line.item, quantity=line.quantity, lot=line.lot,
                serials=line.serials, note=line.note,
            )
            for line in document.lines
        ),
    )  # fmt: skip


def leg_in(document: Transfer) -> InboundOrder:
    """What comes to the target site."""
    return InboundOrder(
        number=leg_number(document.number), owner=document.owner, version=document.version,
        references=_references(document), site=document.target_site,
        supplier=PartyRef(document.source_site), source="transfer", status=document.status,
        expected_on=document.expected_on, note=document.note,
        lines=tuple(
            InboundLine(
                line_id=line.line_id, item=line.item, quantity=line.quantity, lot=line.lot,
                serials=line.serials, note=line.note,
            )
            for line in document.lines
        ),
    )  # fmt: skip


def _references(document: Transfer) -> tuple[Reference, ...]:
    return (Reference(KIND, document.number), *document.references)
