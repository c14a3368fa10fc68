"""Labels and papers over the API: content types, forms, what is not there."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from landbridge.console.tokens import create_token
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import CartonKind
from landbridge.wms.testing import OWNER, SITE, fill, open_small_warehouse, sale, wish


@pytest.fixture
def http(site: None, wms_ground: Ground) -> Client:
    open_small_warehouse(wms_ground)
    fill(wms_ground, wish("A-01", "BOLT", 24, lpn="P1"))
    user = User.objects.create_user("ada", password="a long and unusual one")
    user.groups.add(Group.objects.get_or_create(name="admin")[0])
    scopes = ("see_stock", "see_orders")
    key = create_token(owner_id=user.pk, name="test", scopes=scopes, days=1, by="test")
    return Client(headers={"Authorization": f"Bearer {key.reveal()}"})


def packed(floor: Ground) -> tuple[int, int, str]:
    """(order, carton, SSCC) of an order whose goods are in a closed carton."""
    facade.accept(floor, sale("S-1", ("1", "BOLT", 12)), key="s")
    facade.allocate_open(floor)
    page = facade.outbound_order(floor, owner=OWNER.code, number="S-1")
    assert page is not None
    order_id = page.order.order_id
    for task in page.tasks:
        facade.confirm_pick(floor, key=f"p{task.task_id}", actor="paul", task_id=task.task_id,
                            bin=task.bin, item=task.item)  # fmt: skip
    carton = facade.open_carton(floor, key="o", actor="pia", order_id=order_id)
    facade.pack_item(floor, key="i", actor="pia", carton_id=carton.carton_id, item="BOLT")
    facade.close_carton(floor, key="c", actor="pia", carton_id=carton.carton_id)
    return order_id, carton.carton_id, carton.sscc


def test_labels_of_what_was_packed(http: Client, wms_ground: Ground) -> None:
    order_id, carton_id, sscc = packed(wms_ground)
    (label,) = facade.carton_labels(wms_ground, carton_id=carton_id)
    assert (label.sscc, label.place, label.carton_count) == (sscc, 1, 1)
    assert label.contents[0].quantity == 12 and label.contents[0].gtin
    assert label.ship_to.city == "東京" and label.references == (("sales_order", "SO-S-1"),)
    home = f"/api/v1/cartons/{carton_id}/label"
    assert http.get(home)["Content-Type"] == "application/pdf"
    zpl = http.get(home, {"form": "zpl"})
    assert zpl["Content-Type"] == "application/zpl" and sscc in zpl.content.decode()
    assert http.get(home, {"form": "doc"}).status_code == 422
    for rest in ("labels?size=a5", "packing-list"):
        answer = http.get(f"/api/v1/outbound-orders/{order_id}/{rest}")
        assert answer.status_code == 200 and answer.content.startswith(b"%PDF")


def test_an_empty_carton_has_no_label(http: Client, wms_ground: Ground) -> None:
    order_id, _, _ = packed(wms_ground)
    empty = facade.open_carton(wms_ground, key="e", actor="pia", order_id=order_id)
    answer = http.get(f"/api/v1/cartons/{empty.carton_id}/label")
    assert answer.status_code == 404 and answer.json()["code"] == "not-found"
    assert len(facade.carton_labels(wms_ground, order_id=order_id)) == 1


def test_labels_of_places_and_goods(http: Client) -> None:
    for href in (
        f"/api/v1/sites/{SITE}/bin-labels?prefix=A-",
        f"/api/v1/plate-label?site={SITE}&lpn=P1",
        "/api/v1/item-label?owner=ACME&code=BOLT&uom=CS",
    ):
        assert http.get(href).content.startswith(b"%PDF"), href
    for href in (f"/api/v1/sites/{SITE}/bin-labels?code=NO", "/api/v1/plate-label?lpn=NO",
                 "/api/v1/item-label?owner=ACME&code=NO", "/api/v1/loads/99/manifest",
                 "/api/v1/loads/99/bill-of-lading"):  # fmt: skip
        assert http.get(href).status_code == 404, href


def test_a_carton_of_a_kind_tells_and_draws_its_plan(http: Client, wms_ground: Ground) -> None:
    _order_id, plain, _ = packed(wms_ground)
    assert http.get(f"/api/v1/cartons/{plain}/packing").status_code == 404
    kind = CartonKind(site=SITE, code="M", length_mm=320, width_mm=320, height_mm=320)
    facade.put_carton_kind(wms_ground, kind, actor="mia")
    facade.accept(wms_ground, sale("S-2", ("1", "BOLT", 3)), key="s2")
    facade.allocate_open(wms_ground)
    page = facade.outbound_order(wms_ground, owner=OWNER.code, number="S-2")
    assert page is not None
    carton = facade.open_carton(
        wms_ground, key="m", actor="pia", order_id=page.order.order_id, kind="M"
    )
    home = f"/api/v1/cartons/{carton.carton_id}/packing"
    told = http.get(home).json()
    assert (told["done_count"], len(told["plan"]["steps"])) == (0, 3)
    drawn = http.get(f"{home}/2")
    assert drawn["Content-Type"] == "image/svg+xml" and b"step 2 of 3" in drawn.content
    assert http.get(f"{home}/4").status_code == 404
    advice = http.get(f"/api/v1/outbound-orders/{page.order.order_id}/carton-advice?kind=M").json()
    assert [each["kind"] for each in advice["cartons"]] == ["M"]
