"""What a target may do to a delivery, and what the bridge makes of it."""

import itertools
from collections.abc import Callable

import pytest

from landbridge.canon.base import PartyRef
from landbridge.canon.item import Item
from landbridge.canon.shipment_confirmation import ShipmentConfirmation
from landbridge.connect.protocols import (
    Delivered,
    Parcel,
    PushResult,
    Refused,
    SourceUnavailable,
    Unavailable,
    Unknown,
)
from landbridge.connect.testing.fake_shore import cannot_tell
from landbridge.hub.conftest import START, Bridge, order
from landbridge.hub.facade import writes
from landbridge.hub.facade.contracts import Mandate, NothingToDoError
from landbridge.kit.findings import error
from landbridge.kit.ground import Ground

Script = Callable[[Parcel, int], PushResult | str]
MANDATE = Mandate(by="maria", why="the item is there now")
NO_SUCH_ITEM = Refused((error("lines[0].item", "unknown-item", "There is no item ITEM0."),))


def refuses(*numbers: str) -> Script:
    return lambda parcel, _: NO_SUCH_ITEM if parcel.number in numbers else "take"


def pass_hours(bridge: Bridge, hours: float, *, step_s: float = 60.0) -> None:
    worker = bridge.worker()
    for _ in range(int(hours * 3600 / step_s)):
        worker.drain()
        bridge.clock.advance(step_s)


def open_rows(bridge: Bridge, columns: str) -> list[tuple]:
    return bridge.query(f"SELECT {columns} FROM hub.open_delivery ORDER BY id")


# ---------------------------------------------------------------- bad data


def test_t06_a_refused_document_is_one_record_and_is_never_sent_again(bridge: Bridge) -> None:
    bridge.wms.script = refuses("SO1")
    bridge.erp.put(order("SO1"))
    pass_hours(bridge, 24, step_s=600)
    assert len(bridge.wms.pushes) == 1
    ((state, reason, why, findings, lease),) = open_rows(
        bridge, "state, reason, why, findings, lease_token"
    )
    assert (state, reason, why, lease) == ("rejected", "refused", "There is no item ITEM0.", None)
    assert findings[0]["path"] == "lines[0].item"
    assert findings[0]["rule"] == "unknown-item"


def test_a_person_sets_it_going_again_without_editing(bridge: Bridge) -> None:
    bridge.wms.script = lambda parcel, attempt: NO_SUCH_ITEM if attempt == 1 else "take"
    bridge.erp.put(order("SO1"))
    worker = bridge.worker()
    worker.drain()
    ((delivery_id,),) = open_rows(bridge, "id")
    done = writes.retry(
        bridge.ground, dead_letters=[f"d{delivery_id}", "d1", "m1"], mandate=MANDATE
    )
    assert done.retried == (f"d{delivery_id}",)
    assert [reason for _, reason in done.skipped] == [
        "there is no such delivery",
        "there is no such document",
    ]
    worker.drain()
    assert bridge.states() == {"SO1": ["acknowledged"]}
    assert bridge.query(
        "SELECT result, actor, why, delivery_id FROM hub.event WHERE step = 'person'"
    ) == [("retried", "maria", "the item is there now", delivery_id)]


def test_t09_seven_bad_orders_of_a_thousand_stop_nobody(bridge: Bridge) -> None:
    bad = {f"SO{index}" for index in range(3, 1000, 150)}
    assert len(bad) == 7
    bridge.wms.script = refuses(*sorted(bad))
    bridge.options["push_chunk_size"] = 200
    for index in range(1000):
        bridge.erp.put(order(f"SO{index}", 1, note="first"))
    for index in range(0, 1000, 3):
        bridge.erp.put(order(f"SO{index}", 2, note="second"))
    bridge.worker().drain()
    assert len(set(bridge.wms.numbers())) == 993
    held = bridge.query("SELECT number FROM hub.open_delivery WHERE state = 'rejected'")
    assert {number for (number,) in held} == bad
    assert len(held) == 7
    for index in range(1000):
        versions = bridge.wms.versions(f"SO{index}")
        assert versions == sorted(versions), "order within each key is kept"


def test_a_new_version_closes_the_dead_letter_of_the_old_one(bridge: Bridge) -> None:
    bridge.wms.script = lambda parcel, _: NO_SUCH_ITEM if parcel.version == 1 else "take"
    worker = bridge.worker()
    bridge.erp.put(order("SO1", 1, note="wrong"))
    worker.drain()
    bridge.erp.put(order("SO1", 2, note="right"))
    worker.drain()
    assert bridge.states() == {"SO1": ["superseded", "acknowledged"]}
    assert bridge.query("SELECT detail FROM hub.closed_delivery ORDER BY id")[0] == (
        "overtaken by version 2",
    )


def test_a_dead_letter_may_be_dismissed_for_good(bridge: Bridge) -> None:
    bridge.wms.script = refuses("SO1")
    bridge.erp.put(order("SO1"))
    worker = bridge.worker()
    worker.drain()
    ((delivery_id,),) = open_rows(bridge, "id")
    writes.dismiss(bridge.ground, dead_letter=f"d{delivery_id}", mandate=MANDATE)
    assert bridge.query("SELECT state, asked_by, asked_why FROM hub.closed_delivery") == [
        ("dismissed", "maria", "the item is there now")
    ]
    with pytest.raises(NothingToDoError, match="it is dismissed already"):
        writes.dismiss(bridge.ground, dead_letter=f"d{delivery_id}", mandate=MANDATE)
    assert len(bridge.wms.pushes) == 1


# ---------------------------------------------------------------- parents and children


def item(code: str, version: int = 1) -> Item:
    from landbridge.kit.quantity import Uom

    return Item(
        number=code, owner=PartyRef("ACME"), version=version, description=code, base_uom=Uom("each")
    )


def needs_item(bridge: Bridge) -> Script:
    """The target takes an order only when its item has arrived there."""

    def script(parcel: Parcel, _attempt: int) -> PushResult | str:
        if parcel.kind == "item" or "ITEM0" in bridge.wms.numbers():
            return "take"
        return Refused(NO_SUCH_ITEM.findings, waits_for="item/ACME/ITEM0")

    return script


def test_t08_a_child_waits_for_its_parent_and_wakes_with_it(bridge: Bridge) -> None:
    bridge.wms.script = needs_item(bridge)
    worker = bridge.worker()
    bridge.erp.put(order("SO1"))
    worker.drain()
    assert open_rows(bridge, "state, waits_for") == [("waiting", "item/ACME/ITEM0")]
    bridge.erp.put(item("ITEM0"))
    worker.drain()  # no time passes: the parent's arrival wakes the child
    assert bridge.wms.numbers() == ["ITEM0", "SO1"]
    assert bridge.states() == {"SO1": ["acknowledged"], "ITEM0": ["acknowledged"]}


def test_t08_every_order_of_arrival_and_repetition_ends_the_same(bridge: Bridge) -> None:
    """Item, order, change and cancellation in all orders, each one to three times."""
    worker = bridge.worker()
    for turn, arrival in enumerate(itertools.permutations(range(4))):
        bridge.wms.effects.clear()
        number = f"SO{turn}"

        def script(parcel: Parcel, _attempt: int, turn: int = turn) -> PushResult | str:
            if parcel.kind == "item" or f"ITEM-{turn}" in bridge.wms.numbers():
                return "take"
            return Refused(NO_SUCH_ITEM.findings, waits_for=f"item/ACME/ITEM-{turn}")

        bridge.wms.script = script
        documents = [
            item(f"ITEM-{turn}"),
            *(order(number, version, note=f"v{version}") for version in (1, 2, 3)),
        ]
        for place in arrival:
            for repetition in range(1 + (turn + place) % 3):
                bridge.erp.put(documents[place], key=f"{turn}/{place}/{repetition}")
            worker.drain()
        for _ in range(3):
            bridge.clock.advance(1000)
            worker.drain()
        versions = bridge.wms.versions(number)
        assert versions[-1] == 3, f"{arrival}: the last word counts"
        assert versions == sorted(set(versions)), f"{arrival}: once each and in order"


def test_a_waiting_child_is_asked_again_slowly_even_if_nobody_wakes_it(bridge: Bridge) -> None:
    bridge.wms.script = lambda _, attempt: (
        Refused((), waits_for="item/ACME/OTHERWISE") if attempt < 4 else "take"
    )
    bridge.erp.put(order("SO1"))
    pass_hours(bridge, 1)
    assert bridge.states() == {"SO1": ["acknowledged"]}
    assert len(bridge.wms.pushes) == 4


# ---------------------------------------------------------------- lost answers


def test_after_a_lost_answer_the_target_is_asked_before_anything_is_repeated(
    bridge: Bridge,
) -> None:
    bridge.wms.script = lambda _, attempt: "lose_answer" if attempt == 1 else "take"
    bridge.erp.put(order("SO1"))
    pass_hours(bridge, 0.2)
    assert bridge.wms.versions("SO1") == [1]
    assert bridge.wms.finds == ["SO1"]
    assert bridge.states() == {"SO1": ["acknowledged"]}
    results = bridge.query("SELECT result FROM hub.attempt ORDER BY attempt")
    assert results == [("unknown",), ("found",)]
    assert bridge.query("SELECT theirs FROM hub.crossref") == [("wms-SO1",)]


@pytest.mark.parametrize("fault", ["raise_before", "raise_after"])
def test_a_connector_that_breaks_is_an_unknown_outcome(bridge: Bridge, fault: str) -> None:
    bridge.wms.script = lambda _, attempt: fault if attempt == 1 else "take"
    bridge.erp.put(order("SO1"))
    pass_hours(bridge, 0.2)
    assert bridge.wms.versions("SO1") == [1]
    assert bridge.states() == {"SO1": ["acknowledged"]}


def test_as_long_as_the_target_cannot_tell_nothing_is_repeated(bridge: Bridge) -> None:
    bridge.wms.script = lambda _, attempt: "lose_answer" if attempt == 1 else "take"
    bridge.wms.find_says = cannot_tell()
    bridge.erp.put(order("SO1"))
    pass_hours(bridge, 12, step_s=300)
    assert bridge.wms.versions("SO1") == [1]
    ((state, uncertain, why),) = open_rows(bridge, "state, uncertain, why")
    assert (state, uncertain, why) == ("due", True, "the fake does not know")
    bridge.wms.find_says = None
    pass_hours(bridge, 1, step_s=300)
    assert bridge.states() == {"SO1": ["acknowledged"]}
    assert bridge.wms.versions("SO1") == [1]


def test_the_idempotency_key_never_changes(bridge: Bridge) -> None:
    keys: list[str] = []

    def script(parcel: Parcel, attempt: int) -> PushResult | str:
        keys.append(parcel.idempotency_key)
        return Unknown("no answer") if attempt < 4 else "take"

    bridge.wms.script = script
    bridge.erp.put(order("SO1"))
    pass_hours(bridge, 1)
    ((delivery_id,),) = bridge.query("SELECT id FROM hub.closed_delivery")
    writes.replay(bridge.ground, delivery_id=delivery_id, mandate=MANDATE)
    bridge.worker().drain()
    assert len(keys) == 5
    assert len(set(keys)) == 1


# ---------------------------------------------------------------- unavailable


def test_a_dead_endpoint_gets_one_probe_not_a_thousand_failures(bridge: Bridge) -> None:
    bridge.wms.script = lambda *_: Unavailable("connection refused")
    for index in range(1000):
        bridge.erp.put(order(f"SO{index}"))
    worker = bridge.worker()
    for _ in range(60):
        worker.drain()
        bridge.clock.advance(60)
    assert len(bridge.wms.pushes) < 40, "an hour of trying"
    assert [len(push) for push in bridge.wms.pushes[1:]] == [1] * (len(bridge.wms.pushes) - 1)
    bridge.wms.script = lambda *_: "take"
    bridge.clock.advance(301)
    worker.drain()
    assert len(set(bridge.wms.numbers())) == len(bridge.wms.numbers()) == 1000
    assert bridge.scalar("SELECT count(*) FROM hub.circuit") == 0


def test_retry_after_is_honoured(bridge: Bridge) -> None:
    bridge.wms.script = lambda _, attempt: (
        Unavailable("429", retry_after_s=1800) if attempt == 1 else "take"
    )
    bridge.erp.put(order("SO1"))
    worker = bridge.worker()
    worker.drain()
    bridge.clock.advance(1799)
    worker.drain()
    assert bridge.wms.numbers() == []
    bridge.clock.advance(2)
    worker.drain()
    assert bridge.wms.numbers() == ["SO1"]


def test_one_that_always_fails_does_not_starve_the_others(bridge: Bridge) -> None:
    bridge.wms.script = lambda parcel, _: (
        Unavailable("500 for this one") if parcel.number == "SO0" else "take"
    )
    bridge.options["push_chunk_size"] = 1
    for index in range(20):
        bridge.erp.put(order(f"SO{index}"))
    pass_hours(bridge, 0.5)
    assert len(bridge.wms.effects) == 19
    ((state, reason),) = open_rows(bridge, "state, reason")
    assert (state, reason) == ("due", "unavailable")


def test_needs_login_pauses_the_endpoint_until_a_person_has_been_there(bridge: Bridge) -> None:
    bridge.wms.script = lambda *_: Unavailable("401: password expired", needs_login=True)
    bridge.erp.put(order("SO1"))
    pass_hours(bridge, 5, step_s=300)
    assert len(bridge.wms.pushes) == 1
    assert bridge.query("SELECT state, why FROM hub.endpoint WHERE name = 'wms'") == [
        ("needs_login", "401: password expired")
    ]
    bridge.wms.script = lambda *_: "take"
    writes.resume_endpoint(bridge.ground, endpoint="wms", mandate=MANDATE)
    bridge.worker().drain()
    assert bridge.wms.numbers() == ["SO1"]


def test_a_paused_endpoint_gets_nothing_and_loses_nothing(bridge: Bridge) -> None:
    writes.pause_endpoint(bridge.ground, endpoint="wms", mandate=MANDATE)
    bridge.erp.put(order("SO1"))
    bridge.worker().drain()
    assert bridge.wms.pushes == []
    writes.resume_endpoint(bridge.ground, endpoint="wms", mandate=MANDATE)
    bridge.worker().drain()
    assert bridge.wms.numbers() == ["SO1"]


def test_an_exception_that_means_unavailable(bridge: Bridge) -> None:
    def down(_parcels: object) -> None:
        raise SourceUnavailable("connection refused")

    bridge.wms.before_push = down
    bridge.erp.put(order("SO1"))
    worker = bridge.worker()
    worker.drain()
    assert open_rows(bridge, "state, reason, uncertain") == [("due", "unavailable", False)]


# ---------------------------------------------------------------- order


def test_a_newer_version_overtakes_one_that_was_not_sent(bridge: Bridge) -> None:
    for version in (1, 2, 3):
        bridge.erp.put(order("SO1", version, note=f"v{version}"))
    bridge.worker().drain()
    assert bridge.wms.versions("SO1") == [3]
    assert bridge.states() == {"SO1": ["superseded", "superseded", "acknowledged"]}


def test_i3_a_late_old_version_never_overwrites(bridge: Bridge) -> None:
    worker = bridge.worker()
    bridge.erp.put(order("SO1", 2, note="second"))
    worker.drain()
    bridge.erp.put(order("SO1", 1, note="first"))
    worker.drain()
    assert bridge.wms.versions("SO1") == [2]
    assert bridge.query("SELECT version, state FROM hub.message ORDER BY id") == [
        (2, "fit"),
        (1, "late"),
    ]


def test_a_newer_version_waits_for_the_answer_about_an_uncertain_one(bridge: Bridge) -> None:
    bridge.wms.script = lambda parcel, attempt: "lose_answer" if parcel.version == 1 else "take"
    worker = bridge.worker()
    bridge.erp.put(order("SO1", 1, note="first"))
    worker.drain()
    bridge.erp.put(order("SO1", 2, note="second"))
    worker.drain()
    assert bridge.wms.versions("SO1") == [1], "the second does not pass the first"
    bridge.clock.advance(301)
    worker.drain()
    assert bridge.wms.versions("SO1") == [1, 2]
    assert bridge.states() == {"SO1": ["acknowledged", "acknowledged"]}


def test_an_uncertain_old_version_that_had_no_effect_is_not_sent_after_all(
    bridge: Bridge,
) -> None:
    bridge.wms.script = lambda parcel, _: "take" if parcel.version == 2 else Unknown("lost")
    worker = bridge.worker()
    bridge.erp.put(order("SO1", 1, note="first"))
    worker.drain()
    bridge.erp.put(order("SO1", 2, note="second"))
    worker.drain()
    bridge.clock.advance(301)
    worker.drain()
    assert bridge.wms.versions("SO1") == [2]
    assert bridge.states() == {"SO1": ["superseded", "acknowledged"]}


def shipment(number: str) -> ShipmentConfirmation:
    return ShipmentConfirmation(
        number=number,
        owner=PartyRef("ACME"),
        version=1,
        site="MAIN",
        order_number="SO1",
        shipped_at=START,
        lines=(),
    )


def test_unlike_documents_of_one_order_key_go_one_after_the_other(bridge: Bridge) -> None:
    """Numbers differ, the order key is the same: none overtakes another, none is left out."""
    bridge.wms.script = lambda parcel, attempt: (
        Unavailable("later") if parcel.number == "SH1" and attempt == 1 else "take"
    )
    bridge.erp.put(order("SO1"))
    for number in ("SH1", "SH2", "SH3"):
        bridge.erp.put(shipment(number))
    bridge.erp.put(order("SO2"))
    worker = bridge.worker()
    worker.drain()
    assert sorted(bridge.wms.numbers()) == ["SO1", "SO2"], "another key is not held up"
    bridge.clock.advance(301)
    worker.drain()
    assert bridge.wms.numbers()[-3:] == ["SH1", "SH2", "SH3"]


def test_a_dead_letter_does_not_hold_up_other_documents_of_its_order(bridge: Bridge) -> None:
    bridge.wms.script = refuses("SH1")
    for number in ("SH1", "SH2"):
        bridge.erp.put(shipment(number))
    bridge.worker().drain()
    assert bridge.wms.numbers() == ["SH2"]


def test_unchanged_content_of_a_newer_version_is_recorded_and_not_delivered(
    bridge: Bridge,
) -> None:
    worker = bridge.worker()
    bridge.erp.put(order("SO1", 1))
    worker.drain()
    bridge.erp.put(order("SO1", 2))
    worker.drain()
    bridge.erp.put(order("SO1", 3, note="now it says something"))
    worker.drain()
    assert bridge.wms.versions("SO1") == [1, 3]
    assert bridge.query("SELECT version, state FROM hub.message ORDER BY version") == [
        (1, "fit"),
        (2, "unchanged"),
        (3, "fit"),
    ]


# ---------------------------------------------------------------- people


def test_replay_is_a_new_delivery_with_who_and_why(bridge: Bridge) -> None:
    bridge.erp.put(order("SO1"))
    worker = bridge.worker()
    worker.drain()
    ((first,),) = bridge.query("SELECT id FROM hub.closed_delivery")
    done = writes.replay(bridge.ground, delivery_id=first, mandate=MANDATE)
    with pytest.raises(NothingToDoError, match="brings the same document already"):
        writes.replay(bridge.ground, delivery_id=first, mandate=MANDATE)
    worker.drain()
    assert bridge.wms.versions("SO1") == [1, 1], "this fake target has no idempotency"
    assert bridge.query(
        "SELECT state, replay_of, asked_by, asked_why FROM hub.closed_delivery WHERE id = %s",
        done.delivery_id,
    ) == [("acknowledged", first, "maria", "the item is there now")]
    assert bridge.query("SELECT result, actor FROM hub.event") == [("replayed", "maria")]


def test_an_overtaken_version_is_not_repeated(bridge: Bridge) -> None:
    worker = bridge.worker()
    bridge.erp.put(order("SO1", 1, note="first"))
    worker.drain()
    ((first,),) = bridge.query("SELECT id FROM hub.closed_delivery")
    bridge.erp.put(order("SO1", 2, note="second"))
    worker.drain()
    with pytest.raises(NothingToDoError, match="version 2 has overtaken it"):
        writes.replay(bridge.ground, delivery_id=first, mandate=MANDATE)


def test_a_parked_delivery_waits_for_a_person(bridge: Bridge) -> None:
    bridge.wms.script = lambda *_: Unavailable("down")
    bridge.erp.put(order("SO1"))
    worker = bridge.worker()
    worker.drain()
    ((delivery_id,),) = open_rows(bridge, "id")
    writes.park(bridge.ground, delivery_id=delivery_id, mandate=MANDATE)
    bridge.wms.script = lambda *_: "take"
    pass_hours(bridge, 1)
    assert bridge.states() == {"SO1": ["dead"]}
    writes.retry(bridge.ground, dead_letters=[f"d{delivery_id}"], mandate=MANDATE)
    pass_hours(bridge, 0.2)
    assert bridge.states() == {"SO1": ["acknowledged"]}


def test_a_target_may_answer_later(bridge: Bridge) -> None:
    bridge.wms.script = lambda *_: Delivered(answers_later=True, target_number="IC1")
    bridge.erp.put(order("SO1"))
    worker = bridge.worker()
    worker.drain()
    ((delivery_id, state),) = open_rows(bridge, "id, state")
    assert state == "sent"
    told = {"delivery_id": delivery_id, "ack": "997 accepted"}
    assert not writes.acknowledge(bridge.ground, endpoint="erp", **told)
    assert writes.acknowledge(bridge.ground, endpoint="wms", **told)
    assert not writes.acknowledge(bridge.ground, endpoint="wms", **told)
    assert bridge.query("SELECT state, ack, target_number FROM hub.closed_delivery") == [
        ("acknowledged", "997 accepted", "IC1")
    ]


def test_t29_numbers_of_both_sides_are_kept_line_by_line(bridge: Bridge) -> None:
    def script(parcel: Parcel, _attempt: int) -> PushResult | str:
        lines = {f"line:{index}": f"M{index}" for index in (1, 2, 3)}
        return Delivered(target_number="OUT7", numbers=lines | {"label": "L1"})

    bridge.wms.script = script
    bridge.erp.put(order("SO1", lines=3))
    bridge.worker().drain()
    assert bridge.query("SELECT subject, ours, theirs FROM hub.crossref ORDER BY 1, 2") == [
        ("outbound_order", "ACME/SO1", "OUT7"),
        ("outbound_order/label", "ACME/SO1", "L1"),
        ("outbound_order/line", "ACME/SO1/1", "M1"),
        ("outbound_order/line", "ACME/SO1/2", "M2"),
        ("outbound_order/line", "ACME/SO1/3", "M3"),
    ]


def test_who_and_why_must_be_said() -> None:
    with pytest.raises(NothingToDoError):
        Mandate(by="maria", why=" ")


def test_a_bad_name_of_a_dead_letter(hub_ground: Ground) -> None:
    with pytest.raises(NothingToDoError, match="is no dead letter"):
        writes.dismiss(hub_ground, dead_letter="x; DROP", mandate=MANDATE)
