"""The building over the API: generated, read, changed by CSV; wrong input answered by its place."""

import json

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from landbridge.console.tokens import create_token
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Site

HOME = "/api/v1/sites/HAM"


@pytest.fixture
def caller(site: None, wms_ground: Ground) -> Client:
    facade.open_site(wms_ground, Site(code="HAM", name="Hamburg"))
    user = User.objects.create_user("ada", password="a long and unusual one")
    user.groups.add(Group.objects.get_or_create(name="admin")[0])
    scopes = ("see_stock", "direct_floor")
    key = create_token(owner_id=user.pk, name="test", scopes=scopes, days=1, by="test")
    return Client(headers={"Authorization": f"Bearer {key.reveal()}"})


def generate(caller: Client, **values: object):
    body = {"aisles": 2, "bays": 4, "levels": 1, "docks": 1, "pack_stations": 1} | values
    return caller.post(f"{HOME}/layout/hall", body, content_type="application/json")


def test_a_hall_is_generated_and_told(caller: Client) -> None:
    made = generate(caller)
    assert (made.status_code, made.json()["created"]) == (201, 12)
    sums = caller.get(f"{HOME}/layout").json()
    assert {row["zone"]: row["bin_count"] for row in sums if row["kind"] == "storage"} == {
        "PICK": 8
    }
    ground = caller.get(f"{HOME}/tour-ground", {"codes": "A-01-1, B-04-1"}).json()
    assert [bin_["code"] for bin_ in ground["bins"]] == ["A-01-1", "B-04-1"]
    assert len(ground["aisles"]) == len(ground["cross_aisles"]) == 2


def test_the_map_is_told_far_and_near(caller: Client) -> None:
    generate(caller)
    far = caller.get(f"{HOME}/map").json()
    assert [bin_["code"] for bin_ in far["bins"]][:1] == ["A-01-1"]  # so small that all is near
    assert {place["kind"] for place in far["places"]} >= {"packing", "receiving"}
    near = caller.get(f"{HOME}/map", {"x_mm": 0, "y_mm": 8000, "width_mm": 4000, "height_mm": 4000})
    assert 0 < len(near.json()["bins"]) < 8
    line = caller.get(f"{HOME}/tour-line", {"stops": "A-01-1,B-04-1"}).json()
    assert [point["stop"] for point in line] == ["A-01-1", "", "", "B-04-1"]


def test_a_sheet_is_taken_changed_and_given_back(caller: Client) -> None:
    generate(caller)
    text = caller.get(f"{HOME}/layout/zones.csv").content.decode()
    changed = text.replace("PICK,Picking levels,,", "PICK,Cold store,chilled,")
    assert changed != text
    put = caller.put(f"{HOME}/layout/zones.csv", changed, content_type="text/csv")
    assert (put.status_code, put.json()["changed"]) == (200, 2)
    assert caller.get(f"{HOME}/layout/zones.csv").content.decode() == changed


@pytest.mark.parametrize(
    ("call", "status", "word"),
    [
        (lambda c: generate(c, aisles=0), 422, "aisles"),
        (lambda c: generate(c, wings=2), 422, "wings"),
        (lambda c: generate(c, hazard_aisles=1), 422, "hazard"),
        (lambda c: c.put(f"{HOME}/layout/bins.csv", "code,x_mm\nA,wide\n"), 422, "rows[2].x_mm"),
        (lambda c: c.put(f"{HOME}/layout/bins.csv", b"\xff\xfe\x00"), 422, "UTF-8"),
        (lambda c: c.put(f"{HOME}/layout/roofs.csv", "code\n"), 422, "sheet"),
        (lambda c: c.get("/api/v1/sites/OSL/layout"), 404, "OSL"),
        (lambda c: c.get("/api/v1/sites/OSL/map"), 404, "OSL"),
        (lambda c: c.get(f"{HOME}/map", {"days": 0}), 422, "days"),
        (lambda c: c.get(f"{HOME}/map", {"x_mm": "left"}), 422, "x_mm"),
        (lambda c: c.get(f"{HOME}/map", {"x_mm": 10**30, "width_mm": 9, "height_mm": 9}), 200, ""),
        (lambda c: c.get("/api/v1/sites/OSL/tour-ground"), 404, "OSL"),
    ],
)
def test_what_is_wrong_is_named(caller: Client, call, status: int, word: str) -> None:
    answer = call(caller)
    assert answer.status_code == status
    if status == 200:
        return
    assert answer["Content-Type"] == "application/problem+json"
    assert word in json.dumps(answer.json())
