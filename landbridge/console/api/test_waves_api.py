"""A wave with cut-offs over the API: looked ahead, released, read; mistakes said."""

import pytest

from landbridge.console.api.test_counts_api import Caller
from landbridge.console.screens.warehouse.wave.test_screen import leave_soon
from landbridge.kit.ground import Ground
from landbridge.wms.outbound.waves.test_due_waves import furnish, wave
from landbridge.wms.testing import SITE, open_small_warehouse
from landbridge.wms.upkeep.test_levels import D, fill, level, wish


@pytest.fixture
def hall(site: None, wms_ground: Ground) -> Ground:
    open_small_warehouse(wms_ground)
    furnish(wms_ground)
    leave_soon(wms_ground)
    return wms_ground


def test_a_wave_is_looked_ahead_at_and_released_with_so_many_pickers(hall: Ground) -> None:
    rita = Caller("rita")
    href = f"waves/{wave(hall, 'DDD-', packing_min=1440)}"
    assert rita.http.get(f"/api/v1/{href}").json()["outlook"] is None
    ahead = rita.http.get(f"/api/v1/{href}/outlook?pickers=2").json()
    assert (ahead["pickers"], ahead["late_count"]) == (2, 3)
    assert rita.http.get(f"/api/v1/{href}/outlook?pickers=0").json()["code"] == "quantity"
    assert rita.http.get("/api/v1/waves/999/outlook").status_code == 404
    done = rita.send(f"{href}/release?pickers=2", {}).json()
    told = done["outlook"]
    assert (told["late_count"], told["packing_min"], told["gap_percent"]) == (3, 1440, None)
    (cutoff,) = told["cutoffs"]
    assert (cutoff["order_count"], cutoff["late_count"]) == (3, 3)
    assert told["before_m"] and told["planned_m"] and told["work_min"] and told["advice"]
    page = rita.http.get(f"/api/v1/{href}").json()
    assert page["outlook"]["late"] == told["late"] and page["outlook"]["cutoffs"] == [cutoff]
    assert page["wave"]["late_count"] == 3


def test_levels_are_asked_for_and_accepted(hall: Ground) -> None:
    rita = Caller("rita")
    fill(hall, wish("A-01", "BOLT", 5))
    level(hall, "A-01", "BOLT", D(4))
    assert rita.send("level-studies", {"site": SITE, "service": 1}).status_code == 422
    asked = rita.send("level-studies", {"site": SITE, "days": 28, "service": 0.98})
    assert asked.status_code == 201
    href = f"level-studies/{asked.json()['level_study_id']}"
    page = rita.http.get(f"/api/v1/{href}").json()
    assert (page["study"]["days"], page["study"]["service"], page["proposals"]) == (28, "0.98", [])
    assert rita.send("level-studies", {"site": SITE}).json()["code"] == "asked"
    assert rita.send(f"{href}/acceptance", {}).json()["code"] == "nothing-named"
    assert rita.send(f"{href}/acceptance", {"every": True}).json()["bin_count"] == 0
    assert rita.send("level-studies/999/acceptance", {"every": True}).status_code == 404
    assert len(rita.http.get(f"/api/v1/level-studies?site={SITE}").json()) == 1
