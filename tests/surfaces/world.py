"""A small believable world behind the screens: told to the bridge as an ERP would tell it,
carried by a real worker, worked in the warehouse by its real operations.

The ERP's side of the answers is a FAKE that takes everything; nothing else is made up.
"""

import dataclasses
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from landbridge.connect.protocols import Parcel, Payload, PushResult, Refused
from landbridge.connect.registry import ConnectorKind, connector_kinds
from landbridge.connect.testing.fake_shore import FakeShore
from landbridge.console.grounds import Grounds
from landbridge.hub import facade as hub
from landbridge.hub.worker import HubWorker
from landbridge.kit.crypto import Secret
from landbridge.kit.findings import error
from landbridge.main.demo.company.make import make_company
from landbridge.main.demo.company.model import DemoCompany, ItemData, PartyData
from landbridge.main.demo.seed import seed_building
from landbridge.main.wiring import facilities
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import StockWish

ERP, SHOP, WAREHOUSE = "erp", "shop", "warehouse"
PASSWORD = "a long passphrase for tests"  # of people who live in tests only
MANDATE = hub.Mandate(by="ada", why="first setting up")
SETTINGS = {
    "url": "http://127.0.0.1:9/landbridge",
    "token": Secret("a token for tests"),
    "signing_secret": Secret("whsec_dGVzdHMgaGF2ZSBubyBzZWNyZXRzIGJ1dCB0aGlzIG9uZQ=="),
}


@dataclass(frozen=True, slots=True)
class World:
    """What a test needs to find its way: a worker to carry on, and ids for addresses."""

    grounds: Grounds
    company: DemoCompany
    worker: HubWorker
    erp: FakeShore

    def carry(self) -> None:
        """Everything that can move now moves."""
        self.worker.drain()
        while wms.allocate_open(self.grounds.wms).more:
            pass
        self.worker.drain()

    def tell(self, kind: str, document: dict[str, object], *, endpoint: str = ERP) -> None:
        """The ERP gives one document to the bridge."""
        number = document.get("number") or document.get("code")
        self.tell_raw(
            kind,
            f"{kind}/{number}/{document.get('version')}",
            json.dumps(document, ensure_ascii=False).encode(),
            endpoint=endpoint,
        )

    def tell_raw(self, kind: str, key: str, content: bytes, *, endpoint: str = ERP) -> None:
        payload = Payload(source_key=key, content=content, wire_type=kind)
        hub.accept(self.grounds.hub, endpoint=endpoint, payloads=[payload])


def build(grounds: Grounds) -> World:
    """An installation with two shores, a building, items and partners; no order yet."""
    company = make_company()
    seed_building(grounds, company)
    erp = FakeShore(name="erp", script=_refuses_one)
    own = {"owner": company.owner_code, "site": company.site.code, "zone": company.site.timezone}
    for name, title in ((ERP, "Nordhafen ERP"), (SHOP, "Web shop")):
        hub.add_endpoint(
            grounds.hub,
            name=name,
            connector="json_http",
            values=SETTINGS | own,
            title=title,
            mandate=MANDATE,
        )
    hub.add_endpoint(
        grounds.hub,
        name=WAREHOUSE,
        connector="landbridge_wms",
        values={},
        title="Hamburg warehouse",
        mandate=MANDATE,
    )
    hub.connect_endpoints(grounds.hub, left=ERP, right=WAREHOUSE, mandate=MANDATE)
    hub.subscribe(
        grounds.hub, source=SHOP, kind="outbound_order", target=WAREHOUSE, mandate=MANDATE
    )
    world = opened(grounds, company, erp)
    for item in chosen_items(company):
        world.tell("item", item_document(item))
    for party in (*company.suppliers[:4], *company.customers[:8]):
        world.tell("party", party_document(party))
    world.carry()
    return world


def opened(
    grounds: Grounds, company: DemoCompany | None = None, erp: FakeShore | None = None
) -> World:
    """A world that is there already, with a new worker."""
    erp = erp or FakeShore(name="erp", script=_refuses_one)
    worker = HubWorker(grounds.hub, kinds=_kinds(erp), facilities=facilities(grounds))
    return World(grounds, company or make_company(), worker, erp)


def _refuses_one(parcel: Parcel, _attempt: int) -> PushResult | str:
    """The FAKE ERP takes everything but what it hears of the shop's order, which it cannot know."""
    if parcel.number != "W-5001":
        return "take"
    return Refused(
        (error("order", "unknown-order", "The ERP knows no order W-5001; create it there."),)
    )


def _kinds(erp: FakeShore) -> dict[str, ConnectorKind]:
    """The installed connectors; documents to the ERP end at the fake."""
    kinds = dict(connector_kinds())
    kinds["json_http"] = dataclasses.replace(
        kinds["json_http"], make=lambda _config, surroundings: erp.make(None, surroundings)
    )
    return kinds


def play(world: World) -> None:
    """A morning: stock, receipts, orders at every stage, and what goes wrong."""
    _opening_stock(world)
    _receive(world)
    _orders(world)
    _work(world)
    _come_back(world)
    _go_wrong(world)
    _count(world)
    world.carry()
    hub.notice_troubles(world.grounds.hub)
    for name in (SHOP, WAREHOUSE):
        hub.check_endpoint(world.grounds.hub, endpoint=name, facilities=facilities(world.grounds))


def chosen_items(company: DemoCompany) -> list[ItemData]:
    """A few items of every way of tracking."""
    found: list[ItemData] = []
    for tracking, count in (("none", 10), ("lot", 3), ("lot_expiry", 4), ("serial", 2)):
        found.extend([item for item in company.items if item.tracking == tracking][:count])
    return found


def item_document(item: ItemData) -> dict[str, object]:
    tracked = item.tracking
    return {
        "code": item.code,
        "version": 1,
        "description": item.description,
        "unit": item.base_uom,
        "decimals": item.quantity_digits,
        "tracking": {
            "lots": tracked in ("lot", "lot_expiry"),
            "expiry": tracked == "lot_expiry",
            "serials": tracked == "serial",
        },
        "class": item.family,
        "units": [
            {
                "unit": pack.uom,
                "factor": {"numerator": pack.quantity},
                "level": pack.level,
                "gtins": [pack.gtin],
                "length_mm": pack.length_mm,
                "width_mm": pack.width_mm,
                "height_mm": pack.height_mm,
                "weight_g": pack.gross_weight_g,
            }
            for pack in item.packs
        ],
    }


def party_document(party: PartyData) -> dict[str, object]:
    return {"code": party.code, "version": 1, "name": party.name, "roles": [party.role]}


def order_document(
    world: World, number: str, items: list[tuple[ItemData, int]], *, version: int = 1, to: int = 0
) -> dict[str, object]:
    """An outbound order for the customer at place `to`."""
    customer = world.company.customers[to]
    address = customer.addresses[0]
    today = world.grounds.wms.clock.now().date()
    return {
        "number": number,
        "version": version,
        "customer": {"code": customer.code},
        "site": world.company.site.code,
        "ship_to": {
            "name": address.name,
            "street": address.street,
            "postal_code": address.postal_code,
            "city": address.city,
            "country": address.country_code,
        },
        "ship_on": (today + timedelta(days=1 + to % 3)).isoformat(),
        "references": [{"kind": "customer_order", "number": f"PO-77{number[-3:]}"}],
        "lines": [
            {"id": str(9001 + place), "item": item.code, "quantity": str(count), "unit": "C62"}
            for place, (item, count) in enumerate(items)
        ],
    }


def purchase_document(
    world: World, number: str, items: list[tuple[ItemData, int]], *, supplier: int = 0
) -> dict[str, object]:
    today = world.grounds.wms.clock.now().date()
    return {
        "number": number,
        "version": 1,
        "supplier": {"code": world.company.suppliers[supplier].code},
        "site": world.company.site.code,
        "expected_on": (today + timedelta(days=supplier)).isoformat(),
        "lines": [
            {"id": str(7001 + place), "item": item.code, "quantity": str(count), "unit": "C62"}
            for place, (item, count) in enumerate(items)
        ],
    }


def of_tracking(world: World, tracking: str) -> list[ItemData]:
    return [item for item in chosen_items(world.company) if item.tracking == tracking]


def _opening_stock(world: World) -> None:
    """Plain items in two bins each, items with lots in one bin per lot."""
    storage = (bin.code for bin in world.company.site.bins if bin.kind == "storage")
    wishes = [*_plain_wishes(world, storage), *_lot_wishes(world, storage)]
    wms.count_stock(
        world.grounds.wms,
        key="opening",
        actor="ada",
        site=world.company.site.code,
        wishes=wishes,
        announce=False,
    )


def _plain_wishes(world: World, storage: Iterator[str]) -> Iterator[StockWish]:
    for place, item in enumerate(of_tracking(world, "none")[:-1]):
        for share in (48, 24 + place):
            yield StockWish(
                owner=world.company.owner_code,
                item=item.code,
                bin=next(storage),
                quantity=Decimal(share),
            )


def _lot_wishes(world: World, storage: Iterator[str]) -> Iterator[StockWish]:
    for place, item in enumerate(of_tracking(world, "lot_expiry") + of_tracking(world, "lot")):
        for lot in range(2):
            yield StockWish(
                owner=world.company.owner_code,
                item=item.code,
                bin=next(storage),
                quantity=Decimal(36 + 12 * lot),
                lot=f"L26{place:02}{lot}",
                expiry_on=date(2028, 1 + place, 1 + lot) if item.tracking == "lot_expiry" else None,
            )


def _receive(world: World) -> None:
    """Three purchases: one received and stored, one half, one not yet."""
    plain = of_tracking(world, "none")
    for place, count in enumerate((24, 60, 96)):
        goods = [(item, count) for item in plain[place : place + 3]]
        world.tell("inbound_order", purchase_document(world, f"P-260{place + 1}", goods))
    world.carry()
    for number, lines, closes in (("P-2601", 3, True), ("P-2602", 1, False)):
        _count_in(world, number, lines, closes=closes)


def _count_in(world: World, number: str, lines: int, *, closes: bool) -> None:
    ground = world.grounds.wms
    page = wms.inbound_order(ground, owner=world.company.owner_code, number=number)
    assert page is not None, number
    opened = wms.open_receipt(
        ground, key=f"open-{number}", actor="rita", order_id=page.order.order_id, delivery_note="L1"
    )
    for line in page.lines[:lines]:
        received = wms.receive_line(
            ground,
            key=f"line-{number}-{line.line_id}",
            actor="rita",
            receipt_id=opened.receipt_id,
            item=line.item,
            quantity=line.open,
        )
        if closes and received.putaway_task_id is not None:
            wms.put_away(
                ground,
                key=f"store-{number}-{line.line_id}",
                actor="rita",
                task_id=received.putaway_task_id,
                bin=received.suggested_bin,
            )
    if closes:
        wms.close_receipt(ground, key=f"close-{number}", actor="rita", receipt_id=opened.receipt_id)


def _orders(world: World) -> None:
    """Seven orders; one changes afterwards, one wants what is not there, one is of the shop."""
    plain, dated = of_tracking(world, "none"), of_tracking(world, "lot_expiry")
    for place in range(7):
        goods = [(plain[place], 2 + place), (plain[(place + 3) % 9], 5), (dated[place % 4], 6)]
        world.tell("outbound_order", order_document(world, f"S-10{place:02}", goods, to=place))
    world.tell("outbound_order", order_document(world, "S-1020", [(plain[-1], 7), (plain[0], 1)]))
    world.tell(
        "outbound_order", order_document(world, "W-5001", [(plain[4], 3)], to=2), endpoint=SHOP
    )
    world.carry()
    changed = [(plain[5], 4), (plain[8], 5), (dated[1], 6)]
    world.tell("outbound_order", order_document(world, "S-1005", changed, version=2, to=5))
    world.carry()


def _work(world: World) -> None:
    """One order leaves the house, one is picked and half packed, one is begun."""
    for number, stage in (("S-1000", "ship"), ("S-1001", "pack"), ("S-1002", "pick")):
        _bring_to(world, number, stage)
    world.carry()


def _bring_to(world: World, number: str, stage: str) -> None:
    ground, owner = world.grounds.wms, world.company.owner_code
    page = wms.outbound_order(ground, owner=owner, number=number)
    assert page is not None, number
    order_id = page.order.order_id
    wms.claim_order(ground, key=f"claim-{number}", actor="paul", order_id=order_id)
    tasks = page.tasks if stage != "pick" else page.tasks[:1]
    for task in tasks:
        wms.confirm_pick(
            ground,
            key=f"pick-{task.task_id}",
            actor="paul",
            task_id=task.task_id,
            bin=task.bin,
            item=task.item,
            lot=task.lot,
        )
    if stage == "pick":
        return
    carton = wms.open_carton(ground, key=f"carton-{number}", actor="petra", order_id=order_id)
    lines = page.lines if stage == "ship" else page.lines[:1]
    for line in lines:
        wms.pack_item(
            ground,
            key=f"pack-{number}-{line.line_id}",
            actor="petra",
            carton_id=carton.carton_id,
            item=line.item,
        )
    if stage == "ship":
        wms.close_carton(
            ground,
            key=f"shut-{number}",
            actor="petra",
            carton_id=carton.carton_id,
            gross_weight_g=Decimal(8420),
            tracking_number=f"JJD{number[-4:]}",
        )
        wms.ship_order(
            ground, key=f"ship-{number}", actor="petra", order_id=order_id, carrier_code="DHL"
        )


def _come_back(world: World) -> None:
    """A customer returns three of five, one of them broken; the ERP tells prices and a notice."""
    item, other = of_tracking(world, "none")[:2]
    customer = world.company.customers[0].code
    site = world.company.site.code
    world.tell(
        "return_order",
        {
            "number": "RMA-3101", "version": 1, "site": site, "customer": {"code": customer},
            "references": [{"kind": "sales_order", "number": "S-1000"}],
            "lines": [{"id": "1", "item": item.code, "quantity": "5", "unit": item.base_uom,
                       "reason": "changed_mind"}],
        },
    )  # fmt: skip
    for one in (item, other):
        price = {"amount": str(one.list_price), "currency": "EUR"}
        world.tell("price", {"item": one.code, "version": 1, "unit": one.base_uom,
                             "list_price": price, "country_of_origin": one.country_of_origin,
                             "commodity_code": one.commodity_code})  # fmt: skip
    world.tell(
        "asn",
        {
            "number": "DN-501", "version": 1, "site": site, "order": "P-2602",
            "supplier": {"code": world.company.suppliers[0].code},
            "plates": [
                {"lpn": "395211010000000016", "package_type": "PF"},
                {"lpn": "395211010000000023", "parent_lpn": "395211010000000016",
                 "lines": [{"item": item.code, "quantity": "12", "unit": item.base_uom}]},
            ],
        },
    )  # fmt: skip
    world.carry()
    page = wms.return_order(world.grounds.wms, owner=world.company.owner_code, number="RMA-3101")
    assert page is not None
    opened = wms.open_return(
        world.grounds.wms, key="rma", actor="rita", site=site, return_id=page.order.return_id
    )
    for condition, count, note in (("as_new", 2, ""), ("damaged", 1, "cracked at one side")):
        wms.receive_return(
            world.grounds.wms, key=f"rma-{condition}", actor="rita",
            return_receipt_id=opened.return_receipt_id, item=item.code, quantity=Decimal(count),
            condition=condition, note=note,
        )  # fmt: skip
    wms.close_return(
        world.grounds.wms, key="rma-c", actor="rita", return_receipt_id=opened.return_receipt_id
    )


def _go_wrong(world: World) -> None:
    """An order for an item nobody knows, one that cannot be read, and bytes that are no JSON."""
    plain = of_tracking(world, "none")
    strange = dataclasses.replace(plain[0], code="ZZ-9999")
    world.tell("outbound_order", order_document(world, "S-1030", [(plain[1], 1), (strange, 2)]))
    broken = order_document(world, "S-1031", [(plain[1], 1)])
    broken["lines"] = [{"id": "1", "item": plain[1].code, "quantity": "twelve", "unit": "C62"}]
    world.tell("outbound_order", broken)
    world.tell_raw("outbound_order", "outbound_order/S-1032", b'{"number": "S-1032", "lines": [')


def _count(world: World) -> None:
    """Two bins are asked for; one is counted twice, and what differs waits for somebody."""
    ground, site = world.grounds.wms, world.company.site.code
    row = next(row for row in wms.stock(ground, limit=200).rows if not row.serial and row.bin)
    other = next(each.bin for each in wms.stock(ground, limit=200).rows if each.bin != row.bin)
    wms.plan_counts(ground, key="counts", actor="mira", site=site, bins=[row.bin, other])
    (count,) = [each for each in wms.cycle_counts(ground).rows if each.bin == row.bin]
    for actor in ("rita", "pavel"):
        where = {"actor": actor, "count_id": count.count_id}
        wms.begin_count(ground, key=f"count-{actor}", **where)
        said = wms.count_item(
            ground, key=f"count-{actor}-1", **where, item=row.item, owner=row.owner, lot=row.lot,
            quantity=row.on_hand + 5,
        )  # fmt: skip
        assert said.taken, said
        wms.finish_count(ground, key=f"count-{actor}-2", **where)
