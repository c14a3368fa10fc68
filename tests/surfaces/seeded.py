"""Fixtures for tests of surfaces: each test stands on a fresh copy of one morning's world.

A conftest takes them by `from tests.surfaces.seeded import *`; they override the empty template.
"""

import os
from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from landbridge.canon import PartyRef
from landbridge.canon.base import Address
from landbridge.canon.outbound_order import OutboundLine, OutboundOrder
from landbridge.console.grounds import Grounds
from landbridge.console.screen import Screen
from landbridge.hub import facade as hub
from landbridge.hub.facade.views import DocumentFilter
from landbridge.hub.facade.views.incidents import IncidentFilter
from landbridge.kit.clock import SystemClock
from landbridge.kit.crypto import Secret, SecretBox
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Database
from landbridge.kit.pg.embedded import EmbeddedServer
from landbridge.kit.quantity import Quantity, Uom
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import (
    BomPart,
    CartonKind,
    Refused,
    ReleasePolicy,
    WaveTemplate,
)
from tests.surfaces import world as worlds
from tests.surfaces.world import PASSWORD, WAREHOUSE, World

__all__ = ["ada", "grounds", "person", "template", "world"]

SUPERUSER = "ada"


@pytest.fixture(scope="session")
def template(postgres: EmbeddedServer, template: str) -> Iterator[str]:
    """Name of a database in which the morning has been played; made once per session."""
    name = f"morning_{os.getpid()}"
    postgres.drop_database(name)
    postgres.ensure_database(name, template=template)
    grounds = Grounds(
        hub=_ground(postgres.dsn(name), "hub"), wms=_ground(postgres.dsn(name), "wms")
    )
    try:
        world = worlds.build(grounds)
        worlds.play(world)
        world.worker.close()
    finally:
        grounds.hub.pg.close()
        grounds.wms.pg.close()
    yield name
    postgres.drop_database(name)


def _ground(dsn: str, room: str) -> Ground:
    pg = Database(dsn, role=f"landbridge_{room}", schema=room)
    key = os.environ["LANDBRIDGE_SECRET_KEY"]
    return Ground(pg, SystemClock(), SecretBox(key))


@pytest.fixture
def grounds(site: None, hub_ground: Ground, wms_ground: Ground) -> Grounds:
    return Grounds(hub=hub_ground, wms=wms_ground)


@pytest.fixture
def world(grounds: Grounds) -> Iterator[World]:
    world = worlds.opened(grounds)
    yield world
    world.worker.close()


@pytest.fixture
def ada(site: None) -> Client:
    """A signed-in superuser."""
    from landbridge.console.people import add_person

    add_person(name=SUPERUSER, password=Secret(PASSWORD), superuser=True)
    return signed_in(SUPERUSER)


@pytest.fixture
def person(site: None):
    """Makes a signed-in person with these roles."""
    from landbridge.console.people import add_person

    def make(*roles: str, name: str = "mira") -> Client:
        add_person(name=name, password=Secret(PASSWORD), roles=roles)
        return signed_in(name)

    return make


def signed_in(name: str) -> Client:
    from django.contrib.auth.models import User

    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def address_of(screen: Screen, grounds: Grounds) -> str:
    """Where a screen shows something; a screen with parameters says in `SAMPLES` how."""
    if screen.name in SAMPLES:
        params, query = SAMPLES[screen.name](grounds)
        href = reverse(screen.name, kwargs=params)
        return f"{href}?{urlencode(query)}" if query else href
    assert "<" not in screen.path, f"say in SAMPLES how to reach the screen {screen.name}"
    return reverse(screen.name)


def message_id(grounds: Grounds, number: str) -> int:
    """The newest document of a number that the ERP gave."""
    found = hub.document_list(grounds.hub, DocumentFilter(text=number))
    return next(
        row.message_id for row in found.rows if row.number == number and row.source != WAREHOUSE
    )


def order_id(grounds: Grounds, number: str) -> int:
    found = wms.outbound_orders(grounds.wms, state="all", text=number)
    return found.rows[0].order_id


def wave_id(grounds: Grounds) -> int:
    """A wave of one order that holds stock, not released yet."""
    ground = grounds.wms
    rows = wms.stock(ground, status="available", limit=100).rows
    row = next(row for row in rows if row.available > 0 and row.zone)
    wms.put_release_policy(ground, ReleasePolicy(site=row.site, mode="waves"), actor="test")
    wms.put_wave_template(ground, WaveTemplate(site=row.site, code="ONE"), actor="test")
    customer = next(r.customer for r in wms.outbound_orders(ground, state="all").rows
                    if r.owner == row.owner)  # fmt: skip
    line = OutboundLine(line_id="1", item=row.item, quantity=Quantity(Decimal(1), Uom(row.uom)))
    order = OutboundOrder(
        number="W-1", owner=PartyRef(row.owner), version=1, site=row.site,
        customer=PartyRef(customer), ship_to=Address(name="Walk-in"), lines=(line,),
    )  # fmt: skip
    answer = wms.accept(ground, order, key="wave-1")
    assert not isinstance(answer, Refused), answer
    while wms.allocate_open(ground).more:
        pass
    planned = wms.plan_wave(ground, key="wave-1", actor="test", site=row.site, template="ONE")
    assert planned.wave_id, planned.text
    return planned.wave_id


def _wave(grounds: Grounds):
    return {"wave_id": wave_id(grounds)}, {}


def _load(grounds: Grounds):
    site = wms.sites(grounds.wms)[0].site
    made = wms.open_load(grounds.wms, key="load-1", actor="test", site=site, carrier_code="DHL")
    return {"load_id": made.load_id}, {}


def _document(grounds: Grounds):
    return {"message_id": message_id(grounds, "S-1000")}, {}


def _envelope(grounds: Grounds):
    page = hub.document_page(grounds.hub, message_id(grounds, "S-1000"))
    return {"envelope_id": page.envelope_id}, {}


def _content(grounds: Grounds):
    page = hub.document_page(grounds.hub, message_id(grounds, "S-1000"))
    return {"part": "raw", "content_id": page.raw.content_id}, {}


def _endpoint(_grounds: Grounds):
    return {"endpoint": "erp"}, {}


def _item(grounds: Grounds):
    row = wms.stock(grounds.wms, limit=1).rows[0]
    return {}, {"owner": row.owner, "code": row.item}


def _bin(grounds: Grounds):
    row = wms.stock(grounds.wms, limit=1).rows[0]
    return {}, {"site": row.site, "code": row.bin}


def _inbound(grounds: Grounds):
    return {"order_id": wms.inbound_orders(grounds.wms, text="P-2602").rows[0].order_id}, {}


def _outbound(grounds: Grounds):
    return {"order_id": order_id(grounds, "S-1001")}, {}


def order_to_pack(grounds: Grounds) -> int:
    """An order whose goods are measured; the only kind of carton at the site takes them."""
    ground = grounds.wms
    for site in wms.sites(ground):
        box = CartonKind(site=site.site, code="BOX", length_mm=900, width_mm=700, height_mm=700)
        wms.put_carton_kind(ground, box, actor="test")
    for state in ("to_pack", "to_pick", "open"):
        for row in wms.outbound_orders(ground, state=state, limit=100).rows:
            if wms.carton_advice(ground, order_id=row.order_id).cartons:
                return row.order_id
    raise AssertionError("no order has goods of known sizes")


def carton_with_plan(grounds: Grounds) -> int:
    order_id = order_to_pack(grounds)
    made = wms.open_carton(grounds.wms, key="box", actor="test", order_id=order_id, kind="BOX")
    return made.carton_id


def _carton(grounds: Grounds):
    for row in wms.outbound_orders(grounds.wms, state="all", limit=100).rows:
        if row.ladder.packed and (found := wms.carton_labels(grounds.wms, order_id=row.order_id)):
            return {"carton_id": found[0].carton_id}, {}
    raise AssertionError("nobody packed this morning")


def _packing(grounds: Grounds):
    return {"carton_id": carton_with_plan(grounds)}, {}


def _packing_picture(grounds: Grounds):
    return {"carton_id": carton_with_plan(grounds), "step": 1}, {}


def _advice(grounds: Grounds):
    return {"order_id": order_to_pack(grounds)}, {}


def _paper(grounds: Grounds):
    return {"paper": "packing-list", "target_id": order_id(grounds, "S-1001")}, {}


def _label(grounds: Grounds):
    row = wms.stock(grounds.wms, limit=1).rows[0]
    return {"label": "bin"}, {"site": row.site, "code": row.bin}


def _return_photo(grounds: Grounds):
    from landbridge.wms.inbound.photos.test_images import png

    first = wms.undecided_returns(grounds.wms)[0]
    key = f"sample-return-photo-{first.return_item_id}"
    added = wms.add_return_photo(
        grounds.wms, key=key, actor="ada", return_item_id=first.return_item_id, content=png(40, 30)
    )
    return {"photo_id": added.photo_id}, {}


def _return(grounds: Grounds):
    return {"return_id": wms.returns(grounds.wms, state="all").rows[0].return_id}, {}


def _count(grounds: Grounds):
    rows = wms.cycle_counts(grounds.wms, state="ready_to_review").rows
    return {"count_id": rows[0].count_id}, {}


def kit_code(grounds: Grounds) -> tuple[str, str]:
    """(owner, code) of a kit that is made of something in stock."""
    ground = grounds.wms
    if made := wms.boms(ground).rows:
        return made[0].owner, made[0].item
    row = next(row for row in wms.stock(ground, status="available", limit=200).rows
               if not row.serial and not row.lpn and row.zone and row.available >= 2)  # fmt: skip
    kit = next(one for one in wms.items(ground, limit=200).rows
               if one.code != row.item and one.owner == row.owner)  # fmt: skip
    wms.put_bom(
        ground, key="sample-kit", actor="ada", item=kit.code, owner=kit.owner,
        parts=[BomPart(item=row.item, quantity=Decimal(2))],
    )  # fmt: skip
    return kit.owner, kit.code


def _kit(grounds: Grounds):
    owner, code = kit_code(grounds)
    return {}, {"owner": owner, "code": code}


def _work_order(grounds: Grounds):
    owner, code = kit_code(grounds)
    site = wms.sites(grounds.wms)[0].site
    opened = wms.open_work_order(
        grounds.wms, key="sample-work", actor="ada", site=site, kind="kit", item=code, owner=owner,
        quantity=Decimal(1),
    )  # fmt: skip
    return {"work_order_id": opened.work_order_id}, {}


def _task(grounds: Grounds):
    return {"task_id": wms.tasks(grounds.wms, limit=1).rows[0].task_id}, {}


def _user(_grounds: Grounds):
    from landbridge.console.people import person_id

    return {"user_id": person_id(SUPERUSER)}, {}


def _incident(grounds: Grounds):
    chosen = IncidentFilter(cause="rejected")
    return {"incident_id": hub.incident_list(grounds.hub, chosen).rows[-1].incident_id}, {}


def _search(_grounds: Grounds):
    return {}, {"q": "S-1005"}


def _retry(_grounds: Grounds):
    return {}, {"all": "1"}


def _rules(_grounds: Grounds):
    return {}, {"kind": "putaway", "site": "HAM1"}


def _rule(_grounds: Grounds):
    return {}, {"kind": "putaway", "site": "HAM1", "name": "Same item together"}


def _plate(grounds: Grounds):
    if wms.plate(grounds.wms, site="HAM1", lpn="PAL-9") is None:
        wms.create_plate(
            grounds.wms, key="sample", actor="ada", site="HAM1", bin="RECV-1", lpn="PAL-9"
        )
    return {}, {"site": "HAM1", "lpn": "PAL-9"}


def _photo(grounds: Grounds):
    from landbridge.wms.inbound.photos.test_images import png

    order = wms.inbound_orders(grounds.wms, text="P-2602").rows[0]
    page = wms.inbound_order(grounds.wms, order_id=order.order_id)
    added = wms.add_photo(
        grounds.wms, key="sample-photo", actor="ada", content=png(40, 30),
        receipt_id=page.receipts[0].receipt_id,
    )  # fmt: skip
    return {"photo_id": added.photo_id}, {}


SAMPLES = {
    "plate": _plate,
    "photo": _photo,
    "rule": _rule,
    "rule-test": _rules,
    "document": _document,
    "proof": _document,
    "envelope": _envelope,
    "content": _content,
    "endpoint": _endpoint,
    "endpoint-change": _endpoint,
    "item": _item,
    "bin": _bin,
    "inbound-order": _inbound,
    "outbound-order": _outbound,
    "outbound-why": _outbound,
    "wave": _wave,
    "load": _load,
    "packing-list": _outbound,
    "paper": _paper,
    "carton": _carton,
    "packing-steps": _packing,
    "packing-picture": _packing_picture,
    "carton-advice": _advice,
    "label": _label,
    "return-order": _return,
    "return-photo": _return_photo,
    "count": _count,
    "task": _task,
    "kit": _kit,
    "work-order": _work_order,
    "person": _user,
    "search": _search,
    "incident": _incident,
    "retry": _retry,
}
