from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from landbridge.connect import registry
from landbridge.connect.protocols import Health
from landbridge.hub import health
from landbridge.hub.facade import Mandate, check_all, diagnose, figures_text, pause_endpoint
from landbridge.hub.facade.views import Diagnosis
from landbridge.hub.numbers import open_day
from landbridge.hub.watch.conftest import Stage, bridge_ground, mood, stage
from landbridge.kit.clock import SystemClock
from landbridge.kit.crypto import SecretBox
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Database

__all__ = ["bridge_ground", "mood", "stage"]


def about(stage: Stage, area: str, subject: str = "") -> list[Diagnosis]:
    return [
        one for one in diagnose(stage.ground) if one.area == area and subject in ("", one.subject)
    ]


def only(stage: Stage, area: str, subject: str = "") -> Diagnosis:
    (one,) = about(stage, area, subject)
    return one


def test_a_healthy_installation(bridge_ground: Ground, tmp_path: Path) -> None:
    ground = replace(bridge_ground, clock=SystemClock())
    with ground.pg.transaction() as conn:
        conn.execute(
            "INSERT INTO worker (host, process_number, version, started_at, seen_at)"
            " VALUES ('north', 1, '0.1', now(), now())"
        )
    open_day(ground, ground.clock.now().date())
    check_all(ground)
    found = diagnose(ground, data_folder=tmp_path)
    # The database of the tests does not wait for the disk, and the doctor says so.
    troubles = [one for one in found if one.severity != "ok" and one.area != "disk"]
    assert [(one.area, one.subject, one.severity) for one in troubles] == [
        ("database", "durability", "warning")
    ]
    assert "fsync" in troubles[0].sentence
    assert {one.area for one in found} == {
        "database", "clock", "disk", "worker", "endpoint", "retention"
    }  # fmt: skip
    assert all(one.sentence.endswith((".", ")")) for one in found)


def test_worst_comes_first_and_everything_wrong_has_a_remedy(stage: Stage) -> None:
    stage.message(state="held", content=None)
    found = diagnose(stage.ground)
    order = [health.SEVERITIES.index(one.severity) for one in found]
    assert order == sorted(order)
    assert all(one.remedy for one in found if one.severity in ("warning", "error"))


def test_without_a_worker(stage: Stage) -> None:
    stage.worker(seen_ago_s=7200)
    first, silent = about(stage, "worker")
    assert (first.severity, first.remedy) == ("error", "Start `landbridge worker`.")
    assert (silent.severity, silent.sentence) == (
        "note", "north/77 has not been heard of for 2 h."
    )  # fmt: skip


def test_workers_of_two_versions(stage: Stage) -> None:
    for version in ("0.1", "0.2"):
        stage.worker()
        stage.run("UPDATE worker SET version = %(v)s WHERE id = (SELECT max(id) FROM worker)",
                  {"v": version})  # fmt: skip
    assert "different versions are running: 0.1 and 0.2" in about(stage, "worker")[0].sentence


def test_endpoints_by_their_last_check(stage: Stage, mood) -> None:
    assert only(stage, "endpoint", "erp").sentence == "erp: it has not been checked yet."
    mood.health = Health(ok=False, text="The password is wrong.")
    check_all(stage.ground)
    found = only(stage, "endpoint", "erp")
    assert (found.severity, found.sentence) == ("error", "erp: The password is wrong.")
    mood.health = Health(ok=True, text="Tryton 8.2 answers")
    check_all(stage.ground)
    found = only(stage, "endpoint", "erp")
    assert (found.severity, found.remedy) == ("ok", "")
    assert found.sentence == "erp: Tryton 8.2 answers. (Checked 0 ms ago.)"
    stage.clock.advance(7200)
    assert "landbridge endpoint check erp" in only(stage, "endpoint", "erp").remedy


def test_endpoints_that_stand_still(stage: Stage) -> None:
    pause_endpoint(stage.ground, endpoint="erp", mandate=Mandate(by="ann", why="stock-taking"))
    found = only(stage, "endpoint", "erp")
    assert found.severity == "warning"
    assert "stock-taking" in found.sentence
    stage.run("UPDATE endpoint SET state = 'disabled' WHERE name = 'erp'")
    assert only(stage, "endpoint", "erp").severity == "note"


def test_an_endpoint_that_cannot_be_opened(stage: Stage) -> None:
    ground = replace(stage.ground, secrets=SecretBox("another key, also long enough to be one"))
    errors = [one for one in diagnose(ground) if one.severity == "error" and one.area == "endpoint"]
    assert any(one.subject == "erp" and "secret" in one.sentence for one in errors)


def test_an_endpoint_that_is_not_joined(stage: Stage) -> None:
    stage.run("DELETE FROM route")
    assert any("nothing is routed" in one.sentence for one in about(stage, "endpoint", "erp"))


def test_t17_flows_that_are_behind(stage: Stage) -> None:
    message = stage.message(ago_s=600)
    stage.delivery(message, attempts=2, why="no answer", due_at=stage.at(-60))
    found = only(stage, "flow")
    assert (found.severity, found.subject) == ("warning", "erp outbound_order wms")
    assert found.sentence == (
        "Outbound order from erp to wms: the oldest of 1 open document is 10 min old. "
        "Last trouble: no answer."
    )
    assert str(message) in found.remedy
    stage.clock.advance(7200)
    assert only(stage, "flow").severity == "error"


def test_dead_letters_by_cause(stage: Stage) -> None:
    for index in range(12):
        for _ in range(2):
            stage.delivery(
                stage.message(), state="rejected", reason=f"r{index}", why=f"Why {index}."
            )
    found = about(stage, "dead-letters")
    assert len(found) == 11
    assert found[0].sentence == "2 outbound orders from erp to wms need a person: Why 0."
    assert found[-1].sentence == "4 more documents need a person for other reasons."


def test_the_clock(stage: Stage) -> None:
    assert only(stage, "clock").severity == "error"  # the clock of this test stands in March
    ground = replace(stage.ground, clock=SystemClock())
    (found,) = [one for one in diagnose(ground) if one.area == "clock"]
    assert found.severity == "ok"


@pytest.mark.parametrize(("seconds", "severity"), [(0, "ok"), (5, "warning"), (-60, "error")])
def test_skew(seconds: float, severity: str) -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    assert health._skew(now + timedelta(seconds=seconds), now, now).severity == severity


def test_migrations() -> None:
    known = health._known_migrations()
    assert {"0001_room", "0002_tables", "0003_watching"} <= known
    assert health._migrations(known, known).severity == "ok"
    behind = health._migrations(known - {"0002_tables"}, known)
    assert "it lacks 0002_tables" in behind.sentence
    assert "landbridge migrate" in behind.remedy
    assert "ahead" in health._migrations(known | {"0099_later"}, known).sentence


def test_days_not_prepared(stage: Stage) -> None:
    stage.clock.advance(3 * 86400)
    stage.run("SELECT open_days(%(d)s, %(d)s)", {"d": stage.now().date()})
    first, second = about(stage, "retention")
    assert (first.severity, first.subject) == ("warning", "days")
    assert "goes back to 02 March 2026 (4 days kept)" in second.sentence


def test_a_folder_that_is_not_there(stage: Stage, tmp_path: Path) -> None:
    found = diagnose(stage.ground, data_folder=tmp_path / "nowhere")
    assert any(one.area == "disk" and "cannot be looked at" in one.sentence for one in found)


def test_without_a_database(stage: Stage) -> None:
    pg = Database("host=127.0.0.1 port=1 dbname=none connect_timeout=1", size_max=1)
    try:
        (found,) = diagnose(replace(stage.ground, pg=pg))
    finally:
        pg.close()
    assert (found.area, found.severity) == ("database", "error")
    assert "cannot be used" in found.sentence


# ------------------------------------------------------------------------- figures


def test_figures_in_the_text_format(stage: Stage) -> None:
    stage.worker()
    stage.acknowledged(30)
    stage.delivery(stage.message(ago_s=90))
    stage.delivery(stage.message(), state="rejected")
    stage.envelope(waiting=True, ago_s=3)
    lines = figures_text(stage.ground).splitlines()
    lane = '{source="erp",kind="outbound_order",target="wms"}'
    assert f"landbridge_oldest_open_age_seconds{lane} 90" in lines
    assert f"landbridge_open_documents{lane} 1" in lines
    assert f"landbridge_held_documents{lane} 1" in lines
    assert f"landbridge_delivered_documents_5m{lane} 30" in lines
    assert 'landbridge_incoming_payloads{endpoint="erp"} 1' in lines
    assert 'landbridge_endpoint_up{endpoint="wms"} 1' in lines
    assert "landbridge_workers_alive 1" in lines
    assert "landbridge_dead_letters 1" in lines
    assert "# TYPE landbridge_dead_letters gauge" in lines
    names = {line.split("{")[0].split(" ")[0] for line in lines if not line.startswith("#")}
    assert names == {line.split(" ")[2] for line in lines if line.startswith("# HELP")}


def test_a_connector_that_does_not_load_is_named(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = {"acme.erp": "ManifestError: manifest.toml: tier 'iron' is not one of bronze"}
    monkeypatch.setattr(registry, "broken_connectors", lambda: broken)
    one = only(stage, "connector")
    assert (one.subject, one.severity) == ("acme.erp", "error")
    assert "tier 'iron'" in one.sentence and one.sentence.endswith(".")
