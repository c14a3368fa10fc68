"""A packed carton is staged over the API: where to, done once, mistakes said."""

import pytest

from landbridge.console.api.test_counts_api import Caller
from landbridge.console.api.test_papers_api import packed
from landbridge.kit.ground import Ground
from landbridge.wms.testing import fill, open_small_warehouse, wish


@pytest.fixture
def hall(site: None, wms_ground: Ground) -> Ground:
    open_small_warehouse(wms_ground)
    fill(wms_ground, wish("A-01", "BOLT", 24))
    return wms_ground


def test_a_carton_is_staged_once_and_told(hall: Ground) -> None:
    rita = Caller("rita")
    order_id, carton_id, sscc = packed(hall)
    (waiting,) = rita.http.get("/api/v1/cartons?staged=false").json()["rows"]
    assert (waiting["sscc"], waiting["bin"], waiting["staged"]) == (sscc, "PACK", False)
    place = rita.http.get(f"/api/v1/cartons/{carton_id}/staging").json()
    assert (place["bin"], place["text"]) == ("SHIP", "SHIP is free.")
    wrong = rita.send(f"cartons/{carton_id}/staging", {"bin": "A-01"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong-bin")
    done = rita.send(f"cartons/{carton_id}/staging", {"bin": "SHIP"})
    assert (done.status_code, done.json()["bin"]) == (201, "SHIP")
    assert rita.http.get("/api/v1/cartons?staged=false").json()["rows"] == []
    order = rita.http.get(f"/api/v1/outbound-orders/{order_id}").json()
    assert (order["cartons"][0]["bin"], order["cartons"][0]["staged"]) == ("SHIP", True)
    assert rita.http.get("/api/v1/cartons/99999/staging").status_code == 404
