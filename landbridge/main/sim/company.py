"""The world before anything happens: two sites, two owners with the same four kinds of items,
opening stock on both sides, four endpoints with their routes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from landbridge.canon import Document, PartyRef
from landbridge.canon.gs1 import check_digit
from landbridge.canon.item import Item, ItemUom
from landbridge.canon.party import Party
from landbridge.hub import rig
from landbridge.kit.ground import Ground
from landbridge.kit.quantity import EACH, Uom
from landbridge.main.sim.bookkeeping import Books
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Bin, BinKind, Incoming, Refused, Site, StockWish, Zone

SITE = "MAIN"
BRANCH = "EAST"
ZONE = "Europe/Warsaw"
CASE = Uom("CS")
KILOGRAM = Uom("KGM")
OWNERS: Mapping[str, str] = {"erp": "ACME", "shop": "BRAVO"}  # endpoint -> whose stock it books
ITEMS = ("BOLT", "PAINT", "DRILL", "RICE")
STORAGE: Mapping[str, tuple[str, ...]] = {
    SITE: tuple(f"{zone}-{place:02d}" for zone in "AB" for place in range(1, 7)),
    BRANCH: tuple(f"E-{place:02d}" for place in range(1, 5)),
}


@dataclass(frozen=True, slots=True)
class Goods:
    """How an item of the world is tracked and counted. digits: places behind the point."""

    uom: Uom = EACH
    digits: int = 0
    by_lot: bool = False
    by_serial: bool = False


GOODS: Mapping[str, Goods] = {
    "BOLT": Goods(),
    "PAINT": Goods(by_lot=True),
    "DRILL": Goods(by_serial=True),
    "RICE": Goods(uom=KILOGRAM, digits=3),
}

# bin, item, amount, lot, serials, by site; the same for each owner.
Opening = tuple[str, str, str, str, tuple[str, ...]]
OPENING: Mapping[str, tuple[Opening, ...]] = {
    SITE: (
        ("A-01", "BOLT", "40", "", ()),
        ("B-01", "BOLT", "24", "", ()),
        ("A-02", "PAINT", "12", "P1", ()),
        ("B-02", "PAINT", "15", "P2", ()),
        ("A-03", "DRILL", "5", "", tuple(f"D{n}" for n in range(5))),
        ("A-04", "RICE", "25.125", "", ()),
    ),
    BRANCH: (
        ("E-01", "BOLT", "18", "", ()),
        ("E-02", "PAINT", "6", "P1", ()),
        ("E-03", "RICE", "7.5", "", ()),
    ),
}


def item_document(owner: str, code: str, *, version: int = 1) -> Item:
    """An item of the world; one with another code is a plain one."""
    goods = GOODS.get(code, Goods())
    number = (ITEMS.index(code) if code in ITEMS else 50 + sum(map(ord, code)) % 400) + (
        500 if owner != "ACME" else 1
    )
    body = f"952123456{number:03d}"
    units = [ItemUom(uom=goods.uom, gtins=(f"{body}{check_digit(body)}",))]
    if goods.uom == EACH:
        units.append(ItemUom(uom=CASE, numerator=12, pack_level="case"))
    return Item(
        number=code, owner=PartyRef(owner), version=version,
        description=f"{code.title()} of {owner}, as in version {version}", uoms=tuple(units),
        base_uom=goods.uom, quantity_digits=goods.digits, lot_controlled=goods.by_lot,
        serial_controlled=goods.by_serial,
    )  # fmt: skip


def open_company(wms: Ground, hub: Ground) -> None:
    """Lay out the warehouse, fill it, join the endpoints."""
    _open_site(wms, Site(code=SITE, name="Main warehouse", timezone=ZONE))
    _open_site(wms, Site(code=BRANCH, name="Branch in the east", timezone="Europe/Kyiv"))
    for owner in OWNERS.values():
        _fill(wms, owner)
    for name in ("erp", "shop", "wms", "carrier"):
        options = {"owner": OWNERS[name], "site": SITE} if name in OWNERS else {}
        rig.add(hub, name, options=options)
    for name, owner in OWNERS.items():
        rig.join(hub, name, "wms")
        rig.join(hub, "wms", name, condition={"owner.code": owner})
    rig.join(hub, "wms", "carrier", kind="shipment_confirmation")


def _open_site(wms: Ground, site: Site) -> None:
    codes = STORAGE[site.code]
    facade.open_site(wms, site)
    facade.put_zones(
        wms, site=site.code, zones=[Zone(code=zone) for zone in sorted({one[0] for one in codes})]
    )
    bins = [Bin(code=code, zone=code[0], pick_sequence=index) for index, code in enumerate(codes)]
    bins += [
        Bin(code="DOCK", kind=BinKind.RECEIVING),
        Bin(code="PACK", kind=BinKind.PACKING),
        Bin(code="SHIP", kind=BinKind.SHIPPING),
    ]
    facade.put_bins(wms, site=site.code, bins=bins)
    facade.set_site_policy(wms, site=site.code, gs1_company_prefix="9521234")


def _fill(wms: Ground, owner: str) -> None:
    who = PartyRef(owner)
    documents: list[Document] = [item_document(owner, code) for code in ITEMS]
    documents += [
        Party(number="SUP", owner=who, version=1, name="Śruby i Spółka", roles=("supplier",)),
        Party(number="CUS", owner=who, version=1, name="山田商店", roles=("customer",)),
    ]
    answers = facade.accept_many(
        wms,
        [Incoming(key=f"seed/{owner}/{one.kind}/{one.number}", document=one) for one in documents],
    )
    assert not any(isinstance(answer, Refused) for answer in answers), answers
    for site, rows in OPENING.items():
        facade.count_stock(
            wms, key=f"opening/{owner}/{site}", actor="seed", site=site, reason_code="opening",
            announce=False,
            wishes=[
                StockWish(owner=owner, item=item, bin=place, quantity=Decimal(amount), lot=lot,
                          serials=tuple(f"{owner}-{serial}" for serial in serials))
                for place, item, amount, lot, serials in rows
            ],
        )  # fmt: skip


def opening_books() -> Books:
    """What an outside system's books hold at the start."""
    books = Books()
    for site, rows in OPENING.items():
        for _, item, amount, lot, _ in rows:
            books.stock[site, item, lot, "available"] += Decimal(amount)
    return books
