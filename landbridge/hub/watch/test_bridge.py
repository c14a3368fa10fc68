from datetime import timedelta

import pytest

from landbridge.hub.endpoints.operations import check_endpoint, disable_endpoint, subscribe
from landbridge.hub.facade.contracts import Mandate
from landbridge.hub.facade.views import BridgeView, FlowLane, Shore, Tone
from landbridge.hub.watch.bridge import bridge, bridge_token
from landbridge.hub.watch.conftest import Stage

MANDATE = Mandate(by="ann", why="test")


def lane(view: BridgeView, kind: str = "outbound_order") -> FlowLane:
    (found,) = [entry for entry in view.lanes if entry.kind == kind]
    return found


def card(view: BridgeView, name: str):
    (found,) = [entry for entry in (*view.office, *view.floor) if entry.endpoint == name]
    return found


def test_a_healthy_bridge_is_quiet(stage: Stage) -> None:
    stage.worker()
    stage.acknowledged(10)
    view = bridge(stage.ground)
    assert (view.tone, view.sentence, view.oldest_open_age_s) == (Tone.QUIET, "All quiet.", None)
    assert [entry.endpoint for entry in view.office] == ["erp"]
    assert [entry.endpoint for entry in view.floor] == ["wms"]
    assert view.office[0].shore is Shore.OFFICE
    assert len(view.lanes) == 7
    assert all(entry.tone is Tone.QUIET for entry in view.lanes)
    assert view.workers[0].alive


def test_a_lane_tells_the_age_of_its_oldest_document_first(stage: Stage) -> None:
    old = stage.message(ago_s=300)
    stage.delivery(old, ago_s=2)
    stage.delivery(stage.message(ago_s=20), state="sent")
    found = lane(bridge(stage.ground))
    assert found.oldest_open_age_s == 300
    assert found.oldest_open_message_id == old
    assert (found.open_count, found.waiting_count, found.held_count) == (2, 0, 0)
    assert found.tone is Tone.WAITS
    assert (found.source, found.target, found.kind_title) == ("erp", "wms", "Outbound order")


def test_documents_that_wait_or_need_a_person_are_counted_apart(stage: Stage) -> None:
    stage.delivery(stage.message(), state="waiting", waits_for="item/ACME/A", why="no item A")
    stage.delivery(stage.message(), attempts=3, due_at=stage.at(-60), why="no answer")
    stage.delivery(stage.message(), state="rejected", why="Unknown item B.", since=stage.at(1))
    stage.delivery(stage.message(), state="dead", reason="poison", why="it ended 3 workers")
    found = lane(bridge(stage.ground))
    assert (found.open_count, found.waiting_count, found.held_count) == (2, 2, 2)
    assert found.last_error == "Unknown item B."
    assert found.last_error_at == stage.at(1)
    assert found.tone is Tone.PERSON


def test_rates_are_of_the_last_five_and_sixty_minutes(stage: Stage) -> None:
    for ago_s, count in ((30, 10), (200, 20), (900, 60), (3 * 3600, 1000)):
        stage.acknowledged(count, ago_s=ago_s)
    found = lane(bridge(stage.ground))
    assert (found.delivered_5min_count, found.delivered_60min_count) == (30, 90)
    assert (found.rate_5min, found.rate_60min) == (6, 1.5)
    assert (len(found.per_minute), sum(found.per_minute)) == (60, 90)
    assert found.per_minute[-1] + found.per_minute[-2] == 10
    assert found.last_delivered_at == stage.at(60)


def test_a_quiet_lane_remembers_its_last_document(stage: Stage) -> None:
    stage.acknowledged(1, ago_s=3 * 86400)
    found = lane(bridge(stage.ground))
    assert found.delivered_60min_count == 0
    assert found.last_delivered_at == stage.at(3 * 86400)


def test_payloads_not_yet_understood_belong_to_their_endpoint(stage: Stage) -> None:
    stage.envelope(waiting=True, ago_s=100)
    stage.envelope(waiting=True, ago_s=50)
    view = bridge(stage.ground)
    assert (card(view, "erp").incoming_count, card(view, "erp").behind_s) == (2, 100)
    assert (card(view, "wms").incoming_count, card(view, "wms").behind_s) == (0, None)
    assert view.oldest_open_age_s == 100


def test_held_documents_are_counted_once(stage: Stage) -> None:
    stage.worker()
    stage.message(state="held", content=None)
    stage.delivery(stage.message(), state="rejected")
    view = bridge(stage.ground)
    assert view.held_count == 2
    assert (card(view, "erp").held_count, card(view, "wms").held_count) == (2, 1)
    assert view.sentence == "2 documents need a person."
    assert view.tone is Tone.PERSON


@pytest.mark.parametrize(
    ("setup", "state", "tone", "words"),
    [
        ("UPDATE endpoint SET state = 'paused', why = 'stock-taking' WHERE name = 'erp'",
         "paused", Tone.WAITS, "stock-taking. What others have for it waits."),
        ("UPDATE endpoint SET state = 'needs_login', why = 'wrong password' WHERE name = 'erp'",
         "needs_login", Tone.PERSON, "wrong password. Renew its credentials."),
        ("UPDATE endpoint SET connector = 'gone' WHERE name = 'erp'",
         "uninstalled", Tone.PERSON, "connector gone is not installed"),
        ("INSERT INTO circuit SELECT id, 5, 'connection refused', since, since FROM endpoint"
         " WHERE name = 'erp'",
         "unreachable", Tone.WAITS, "does not answer: connection refused. It is tried again"),
        ("INSERT INTO stream (endpoint_id, name, failures, why, since, due_at)"
         " SELECT id, 'sales', 4, 'HTTP 502', since, since FROM endpoint WHERE name = 'erp'",
         "unreachable", Tone.WAITS, "reading sales failed 4 times: HTTP 502. It is tried again"),
        ("INSERT INTO stream (endpoint_id, name, state, why, since, due_at)"
         " SELECT id, 'sales', 'position_lost', 'log was cut', since, since FROM endpoint"
         " WHERE name = 'erp'",
         "halted", Tone.PERSON, "the position in sales was lost (log was cut)."),
    ],
)  # fmt: skip
def test_an_endpoint_says_what_is_the_matter(
    stage: Stage, setup: str, state: str, tone: Tone, words: str
) -> None:
    stage.run(setup)
    found = card(bridge(stage.ground), "erp")
    assert (found.state, found.tone) == (state, tone)
    assert words in found.sentence


def test_the_last_check_is_shown(stage: Stage) -> None:
    check_endpoint(stage.ground, endpoint="erp")
    found = card(bridge(stage.ground), "erp")
    assert (found.healthy, found.version, found.sentence) == (True, "8.2", "Reachable.")
    assert found.checked_at == stage.now()


def test_disabled_endpoints_come_last_and_have_no_lanes(stage: Stage) -> None:
    disable_endpoint(stage.ground, endpoint="erp", mandate=MANDATE)
    view = bridge(stage.ground)
    assert card(view, "erp").state == "disabled"
    assert view.lanes == ()


def test_a_route_of_every_kind_is_spread_into_lanes(stage: Stage) -> None:
    stage.run("DELETE FROM route")
    subscribe(stage.ground, source="erp", kind="*", target="wms", mandate=MANDATE)
    kinds = [entry.kind for entry in bridge(stage.ground).lanes]
    assert kinds == ["inbound_order", "item", "outbound_order", "party"]


def test_a_lane_without_a_route_is_shown_while_it_carries_something(stage: Stage) -> None:
    stage.delivery(stage.message())
    stage.run("DELETE FROM route")
    assert [entry.kind for entry in bridge(stage.ground).lanes] == ["outbound_order"]


def test_without_a_worker_nothing_moves_and_the_page_says_so(stage: Stage) -> None:
    stage.worker(seen_ago_s=120)
    view = bridge(stage.ground)
    assert not view.workers[0].alive
    assert view.tone is Tone.PERSON
    assert "landbridge worker" in view.sentence


def test_an_empty_hub_says_how_to_begin(hub_ground) -> None:
    assert "Add the ERP" in bridge(hub_ground).sentence


def test_the_token_stays_while_nothing_happens_and_changes_with_each_event(stage: Stage) -> None:
    def changed() -> bool:
        nonlocal token
        before, token = token, bridge_token(stage.ground)
        return token != before

    stage.worker()
    token = bridge_token(stage.ground)
    assert token == bridge(stage.ground).token
    assert not changed()
    stage.run("SELECT take_numbers(1)")
    assert changed()
    stage.acknowledged(1)
    assert changed()
    message = stage.message()
    stage.delivery(message, state="rejected")
    assert changed()
    stage.message(state="held")
    assert changed()
    stage.run("UPDATE endpoint SET revision = revision + 1 WHERE name = 'erp'")
    assert changed()
    stage.clock.advance(timedelta(seconds=10).total_seconds())
    assert changed()  # ages are drawn anew
