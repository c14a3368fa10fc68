import pytest

from landbridge.connect.protocols import Health
from landbridge.hub.facade import (
    Mandate,
    NotFoundError,
    check_endpoint,
    connector_list,
    disable_endpoint,
    endpoint_list,
    endpoint_page,
    pause_endpoint,
    route_list,
    subscribe,
)
from landbridge.hub.facade.views import Tone
from landbridge.hub.watch.conftest import Stage

MANDATE = Mandate(by="ann", why="stock-taking")


def test_settings_are_shown_but_secrets_only_as_set(stage: Stage) -> None:
    view = endpoint_page(stage.ground, "erp")
    shown = {row.name: (row.kind, row.value, row.is_set) for row in view.config}
    assert shown == {
        "url": ("text", "http://erp", True),
        "password": ("secret", "", True),
        "poll_limit": ("number", "50", False),
    }
    assert "p4ss" not in repr(view)
    assert "sealed" not in repr(view)
    assert view.config[0].example == "https://erp.example.com"


def test_what_is_stored_but_not_described_any_more_is_shown_too(stage: Stage) -> None:
    stage.run(
        """UPDATE endpoint SET config = config || '{"old": "x", "key": {"sealed": "gAAA"}}'
            WHERE name = 'erp'"""
    )
    shown = {row.name: row for row in endpoint_page(stage.ground, "erp").config}
    assert shown["old"].value == "x"
    assert (shown["key"].kind, shown["key"].value, shown["key"].is_set) == ("secret", "", True)


def test_an_endpoint_whose_connector_is_gone_still_has_a_page(stage: Stage) -> None:
    stage.run("UPDATE endpoint SET connector = 'gone' WHERE name = 'erp'")
    view = endpoint_page(stage.ground, "erp")
    assert view.card.state == "uninstalled"
    assert {row.name for row in view.config} == {"url", "password"}
    assert "p4ss" not in repr(view)


def test_streams_tell_how_far_they_were_read(stage: Stage) -> None:
    for name, more in (
        ("items", "'active', '', 0, 'c9'"),
        ("lost", "'position_lost', 'log was cut', 0, 'c1'"),
        ("sales", "'active', 'HTTP 502', 2, NULL"),
    ):
        stage.run(
            "INSERT INTO stream (endpoint_id, name, since, due_at, pulled_count, accepted_count,"
            " duplicate_count, state, why, failures, cursor)"
            f" SELECT id, '{name}', since, since, 12, 9, 3, {more} FROM endpoint WHERE name = 'erp'"
        )
    items, lost, sales = endpoint_page(stage.ground, "erp").streams
    assert (items.cursor, items.sentence, items.tone) == ("c9", "Read up to its end.", Tone.QUIET)
    assert (items.pulled_count, items.accepted_count, items.duplicate_count) == (12, 9, 3)
    assert lost.sentence == "The position was lost: log was cut. Say where to go on from."
    assert lost.tone is Tone.PERSON
    assert sales.sentence == "It could not be read at the last 2 tries: HTTP 502."
    assert sales.tone is Tone.WAITS


def test_health_and_what_people_did_newest_first(stage: Stage, mood) -> None:
    check_endpoint(stage.ground, endpoint="erp")
    stage.clock.advance(60)
    mood.health = Health(ok=False, text="No route to host.")
    check_endpoint(stage.ground, endpoint="erp")
    pause_endpoint(stage.ground, endpoint="erp", mandate=MANDATE)
    view = endpoint_page(stage.ground, "erp")
    assert [(row.ok, row.text) for row in view.health] == [
        (False, "No route to host."), (True, "Reachable."),
    ]  # fmt: skip
    (paused,) = [row for row in view.audit if row.actor == "ann"]
    assert (paused.action, paused.why) == ("endpoint paused", "stock-taking")
    assert "endpoint added" in {row.action for row in view.audit}
    assert view.card.state == "paused"


def test_routes_are_told_in_words(stage: Stage) -> None:
    subscribe(
        stage.ground, source="erp", kind="*", target="wms", mandate=MANDATE,
        condition={"site": "MAIN", "owner.code": ["A", "B"]},
    )  # fmt: skip
    (every,) = [row for row in route_list(stage.ground) if row.kind == "*"]
    assert every.kind_title == "Every kind"
    assert every.condition == "owner.code is A or B and site is MAIN"
    assert len(endpoint_page(stage.ground, "erp").routes) == 8


def test_the_list_has_every_endpoint_disabled_ones_last(stage: Stage) -> None:
    disable_endpoint(stage.ground, endpoint="erp", mandate=MANDATE)
    assert [view.card.endpoint for view in endpoint_list(stage.ground)] == ["wms", "erp"]


def test_an_unknown_endpoint(stage: Stage) -> None:
    with pytest.raises(NotFoundError, match="no endpoint of that name"):
        endpoint_page(stage.ground, "nowhere")


def test_connectors_to_choose_from_with_their_form(mood) -> None:
    floor, office = connector_list()
    assert (floor.connector, office.connector) == ("floor", "office")
    assert "receipt_confirmation" in floor.receives
    assert "outbound_order" in floor.sends
    assert [row.name for row in office.config if row.required] == ["url", "password"]
    assert not any(row.is_set for row in office.config)
