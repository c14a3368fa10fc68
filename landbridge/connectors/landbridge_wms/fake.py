"""The stand of the built-in warehouse for the contract suite. Nothing is faked here: it is the
warehouse itself on a database of the test, with one site, two items and one open order each way.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from landbridge.canon import Document, PartyRef, dump_json, load_json
from landbridge.canon.base import Address
from landbridge.canon.inbound_order import InboundLine, InboundOrder
from landbridge.canon.item import Item
from landbridge.canon.outbound_order import OutboundLine, OutboundOrder
from landbridge.canon.party import Party
from landbridge.canon.stock_adjustment import StockAdjustment
from landbridge.connect.protocols import CensusQuestion, Inbound, Parcel, Payload
from landbridge.connect.testing.stand import Resources
from landbridge.kit.ground import Ground
from landbridge.kit.quantity import EACH, Quantity
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Bin, Incoming, Refused, Site, StockWish

SITE = "MAIN"
OWNER = PartyRef("ACME")
BIN = "A-01"
OPENING = Decimal(100)


def _each(value: int | Decimal) -> Quantity:
    return Quantity(Decimal(value), EACH)


def _sale(number: str) -> OutboundOrder:
    return OutboundOrder(
        number=number,
        owner=OWNER,
        version=1,
        site=SITE,
        customer=PartyRef("CUS"),
        ship_to=Address(name="山田商店"),
        lines=(OutboundLine(line_id="1", item="NUT", quantity=_each(2)),),
    )


def _purchase(number: str) -> InboundOrder:
    return InboundOrder(
        number=number,
        owner=OWNER,
        version=1,
        site=SITE,
        supplier=PartyRef("SUP"),
        lines=(InboundLine(line_id="1", item="NUT", quantity=_each(30)),),
    )


class WarehouseStand:
    """As connect.testing.stand wants it."""

    upstream = ""
    unplayed: Mapping[str, str] = {}

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._count = 0
        facade.open_site(ground, Site(code=SITE, name="Main", timezone="Europe/Warsaw"))
        facade.put_bins(ground, site=SITE, bins=[Bin(code=BIN, zone="A")])
        documents: tuple[Document, ...] = (
            Item(number="NUT", owner=OWNER, version=1, description="Nut M8"),
            Item(number="BOLT", owner=OWNER, version=1, description="Bolt M8"),
            Party(number="CUS", owner=OWNER, version=1, name="山田商店", roles=("customer",)),
            Party(number="SUP", owner=OWNER, version=1, name="Śruby", roles=("supplier",)),
            _sale("SO-0"),
            _purchase("PO-0"),
        )
        answers = facade.accept_many(
            ground, [Incoming(key=f"seed/{d.kind}/{d.number}", document=d) for d in documents]
        )
        assert not any(isinstance(answer, Refused) for answer in answers), answers
        self._put("opening", "NUT", OPENING)

    def values(self, address: str) -> Mapping[str, object]:
        return {}

    def facilities(self) -> Mapping[str, object]:
        return {"wms_ground": self._ground}

    def close(self) -> None:
        """The ground belongs to the test."""

    def write_outside(self, count: int) -> Sequence[str]:
        written = []
        for _ in range(count):
            self._count += 1
            written.append(self._put(f"count {self._count}", "BOLT", Decimal(self._count)))
        return written

    def _put(self, key: str, item: str, quantity: Decimal) -> str:
        counted = facade.count_stock(
            self._ground,
            key=key,
            actor="stand",
            site=SITE,
            wishes=[StockWish(owner=OWNER.code, item=item, bin=BIN, quantity=quantity)],
        )
        return counted.number

    def fact_of(self, payload: Payload) -> str:
        document = load_json(payload.content)
        return document.number if isinstance(document, StockAdjustment) else ""

    def call(self) -> Inbound | None:
        return None

    def parcels(self, count: int) -> Sequence[Parcel]:
        made = []
        for _ in range(count):
            self._count += 1
            made.append(self._parcel(_sale(f"SO-{self._count}")))
        return made

    def bad_parcel(self) -> Parcel | None:
        """An order for an item nobody has told of."""
        self._count += 1
        sale = _sale(f"SO-{self._count}")
        line = replace(sale.lines[0], item="UNHEARD-OF")
        return self._parcel(replace(sale, lines=(line,)))

    def _parcel(self, document: OutboundOrder) -> Parcel:
        return Parcel(
            delivery_id=self._count,
            idempotency_key=f"erp/wms/{document.order_key}/{document.version}",
            kind=document.kind,
            number=document.number,
            owner=document.owner.code,
            version=document.version,
            content=dump_json(document),
            wire_type=document.kind,
        )

    def is_effect(self, method: str, path: str, body: bytes) -> bool:
        return False

    def effect_count(self, parcel: Parcel) -> int:
        page = facade.outbound_orders(self._ground, text=parcel.number, state="all")
        return sum(1 for row in page.rows if row.number == parcel.number)

    def holding(self, question: CensusQuestion) -> Mapping[tuple[str, ...], Quantity]:
        if question.subject != "stock":
            return _MASTER[question.subject]
        total: dict[tuple[str, ...], Quantity] = defaultdict(lambda: _each(0))
        for row in facade.stock(self._ground, site=SITE, bin=BIN).rows:
            total[row.owner, row.item, row.lot, row.status] += _each(row.on_hand)
        return total


_MASTER: Mapping[str, Mapping[tuple[str, ...], Quantity]] = {
    "outbound_order": {("ACME", "SO-0", "1"): _each(2)},
    "inbound_order": {("ACME", "PO-0", "1"): _each(30)},
    "item": {("ACME", "NUT"): _each(1), ("ACME", "BOLT"): _each(1)},
    "party": {("ACME", "CUS"): _each(1), ("ACME", "SUP"): _each(1)},
}


def stand(resources: Resources) -> WarehouseStand:
    ground = resources.ground("wms")
    assert isinstance(ground, Ground)
    return WarehouseStand(ground)
