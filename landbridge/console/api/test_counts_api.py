"""A count from asking to booking over the API, repeated and mistaken."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from landbridge.console.tokens import create_token
from landbridge.kit.ground import Ground
from landbridge.wms.testing import SITE, fill, open_small_warehouse, wish


class Caller:
    def __init__(self, name: str) -> None:
        user = User.objects.create_user(name, password="a long and unusual one")
        user.groups.add(Group.objects.get_or_create(name="admin")[0])
        scopes = ("see_stock", "see_orders", "direct_floor", "work_floor")
        key = create_token(owner_id=user.pk, name="test", scopes=scopes, days=1, by="test")
        self.http = Client(headers={"Authorization": f"Bearer {key.reveal()}"})
        self.count = 0

    def send(self, href: str, body: object = None, *, again: bool = False):
        self.count += not again
        return self.http.post(
            f"/api/v1/{href}", {} if body is None else body, content_type="application/json",
            headers={"Idempotency-Key": f"k{self.count}"},
        )  # fmt: skip


@pytest.fixture
def small(site: None, wms_ground: Ground) -> Ground:
    open_small_warehouse(wms_ground)
    fill(wms_ground, wish("A-01", "BOLT", 10))
    return wms_ground


def test_a_count_goes_its_way(small: Ground) -> None:
    rita, pavel = Caller("rita"), Caller("pavel")
    assert rita.send("counts", {"site": SITE}).json()["code"] == "nothing-named"
    planned = rita.send("counts", {"site": SITE, "bins": ["A-01"]})
    assert (planned.status_code, len(planned.json()["numbers"])) == (201, 1)
    assert rita.send("counts", {"site": SITE, "bins": ["A-01"]}, again=True).json() == (
        planned.json()
    )
    for who in (rita, pavel):
        count_id = who.send("next-count", {"site": SITE}).json()["count_id"]
        href = f"counts/{count_id}"
        assert who.send(f"{href}/items", {"item": "BOLT", "quantity": 8}).status_code == 422
        assert who.send(f"{href}/rounds").status_code == 201
        said = who.send(f"{href}/items", {"item": "BOLT", "quantity": 8}).json()
        assert said["taken"] and "10" not in said["text"], "counting is blind"
        done = who.send(f"{href}/closure").json()
    assert done["state"] == "ready_to_review"
    assert rita.send("next-count", {"site": SITE}).json()["count_id"] is None
    reviewed = rita.send(f"{href}/review", {"decision": "approve"}).json()
    assert (reviewed["state"], reviewed["blocked"]) == ("completed", "")
    page = rita.http.get(f"/api/v1/{href}").json()
    assert page["count"]["outcome"] == "adjusted" and len(page["lines"]) == 2
    stock = rita.http.get("/api/v1/stock?bin=A-01").json()["rows"]
    assert [float(row["on_hand"]) for row in stock] == [8]


def test_a_policy_is_kept_and_a_count_withdrawn(small: Ground) -> None:
    ada = Caller("ada")
    put = ada.http.put(
        f"/api/v1/count-policies/{SITE}", {"tolerance_percent": 5, "posts_small": True},
        content_type="application/json",
    )  # fmt: skip
    assert put.status_code == 200
    assert ada.http.get("/api/v1/count-policies").json()[0]["posts_small"]
    ada.send("counts", {"site": SITE, "due": True})
    (row,) = ada.http.get("/api/v1/counts").json()["rows"]
    assert row["cause"] == "abc"
    assert ada.send(f"counts/{row['count_id']}/withdrawal").status_code == 201
    assert ada.http.get("/api/v1/counts").json()["rows"] == []


def test_a_recall_is_one_call(small: Ground) -> None:
    ada = Caller("ada")
    body = {"site": SITE, "item": "BOLT", "source": "available", "target": "quality_hold"}
    done = ada.send("status-changes", body | {"reason_code": "recall"})
    assert (done.status_code, float(done.json()["quantity"])) == (201, 10)
    assert ada.send("status-changes", body | {"reason_code": "recall"}).json()["code"] == (
        "not-enough"
    )
    assert ada.send("status-changes", body | {"target": "lost"}).status_code == 422
