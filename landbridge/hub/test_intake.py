"""What comes in is stored once and for ever, whatever its source does."""

import json
import random
import threading
from dataclasses import replace
from datetime import UTC, date, timedelta

import psycopg
import pytest

from landbridge.canon import dump_json
from landbridge.connect.protocols import Inbound, Payload, Pulled, Refused, SourceUnavailable
from landbridge.connect.testing.fake_shore import STREAM, FakeConnector, payload_of
from landbridge.hub.conftest import Bridge, order
from landbridge.hub.facade import writes
from landbridge.hub.facade.contracts import Accepted, Answer, EndpointUnusableError, Mandate
from landbridge.hub.intake import receiving
from landbridge.hub.numbers import day_of, first_of
from landbridge.hub.streams import operations as streams

MANDATE = Mandate(by="maria", why="after the repair")


def accept(bridge: Bridge, *payloads: Payload) -> tuple[Accepted, ...]:
    return writes.accept(bridge.ground, endpoint="erp", payloads=payloads)


def post(bridge: Bridge, body: bytes, **headers: str) -> Answer:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return receiving.receive(
        bridge.ground,
        endpoint="erp",
        request=Inbound(path="/in/erp", headers=names, body=body),
        facilities={},
        kinds={"erp": bridge.erp.kind(), "wms": bridge.wms.kind()},
    )


# ---------------------------------------------------------------- once


def test_t03_eight_threads_at_once_then_after_success_then_after_failure(bridge: Bridge) -> None:
    """The same order under nine different delivery ids: one document, nine answers."""
    body = dump_json(order("SO1"))
    answers: list[Answer] = []
    gate = threading.Barrier(8)

    def one(index: int) -> None:
        gate.wait()
        answers.append(post(bridge, body, x_delivery=f"call-{index}"))

    threads = [threading.Thread(target=one, args=(index,)) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    worker = bridge.worker()
    worker.drain()
    answers.append(post(bridge, body, x_delivery="after-success"))
    worker.drain()
    assert [answer.status for answer in answers] == [202] * 9
    assert bridge.wms.versions("SO1") == [1]
    ((message_id,),) = bridge.query("SELECT id FROM hub.message")
    envelopes = {answer.accepted[0].envelope_id for answer in answers}
    named = bridge.query(
        """SELECT envelope_id, id FROM hub.message
           UNION SELECT envelope_id, message_id FROM hub.event WHERE result = 'duplicate'"""
    )
    assert {envelope for envelope, _ in named} == envelopes
    assert {message for _, message in named} == {message_id}


def test_t03_a_held_document_that_comes_again_is_no_second_one(bridge: Bridge) -> None:
    bad = replace(order("SO1"), lines=())
    worker = bridge.worker()
    for index in range(3):
        post(bridge, dump_json(bad), x_delivery=f"call-{index}")
        worker.drain()
    assert bridge.query("SELECT state FROM hub.message") == [("held",)]
    assert bridge.scalar("SELECT count(*) FROM hub.held") == 1


def test_t03_a_refused_document_that_comes_again_is_no_second_one(bridge: Bridge) -> None:
    """After a failure: still one document, one dead letter, one push; all answers name it."""
    bridge.wms.script = lambda *_: Refused(())
    worker = bridge.worker()
    for index in range(3):
        post(bridge, dump_json(order("SO1")), x_delivery=f"call-{index}")
        worker.drain()
    ((message_id,),) = bridge.query("SELECT id FROM hub.message")
    named = bridge.query("SELECT message_id FROM hub.event WHERE result = 'duplicate'")
    assert named == [(message_id,), (message_id,)]
    assert bridge.states() == {"SO1": ["rejected"]}
    assert len(bridge.wms.pushes) == 1


def test_t17_a_proxy_that_repeats_each_call_makes_no_second_document(bridge: Bridge) -> None:
    worker = bridge.worker()
    ids = []
    for index in range(5):
        body = dump_json(order(f"SO{index}"))
        answers = [post(bridge, body, x_delivery=f"call-{index}") for _ in range(3)]
        told = [json.loads(answer.body)["accepted"][0] for answer in answers]
        assert [answer.status for answer in answers] == [202, 202, 202]
        assert [one["duplicate"] for one in told] == [False, True, True]
        assert len({one["id"] for one in told}) == 1
        ids.append(told[0]["id"])
    # Durable before it was answered: nothing has worked on it yet.
    assert bridge.query("SELECT id FROM hub.envelope ORDER BY id") == [(number,) for number in ids]
    worker.drain()
    assert sorted(bridge.wms.numbers()) == [f"SO{index}" for index in range(5)]


def test_t17_many_threads_with_overlapping_payloads(bridge: Bridge) -> None:
    payloads = [payload_of(order(f"SO{index}")) for index in range(60)]
    faults: list[Exception] = []

    def one(seed: int) -> None:
        mine = random.Random(seed).sample(payloads, 40)
        try:
            accept(bridge, *mine)
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=one, args=(seed,)) for seed in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    count = bridge.scalar("SELECT count(*) FROM hub.envelope")
    assert count == bridge.scalar("SELECT count(DISTINCT source_key) FROM hub.envelope_key")
    assert count == bridge.scalar("SELECT count(*) FROM hub.intake")


def test_the_same_payload_twice_in_one_call(bridge: Bridge) -> None:
    payload = payload_of(order("SO1"))
    first, second = accept(bridge, payload, payload)
    assert (first.duplicate, second.duplicate) == (False, True)
    assert first.envelope_id == second.envelope_id


def test_what_a_page_holds_twice_stands_where_it_stood_first(bridge: Bridge) -> None:
    """Found by the simulation (seed 31): the second place was taken, so a fact came too late."""
    payloads = [payload_of(order(f"SO{index}")) for index in range(20)]
    answers = accept(bridge, *payloads, *payloads[::-1])
    assert [one.duplicate for one in answers] == [False] * 20 + [True] * 20
    stored = bridge.query("SELECT source_key FROM hub.envelope ORDER BY id")
    assert stored == [(one.source_key,) for one in payloads]


def test_t18_the_same_name_with_new_content_is_new_and_said_so(bridge: Bridge) -> None:
    monday = payload_of(order("SO1"), key="orders.json")
    tuesday = payload_of(order("SO2"), key="orders.json")
    (first,) = accept(bridge, monday)
    (second,) = accept(bridge, tuesday)
    (again,) = accept(bridge, monday)
    assert (first.duplicate, first.changed) == (False, False)
    assert (second.duplicate, second.changed) == (False, True)
    assert (again.duplicate, again.envelope_id) == (True, first.envelope_id)
    assert bridge.query("SELECT result, envelope_id FROM hub.event") == [
        ("changed", second.envelope_id)
    ]
    bridge.worker().drain()
    assert sorted(bridge.wms.numbers()) == ["SO1", "SO2"]


def test_t19_a_file_of_a_year_ago_is_still_recognised(bridge: Bridge) -> None:
    payload = payload_of(order("SO1"), key="orders.json")
    (first,) = accept(bridge, payload)
    bridge.worker().drain()
    bridge.clock.advance(366 * 86_400)
    retained = writes.retain(bridge.ground, days=30)
    assert any(name.startswith("envelope_2026") for name in retained.dropped)
    assert bridge.scalar("SELECT count(*) FROM hub.envelope") == 0, "the payload itself is gone"
    (again,) = accept(bridge, payload)
    assert again == Accepted(
        envelope_id=first.envelope_id, source_key="orders.json", duplicate=True
    )
    # Even in another wrapping its document is known.
    accept(bridge, replace(payload, source_key="orders-copy.json"))
    bridge.worker().drain()
    assert bridge.wms.versions("SO1") == [1]


def test_retention_keeps_what_open_work_needs(bridge: Bridge) -> None:
    bridge.wms.script = lambda *_: __import__(
        "landbridge.connect.protocols", fromlist=["Refused"]
    ).Refused(())
    bridge.erp.put(order("SO1"))
    bridge.worker().drain()
    bridge.clock.advance(100 * 86_400)
    assert writes.retain(bridge.ground, days=30).dropped != ()
    assert bridge.scalar("SELECT count(*) FROM hub.envelope") == 1
    assert bridge.scalar("SELECT count(*) FROM hub.message") == 1
    writes.retry(
        bridge.ground,
        dead_letters=[f"d{bridge.scalar('SELECT id FROM hub.open_delivery')}"],
        mandate=MANDATE,
    )
    bridge.wms.script = lambda *_: "take"
    bridge.worker().drain()
    assert bridge.wms.versions("SO1") == [1]


# ---------------------------------------------------------------- the door


@pytest.mark.parametrize(
    ("endpoint", "body", "headers", "status"),
    [
        ("nobody", b"{}", {}, 404),
        ("erp", b"{}", {"x-signature": "wrong"}, 401),
        ("erp", b"no json", {}, 400),
    ],
)
def test_what_a_stranger_gets(
    bridge: Bridge, endpoint: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    answer = receiving.receive(
        bridge.ground,
        endpoint=endpoint,
        request=Inbound(path="/in", headers=headers, body=body),
        facilities={},
        kinds={"erp": bridge.erp.kind()},
    )
    assert answer.status == status
    assert bridge.scalar("SELECT count(*) FROM hub.envelope") == 0


def test_a_disabled_endpoint_takes_nothing(bridge: Bridge) -> None:
    with bridge.ground.pg.transaction() as conn:
        conn.execute("UPDATE hub.endpoint SET state = 'disabled'")
    assert post(bridge, dump_json(order())).status == 503
    with pytest.raises(EndpointUnusableError):
        accept(bridge, payload_of(order()))


@pytest.mark.parametrize(
    "content",
    [b"", b"   ", b"{", b"[1]", b'{"kind":"nothing"}', b"\xff\xfe\x00", b'{"kind":"item"}'],
)
def test_t05_what_cannot_be_understood_is_kept_and_waits_for_a_person(
    bridge: Bridge, content: bytes
) -> None:
    accept(bridge, Payload(source_key="k", content=content))
    bridge.worker().drain()
    assert bridge.query("SELECT content FROM hub.envelope") == [(content,)]
    ((state, findings),) = bridge.query("SELECT state, findings FROM hub.message")
    assert state == "held"
    assert findings[0]["severity"] == "error"
    assert findings[0]["text"]
    assert bridge.scalar("SELECT count(*) FROM hub.intake") == 0


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "x" * 900, "ж" * 900, "'; DROP TABLE x"])
def test_hostile_keys_and_numbers_break_nothing(bridge: Bridge, text: str) -> None:
    tree = json.loads(dump_json(order())) | {"number": text}
    payload = Payload(
        source_key=text, content=json.dumps(tree).encode(), wire_type=text, headers={text: text}
    )
    (first,) = accept(bridge, payload)
    (second,) = accept(bridge, payload)
    assert (first.duplicate, second.duplicate) == (False, True)
    bridge.worker().drain()
    assert bridge.scalar("SELECT count(*) FROM hub.message") == 1


def test_a_message_is_translated_again_after_the_cause_was_mended(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(bridge, payload_of(order("SO1")))
    worker = bridge.worker()
    with monkeypatch.context() as patch:
        patch.setattr(
            "landbridge.hub.translate.reading.check", lambda _: (_ for _ in ()).throw(KeyError("x"))
        )
        worker.drain()
    ((message_id, rule),) = bridge.query("SELECT message_id, rule FROM hub.held")
    assert rule == "unexpected"
    assert writes.retry(
        bridge.ground, dead_letters=[f"m{message_id}"], mandate=MANDATE
    ).retried == (f"m{message_id}",)
    worker.drain()
    assert bridge.query("SELECT id, state FROM hub.message") == [(message_id, "fit")]
    assert bridge.scalar("SELECT count(*) FROM hub.held") == 0
    assert bridge.wms.versions("SO1") == [1]


def test_the_same_version_with_other_content_waits_for_a_person(bridge: Bridge) -> None:
    accept(bridge, payload_of(order("SO1"), key="a"))
    accept(bridge, payload_of(order("SO1", note="changed without a version"), key="b"))
    bridge.worker().drain()
    assert bridge.wms.versions("SO1") == [1]
    assert bridge.query("SELECT rule FROM hub.held") == [("same-version-other-content",)]
    (dead_letter,) = bridge.query("SELECT message_id FROM hub.held")[0]
    writes.dismiss(bridge.ground, dead_letter=f"m{dead_letter}", mandate=MANDATE)
    assert bridge.scalar("SELECT count(*) FROM hub.held") == 0
    assert bridge.scalar("SELECT state FROM hub.message WHERE id = %s", dead_letter) == "dismissed"


def test_a_held_document_is_overtaken_by_a_good_version(bridge: Bridge) -> None:
    worker = bridge.worker()
    accept(bridge, payload_of(replace(order("SO1", 1), lines=())))
    worker.drain()
    assert bridge.scalar("SELECT count(*) FROM hub.held") == 1
    accept(bridge, payload_of(order("SO1", 2)))
    worker.drain()
    assert bridge.scalar("SELECT count(*) FROM hub.held") == 0
    assert bridge.wms.versions("SO1") == [2]


def test_a_document_nobody_asks_for_says_so_and_can_be_routed_later(bridge: Bridge) -> None:
    with bridge.ground.pg.transaction() as conn:
        conn.execute("UPDATE hub.route SET enabled = false")
    accept(bridge, payload_of(order("SO1")))
    worker = bridge.worker()
    worker.drain()
    ((message_id,),) = bridge.query("SELECT message_id FROM hub.event WHERE result = 'no_route'")
    with bridge.ground.pg.transaction() as conn:
        conn.execute("UPDATE hub.route SET enabled = true")
    writes.retry(bridge.ground, dead_letters=[f"m{message_id}"], mandate=MANDATE)
    worker.drain()
    assert bridge.wms.versions("SO1") == [1]


def test_an_endpoint_that_cannot_be_opened_keeps_its_documents_waiting(bridge: Bridge) -> None:
    accept(bridge, payload_of(order("SO1")))
    with bridge.ground.pg.transaction() as conn:
        conn.execute("UPDATE hub.endpoint SET connector = 'gone', revision = 2 WHERE name = 'erp'")
    worker = bridge.worker()
    worker.drain()
    ((why, lease),) = bridge.query("SELECT why, lease_token FROM hub.intake")
    assert (why, lease) == ("its connector gone is not installed here", None)
    with bridge.ground.pg.transaction() as conn:
        conn.execute("UPDATE hub.endpoint SET connector = 'erp', revision = 3 WHERE name = 'erp'")
    bridge.clock.advance(60)
    worker.drain()
    assert bridge.wms.versions("SO1") == [1]


# ---------------------------------------------------------------- streams


def test_t11_sixty_rows_of_one_instant_committed_around_the_poll(bridge: Bridge) -> None:
    chance = random.Random(5)
    worker = bridge.worker()
    numbers = [f"SO{index}" for index in range(60)]
    for number in numbers:
        bridge.erp.put(order(number), stamp=7)
        if chance.random() < 0.3:
            worker.drain()
            bridge.clock.advance(0.1)
    worker.drain()
    assert sorted(bridge.wms.numbers()) == sorted(numbers)


@pytest.mark.parametrize("seed", range(4))
def test_t11_what_becomes_visible_late_is_found_by_a_sweep(bridge: Bridge, seed: int) -> None:
    """Stamps are given when a record is begun; it is seen up to one interval after that."""
    chance = random.Random(seed)
    interval_s = 20
    bridge.options["sweep_interval_s"] = float(interval_s)
    worker = bridge.worker()
    visible: dict[int, list[tuple[int, str]]] = {}
    for index in range(60):
        stamp = chance.randrange(1, 100)
        visible.setdefault(stamp + chance.randrange(interval_s), []).append((stamp, f"SO{index}"))
    for second in range(180):
        for stamp, number in visible.pop(second, ()):
            bridge.erp.put(order(number), stamp=stamp)
        worker.drain()
        bridge.clock.advance(1)
    assert sorted(bridge.wms.numbers()) == sorted(f"SO{index}" for index in range(60))


def test_t10_what_webhooks_lose_the_sweep_finds(bridge: Bridge) -> None:
    chance = random.Random(3)
    bridge.options["sweep_interval_s"] = 60.0
    worker = bridge.worker()
    worker.drain()
    for index in range(100):
        payload = bridge.erp.put(order(f"SO{index}"))
        if chance.random() < 0.95:
            accept(bridge, payload)
    worker.drain()
    worker.drain()
    numbers = bridge.wms.numbers()
    assert len(numbers) == len(set(numbers)) == 100


@pytest.mark.parametrize("crash_after", range(0, 40, 7))
def test_t12_a_crash_inside_a_page_neither_loses_nor_doubles(
    bridge: Bridge, crash_after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for index in range(40):
        bridge.erp.put(order(f"SO{index}"), stamp=1)
    monkeypatch.setattr(streams, "PULL_LIMIT", 10)
    real = streams.store
    stored = 0

    def store(*arguments: object, **more: object) -> object:
        nonlocal stored
        result = real(*arguments, **more)  # type: ignore[arg-type]
        stored += len(result)
        if stored > crash_after and crash_after >= 0:
            raise KeyboardInterrupt
        return result

    worker = bridge.worker()
    with monkeypatch.context() as patch:
        patch.setattr(streams, "store", store)
        with pytest.raises(KeyboardInterrupt):
            worker.drain()
    bridge.clock.advance(streams.LEASE_S + 1)
    bridge.worker().drain()
    assert sorted(bridge.wms.numbers()) == sorted(f"SO{index}" for index in range(40))


def test_t13_a_cursor_the_source_does_not_know_halts_the_flow(bridge: Bridge) -> None:
    worker = bridge.worker()
    bridge.erp.put(order("SO1"))
    worker.drain()
    bridge.erp.knows_cursors = False
    bridge.erp.put(order("SO2"))
    worker.drain()
    pulls = len(bridge.erp.pulls)
    bridge.clock.advance(3600)
    worker.drain()
    assert len(bridge.erp.pulls) == pulls, "it is not asked again"
    assert bridge.query("SELECT state, why FROM hub.stream") == [
        ("position_lost", "the fake has never given out this cursor")
    ]
    assert bridge.query("SELECT result FROM hub.event") == [("position_lost",)]
    bridge.erp.knows_cursors = True
    writes.resume_stream(bridge.ground, endpoint="erp", stream=STREAM, cursor=None, mandate=MANDATE)
    worker.drain()
    assert bridge.wms.numbers() == ["SO1", "SO2"], "what is read again makes nothing new"


def test_t13_a_deleted_position_halts_the_flow_instead_of_starting_over(bridge: Bridge) -> None:
    bridge.erp.put(order("SO1"))
    bridge.worker().drain()
    with bridge.ground.pg.transaction() as conn:
        conn.execute("DELETE FROM hub.stream")
    pulls = len(bridge.erp.pulls)
    bridge.worker().drain()
    assert len(bridge.erp.pulls) == pulls
    assert bridge.query("SELECT state FROM hub.stream") == [("position_lost",)]


def test_t14_what_was_pulled_and_what_was_accepted_is_counted(bridge: Bridge) -> None:
    bridge.options["sweep_interval_s"] = 10.0
    worker = bridge.worker()
    for index in range(25):
        bridge.erp.put(order(f"SO{index}"))
    worker.drain()
    bridge.clock.advance(11)
    worker.drain()
    ((pulled, accepted, duplicate),) = bridge.query(
        "SELECT pulled_count, accepted_count, duplicate_count FROM hub.stream"
    )
    assert accepted == 25
    assert pulled == accepted + duplicate
    assert bridge.scalar("SELECT count(*) FROM hub.message") == 25


def test_a_source_that_is_down_is_asked_ever_more_rarely(bridge: Bridge) -> None:
    bridge.erp.is_down = SourceUnavailable("no route to host")
    worker = bridge.worker()
    for _ in range(360):
        worker.run_once()
        bridge.clock.advance(10)
    assert 10 < len(bridge.erp.pulls) < 40, "an hour"
    assert bridge.query("SELECT state, why FROM hub.stream") == [("active", "no route to host")]
    bridge.erp.is_down = None
    bridge.erp.put(order("SO1"))
    bridge.clock.advance(301)
    worker.drain()
    assert bridge.wms.numbers() == ["SO1"]
    assert bridge.query("SELECT failures, why FROM hub.stream") == [(0, "")]


def test_only_one_worker_reads_a_stream(bridge: Bridge) -> None:
    one, other = bridge.worker(), bridge.worker()
    for _ in range(5):
        one.run_once()
        other.run_once()
    assert len(bridge.erp.pulls) == 5
    one.close()
    other.run_once()
    assert len(bridge.erp.pulls) == 6


def test_a_reader_that_is_too_late_moves_no_cursor(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    bridge.erp.put(order("SO1"))
    slow, other = bridge.worker(), bridge.worker()
    real = FakeConnector.pull
    calls = 0

    def pull(self: FakeConnector, stream: str, cursor: str | None, *, limit: int) -> Pulled:
        nonlocal calls
        calls += 1
        page = real(self, stream, cursor, limit=limit)
        if calls == 1:
            bridge.clock.advance(streams.LEASE_S + 1)
            bridge.erp.put(order("SO2"))
            other.run_once()
        return page

    monkeypatch.setattr(FakeConnector, "pull", pull)
    slow.run_once()
    ((cursor, pulled),) = bridge.query("SELECT cursor, pulled_count FROM hub.stream")
    assert (cursor, pulled) == ("2/0", 2)


# ---------------------------------------------------------------- numbers and days


def test_an_id_names_its_day(bridge: Bridge) -> None:
    (one,) = accept(bridge, payload_of(order("SO1")))
    assert day_of(one.envelope_id) == bridge.clock.now().astimezone(UTC).date()
    assert first_of(date(2026, 3, 2)) <= one.envelope_id < first_of(date(2026, 3, 3))
    bridge.clock.advance(86_400)
    (other,) = accept(bridge, payload_of(order("SO2")))
    assert day_of(other.envelope_id) - day_of(one.envelope_id) == timedelta(days=1)


def test_nothing_is_written_where_no_day_was_opened(bridge: Bridge) -> None:
    with pytest.raises(psycopg.errors.CheckViolation), bridge.ground.pg.transaction() as conn:
        conn.execute(
            """INSERT INTO hub.event (id, at, step, result) VALUES (1, now(), 'person', 'x')"""
        )
