"""What people are shown of documents that really went through the bridge's steps."""

import pytest

from landbridge.canon import dump_json
from landbridge.connect import registry
from landbridge.connect.protocols import Parcel, Payload, PushResult, Refused, Unavailable
from landbridge.hub import facade
from landbridge.hub.conftest import Bridge, order
from landbridge.hub.facade.views import (
    ContentPart,
    DeadLetterFilter,
    DocumentFilter,
    DocumentState,
    DocumentView,
)
from landbridge.kit.findings import error

MANDATE = facade.Mandate(by="ann", why="mended")
ALL = DocumentFilter()


@pytest.fixture
def shown(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> Bridge:
    kinds = {"erp": bridge.erp.kind(), "wms": bridge.wms.kind()}
    monkeypatch.setattr(registry, "connector_kinds", lambda: kinds)
    return bridge


def page(bridge: Bridge) -> DocumentView:
    (row,) = facade.document_list(bridge.ground, ALL).rows
    return facade.document_page(bridge.ground, row.message_id)


def test_an_order_that_crossed(shown: Bridge) -> None:
    shown.erp.put(order("SO1"))
    shown.worker().drain()
    view = page(shown)
    assert view.document.state is DocumentState.DELIVERED
    assert view.title == "Outbound order SO1 · wms-SO1"
    assert view.sentence.startswith("wms has it as wms-SO1,")
    assert [(step.step, step.done) for step in view.journey] == [
        ("received", True), ("understood", True), ("routed", True), ("delivered", True),
        ("acknowledged", True),
    ]  # fmt: skip
    assert ("wms-SO1", "wms") in {(number.number, number.side) for number in view.numbers}
    (delivery,) = view.deliveries
    sent = facade.download(shown.ground, ContentPart.SENT, delivery.delivery_id)
    assert sent.content == dump_json(order("SO1")) == shown.wms.effects[0].content
    assert delivery.idempotency_key == shown.wms.effects[0].idempotency_key
    for text in ("SO1", "wms-SO1", "outbound_order/SO1/1"):
        assert facade.search(shown.ground, text).only_hit == view.document.message_id, text


def test_the_lane_of_an_order_that_crossed(shown: Bridge) -> None:
    before = facade.bridge_token(shown.ground)
    shown.erp.put(order("SO1"))
    shown.worker().drain()
    assert facade.bridge_token(shown.ground) != before
    view = facade.bridge(shown.ground)
    (lane,) = [one for one in view.lanes if one.kind == "outbound_order"]
    assert (lane.source, lane.target, lane.delivered_5min_count) == ("erp", "wms", 1)
    assert (lane.open_count, lane.held_count, lane.oldest_open_age_s) == (0, 0, None)
    assert view.oldest_open_age_s is None


def test_an_order_that_was_refused_and_then_retried(shown: Bridge) -> None:
    finding = error("lines[0].item", "unknown-item", "Line 1 asks for ITEM0, which is not known.")
    shown.wms.script = lambda _parcel, _attempt: Refused((finding,))
    shown.erp.put(order("SO1"))
    shown.worker().drain()
    (letter,) = facade.dead_letters(shown.ground, DeadLetterFilter()).rows
    assert letter.reason == "wms refused it: Line 1 asks for ITEM0, which is not known."
    assert (letter.rule, letter.number, letter.attempts_count) == ("unknown-item", "SO1", 1)
    view = page(shown)
    assert view.document.state is DocumentState.HELD
    sent = view.deliveries[0].sent
    assert sent is not None
    assert sent.kept
    preview = facade.preview_retry(shown.ground, [letter.dead_letter])
    assert preview.sentence == "1 document is sent again to wms."
    shown.wms.script = lambda _parcel, _attempt: "take"
    facade.retry(shown.ground, dead_letters=preview.dead_letters, mandate=MANDATE)
    shown.worker().drain()
    after = page(shown)
    assert after.document.state is DocumentState.DELIVERED
    assert [one.outcome for one in after.deliveries[0].attempts] == ["refused", "delivered"]
    assert [(one.actor, one.action, one.why) for one in after.events] == [
        ("ann", "retried", "mended")
    ]
    assert facade.dead_letters(shown.ground, DeadLetterFilter()).total_count == 0


def test_a_target_that_does_not_answer(shown: Bridge) -> None:
    def down(_parcel: Parcel, _attempt: int) -> PushResult:
        return Unavailable("connection refused")

    shown.wms.script = down
    shown.erp.put(order("SO1"))
    shown.worker().drain()
    view = page(shown)
    assert view.document.state is DocumentState.WAITING
    assert "connection refused" in view.sentence
    cards = facade.bridge(shown.ground)
    (card,) = [one for one in (*cards.office, *cards.floor) if one.endpoint == "wms"]
    assert card.state == "unreachable"
    assert "connection refused" in card.sentence
    (lane,) = [one for one in cards.lanes if one.kind == "outbound_order"]
    assert (lane.open_count, lane.waiting_count) == (1, 1)


def test_an_order_that_waits_for_its_parent(shown: Bridge) -> None:
    missing = Refused((), waits_for="item/ACME/ITEM0")
    shown.wms.script = lambda _parcel, _attempt: missing
    shown.erp.put(order("SO1"))
    shown.worker().drain()
    view = page(shown)
    assert view.document.state is DocumentState.WAITING
    assert view.sentence.startswith("It waits for item ITEM0 of ACME to be at wms;")


def test_a_payload_that_nobody_understands(shown: Bridge) -> None:
    shown.erp.put_payload(Payload(source_key="odd", content=b"not a document"))
    shown.worker().drain()
    (letter,) = facade.dead_letters(shown.ground, DeadLetterFilter()).rows
    assert letter.subject == "message"
    assert letter.problems
    view = facade.document_page(shown.ground, letter.message_id)
    assert view.document.state is DocumentState.UNREADABLE
    assert view.raw.text == "not a document"
    assert "could not be understood" in view.sentence
    envelope = facade.envelope_page(shown.ground, letter.envelope_id)
    assert (envelope.source_key, envelope.dead_letter) == ("odd", f"e{letter.envelope_id}")
    preview = facade.preview_retry_all(shown.ground, DeadLetterFilter())
    assert preview.sentence == "1 document is read again with today's maps."


def test_what_was_replayed_has_both_deliveries_on_its_page(shown: Bridge) -> None:
    shown.erp.put(order("SO1"))
    shown.worker().drain()
    (first,) = page(shown).deliveries
    assert first.can_replay
    facade.replay(shown.ground, delivery_id=first.delivery_id, mandate=MANDATE)
    open_still = page(shown)
    assert open_still.document.state is DocumentState.UNDERWAY
    assert open_still.deliveries[1].replay_of == first.delivery_id
    shown.worker().drain()
    assert [one.state for one in page(shown).deliveries] == ["acknowledged", "acknowledged"]


def test_a_newer_version_and_its_relations(shown: Bridge) -> None:
    worker = shown.worker()
    for version in (1, 2):
        shown.erp.put(order("SO1", version=version, quantity=version))
        worker.drain()
        shown.clock.advance(1)
    new, old = facade.document_list(shown.ground, ALL).rows
    assert (new.version, old.version) == (2, 1)
    related = facade.document_page(shown.ground, new.message_id).related
    assert [(one.relation, one.document.message_id) for one in related] == [
        ("earlier version", old.message_id)
    ]
