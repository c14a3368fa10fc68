"""Workers with threads and as real processes: quick when idle, taken over when killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest

from landbridge.connect.protocols import Unavailable
from landbridge.connect.testing.fake_shore import payload_of
from landbridge.hub.conftest import Bridge, add_endpoints, add_route, order
from landbridge.hub.facade import writes
from landbridge.hub.worker import HubWorker
from landbridge.kit.clock import SystemClock
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Database

PATIENCE_S = 60.0  # the machine may be busy with other things


@pytest.fixture
def live(bridge: Bridge) -> Bridge:
    """The same bridge on the machine's own clock."""
    bridge.ground = Ground(
        bridge.ground.pg, SystemClock(), bridge.ground.secrets, bridge.ground.chance
    )
    return bridge


@contextmanager
def running(*workers: HubWorker) -> Iterator[None]:
    stop = threading.Event()
    threads = [threading.Thread(target=worker.run, args=(stop,)) for worker in workers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(PATIENCE_S)
        for worker in workers:
            worker.close()


def eventually(true: Callable[[], bool], *, within_s: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + within_s
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within_s} s")
        time.sleep(0.01)


def test_an_idle_bridge_carries_a_document_on_at_once(live: Bridge) -> None:
    with running(live.worker()):
        writes.accept(live.ground, endpoint="erp", payloads=[payload_of(order("WARM"))])
        eventually(lambda: "WARM" in live.wms.numbers())
        took = []
        for index in range(5):
            number = f"SO{index}"
            time.sleep(0.1)
            writes.accept(live.ground, endpoint="erp", payloads=[payload_of(order(number))])
            began = time.monotonic()
            eventually(lambda number=number: number in live.wms.numbers())
            took.append(time.monotonic() - began)
    # Far below the pause between looks: it is the nudges that carry it on.
    assert min(took) < 0.2, took


def test_two_workers_share_the_work_and_double_nothing(
    live: Bridge, another_ground: Callable[..., Ground]
) -> None:
    grounds = [Ground(another_ground().pg, SystemClock(), live.ground.secrets) for _ in range(2)]
    for index in range(400):
        live.erp.put(order(f"SO{index}"))
    with running(*(live.worker(ground) for ground in grounds)):
        eventually(lambda: len(live.wms.effects) >= 400)
        time.sleep(0.3)
    assert sorted(live.wms.numbers()) == sorted(f"SO{index}" for index in range(400))
    assert live.wms.finds == [], "no lease ran out"


def test_a_bad_endpoint_does_not_slow_the_others(live: Bridge) -> None:
    add_endpoints(live.ground, "other")
    add_route(live.ground, "erp", "other")
    hung = threading.Event()

    def hang(_parcels: object) -> None:
        hung.wait(PATIENCE_S)

    from landbridge.connect.testing.fake_shore import FakeShore

    other = FakeShore("other", before_push=hang)
    worker = HubWorker(
        live.ground,
        kinds={
            "erp": live.erp.kind(),
            "wms": live.wms.kind(capabilities=("sink",)),
            "other": other.kind(capabilities=("sink",)),
        },
    )
    with running(worker):
        for index in range(20):
            live.erp.put(order(f"SO{index}"))
        eventually(lambda: len(live.wms.effects) == 20)
        assert other.effects == []
        hung.set()
        eventually(lambda: len(other.effects) == 20)


def test_an_endpoint_added_while_running_is_served(live: Bridge) -> None:
    with live.ground.pg.transaction() as conn:
        conn.execute("DELETE FROM hub.route")
        conn.execute("DELETE FROM hub.endpoint WHERE name = 'wms'")
    with running(live.worker()):
        time.sleep(0.3)
        add_endpoints(live.ground, "wms")
        add_route(live.ground, "erp", "wms")
        live.erp.put(order("SO1"))
        eventually(lambda: live.wms.numbers() == ["SO1"])


def test_trouble_is_survived_and_the_bridge_goes_on(live: Bridge) -> None:
    live.wms.script = lambda _, attempt: Unavailable("down") if attempt == 1 else "take"
    with running(live.worker()):
        for index in range(10):
            live.erp.put(order(f"SO{index}"))
        eventually(lambda: len(set(live.wms.numbers())) == 10)
    assert len(live.wms.effects) == 10


def test_the_heartbeat_tells_that_a_worker_lives(live: Bridge) -> None:
    worker = live.worker()
    statement = "SELECT seen_at, stopped_at FROM hub.worker WHERE id = %s"
    with running(worker):
        ((first, _),) = live.query(statement, worker.worker_id)
        eventually(lambda: live.query(statement, worker.worker_id)[0][0] > first)
    assert live.query(statement, worker.worker_id)[0][1] is not None


WORKER = """
import sys, threading, time
from landbridge.connect.testing.fake_shore import FakeShore
from landbridge.hub.worker import HubWorker, WorkerOptions
from landbridge.kit.clock import SystemClock
from landbridge.kit.crypto import SecretBox
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Database

pg = Database(sys.argv[1], role="landbridge_hub", schema="hub")
ground = Ground(pg, SystemClock(), SecretBox("a key for tests only, long enough to be one"))

def hang(parcels):
    print("pushing", flush=True)
    time.sleep(600)

shore = FakeShore("wms", before_push=hang)
kinds = {"erp": FakeShore("erp").kind(), "wms": shore.kind(capabilities=("sink",))}
HubWorker(ground, kinds=kinds, options=WorkerOptions(beat_s=0.2)).run(threading.Event())
"""


def test_t01_a_killed_process_is_noticed_at_once_not_only_when_its_lease_ends(
    live: Bridge, database: str
) -> None:
    writes.accept(live.ground, endpoint="erp", payloads=[payload_of(order("SO1"))])
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, database], stdout=subprocess.PIPE, env=dict(os.environ)
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"pushing\n"
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE_S)
    finally:
        process.kill()
    ((until,),) = live.query("SELECT lease_until FROM hub.open_delivery")
    with running(live.worker()):
        eventually(lambda: live.wms.numbers() == ["SO1"], within_s=25)
    assert live.wms.finds == ["SO1"], "it was asked about first"
    assert SystemClock().now() < until, "long before the lease would have ended"


def test_t02_a_stopped_process_keeps_its_work_until_the_lease_ends(
    live: Bridge, database: str
) -> None:
    """SIGSTOP: it still holds the lock of the living, so nobody is hasty."""
    writes.accept(live.ground, endpoint="erp", payloads=[payload_of(order("SO1"))])
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, database], stdout=subprocess.PIPE, env=dict(os.environ)
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"pushing\n"
        process.send_signal(signal.SIGSTOP)
        with running(live.worker()):
            time.sleep(5.0)
            assert live.wms.numbers() == []
            # Its lease ends.
            with live.ground.pg.transaction() as conn:
                conn.execute("UPDATE hub.open_delivery SET lease_until = now()")
            eventually(lambda: live.wms.numbers() == ["SO1"])
    finally:
        process.kill()
        process.wait(PATIENCE_S)


def test_a_database_that_went_away_is_awaited(live: Bridge, database: str) -> None:
    pg = Database(database, role="landbridge_hub", schema="hub")
    worker = live.worker(Ground(pg, SystemClock(), live.ground.secrets))
    with running(worker):
        time.sleep(0.5)
        with psycopg.connect(database, autocommit=True) as conn:
            conn.execute(
                """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
            )
        live.erp.put(order("SO1"))
        eventually(lambda: live.wms.numbers() == ["SO1"])
    pg.close()
