"""The dock over the API: blind receipts, pictures, decisions on goods, licence plates."""

import base64

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from landbridge.console.tokens import create_token
from landbridge.kit.ground import Ground
from landbridge.wms.inbound.photos.test_images import jpeg
from landbridge.wms.testing import SITE, fill, open_small_warehouse, wish

PLATES = f"/api/v1/sites/{SITE}/plates"


class Caller:
    def __init__(self, token: str) -> None:
        self.http = Client(headers={"Authorization": f"Bearer {token}"})
        self.count = 0

    def send(self, way: str, href: str, body: object = None):
        self.count += 1
        return getattr(self.http, way)(
            href, body, content_type="application/json",
            headers={"Idempotency-Key": f"k{self.count}"},
        )  # fmt: skip

    def post(self, href: str, body: object = None) -> dict:
        answer = self.send("post", href, body)
        assert answer.status_code == 201, answer.content
        return answer.json()


@pytest.fixture
def caller(site: None, wms_ground: Ground) -> Caller:
    open_small_warehouse(wms_ground)
    fill(wms_ground, wish("A-01", "BOLT", 24, lpn="P1"))
    user = User.objects.create_user("ada", password="a long and unusual one")
    user.groups.add(Group.objects.get_or_create(name="admin")[0])
    scopes = ("see_stock", "see_orders", "work_floor", "direct_floor")
    key = create_token(owner_id=user.pk, name="test", scopes=scopes, days=1, by="test")
    return Caller(key.reveal())


def test_a_plate_is_split_moved_merged_and_emptied(caller: Caller) -> None:
    part = caller.post(f"{PLATES}/P1/parts", {"item": "BOLT", "quantity": 1, "uom": "CS"})["lpn"]
    caller.post(f"{PLATES}/{part}/parent", {"parent_lpn": "P1"})
    moved = caller.post(f"{PLATES}/P1/moves", {"bin": "B-02"})
    assert moved["quantity"] == "24" or moved["quantity"] == 24
    page = caller.http.get(f"{PLATES}/P1").json()
    assert page["plate"]["bin"] == "B-02" and page["children"][0]["lpn"] == part
    caller.post(f"{PLATES}/{part}/merges", {"target_lpn": "P1"})
    caller.post(f"{PLATES}/P1/emptyings")
    made = caller.post(PLATES, {"bin": "DOCK", "lpn": "P7"})
    listed = caller.http.get("/api/v1/plates", {"site": SITE, "text": "P"}).json()["rows"]
    assert made["lpn"] == "P7" and {row["lpn"] for row in listed} == {"P1", "P7"}


def test_goods_without_an_order_are_pictured_held_and_released(caller: Caller) -> None:
    start = {"site": SITE, "owner": "ACME", "reason_code": "sample"}
    receipt_id = caller.post("/api/v1/blind-receipts", start)["receipt_id"]
    home = f"/api/v1/receipts/{receipt_id}"
    caller.post(f"{home}/lines", {"item": "NUT", "quantity": 4, "status": "quality_hold"})
    content = base64.b64encode(jpeg()).decode()
    added = caller.post(f"{home}/photos", {"content": content, "note": "box"})
    assert [row["note"] for row in caller.http.get(f"{home}/photos").json()] == ["box"]
    shown = caller.http.get(f"/api/v1/photos/{added['photo_id']}")
    assert shown.content == jpeg() and shown["Content-Type"] == "image/jpeg"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    decision = {"bin": "DOCK", "item": "NUT", "decision": "release", "quantity": 4,
                "reason_code": "good"}  # fmt: skip
    done = caller.post(f"/api/v1/sites/{SITE}/inspections", decision)
    assert done["status"] == "available" and done["suggested_bin"]
    caller.post(f"{home}/closure", {})
    on = caller.send("put", f"/api/v1/sites/{SITE}/cross-dock", {"on": True})
    assert on.json() == {"on": True}


@pytest.mark.parametrize(
    ("href", "body", "status", "code"),
    [
        (f"{PLATES}/P1/moves", {"bin": "A-01"}, 422, "same-bin"),
        (f"{PLATES}/P9/moves", {"bin": "A-01"}, 422, "unknown-plate"),
        (f"{PLATES}/P1/parts", {"item": "BOLT", "quantity": 99}, 422, "not-enough"),
        (f"{PLATES}/P1/parts", {"item": "BOLT"}, 422, "invalid"),
        (f"{PLATES}/P1/merges", {"target_lpn": "P1"}, 422, "same-plate"),
        ("/api/v1/receipts/99/photos", {"content": "!!"}, 422, "not-base64"),
        ("/api/v1/receipts/99/photos", {"content": "QUJD"}, 422, "photo"),
        ("/api/v1/blind-receipts", {"site": SITE, "owner": "A", "reason_code": ""}, 422,
         "reason"),
        (f"/api/v1/sites/{SITE}/inspections", {"bin": "A-01", "item": "BOLT", "quantity": 1,
         "decision": "forget", "reason_code": "x"}, 422, "invalid"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(caller: Caller, href, body, status: int, code: str) -> None:
    answer = caller.send("post", href, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_what_is_not_there_is_not_found(caller: Caller) -> None:
    assert caller.http.get(f"{PLATES}/NO").status_code == 404
    assert caller.http.get("/api/v1/photos/99").status_code == 404
