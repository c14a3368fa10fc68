from datetime import timedelta

import pytest

from landbridge.hub.facade import document_list, incoming_list, search
from landbridge.hub.facade.views import DocumentFilter, DocumentState, Tone
from landbridge.hub.watch import documents
from landbridge.hub.watch.conftest import Stage
from landbridge.kit.findings import LandbridgeError

EVERYTHING = DocumentFilter()


def numbers(stage: Stage, **chosen) -> list[str]:
    found = document_list(stage.ground, DocumentFilter(**chosen))
    return [row.number for row in found.rows]


def test_documents_are_listed_newest_first_with_what_became_of_them(stage: Stage) -> None:
    done = stage.message(number="SO-1", ago_s=100)
    stage.delivery(done, state="acknowledged", ago_s=95, target_number="WH7")
    stage.message(number="SO-2", ago_s=50)
    new, old = document_list(stage.ground, EVERYTHING).rows
    assert (new.number, new.state, new.finished_at) == ("SO-2", DocumentState.UNCLAIMED, None)
    assert (old.number, old.state, old.tone) == ("SO-1", DocumentState.DELIVERED, Tone.QUIET)
    assert (old.source, old.targets, old.target_numbers) == ("erp", ("wms",), ("WH7",))
    assert (old.age_s, old.duration_s) == (100, 6)
    assert (old.kind_title, old.state_title, old.owner) == ("Outbound order", "Delivered", "ACME")


def test_pages_follow_each_other_without_gap_or_repeat(stage: Stage) -> None:
    for index in range(7):
        stage.message(number=f"SO-{index}", ago_s=100 - index)
    seen, page = [], ""
    while True:
        found = document_list(stage.ground, EVERYTHING, limit=3, page=page)
        seen += [row.number for row in found.rows]
        page = found.next_page
        if not page:
            break
        stage.message(number="new one", ago_s=0)  # what arrives meanwhile does not shift pages
    assert seen == [f"SO-{index}" for index in reversed(range(7))]


def test_a_page_that_was_never_given_out_is_refused(stage: Stage) -> None:
    for page in ("x", "-1", "1.5", "1" * 30, "٣"):
        with pytest.raises(LandbridgeError, match="first page"):
            document_list(stage.ground, EVERYTHING, page=page)


@pytest.fixture
def mixed(stage: Stage) -> Stage:
    stage.delivery(stage.message(number="order"), state="acknowledged")
    stage.delivery(stage.message(number="late"), state="superseded")
    stage.delivery(stage.message(number="moving"))
    stage.delivery(stage.message(number="waiting"), state="waiting", waits_for="item/ACME/A")
    stage.delivery(stage.message(number="rejected"), state="rejected")
    stage.delivery(
        stage.message(number="receipt", kind="receipt_confirmation", source="wms", owner="OTHER"),
        target="erp", state="acknowledged",
    )  # fmt: skip
    stage.message(number="unreadable", state="held", content=None)
    stage.message(number="unfit", state="held")
    understood = stage.message(number="understood")
    stage.routing(understood)
    stage.message(number="skipped", state="skipped")
    stage.message(number="yesterday", ago_s=86400)
    return stage


# One database for all of them: each case only reads.
FILTERS = [
    ({"kind": "receipt_confirmation"}, ["receipt"]),
    ({"source": "wms"}, ["receipt"]),
    ({"target": "erp"}, ["receipt"]),
    ({"endpoint": "erp", "owner": "OTHER"}, ["receipt"]),
    ({"source": "nowhere"}, []),
    ({"owner": "OTHER"}, ["receipt"]),
    ({"owner": "OTHER", "kind": "item"}, []),
    ({"target": "wms"}, ["rejected", "waiting", "moving", "late", "order"]),
    ({"state": DocumentState.DELIVERED}, ["receipt", "order"]),
    ({"state": DocumentState.SUPERSEDED}, ["late"]),
    ({"state": DocumentState.UNDERWAY}, ["moving"]),
    ({"state": DocumentState.WAITING}, ["waiting"]),
    ({"state": DocumentState.HELD}, ["unfit", "rejected"]),
    ({"state": DocumentState.UNREADABLE}, ["unreadable"]),
    ({"state": DocumentState.UNDERSTOOD}, ["understood"]),
    ({"state": DocumentState.UNCLAIMED}, ["yesterday", "skipped"]),
    ({"state": DocumentState.RECEIVED}, []),
    ({"text": "receipt"}, ["receipt"]),
    ({"text": "unrea"}, ["unreadable"]),
    ({"text": "receipt", "source": "erp"}, []),
]  # fmt: skip


def test_filters(mixed: Stage) -> None:
    for chosen, expected in FILTERS:
        assert sorted(numbers(mixed, **chosen)) == sorted(expected), chosen


def test_filters_by_time(mixed: Stage) -> None:
    noon_yesterday = mixed.now() - timedelta(days=1)
    assert numbers(mixed, until=noon_yesterday + timedelta(hours=1)) == ["yesterday"]
    assert "yesterday" not in numbers(mixed, since=noon_yesterday + timedelta(hours=1))
    assert len(numbers(mixed, since=noon_yesterday)) == 11


def test_a_long_walk_stops_and_says_how_far_it_came(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "WINDOW", 2)
    monkeypatch.setattr(documents, "WINDOWS_MAX", 2)
    rare = stage.message(number="rare", owner="RARE", ago_s=90)
    for index in range(6):
        stage.message(number=f"SO-{index}", ago_s=80 - index)
    first = document_list(stage.ground, DocumentFilter(owner="RARE"))
    assert first.rows == ()
    assert first.sentence == "Searched back to 02 March 2026. Go on for older ones."
    second = document_list(stage.ground, DocumentFilter(owner="RARE"), page=first.next_page)
    assert [row.message_id for row in second.rows] == [rare]
    assert second.next_page == ""


def test_an_empty_list_says_what_would_fill_it(stage: Stage) -> None:
    assert "No document has crossed yet" in document_list(stage.ground, EVERYTHING).sentence
    assert "filter" in document_list(stage.ground, DocumentFilter(kind="item")).sentence
    assert "under SO-9." in document_list(stage.ground, DocumentFilter(text="SO-9")).sentence


# ------------------------------------------------------------------------- search


def hits(stage: Stage, text: str) -> list[tuple[str, str, bool]]:
    return [
        (hit.document.number, match.meaning, match.exact)
        for hit in search(stage.ground, text).hits
        for match in hit.matches
    ]


@pytest.fixture
def known(stage: Stage) -> Stage:
    shipment = stage.message(
        number="SH-1", kind="shipment_confirmation", source="wms", source_key="journal/812",
        known=[("sscc", "106141412345678908"), ("outbound_order", "SO-1"), ("tracking", "1Z99")],
    )  # fmt: skip
    stage.message(number="SO-1", known=[("customer_order", "PO 4711")])
    stage.message(number="SO-11")
    stage.put(
        "crossref", endpoint_id=stage.endpoint_id("erp"), subject="shipment_confirmation",
        ours="ACME/SH-1", theirs="CUST/2026/5", message_id=shipment, at=stage.now(),
    )  # fmt: skip
    return stage


SEARCHES = [
    ("106141412345678908", [("SH-1", "SSCC", True)]),
    ("1z99", [("SH-1", "tracking number", True)]),
    (" PO 4711 ", [("SO-1", "customer order number", True)]),
    ("po 47", [("SO-1", "customer order number", False)]),
    ("cust/2026/5", [("SH-1", "shipment confirmation number at erp", True)]),
    ("CUST/2026", [("SH-1", "shipment confirmation number at erp", False)]),
    ("journal/812", [("SH-1", "record at wms", True)]),
    ("SO-1", [("SO-1", "number", True), ("SH-1", "outbound order number", True),
              ("SO-11", "number", False)]),
    ("SO-", [("SO-11", "number", False), ("SO-1", "number", False),
             ("SH-1", "outbound order number", False)]),
    ("SO", []),
    ("%", []),
    ("SO_1", []),
    ("so-1\x00", [("SO-1", "number", True), ("SH-1", "outbound order number", True),
                  ("SO-11", "number", False)]),
]  # fmt: skip


def test_any_number_finds_its_document(known: Stage) -> None:
    for text, expected in SEARCHES:
        assert hits(known, text) == expected, text


def test_an_only_hit_is_named_so_that_one_can_go_straight_there(known: Stage) -> None:
    found = search(known.ground, "1Z99")
    assert found.only_hit == found.hits[0].document.message_id
    assert search(known.ground, "SO-1").only_hit is None
    assert search(known.ground, "SO-11").only_hit is not None


def test_nothing_found_is_said_in_words(known: Stage) -> None:
    assert search(known.ground, "nope").sentence.startswith("Nothing is known under nope.")
    assert search(known.ground, "  ").sentence.startswith("Type any number")


def test_letters_of_any_script_are_found_without_regard_to_case(stage: Stage) -> None:
    stage.message(number="ŁÓDŹ-7")
    assert hits(stage, "łódź-7") == [("ŁÓDŹ-7", "number", True)]
    assert hits(stage, "łódź") == [("ŁÓDŹ-7", "number", False)]


# ------------------------------------------------------------------------- incoming


def test_payloads_not_understood_yet_are_listed_by_endpoint(stage: Stage) -> None:
    first = stage.envelope(waiting=True, ago_s=100, source_key="sale,1@2")
    stage.envelope(waiting=True, source="wms", ago_s=5)
    (row,) = incoming_list(stage.ground, endpoint="erp")
    assert (row.envelope_id, row.source_key, row.age_s) == (first, "sale,1@2", 100)
    assert row.tone is Tone.WAITS
    assert [row.source for row in incoming_list(stage.ground)] == ["erp", "wms"]
