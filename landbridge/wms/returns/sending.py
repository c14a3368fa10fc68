"""Goods that came back and go on to their supplier: they leave together, and the office is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from landbridge.canon import PartyRef, Reference, dump_json
from landbridge.canon.supplier_return import SentBackLine, SupplierReturn
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import Quantity, Uom, plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import fetch_all
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import DocumentRef, Fact, Reason, StockMove
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.moving import Spot, carry
from landbridge.wms.master.queries import items_by_id, party_names, site_by_id
from landbridge.wms.returns.contracts import SentToSupplier
from landbridge.wms.returns.orders import SQL
from landbridge.wms.returns.rules import STATUS_OF

SENT_MAX = 200
STATUS = STATUS_OF["vendor_return"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Going:
    """What came back together in one condition and goes on now."""

    return_item_id: int
    receipt_number: str
    site_id: int
    owner: str
    item_id: int
    quantity: Decimal
    lot: str
    expiry_on: date | None
    serials: list[str]
    condition: str
    note: str
    disposition: str
    sent_number: str
    bin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """Free stock that waits to go back. serial: "" for goods without."""

    item_id: int
    lot: str
    serial: str
    bin: str
    lpn: str
    free: Decimal

    @property
    def spot(self) -> Spot:
        return Spot(self.bin, self.lpn, STATUS)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What a person says of the parcel."""

    supplier: str
    carrier_code: str
    tracking_number: str
    note: str


def send_to_supplier(
    ground: Ground, *, key: str, actor: str, supplier: str, return_item_ids: Sequence[int],
    carrier_code: str = "", tracking_number: str = "", note: str = "",
) -> SentToSupplier:  # fmt: skip
    """Returned goods that were decided to go back leave for `supplier` in one parcel.

    They are taken from wherever they stand by now. Wrong: nothing-named, too-much, not-found,
    not-decided, sent (once for each), mixed (one site and one owner), unknown-party, not-enough.
    """
    ids = sorted(set(return_item_ids))
    said = _Said(
        supplier=supplier.strip(), carrier_code=carrier_code.strip(),
        tracking_number=tracking_number.strip(), note=note.strip(),
    )  # fmt: skip

    def work(conn: Connection) -> SentToSupplier:
        going = _going(conn, ids)
        _check_supplier(conn, going[0].owner, said.supplier)
        return _send(ground, conn, going, said, key=key, actor=actor)

    return once(
        ground, work, key=key, operation="send_to_supplier", actor=actor, answer=SentToSupplier,
        inputs=(supplier, ids, carrier_code, tracking_number, note),
    )  # fmt: skip


def _send(
    ground: Ground, conn: Connection, going: Sequence[_Going], said: _Said, *, key: str, actor: str
) -> SentToSupplier:
    now = ground.clock.now()
    row = conn.execute(
        SQL["insert_supplier_return"],
        {
            "site_id": going[0].site_id, "owner": going[0].owner, "supplier": said.supplier,
            "carrier_code": said.carrier_code, "tracking_number": said.tracking_number,
            "note": said.note, "at": now, "actor": actor,
        },
    ).fetchone()  # fmt: skip
    assert row is not None
    ids = [one.return_item_id for one in going]
    conn.execute(SQL["mark_sent"], {"supplier_return_id": row[0], "item_ids": ids})
    items = items_by_id(conn, [one.item_id for one in going])
    site = site_by_id(conn, going[0].site_id).code
    document = SupplierReturn(
        number=row[1], owner=PartyRef(going[0].owner), version=1, site=site,
        supplier=PartyRef(said.supplier), sent_at=now, carrier_code=said.carrier_code,
        tracking_number=said.tracking_number, note=said.note,
        lines=tuple(_line(one, items[one.item_id]) for one in going),
        references=tuple(
            Reference("return_receipt", number)
            for number in dict.fromkeys(one.receipt_number for one in going)
        ),
    )  # fmt: skip
    fact = Fact(
        kind=document.kind, site=site, owner=going[0].owner, number=document.number,
        content=dump_json(document),
    )  # fmt: skip
    moves = _moves(conn, going, items, site=site, number=document.number)
    ledger.post(
        ground, moves, key=f"send_to_supplier/{key}", at=now, actor=actor, facts=[fact], conn=conn
    )
    total = sum((one.quantity for one in going), Decimal(0))
    return SentToSupplier(
        supplier_return_id=row[0], number=document.number, supplier=said.supplier,
        item_count=len(going), quantity=total,
        text=f"{document.number}: {plain(total)} left for {said.supplier}.",
    )  # fmt: skip


def _check_supplier(conn: Connection, owner: str, code: str) -> None:
    if not code or (owner, code) not in party_names(conn, [(owner, code)]):
        text = f"{owner} has no party {code!r}; let the office enter it, or choose another."
        raise Wrong(text, "unknown-party", read=code)


def _going(conn: Connection, ids: Sequence[int]) -> list[_Going]:
    """The returned goods, locked."""
    if not ids:
        raise Wrong("Choose what leaves.", "nothing-named")
    if len(ids) > SENT_MAX:
        raise Wrong(f"At most {SENT_MAX} leave in one parcel.", "too-much")
    going = fetch_all(conn, _Going, SQL["lock_going"], {"item_ids": [*ids]})
    if len(going) != len(ids):
        raise Wrong("There is no such returned item.", "not-found")
    for one in going:
        if one.disposition != "vendor_return":
            text = f"What came with {one.receipt_number} was not decided to go to its supplier."
            raise Wrong(text, "not-decided", read=str(one.return_item_id))
        if one.sent_number:
            text = f"It has left before, with {one.sent_number}."
            raise Wrong(text, "sent", read=str(one.return_item_id))
    if len({(one.site_id, one.owner) for one in going}) > 1:
        raise Wrong("A parcel leaves from one site and is of one owner.", "mixed")
    return going


def _line(one: _Going, item: ItemView) -> SentBackLine:
    return SentBackLine(
        line_id=str(one.return_item_id), item=item.code,
        sent=Quantity(one.quantity, Uom(item.base_uom)), lot=one.lot, serials=tuple(one.serials),
        expiry_on=one.expiry_on, condition=one.condition, note=one.note,
    )  # fmt: skip


def _moves(
    conn: Connection, going: Sequence[_Going], items: dict[int, ItemView], *, site: str,
    number: str,
) -> list[StockMove]:  # fmt: skip
    """From the place they came in first, then from wherever else they were moved to."""
    where = {"site_id": going[0].site_id, "status": STATUS, "item_ids": [*items]}
    standing = fetch_all(conn, _Standing, SQL["standing"], where)
    left = {place: stock.free for place, stock in enumerate(standing)}
    moves: list[StockMove] = []
    for one in going:
        item = items[one.item_id]
        parts = [(serial, Decimal(1)) for serial in one.serials] or [("", one.quantity)]
        for serial, wanted in parts:
            missing = wanted
            for place in _places(standing, one, serial):
                taken = min(missing, left[place])
                missing -= taken
                left[place] -= taken
                if taken:
                    moves += carry(
                        item, site=site, source=standing[place].spot,
                        target=Spot("@SUPPLIER", "", STATUS), quantity=taken, lot=one.lot,
                        serials=[serial] if serial else (), reason=Reason.SUPPLIER_RETURN,
                        reason_code=one.condition,
                        document=DocumentRef("supplier_return", number, str(one.return_item_id)),
                    )  # fmt: skip
            if missing:
                text = (
                    f"{plain(missing)} {item.code} of {one.receipt_number} are not there any more "
                    "to be sent; look in the stock where they are."
                )
                raise Wrong(text, "not-enough", read=item.code)
    return moves


def _places(standing: Sequence[_Standing], one: _Going, serial: str) -> list[int]:
    """Where such goods stand, the place they came in first."""
    key = (one.item_id, one.lot, serial)
    fit = [
        place for place, stock in enumerate(standing)
        if (stock.item_id, stock.lot, stock.serial) == key
    ]  # fmt: skip
    return sorted(fit, key=lambda place: standing[place].bin != one.bin)
