"""A kit from its list to the shelf over the API, repeated and mistaken."""

from landbridge.console.api.test_counts_api import Caller, small
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.testing import SITE

__all__ = ["small"]


def test_a_kit_goes_its_way(small: Ground) -> None:
    rita = Caller("rita")
    bom = {"item": "NUT", "parts": [{"item": "BOLT", "quantity": "2"}]}
    assert rita.send("boms", bom | {"parts": [{"item": "BOLT", "quantity": 0}]}).status_code == 422
    assert rita.send("boms", bom).json()["version"] == 1
    order = {"site": SITE, "item": "NUT", "quantity": 6}
    assert rita.send("work-orders", order | {"item": "BOLT"}).json()["code"] == "no-bom"
    opened = rita.send("work-orders", order)
    assert opened.json() == rita.send("work-orders", order, again=True).json()
    assert (opened.status_code, opened.json()["lacking"]) == (201, ["BOLT"])
    href = f"work-orders/{opened.json()['work_order_id']}"
    (task,) = rita.http.get(f"/api/v1/{href}").json()["tasks"]
    wrong = rita.send(f"tasks/{task['task_id']}/component", {"bin": "A-02", "item": "BOLT"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong-bin")
    picked = rita.send(f"tasks/{task['task_id']}/component", {"bin": "A-01", "item": "BOLT"})
    assert picked.json()["all_picked"]
    assert rita.send(f"{href}/makings", {"quantity": 6}).json()["code"] == "not-enough"
    made = rita.send(f"{href}/makings", {"quantity": 4}).json()
    assert float(made["remaining"]) == 2 and made["adjustment"].startswith("A")
    spoiled = {"item": "BOLT", "quantity": 1, "reason": "damaged"}
    assert float(rita.send(f"{href}/spoiled-components", spoiled).json()["quantity"]) == 1
    assert rita.send(f"{href}/release").json()["lacking"] == ["BOLT"]
    assert rita.send(f"{href}/closure").json()["outcome"] == "done"
    page = rita.http.get(f"/api/v1/{href}").json()
    assert page["made"][0]["parts"][1]["item"] == "BOLT"
    assert rita.http.get("/api/v1/work-orders?state=done").json()["rows"]
    assert rita.http.get("/api/v1/boms").json()["rows"][0]["item"] == "NUT"
    assert rita.http.get("/api/v1/bom?owner=ACME&item=NUT").json()["lines"][0]["item"] == "BOLT"
    assert rita.http.get("/api/v1/bom?owner=ACME&item=X").status_code == 404
    apart = rita.send("work-orders", order | {"kind": "unkit", "quantity": 1}).json()
    assert apart["lacking"] == ["NUT"], "kits at the station are not in storage yet"
    going = [(row.item, row.quantity) for row in facade.tasks(small, kind="putback").rows]
    assert going == [("NUT", 4), ("BOLT", 1)]
