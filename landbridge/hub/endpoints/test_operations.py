from dataclasses import replace
from datetime import UTC, datetime

import pytest

from landbridge.connect.protocols import Health
from landbridge.hub.endpoints.operations import (
    add_endpoint,
    change_endpoint,
    check_all,
    check_endpoint,
    connect_endpoints,
    disable_endpoint,
    enable_endpoint,
    subscribe,
    unsubscribe,
)
from landbridge.hub.endpoints.queries import one_endpoint, open_config, open_connector
from landbridge.hub.facade.contracts import (
    EndpointUnusableError,
    Mandate,
    Route,
    SettingsRefusedError,
)
from landbridge.kit.clock import VirtualClock
from landbridge.kit.crypto import SecretBox
from landbridge.kit.findings import LandbridgeError
from landbridge.kit.ground import Ground

MANDATE = Mandate(by="ann", why="spring cleaning")
GOOD = {"url": "http://erp", "password": "p4ss"}


def stored(ground: Ground, name: str = "erp"):
    with ground.pg.reading() as conn:
        return one_endpoint(conn, name)


def events(ground: Ground) -> list[tuple[str, str, str, str]]:
    with ground.pg.reading() as conn:
        return conn.execute(
            "SELECT e.name, v.result, v.actor, v.detail FROM event v"
            " JOIN endpoint e ON e.id = v.endpoint_id WHERE v.step = 'person' ORDER BY v.id"
        ).fetchall()


def routes(ground: Ground) -> set[tuple[str, str]]:
    with ground.pg.reading() as conn:
        rows = conn.execute(
            "SELECT kind, e.name FROM route r JOIN endpoint e ON e.id = r.target_id"
        ).fetchall()
    return {(row[0], row[1]) for row in rows}


def test_the_password_is_nowhere_in_the_database_and_opens_where_it_is_used(
    hub_ground: Ground, mood
) -> None:
    add_endpoint(hub_ground, name="erp", connector="office", values=GOOD, mandate=MANDATE)
    with hub_ground.pg.reading() as conn:
        row = conn.execute("SELECT endpoint::text FROM endpoint").fetchone()
    assert "p4ss" not in row[0]
    assert "p4ss" not in repr(stored(hub_ground))
    connector = open_connector(hub_ground, endpoint="erp", facilities={})
    connector.close()
    assert mood.opened[0].password.reveal() == "p4ss"
    assert mood.opened[0].poll_limit == 50


def test_adding_is_recorded_and_repeating_it_changes_nothing(hub_ground: Ground, mood) -> None:
    for _ in range(2):
        add_endpoint(hub_ground, name="erp", connector="office", values=GOOD, mandate=MANDATE)
    assert events(hub_ground) == [("erp", "endpoint_added", "ann", "connector office")]
    assert stored(hub_ground).title == "Office"


@pytest.mark.parametrize(
    ("name", "connector", "values", "word"),
    [
        ("Erp", "office", GOOD, "no name"),
        ("erp", "nothing", GOOD, "installed: floor, office"),
        ("erp", "office", {}, "url is missing"),
        ("erp", "office", GOOD | {"urll": "x"}, "no setting named urll"),
        ("erp", "office", GOOD | {"poll_limit": "many"}, "wrong type"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    hub_ground: Ground, mood, name: str, connector: str, values: dict, word: str
) -> None:
    with pytest.raises(LandbridgeError, match=word):
        add_endpoint(hub_ground, name=name, connector=connector, values=values, mandate=MANDATE)
    assert events(hub_ground) == []


def test_a_name_is_not_taken_over_by_other_settings(hub_ground: Ground, mood) -> None:
    add_endpoint(hub_ground, name="erp", connector="office", values=GOOD, mandate=MANDATE)
    for connector, values in (("office", GOOD | {"password": "other"}), ("floor", {})):
        with pytest.raises(LandbridgeError, match="other settings"):
            add_endpoint(
                hub_ground, name="erp", connector=connector, values=values, mandate=MANDATE
            )


def test_a_change_keeps_the_rest_and_names_what_it_changed(bridge_ground: Ground) -> None:
    before = stored(bridge_ground)
    change_endpoint(
        bridge_ground, endpoint="erp", mandate=MANDATE, title="ERP",
        values={"url": "http://new", "password": ""},
    )  # fmt: skip
    after = stored(bridge_ground)
    config = open_config(bridge_ground, after)
    assert (config.url, config.password.reveal()) == ("http://new", "p4ss")
    assert (after.title, after.revision) == ("ERP", before.revision + 1)
    assert events(bridge_ground)[-1] == ("erp", "endpoint_changed", "ann", "changed: url")


def test_a_refused_change_changes_nothing(bridge_ground: Ground) -> None:
    before = stored(bridge_ground)
    with pytest.raises(SettingsRefusedError) as refused:
        change_endpoint(
            bridge_ground, endpoint="erp", mandate=MANDATE, values={"url": None, "poll_limit": "x"}
        )
    assert {finding.path for finding in refused.value.findings} == {"url", "poll_limit"}
    assert stored(bridge_ground) == before


def test_new_credentials_end_the_wait_for_a_login(bridge_ground: Ground) -> None:
    with bridge_ground.pg.transaction() as conn:
        conn.execute("UPDATE endpoint SET state = 'needs_login', why = 'expired'")
    change_endpoint(bridge_ground, endpoint="erp", mandate=MANDATE, values={"password": "new"})
    assert (stored(bridge_ground).state, stored(bridge_ground).why) == ("active", "")
    assert stored(bridge_ground, "wms").state == "needs_login"


def test_disabled_and_enabled_again(bridge_ground: Ground) -> None:
    for _ in range(2):
        disable_endpoint(bridge_ground, endpoint="erp", mandate=MANDATE)
    assert stored(bridge_ground).state == "disabled"
    enable_endpoint(bridge_ground, endpoint="erp", mandate=MANDATE)
    assert stored(bridge_ground).state == "active"
    results = [entry[1] for entry in events(bridge_ground)][-2:]
    assert results == ["endpoint_disabled", "endpoint_enabled"]


def test_secrets_of_another_key_are_said_to_be_unreadable(bridge_ground: Ground) -> None:
    moved = replace(bridge_ground, secrets=SecretBox("another key, also long enough to be one"))
    with pytest.raises(EndpointUnusableError, match="Restore the old secret key"):
        open_connector(moved, endpoint="erp", facilities={})
    health = check_endpoint(moved, endpoint="erp")
    assert not health.ok
    assert "secret key" in health.text


def checks(ground: Ground) -> list[tuple[bool, str, int]]:
    with ground.pg.reading() as conn:
        return conn.execute(
            "SELECT ok, text, checks_count FROM health_check ORDER BY first_at"
        ).fetchall()


def test_checks_are_kept_and_equal_ones_counted(bridge_ground: Ground, mood) -> None:
    clock = VirtualClock(datetime(2026, 3, 1, tzinfo=UTC))
    ground = replace(bridge_ground, clock=clock)
    for health in (mood.health, mood.health, Health(ok=False, text="No route."), mood.health):
        mood.health = health
        assert check_endpoint(ground, endpoint="erp") == health
        clock.advance(60)
    assert checks(ground) == [(True, "Reachable.", 2), (False, "No route.", 1),
                              (True, "Reachable.", 1)]  # fmt: skip
    assert mood.closed_count == 4


def test_a_connector_that_breaks_is_an_answer_too(bridge_ground: Ground, mood) -> None:
    mood.crash = True
    found = dict(check_all(bridge_ground))
    assert found["erp"].text == found["wms"].text == "The check failed: RuntimeError: boom"
    assert mood.closed_count == 2


def test_only_endpoints_in_use_are_checked(bridge_ground: Ground) -> None:
    disable_endpoint(bridge_ground, endpoint="erp", mandate=MANDATE)
    assert [name for name, _ in check_all(bridge_ground)] == ["wms"]


def test_connecting_routes_all_they_have_in_common_once(bridge_ground: Ground) -> None:
    expected = {
        ("item", "wms"), ("party", "wms"), ("inbound_order", "wms"), ("outbound_order", "wms"),
        ("receipt_confirmation", "erp"), ("shipment_confirmation", "erp"),
        ("stock_adjustment", "erp"),
    }  # fmt: skip
    assert routes(bridge_ground) == expected
    count = len(events(bridge_ground))
    again = connect_endpoints(bridge_ground, left="wms", right="erp", mandate=MANDATE)
    assert {(route.kind, route.target) for route in again} == expected
    assert len(events(bridge_ground)) == count


def test_two_of_a_kind_have_nothing_to_say_to_each_other(bridge_ground: Ground) -> None:
    add_endpoint(bridge_ground, name="wms2", connector="floor", values={}, mandate=MANDATE)
    with pytest.raises(LandbridgeError, match="opposite shores"):
        connect_endpoints(bridge_ground, left="wms", right="wms2", mandate=MANDATE)


def test_one_kind_is_routed_and_no_more(bridge_ground: Ground) -> None:
    order = {"source": "erp", "kind": "party", "target": "wms", "mandate": MANDATE}
    assert unsubscribe(bridge_ground, **order)
    assert not unsubscribe(bridge_ground, **order)
    assert ("party", "wms") not in routes(bridge_ground)
    assert subscribe(bridge_ground, **order)
    assert not subscribe(bridge_ground, **order)
    assert ("party", "wms") in routes(bridge_ground)
    assert [(entry[0], entry[1]) for entry in events(bridge_ground)][-4:] == [
        ("erp", "route_removed"), ("wms", "route_removed"),
        ("erp", "route_added"), ("wms", "route_added"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "kind", "target", "word"),
    [
        ("erp", "progress", "wms", "tells no progress; it tells inbound_order"),
        ("wms", "progress", "erp", "takes no progress"),
        ("erp", "item", "erp", "not routed to itself"),
        ("erp", "item", "nowhere", "no endpoint of that name"),
    ],
)
def test_a_route_that_cannot_carry_anything_is_refused(
    bridge_ground: Ground, source: str, kind: str, target: str, word: str
) -> None:
    with pytest.raises(LandbridgeError, match=word):
        subscribe(bridge_ground, source=source, kind=kind, target=target, mandate=MANDATE)


def test_a_route_may_have_conditions(bridge_ground: Ground) -> None:
    assert subscribe(
        bridge_ground, source="erp", kind="*", target="wms", mandate=MANDATE,
        condition={"site": "MAIN"},
    )  # fmt: skip
    assert ("*", "wms") in routes(bridge_ground)


def test_routes_are_values() -> None:
    assert Route("a", "item", "b") < Route("b", "item", "a")
