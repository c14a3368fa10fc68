"""Rules over the API: read with their words, changed under their tests, tried without effect."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from landbridge.console.tokens import create_token
from landbridge.kit.ground import Ground
from landbridge.wms.testing import SITE, open_small_warehouse

HOME = f"/api/v1/sites/{SITE}/rules/putaway"
TESTS = f"/api/v1/sites/{SITE}/rule-tests/putaway"


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


@pytest.fixture
def caller(site: None, wms_ground: Ground) -> Caller:
    open_small_warehouse(wms_ground)
    user = User.objects.create_user("ada", password="a long and unusual one")
    user.groups.add(Group.objects.get_or_create(name="admin")[0])
    scopes = ("see_stock", "direct_floor")
    key = create_token(owner_id=user.pk, name="test", scopes=scopes, days=1, by="test")
    return Caller(key.reveal())


def test_a_list_is_changed_tested_and_read(caller: Caller) -> None:
    assert caller.http.get(HOME).json()["is_default"]
    rule = {"name": "Upstairs", "position": 1, "actions": {"look_for": "empty", "zones": "B"}}
    assert caller.send("post", HOME, rule).json()["rule_count"] == 5
    test = {"name": "b", "given": {"bins": "X zone=A\nY zone=B"}, "expected": {"bin": "Y"}}
    assert caller.send("post", TESTS, test).json()["passed_count"] == 1
    broken = caller.send("delete", f"{HOME}/Upstairs")
    assert (broken.status_code, broken.json()["code"]) == (422, "rule-test-failed")
    moved = caller.send("post", f"{HOME}/Upstairs/moves", {"by": 9, "despite_failures": True})
    assert moved.json()["failed"] == ["b"]
    book = caller.http.get(HOME).json()
    assert [view["rule"]["name"] for view in book["rules"]][-1] == "Upstairs"
    assert [outcome["passed"] for outcome in book["run"]["outcomes"]] == [False]
    assert {field["name"] for field in book["conditions"]} >= {"abc", "hazard_code"}
    test_id = book["tests"][0]["test_id"]
    assert caller.send("delete", f"{TESTS}/{test_id}").status_code == 200
    assert caller.send("delete", f"{HOME}/Upstairs").json()["rule_count"] == 4


def test_goods_are_tried_and_abc_counted(caller: Caller) -> None:
    href = f"/api/v1/sites/{SITE}/putaway-trials"
    tried = caller.send("post", href, {"item": "BOLT", "quantity": 12}).json()
    assert (tried["bin"], tried["rule"]) == ("A-01", "Empty bin near the item")
    counted = caller.send("post", f"/api/v1/sites/{SITE}/item-classes?days=30")
    assert counted.json() == {"a_count": 0, "b_count": 0, "c_count": 0}


@pytest.mark.parametrize(
    ("way", "href", "body", "status", "code"),
    [
        ("get", f"/api/v1/sites/{SITE}/rules/luck", None, 422, "unknown-kind"),
        ("get", "/api/v1/sites/OSL/rules/putaway", None, 422, "unknown-site"),
        ("post", HOME, {"name": "x", "actions": {"look_for": "luck"}}, 422, "rule"),
        ("post", HOME, {"name": "x", "colour": "red"}, 422, "invalid"),
        ("post", HOME, {"name": "x", "replaces": "y", "actions": {"look_for": "empty"}}, 404,
         "not-found"),
        ("post", TESTS, {"name": "x", "expected": {}}, 422, "rule-test"),
        ("delete", f"{TESTS}/77", None, 404, "not-found"),
        ("post", f"/api/v1/sites/{SITE}/putaway-trials", {"item": "?", "quantity": 1}, 422,
         "unknown-code"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(caller: Caller, way, href, body, status: int, code: str) -> None:
    answer = caller.http.get(href) if way == "get" else caller.send(way, href, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
