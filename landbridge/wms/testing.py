"""A small warehouse for tests and trials: one site with twenty-odd bins, a handful of items that
show every tracking policy, and short ways to say what crosses the bridge.
"""

from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from landbridge.canon import Document, PartyRef, Reference, load_json
from landbridge.canon.base import Address
from landbridge.canon.gs1 import check_digit
from landbridge.canon.inbound_order import InboundLine, InboundOrder
from landbridge.canon.item import Item, ItemUom
from landbridge.canon.outbound_order import OutboundLine, OutboundOrder
from landbridge.canon.party import Party
from landbridge.kit.ground import Ground
from landbridge.kit.quantity import EACH, Quantity, Uom
from landbridge.wms import facade
from landbridge.wms.facade.contracts import (
    Bin,
    BinKind,
    Incoming,
    Refused,
    ReleasePolicy,
    Site,
    StockWish,
    Zone,
)
from landbridge.wms.facade.journal import KINDS

Told = TypeVar("Told", bound=Document)

SITE = "MAIN"
OWNER = PartyRef("ACME")
CASE = Uom("CS")
KILOGRAM = Uom("KGM")


def gtin(number: int) -> str:
    """A GTIN-13 with a right check digit."""
    body = f"952123456{number:03d}"
    return f"{body}{check_digit(body)}"


def small_items() -> tuple[Item, ...]:
    """BOLT plain, MILK by lot and expiry, DRILL by serial, PAINT by lot, RICE by the kilogram."""

    def item(number: int, code: str, text: str, **policy: object) -> Item:
        units = (
            ItemUom(uom=EACH, gtins=(gtin(number),), length_mm=Decimal(100),
                    width_mm=Decimal(80), height_mm=Decimal(50), gross_weight_g=Decimal(400)),
            ItemUom(uom=CASE, numerator=12, pack_level="case", gtins=(gtin(number + 100),)),
        )  # fmt: skip
        base = Item(number=code, owner=OWNER, version=1, description=text, uoms=units)
        return replace(base, **policy)  # type: ignore[arg-type]

    rice = item(5, "RICE", "Rice, loose", base_uom=KILOGRAM, quantity_digits=3)
    return (
        item(1, "BOLT", "Bolt M8 x 40"),
        item(2, "MILK", "Milk powder 1 kg", lot_controlled=True, expiry_controlled=True),
        item(3, "DRILL", "Cordless drill", serial_controlled=True),
        item(4, "PAINT", "Paint, white", lot_controlled=True),
        replace(rice, uoms=(ItemUom(uom=KILOGRAM, gtins=(gtin(5),)),)),
        item(6, "NUT", "Nut M8"),
    )


def open_small_warehouse(ground: Ground) -> None:
    """Site MAIN with zones A and B of ten storage bins each, docks and a packing table."""
    facade.open_site(ground, Site(code=SITE, name="Main warehouse", timezone="Europe/Warsaw"))
    facade.put_zones(ground, site=SITE, zones=[Zone(code="A"), Zone(code="B")])
    bins = [
        Bin(code=f"{zone}-{place:02d}", zone=zone, pick_sequence=start + place,
            length_mm=1200, width_mm=800, height_mm=1000)
        for zone, start in (("A", 0), ("B", 100))
        for place in range(1, 11)
    ]  # fmt: skip
    bins += [
        Bin(code="DOCK", kind=BinKind.RECEIVING),
        Bin(code="PACK", kind=BinKind.PACKING),
        Bin(code="SHIP", kind=BinKind.SHIPPING),
    ]
    facade.put_bins(ground, site=SITE, bins=bins)
    facade.set_site_policy(ground, site=SITE, gs1_company_prefix="9521234")
    parties = (
        Party(number="SUP", owner=OWNER, version=1, name="Śruby i Spółka", roles=("supplier",)),
        Party(number="CUS", owner=OWNER, version=1, name="山田商店", roles=("customer",)),
    )
    documents = (*small_items(), *parties)
    incoming = [Incoming(key=f"seed/{doc.kind}/{doc.number}", document=doc) for doc in documents]
    answers = facade.accept_many(ground, incoming)
    assert not any(isinstance(answer, Refused) for answer in answers), answers


def purchase(number: str, *lines: tuple[str, str, int | str], version: int = 1) -> InboundOrder:
    """An inbound order; lines are (line_id, item, amount in base units or "2 CS")."""
    return InboundOrder(
        number=number, owner=OWNER, version=version, site=SITE, supplier=PartyRef("SUP"),
        references=(Reference("purchase_order", f"PO-{number}"),),
        lines=tuple(
            InboundLine(line_id=line_id, item=item, quantity=amount(item, value))
            for line_id, item, value in lines
        ),
    )  # fmt: skip


def sale(number: str, *lines: tuple[str, str, int | str], version: int = 1) -> OutboundOrder:
    """An outbound order; lines are (line_id, item, amount in base units or "2 CS")."""
    return OutboundOrder(
        number=number, owner=OWNER, version=version, site=SITE, customer=PartyRef("CUS"),
        references=(Reference("sales_order", f"SO-{number}"),),
        ship_to=Address(name="山田商店", city="東京", country_code="JP"),
        lines=tuple(
            OutboundLine(line_id=line_id, item=item, quantity=amount(item, value))
            for line_id, item, value in lines
        ),
    )  # fmt: skip


def amount(item: str, value: int | str) -> Quantity:
    """`12` is base units, `"2 CS"` names its unit."""
    number, _, uom = str(value).partition(" ")
    base = KILOGRAM if item == "RICE" else EACH
    return Quantity(Decimal(number), Uom(uom) if uom else base)


def fill(ground: Ground, *wishes: StockWish) -> None:
    """Opening stock."""
    key = f"fill/{'/'.join(f'{w.bin}.{w.item}.{w.lot}.{w.quantity}' for w in wishes)}"[:150]
    facade.count_stock(
        ground, key=key, actor="seed", site=SITE, wishes=wishes, reason_code="opening",
        announce=False,
    )  # fmt: skip


def wish(bin: str, item: str, quantity: int | str, **more: object) -> StockWish:
    """So much of an item stands in a bin."""
    base = StockWish(owner=OWNER.code, item=item, bin=bin, quantity=Decimal(quantity))
    return replace(base, **more)  # type: ignore[arg-type]


def facts(ground: Ground, kind: type[Told], *, within_s: float = 10.0) -> list[Told]:
    """What the journal tells of one kind. A fact is read once all older transactions of the
    database have ended (a vacuum may be one), so this waits until all that is written is read.
    """
    give_up_at = ground.clock.monotonic() + within_s
    while True:
        page = facade.read_journal(ground)
        with ground.pg.reading() as conn:
            row = conn.execute(
                "SELECT count(*) FROM journal WHERE kind = ANY(%s)", [[*KINDS]]
            ).fetchone()
        if row is not None and len(page.entries) >= row[0]:
            break
        if ground.clock.monotonic() > give_up_at:
            raise TimeoutError(f"the journal shows {len(page.entries)} of {row and row[0]} facts")
        ground.clock.sleep(0.02)
    documents = [load_json(entry.content) for entry in page.entries]
    return [document for document in documents if isinstance(document, kind)]


def release_a_hall_by_waves(ground: Ground, *, z_mm: int = 0) -> None:
    """Two aisles of ten bins on the map, all this high, and a packing place before them."""
    bins = [
        Bin(code=f"{zone}-{place:02d}", zone=zone, aisle=zone, pick_sequence=start + place,
            x_mm=x, y_mm=1000 * place, z_mm=z_mm)
        for zone, start, x in (("A", 0, 0), ("B", 100, 4000))
        for place in range(1, 11)
    ]  # fmt: skip
    bins.append(Bin(code="PACK", kind=BinKind.PACKING, x_mm=0, y_mm=-2000, z_mm=0))
    facade.put_bins(ground, site=SITE, bins=bins)
    facade.put_release_policy(ground, ReleasePolicy(site=SITE, mode="waves"), actor="mia")
