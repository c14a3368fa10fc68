"""Better bins over the API: asked for, planned, accepted, carried; mistakes said."""

import pytest

from landbridge.console.api.test_counts_api import Caller
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.testing import SITE, open_small_warehouse
from landbridge.wms.upkeep.test_slotting import busy


@pytest.fixture
def small(site: None, wms_ground: Ground) -> Ground:
    open_small_warehouse(wms_ground)
    return wms_ground


def test_a_study_goes_its_way(small: Ground) -> None:
    rita = Caller("rita")
    busy(small)
    assert rita.send("slotting-studies", {"site": SITE, "days": 0}).status_code == 422
    asked = rita.send("slotting-studies", {"site": SITE})
    assert asked.status_code == 201
    href = f"slotting-studies/{asked.json()['slotting_id']}"
    assert rita.http.get(f"/api/v1/{href}").json()["moves"] == []
    facade.study_slotting(small, budget_ms=60_000, steps=200)
    page = rita.http.get(f"/api/v1/{href}").json()
    assert page["study"]["done_at"] and page["moves"]
    assert rita.send(f"{href}/acceptance", {"moves": []}).status_code == 422
    assert rita.send("slotting-studies/999/acceptance", {"moves": [1]}).status_code == 404
    move = next(one for one in page["moves"] if one["item"] == "BOLT")
    done = rita.send(f"{href}/acceptance", {"moves": [move["slotting_move_id"]]}).json()
    assert done["move_count"] == 1
    for task in facade.tasks(small, kind="slotting").rows:
        said = {"bin": task.target_bin, "item": task.item}
        assert rita.send(f"tasks/{task.task_id}/slotting-move", said).status_code == 201
    assert rita.send(f"tasks/{task.task_id}/slotting-move", said).json()["code"] == "task-done"
    assert rita.http.get(f"/api/v1/{href}").json()["moves"][0]["state"] == "done"
    assert len(rita.http.get(f"/api/v1/slotting-studies?site={SITE}").json()) == 1
    assert rita.http.get("/api/v1/slotting-studies/999").status_code == 404
