"""Crashes at every commit point, and what another worker makes of them.

A crash is a BaseException from the commit watcher: no handler of the product sees it, nothing is
put back, leases stay as they are; like a SIGKILL, but repeatable.
"""

import itertools
from collections.abc import Callable
from contextlib import suppress

import psycopg
import pytest

from landbridge.connect.protocols import Parcel
from landbridge.hub.conftest import Bridge, order
from landbridge.hub.leases import CRASHES_MAX, LEASE_S
from landbridge.hub.streams.operations import LEASE_S as STREAM_LEASE_S
from landbridge.hub.translate import operations as translating
from landbridge.hub.worker import HubWorker
from landbridge.kit.ground import Ground

Grounds = Callable[..., Ground]


class Killed(BaseException):
    """The process ends here."""


class KillAt:
    """Ends the process at the n-th commit: just before it, or just after it."""

    def __init__(self, number: int, *, before: bool) -> None:
        self.left = number
        self.before = before
        self.count = 0

    def before_commit(self) -> None:
        self.count += 1
        if self.before and self.count == self.left:
            raise Killed

    def after_commit(self) -> None:
        if not self.before and self.count == self.left:
            raise Killed


def settle(bridge: Bridge, worker: HubWorker, *, rounds: int = 40) -> None:
    """Let time pass and the worker work until nothing is open."""
    for _ in range(rounds):
        worker.drain()
        if not bridge.scalar(
            """SELECT (SELECT count(*) FROM hub.intake) + (SELECT count(*) FROM hub.routing)
                    + (SELECT count(*) FROM hub.open_delivery WHERE state = 'due')"""
        ):
            return
        bridge.clock.advance(LEASE_S + 1)
    raise AssertionError(f"still open: {bridge.states()}")


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_t01_a_crash_at_any_commit_is_taken_up_again_with_one_effect(
    bridge: Bridge, another_ground: Grounds, before: bool
) -> None:
    for number in itertools.count(1):
        name = f"SO{number}"
        bridge.erp.put(order(name, lines=2))
        # Nobody but the one that is to die holds the lease of the stream.
        bridge.clock.advance(STREAM_LEASE_S + 1)
        survived = survives(bridge, another_ground(watcher=KillAt(number, before=before)))
        bridge.clock.advance(STREAM_LEASE_S + 1)
        settle(bridge, bridge.worker())
        assert bridge.wms.versions(name) == [1], f"killed at commit {number}"
        assert bridge.states()[name] == ["acknowledged"]
        if survived:
            break
    assert number > 12, "the journey has at least so many commits"


class FailsAt(KillAt):
    """The database is lost at the n-th commit; the worker lives on."""

    def before_commit(self) -> None:
        self.count += 1
        if self.count == self.left:
            raise psycopg.errors.AdminShutdown("the database was stopped")


@pytest.mark.parametrize("number", range(2, 8))
def test_a_worker_goes_on_wherever_the_database_failed(
    bridge: Bridge, another_ground: Grounds, number: int
) -> None:
    """Where the streams of a source are begun, too: who failed there never read it again."""
    bridge.erp.put(order("SO1", lines=2))
    failing = FailsAt(number, before=True)
    worker = bridge.worker(another_ground(watcher=failing))
    with suppress(psycopg.Error):
        worker.drain()
    bridge.clock.advance(STREAM_LEASE_S + 1)
    settle(bridge, worker)
    assert failing.count > number
    assert bridge.wms.versions("SO1") == [1]
    assert bridge.states()["SO1"] == ["acknowledged"]


def survives(bridge: Bridge, ground: Ground) -> bool:
    """Let a worker work until it is killed; True if it lived to the end."""
    try:
        bridge.worker(ground).drain()
    except Killed:
        return False
    return True


def test_t01_many_in_flight_are_all_taken_up_within_one_lease(
    bridge: Bridge, another_ground: Grounds
) -> None:
    names = [f"SO{index}" for index in range(100)]
    for name in names:
        bridge.erp.put(order(name))

    def die(_parcels: object) -> None:
        raise Killed

    bridge.wms.before_push = die
    dying = bridge.worker(another_ground())
    with pytest.raises(Killed):
        dying.drain()
    bridge.wms.before_push = None
    other = bridge.worker()
    other.drain()
    assert len(bridge.wms.effects) == 50, "those in the hands of the dead are not touched yet"
    bridge.clock.advance(LEASE_S + 1)
    other.drain()
    assert sorted(bridge.wms.numbers()) == sorted(names)
    assert set(bridge.wms.finds) <= set(names)
    assert len(bridge.wms.finds) == 50, "each one in flight was asked about first"
    crashed = bridge.scalar("SELECT count(*) FROM hub.attempt WHERE result = 'crashed'")
    assert crashed == 50, "a crash counts as an attempt"


def test_t01_a_document_that_kills_its_worker_is_parked_as_poison(
    bridge: Bridge, another_ground: Grounds
) -> None:
    for name in ("SO1", "KILLER", "SO2"):
        bridge.erp.put(order(name))

    def die_of_one(parcels: list[Parcel]) -> None:
        if any(parcel.number == "KILLER" for parcel in parcels):
            raise Killed

    bridge.wms.before_push = die_of_one
    deaths = 0
    for _ in range(20):
        worker = bridge.worker(another_ground())
        try:
            worker.drain()
        except Killed:
            deaths += 1
        bridge.clock.advance(LEASE_S + 1)
    assert deaths == CRASHES_MAX
    assert sorted(bridge.wms.numbers()) == ["SO1", "SO2"]
    assert bridge.query("SELECT number, state, reason, uncertain FROM hub.open_delivery") == [
        ("KILLER", "dead", "poison", True)
    ]


def test_t01_a_payload_that_kills_its_translator_is_held_as_poison(
    bridge: Bridge, another_ground: Grounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SO1", "KILLER", "SO2"):
        bridge.erp.put(order(name))
    real = translating.read

    def die_of_one(flow: object, source: object, **more: object) -> object:
        if b"KILLER" in source.content:  # type: ignore[attr-defined]
            raise Killed
        return real(flow, source, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(translating, "read", die_of_one)
    deaths = 0
    for _ in range(20):
        try:
            bridge.worker(another_ground()).drain()
        except Killed:
            deaths += 1
        bridge.clock.advance(LEASE_S + 1)
    assert deaths == CRASHES_MAX
    assert sorted(bridge.wms.numbers()) == ["SO1", "SO2"]
    assert bridge.query("SELECT rule FROM hub.held") == [("poison",)]


def test_t04_a_step_that_raises_leaves_nothing_behind(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    for index in range(5):
        bridge.erp.put(order(f"SO{index}"))
    real = translating.write

    def write_and_fail(*arguments: object, **more: object) -> object:
        real(*arguments, **more)  # type: ignore[arg-type]
        raise psycopg.errors.SerializationFailure("retry")

    worker = bridge.worker()
    monkeypatch.setattr(translating, "write", write_and_fail)
    with pytest.raises(psycopg.errors.SerializationFailure):
        worker.drain()
    for table in ("message", "identity", "routing", "known_number", "event", "held"):
        assert bridge.scalar(f"SELECT count(*) FROM hub.{table}") == 0, table
    monkeypatch.setattr(translating, "write", real)
    settle(bridge, worker)
    assert len(bridge.wms.effects) == 5


def test_t07_the_state_is_told_by_the_supervisor_with_the_real_error(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    bridge.erp.put(order("SO1"))

    def fail(*_: object, **__: object) -> None:
        raise psycopg.errors.SerializationFailure("could not serialize access")

    worker = bridge.worker()
    monkeypatch.setattr(translating, "write", fail)
    with pytest.raises(psycopg.errors.SerializationFailure):
        worker.drain()
    ((why, lease, attempts, later),) = bridge.query(
        "SELECT why, lease_token, attempts, due_at > %s FROM hub.intake", bridge.clock.now()
    )
    assert why == "SerializationFailure: could not serialize access"
    assert lease is None, "it is free at once, not only when a lease ends"
    assert attempts == 0, "it was no crash"
    assert later, "it is tried again after a moment"


def test_a_chunk_that_cannot_even_be_prepared_is_put_back(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    bridge.erp.put(order("SO1"))
    worker = bridge.worker()
    monkeypatch.setattr(
        "landbridge.hub.deliver.operations._bodies",
        lambda *_: (_ for _ in ()).throw(psycopg.OperationalError("the disk is full")),
    )
    with pytest.raises(psycopg.OperationalError):
        worker.drain()
    assert bridge.query("SELECT why, lease_token, uncertain FROM hub.open_delivery") == [
        ("OperationalError: the disk is full", None, False)
    ]
    monkeypatch.undo()
    settle(bridge, worker)
    assert bridge.wms.numbers() == ["SO1"]
    assert bridge.wms.finds == [], "nothing had been pushed, so nothing is asked"


def test_t02_who_comes_too_late_writes_nothing(bridge: Bridge, another_ground: Grounds) -> None:
    """A worker stops inside its push for longer than its lease; another finishes the document."""
    bridge.erp.put(order("SO1"))
    slow = bridge.worker(another_ground())
    other = bridge.worker(another_ground())

    def stop_for_long(_parcels: object) -> None:
        bridge.wms.before_push = None
        bridge.clock.advance(LEASE_S + 1)
        other.drain()
        assert bridge.states() == {"SO1": ["acknowledged"]}

    bridge.wms.before_push = stop_for_long
    # The fake itself refuses what it has, as a target with idempotency keys does.
    seen: set[str] = set()

    def once(parcel: Parcel, _attempt: int) -> object:
        from landbridge.connect.protocols import Delivered

        if parcel.idempotency_key in seen:
            return Delivered(already_there=True, target_number="LATE")
        seen.add(parcel.idempotency_key)
        return "take"

    bridge.wms.script = once
    slow.drain()
    assert bridge.wms.versions("SO1") == [1]
    assert bridge.states() == {"SO1": ["acknowledged"]}
    assert bridge.query("SELECT target_number FROM hub.closed_delivery") == [("wms-SO1",)]
    results = [row[0] for row in bridge.query("SELECT result FROM hub.attempt ORDER BY 1")]
    assert results == ["crashed", "delivered", "stale"]


def test_t02_who_stood_still_before_the_push_does_not_push(
    bridge: Bridge, another_ground: Grounds
) -> None:
    """Paused between lease and push, for longer than the lease; the target keeps no keys."""
    bridge.erp.put(order("SO1"))
    other = bridge.worker(another_ground())

    class StandsStill:
        """At the commit of each lease of a delivery, once."""

        def before_commit(self) -> None: ...

        def after_commit(self) -> None:
            if bridge.wms.effects or not bridge.scalar(
                "SELECT count(*) FROM hub.open_delivery WHERE lease_token IS NOT NULL"
            ):
                return
            bridge.clock.advance(LEASE_S + 1)
            other.drain()

    bridge.worker(another_ground(watcher=StandsStill())).drain()
    assert bridge.wms.versions("SO1") == [1], "the target saw it once"
    assert bridge.states() == {"SO1": ["acknowledged"]}


def test_t02_a_late_translator_writes_nothing(
    bridge: Bridge, another_ground: Grounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    bridge.erp.put(order("SO1"))
    slow, other = bridge.worker(another_ground()), bridge.worker(another_ground())
    real = translating._understand
    stops = itertools.count()

    def stop_for_long(*arguments: object) -> object:
        understood = real(*arguments)  # type: ignore[arg-type]
        if next(stops) == 0:
            bridge.clock.advance(LEASE_S + 1)
            other.drain()
        return understood

    monkeypatch.setattr(translating, "_understand", stop_for_long)
    slow.drain()
    assert bridge.scalar("SELECT count(*) FROM hub.message") == 1
    assert bridge.wms.versions("SO1") == [1]


def test_t16_final_states_stay_final_however_often_recovery_runs(
    bridge: Bridge, another_ground: Grounds
) -> None:
    bridge.erp.put(order("SO1"))
    bridge.worker().drain()
    before = bridge.query("SELECT * FROM hub.closed_delivery")
    for _ in range(10):
        bridge.clock.advance(LEASE_S + 1)
        bridge.worker(another_ground()).drain()
    assert bridge.query("SELECT * FROM hub.closed_delivery") == before
    assert bridge.wms.versions("SO1") == [1]


@pytest.mark.parametrize("table", ["closed_delivery", "attempt", "envelope", "event"])
def test_t16_the_database_itself_refuses_to_change_history(bridge: Bridge, table: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), bridge.ground.pg.transaction() as c:
        c.execute(f"DELETE FROM hub.{table}")


def test_t02_who_stood_still_begins_its_lease_anew_before_the_push(
    bridge: Bridge, another_ground: Grounds
) -> None:
    """Its lease has run out, nobody has taken the work yet: during its push nobody does either."""
    bridge.erp.put(order("SO1"))
    other = bridge.worker(another_ground())

    class StandsStill:
        """At the commit of the lease of the delivery, once."""

        done = False

        def before_commit(self) -> None: ...

        def after_commit(self) -> None:
            if not self.done and bridge.scalar(
                "SELECT count(*) FROM hub.open_delivery WHERE lease_token IS NOT NULL"
            ):
                self.done = True
                bridge.clock.advance(LEASE_S + 1)

    def others_go_on(_parcels: object) -> None:
        bridge.wms.before_push = None
        other.drain()

    bridge.wms.before_push = others_go_on
    bridge.worker(another_ground(watcher=StandsStill())).drain()
    assert bridge.wms.versions("SO1") == [1], "the target saw it once"
    assert bridge.states() == {"SO1": ["acknowledged"]}
