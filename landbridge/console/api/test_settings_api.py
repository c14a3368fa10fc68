"""What a site sets, over the API: read, set, taken back; who and what is no longer in use."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from landbridge.canon.party import Party
from landbridge.console.tokens import create_token
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.testing import OWNER, SITE, open_small_warehouse, sale

HOME = f"/api/v1/sites/{SITE}"


@pytest.fixture
def http(site: None, wms_ground: Ground) -> Client:
    open_small_warehouse(wms_ground)
    user = User.objects.create_user("ada", password="a long and unusual one")
    user.groups.add(Group.objects.get_or_create(name="admin")[0])
    scopes = ("see_stock", "see_orders", "see_tasks", "direct_floor", "work_floor")
    key = create_token(owner_id=user.pk, name="test", scopes=scopes, days=1, by="test")
    return Client(headers={"Authorization": f"Bearer {key.reveal()}"})


def put(http: Client, href: str, body: object) -> int:
    return http.put(href, body, content_type="application/json").status_code


def test_needs_and_abilities_are_read_back(http: Client) -> None:
    assert put(http, f"{HOME}/task-needs", {"kind": "pick", "zone": "A", "needs": ["cold"]}) == 204
    assert put(http, "/api/v1/workers/paul", {"abilities": ["cold"]}) == 204
    assert http.get("/api/v1/task-needs", {"site": SITE}).json() == [
        {"site": SITE, "kind": "pick", "zone": "A", "needs": ["cold"]}
    ]
    (paul,) = http.get("/api/v1/workers").json()
    assert (paul["worker"], paul["abilities"]) == ("paul", ["cold"])


def test_a_template_is_forgotten_and_the_dock_switch_is_read(http: Client) -> None:
    assert put(http, f"{HOME}/wave-templates/NOON", {}) == 200
    assert http.delete(f"{HOME}/wave-templates/NOON").status_code == 204
    assert http.get("/api/v1/wave-templates").json() == []
    assert http.get(f"{HOME}/cross-dock").json() == {"on": False}
    assert put(http, f"{HOME}/cross-dock", {"on": True}) == 200
    assert http.get(f"{HOME}/cross-dock").json() == {"on": True}


def test_a_cut_off_is_refused_if_a_test_of_release_fails_then(http: Client) -> None:
    cutoff = {"carrier_code": "DHL", "weekdays": [1, 2], "at": "14:30"}
    assert put(http, f"{HOME}/cutoffs", cutoff) == 200
    test = {
        "name": "DHL at two", "given": {"orders": "O1 carrier=DHL"}, "event": {"at": "Mon 14:00"},
        "expected": {"leaves": "Mon"},
    }  # fmt: skip
    answer = http.post(
        f"{HOME}/rule-tests/release", test, content_type="application/json",
        headers={"Idempotency-Key": "t"},
    )  # fmt: skip
    assert answer.json()["passed_count"] == 1
    earlier = cutoff | {"at": "13:30"}
    answer = http.put(f"{HOME}/cutoffs", earlier, content_type="application/json")
    assert answer.status_code == 422 and answer.json()["code"] == "rule-test-failed"
    assert "the test DHL at two would fail" in answer.json()["detail"]
    gone = f"{HOME}/cutoffs?carrier_code=DHL"
    assert http.delete(gone).status_code == 422
    assert http.get("/api/v1/cutoffs").json()[0]["at"] == "14:30"
    assert put(http, f"{HOME}/cutoffs?despite_failures=true", earlier) == 200
    assert http.delete(f"{gone}&despite_failures=true").status_code == 204


def test_what_is_no_longer_in_use_is_told_apart(http: Client, wms_ground: Ground) -> None:
    gone = Party(number="OLD", owner=OWNER, version=1, name="Gone", active=False)
    facade.accept(wms_ground, gone, key="gone")

    def codes(**where: str) -> list[str]:
        return [row["code"] for row in http.get("/api/v1/parties", where).json()["rows"]]

    assert codes() == ["CUS", "OLD", "SUP"]
    assert codes(state="inactive") == ["OLD"] and codes(state="active", text="sp") == ["SUP"]
    page = http.get("/api/v1/parties", {"limit": "2"}).json()
    rest = http.get("/api/v1/parties", {"after": page["after"]}).json()
    assert [row["code"] for row in rest["rows"]] == ["SUP"]
    assert http.get("/api/v1/items", {"state": "inactive"}).json()["rows"] == []
    assert len(http.get("/api/v1/items", {"state": "active"}).json()["rows"]) == 6
    assert http.get("/api/v1/items", {"state": "old"}).status_code == 422


def test_schedules_are_put_read_and_forgotten(http: Client) -> None:
    assert put(http, f"{HOME}/schedules/counts/06:30", {"weekdays": [5, 1]}) == 200
    (found,) = http.get("/api/v1/schedules", {"site": SITE}).json()
    assert (found["work"], found["at"], found["weekdays"]) == ("counts", "06:30", [1, 5])
    assert put(http, f"{HOME}/schedules/counts/noon", {}) == 422
    assert http.delete(f"{HOME}/schedules/counts/06:30").status_code == 204
    assert http.get("/api/v1/schedules").json() == []


def test_an_order_explains_its_stock(http: Client, wms_ground: Ground) -> None:
    facade.accept(wms_ground, sale("A", ("1", "BOLT", 2)), key="a")
    order = facade.outbound_order(wms_ground, owner=OWNER.code, number="A")
    assert order is not None
    told = http.get(f"/api/v1/outbound-orders/{order.order.order_id}/explanation").json()
    assert told["lines"][0]["text"] == "2 of 2 BOLT wait. There never was stock of it."
    assert http.get("/api/v1/outbound-orders/999999/explanation").status_code == 404


def test_a_pool_is_taken_only_where_there_is_one(http: Client) -> None:
    said = {"bin": "A-01", "item": "BOLT"}
    answer = http.post(
        "/api/v1/tasks/999999/pool-taking", said, content_type="application/json",
        headers={"Idempotency-Key": "k"},
    )  # fmt: skip
    assert answer.json()["code"] == "not-pooled"
