"""What one worker process does: the bridge's work, and the warehouse's own.

Any number of such processes may run, on any machine with the same DSN; all that is agreed between
them stands in the database.
"""

import logging
import threading
from collections.abc import Callable

from landbridge.console.grounds import Grounds
from landbridge.hub.facade import (
    check_all,
    keep_connectors,
    notice_troubles,
    seal_history,
    send_notices,
    watch_pairs,
)
from landbridge.hub.worker import HubWorker, WorkerOptions
from landbridge.kit.settings import Settings
from landbridge.main.wiring import facilities
from landbridge.wms import facade as wms

log = logging.getLogger("landbridge.main")

WAIT_S = 5.0
KEEP_BOOKS_EVERY_S = 2.0
KEEP_FLOOR_EVERY_S = 10.0
STUDY_EVERY_S = 5.0
CHECK_EVERY_S = 60.0
WATCH_EVERY_S = 1.0
NOTICE_EVERY_S = 3.0
CHUNK = 1000
TROUBLE_PAUSE_S = 2.0


def work(grounds: Grounds, settings: Settings, stop: threading.Event) -> None:
    """Work until `stop` is set; then finish what is in hand and return."""
    hub = HubWorker(
        grounds.hub,
        facilities=facilities(grounds),
        options=WorkerOptions(retention_days=settings.retention_days or None),
    )
    threads = [
        threading.Thread(target=_repeat, args=(name, turn, stop), name=name, daemon=True)
        for name, turn in (
            ("allocate", lambda: _allocate(grounds, stop)),
            ("keep-books", lambda: _keep_books(grounds, stop)),
            ("keep-floor", lambda: _keep_floor(grounds, stop)),
            ("check", lambda: _check(grounds, stop)),
            ("watch", lambda: _watch(grounds, str(hub.worker_id), stop)),
            ("study", lambda: _study(grounds, stop)),
            ("notice", lambda: _notice(grounds, stop)),
        )
    ]
    for thread in threads:
        thread.start()
    try:
        log.info("working", extra={"worker": hub.worker_id})
        hub.run(stop)
    finally:
        stop.set()
        for thread in threads:
            thread.join(2 * WAIT_S)
        hub.close()
    log.info("stopped", extra={"worker": hub.worker_id})


def _repeat(name: str, turn: Callable[[], None], stop: threading.Event) -> None:
    """Take turns until `stop`; a turn that fails is logged and taken again later."""
    while not stop.is_set():
        try:
            turn()
        except Exception:
            log.exception("a turn failed", extra={"turn": name})
            stop.wait(TROUBLE_PAUSE_S)


def _allocate(grounds: Grounds, stop: threading.Event) -> None:
    """Give stock to waiting orders, as soon as either has come."""
    while not stop.is_set() and wms.allocate_open(grounds.wms).more:
        pass
    if not stop.is_set():
        wms.wait_for_work(grounds.wms, timeout_s=WAIT_S)


def _keep_floor(grounds: Grounds, stop: threading.Event) -> None:
    """Take off the floor what cannot be done any more; give what has missed its cut-off the next;
    begin upkeep and waves whose time has come; find what work orders lack; send out what there is
    room for.
    """
    wms.run_schedules(grounds.wms)
    wms.check_feasible(grounds.wms)
    wms.renew_times(grounds.wms)
    wms.begin_own_waves(grounds.wms)
    wms.feed_work_orders(grounds.wms)
    for policy in wms.release_policies(grounds.wms):
        while (
            policy.mode == "capacity"
            and not stop.is_set()
            and wms.release_by_capacity(grounds.wms, site=policy.site) is not None
        ):
            pass
    stop.wait(KEEP_FLOOR_EVERY_S)


def _keep_books(grounds: Grounds, stop: threading.Event) -> None:
    """Seal the journal behind its writers; free stock whose reservation has expired."""
    while not stop.is_set() and wms.seal_journal(grounds.wms, limit=CHUNK) == CHUNK:
        pass
    while not stop.is_set() and wms.expire_reservations(grounds.wms, limit=CHUNK) == CHUNK:
        pass
    stop.wait(KEEP_BOOKS_EVERY_S)


def _study(grounds: Grounds, stop: threading.Event) -> None:
    """Work out what somebody asked for: which items should change their bins, and how full pick
    bins should be.
    """
    slotting, levels = wms.study_slotting(grounds.wms), wms.study_levels(grounds.wms)
    if slotting is None and levels is None:
        stop.wait(STUDY_EVERY_S)


def _check(grounds: Grounds, stop: threading.Event) -> None:
    """Keep the health of each endpoint known to console and doctor."""
    check_all(grounds.hub, facilities=facilities(grounds))
    stop.wait(CHECK_EVERY_S)


def _watch(grounds: Grounds, worker: str, stop: threading.Event) -> None:
    """Compare the two sides of each pair, all the time."""
    connectors = keep_connectors(grounds.hub, facilities=facilities(grounds))
    try:
        while not stop.is_set():
            watch_pairs(grounds.hub, worker=worker, connectors=connectors)
            stop.wait(WATCH_EVERY_S)
    finally:
        connectors.close()


def _notice(grounds: Grounds, stop: threading.Event) -> None:
    """Troubles become incidents; people are told of them."""
    notice_troubles(grounds.hub)
    send_notices(grounds.hub)
    seal_history(grounds.hub)
    stop.wait(NOTICE_EVERY_S)
