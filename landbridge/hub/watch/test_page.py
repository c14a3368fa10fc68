from datetime import timedelta

import pytest

from landbridge.hub.events import Event, record
from landbridge.hub.facade import NotFoundError, document_page, download, envelope_page
from landbridge.hub.facade.views import ContentPart, DocumentView, Tone
from landbridge.hub.watch.conftest import Stage
from landbridge.kit.crypto import sha256

CANON = b'{"kind":"outbound_order","number":"SO-1"}'
FINDING = {
    "path": "lines[1].item", "rule": "unknown-item", "severity": "error",
    "text": "Line 2 asks for item B-9, which is not known.", "value": "B-9",
    "origin": "sale.yaml:14",
}  # fmt: skip


def steps(view: DocumentView) -> list[tuple[str, bool, float | None]]:
    return [(step.step, step.done, step.duration_s) for step in view.journey]


@pytest.fixture
def crossed(stage: Stage) -> tuple[Stage, int, int]:
    """An order that went its way: made at 90 s ago, acknowledged at 84 s ago."""
    stage.run(
        "INSERT INTO worker (host, process_number, version, started_at, seen_at)"
        " VALUES ('north', 77, '0', now(), now())"
    )
    envelope = stage.envelope(
        ago_s=88, source_key="sale,1@2", content=b'{"id":1}', occurred_at=stage.at(90)
    )
    message = stage.message(
        number="SO-1", ago_s=88, envelope_id=envelope, content=CANON,
        known=[("customer_order", "PO 4711")],
    )  # fmt: skip
    delivery = stage.delivery(
        message, state="acknowledged", ago_s=87, target_number="WH7", ack="taken", attempts=2,
        closed_at=stage.at(84),
    )  # fmt: skip
    stage.attempt(delivery, result="unavailable", ago_s=86.9, why="no route")
    stage.attempt(delivery, attempt=2, ago_s=85, sent_hash=sha256(CANON), sent_bytes=len(CANON))
    return stage, message, delivery


def test_title_and_sentence_say_what_it_is_and_where(crossed) -> None:
    stage, message, _ = crossed
    view = document_page(stage.ground, message)
    assert view.title == "Outbound order SO-1 · WH7"
    assert view.sentence == "Floor has it as WH7, 4 s after it was received."
    assert view.source_key == "sale,1@2"
    assert view.dead_letter == ""


def test_the_journey_shows_each_step_with_its_duration_and_result(crossed) -> None:
    stage, message, _ = crossed
    view = document_page(stage.ground, message)
    assert [(step.step, step.title, step.result) for step in view.journey] == [
        ("happened", "Happened in Tryton", ""),
        ("received", "Received", "w, 8 bytes"),
        ("understood", "Understood", "with map sale.yaml, in 1.5 ms"),
        ("routed", "Routed", "to Floor"),
        ("delivered", "Delivered to Floor", "Delivered at try 2, in 2.5 ms"),
        ("acknowledged", "Acknowledged", "taken"),
    ]
    durations = [step.duration_s for step in view.journey]
    assert durations == [None, 2, 0.02, pytest.approx(0.98), pytest.approx(2.0025),
                         pytest.approx(0.9975)]  # fmt: skip
    assert all(step.done and step.tone is Tone.QUIET for step in view.journey)


def test_contents_attempts_numbers_and_maps(crossed) -> None:
    stage, message, delivery = crossed
    stage.put(
        "crossref", endpoint_id=stage.endpoint_id("wms"), subject="outbound_order",
        ours="ACME/SO-1", theirs="WH7", message_id=message, at=stage.now(),
    )  # fmt: skip
    stage.put(
        "crossref", endpoint_id=stage.endpoint_id("wms"), subject="outbound_order/line",
        ours="ACME/SO-1/11", theirs="L-1", message_id=message, at=stage.now(),
    )  # fmt: skip
    view = document_page(stage.ground, message)
    assert view.raw.text.splitlines() == ["{", '  "id": 1', "}"]
    assert view.raw.sha256 == sha256(b'{"id":1}').hex()
    assert '"number": "SO-1"' in view.canon.text
    assert view.canon.sha256 == sha256(CANON).hex()
    assert (view.map_name, view.map_version) == ("sale.yaml", "abc123")
    (one,) = view.deliveries
    assert (one.delivery_id, one.map_name, one.answer) == (delivery, "out.yaml", "taken")
    assert [(a.outcome_title, a.tone, a.text) for a in one.attempts] == [
        ("No answer", Tone.WAITS, "no route"),
        ("Delivered", Tone.QUIET, ""),
    ]
    assert one.attempts[0].worker == "north/77"
    assert one.idempotency_key.startswith("LB")
    assert (one.can_replay, one.can_park, one.dead_letter) == (True, False, "")
    assert one.sent is not None
    assert (one.sent.kept, one.sent.size_bytes) == (False, len(CANON))
    assert [(n.number, n.meaning, n.side, n.line) for n in view.numbers] == [
        ("PO 4711", "customer order number", "", ""),
        ("WH7", "outbound order number", "wms", ""),
        ("L-1", "outbound order number (line)", "wms", "11"),
    ]


def test_downloads_give_the_very_bytes(crossed) -> None:
    stage, message, delivery = crossed
    view = document_page(stage.ground, message)
    raw = download(stage.ground, ContentPart.RAW, view.raw.content_id)
    assert (raw.content, raw.media_type) == (b'{"id":1}', "application/json")
    canon = download(stage.ground, ContentPart.CANON, message)
    assert (canon.content, canon.file_name) == (CANON, "outbound_order-SO-1.json")
    sent = download(stage.ground, ContentPart.SENT, delivery)
    assert (sent.content, sent.file_name) == (CANON, "outbound_order-SO-1-to-wms.json")


def test_what_was_sent_is_only_shown_if_it_is_proven(crossed) -> None:
    stage, _, delivery = crossed
    stage.attempt(delivery, attempt=3, sent_hash=sha256(b"other"), sent_bytes=5)
    with pytest.raises(NotFoundError, match="cannot be written again"):
        download(stage.ground, ContentPart.SENT, delivery)


@pytest.mark.parametrize("part", list(ContentPart))
def test_what_is_not_there_is_said_in_words(stage: Stage, part: ContentPart) -> None:
    with pytest.raises(NotFoundError):
        download(stage.ground, part, 5)


def test_pages_of_unknown_numbers(stage: Stage) -> None:
    for page in (document_page, envelope_page):
        for number in (0, 5, 95_570_000_000_001, 2**53):
            with pytest.raises(NotFoundError, match="none of that number"):
                page(stage.ground, number)


def test_a_document_that_is_not_understood(stage: Stage) -> None:
    message = stage.message(
        number="", kind="", state="held", content=None, findings=[FINDING], order_key="x"
    )
    view = document_page(stage.ground, message)
    assert view.sentence == (
        "It came from Tryton, but could not be understood: "
        "Line 2 asks for item B-9, which is not known."
    )
    assert view.dead_letter == f"m{message}"
    assert (view.problems[0].value, view.problems[0].origin) == ("B-9", "sale.yaml:14")
    assert (view.canon.kept, view.canon.note[:27]) == (False, "It could not be understood,")
    assert steps(view) == [("received", True, None), ("understood", False, 0.02)]
    assert view.journey[-1].tone is Tone.PERSON


def test_a_refused_delivery_says_who_refused_and_why(stage: Stage) -> None:
    message = stage.message(number="SO-1", ago_s=60)
    delivery = stage.delivery(
        message, state="rejected", reason="refused", why=FINDING["text"], findings=[FINDING],
        attempts=1,
    )  # fmt: skip
    stage.attempt(delivery, result="refused", sent=b"what was sent", sent_bytes=13,
                  sent_hash=sha256(b"what was sent"), why=FINDING["text"])  # fmt: skip
    view = document_page(stage.ground, message)
    assert view.sentence == f"Floor refused it: {FINDING['text']}"
    (one,) = view.deliveries
    assert (one.dead_letter, one.can_replay, one.can_park) == (f"d{delivery}", False, False)
    assert one.problems[0].path == "lines[1].item"
    assert one.sent is not None
    assert one.sent.text == "what was sent"
    assert download(stage.ground, ContentPart.SENT, delivery).content == b"what was sent"
    assert [step.step for step in view.journey][-1] == "delivered"
    assert not view.journey[-1].done


SENTENCES = [
    ({}, "It goes to Floor as soon as a worker is free."),
    ({"attempts": 3, "reason": "unavailable", "why": "connection refused", "due": -90},
     "Floor has not taken it after 3 tries: connection refused. Tried again in 1 min."),
    ({"attempts": 1, "reason": "unknown", "why": "timed out", "due": 0},
     "The answer of Floor was lost: timed out. Now it is asked whether it has it, before anything "
     "is sent again."),
    ({"state": "waiting", "attempts": 1, "waits_for": "item/ACME/B-9", "due": -5},
     "It waits for item B-9 of ACME to be at Floor; looked at again in 5 s."),
    ({"state": "sent"}, "Floor has taken it and answers later."),
    ({"state": "rejected", "reason": "map", "why": "No map writes it"},
     "It could not be written for Floor: No map writes it."),
    ({"state": "dead", "reason": "poison", "why": "it ended its worker 3 times"},
     "It was stopped before Floor: it ended its worker 3 times."),
    ({"state": "superseded", "detail": "overtaken by version 3"},
     "Not sent to Floor: overtaken by version 3."),
    ({"state": "dismissed", "asked_by": "ann", "asked_why": "a test order"},
     "Not sent to Floor, set aside by ann: a test order."),
]  # fmt: skip


def test_each_state_has_its_sentence(stage: Stage) -> None:
    for more, sentence in SENTENCES:
        values = dict(more)
        if "due" in values:
            values["due_at"] = stage.at(values.pop("due"))
        message = stage.message()
        stage.delivery(message, **values)
        assert document_page(stage.ground, message).sentence == sentence


def test_an_endpoint_that_stands_still_is_the_reason(stage: Stage) -> None:
    message = stage.message()
    stage.delivery(message)
    stage.run("UPDATE endpoint SET state = 'paused' WHERE name = 'wms'")
    assert document_page(stage.ground, message).sentence == "It waits, because Floor is paused."


def test_documents_without_a_way(stage: Stage) -> None:
    for state, words in (
        ("fit", "No endpoint asks for it."),
        ("skipped", "not for the bridge"),
        ("unchanged", "nothing new"),
        ("late", "A newer version"),
        ("dismissed", "set it aside"),
    ):
        assert words in document_page(stage.ground, stage.message(state=state)).sentence


def test_several_deliveries_are_told_by_the_most_urgent(stage: Stage) -> None:
    message = stage.message()
    stage.delivery(message, state="acknowledged")
    stage.delivery(message, target="erp", state="rejected", why="No.")
    assert document_page(stage.ground, message).sentence == "Tryton refused it: No."


def test_related_documents_are_found_by_order_and_by_number(stage: Stage) -> None:
    key = "outbound_order/ACME/SO-1"
    first = stage.message(number="SO-1", order_key=key, ago_s=90, known=[("sales_order", "S9")])
    second = stage.message(number="SO-1", version=2, order_key=key, known=[("sales_order", "S9")])
    shipment = stage.message(
        number="SH-1", kind="shipment_confirmation", source="wms", order_key=key,
        known=[("outbound_order", "SO-1"), ("sscc", "1")],
    )  # fmt: skip
    other = stage.message(number="SO-2", known=[("sales_order", "S9")])
    stage.message(number="SH-2", kind="shipment_confirmation", known=[("sscc", "1")])
    related = {
        one.document.message_id: one.relation for one in document_page(stage.ground, second).related
    }
    assert related == {
        first: "earlier version", shipment: "what was done for it", other: "same sales order"
    }  # fmt: skip
    back = {
        one.document.message_id: one.relation
        for one in document_page(stage.ground, shipment).related
    }
    assert back == {first: "what it answers", second: "what it answers"}


def test_what_people_did_stands_on_the_page(stage: Stage) -> None:
    message = stage.message()
    event = Event(
        step="person", result="retried", message_id=message, actor="ann", why="item is there now"
    )
    with stage.ground.pg.transaction() as conn:
        record(stage.ground, conn, [event])
    (row,) = document_page(stage.ground, message).events
    assert (row.actor, row.action, row.why) == ("ann", "retried", "item is there now")
    assert row.at == stage.now()


# ------------------------------------------------------------------------- envelopes


def test_a_payload_that_waits(stage: Stage) -> None:
    envelope = stage.envelope(waiting=True, ago_s=5, content=b"ISA*00~")
    view = envelope_page(stage.ground, envelope)
    assert view.sentence == "Received from Tryton; it waits to be understood."
    assert (view.state, view.tone, view.raw.text) == ("waiting", Tone.QUIET, "ISA*00~")
    stage.clock.advance(timedelta(minutes=5).total_seconds())
    assert envelope_page(stage.ground, envelope).tone is Tone.WAITS


def test_a_payload_with_several_documents(stage: Stage) -> None:
    envelope = stage.envelope()
    good = stage.message(envelope_id=envelope)
    bad = stage.message(envelope_id=envelope, state="held", content=None, findings=[FINDING])
    view = envelope_page(stage.ground, envelope)
    assert [row.message_id for row in view.documents] == [good, bad]
    assert view.sentence == "2 documents in it, of which 1 needs a person."
    assert view.dead_letter == f"e{envelope}"
    assert view.problems[0].rule == "unknown-item"


def test_a_payload_with_nothing_new(stage: Stage) -> None:
    view = envelope_page(stage.ground, stage.envelope())
    assert view.sentence == "Received from Tryton; nothing in it was new."
    assert (view.dead_letter, view.headers) == ("", ())
