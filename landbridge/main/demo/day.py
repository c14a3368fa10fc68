"""A working day: the clerk enters orders, the crew works them, and the books are compared."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import TypeVar

import psycopg

from landbridge.canon import load_json
from landbridge.canon.exchanges import count_exchanges, is_traced
from landbridge.connect.protocols import CensusQuestion
from landbridge.connectors.tryton.rpc import RpcError
from landbridge.hub import facade as hub
from landbridge.hub.facade.views import DeadLetterFilter, DocumentFilter, DocumentRow
from landbridge.hub.facade.views.incidents import IncidentFilter
from landbridge.kit.findings import LandbridgeError
from landbridge.kit.ids import uuid7
from landbridge.main.demo import seed
from landbridge.main.demo.erp import Books, Clerk, Entered, SecondThoughts, read_books
from landbridge.main.demo.floor import Floor
from landbridge.main.demo.house import House
from landbridge.main.demo.operators import Crew, count_once
from landbridge.main.demo.summary import (
    BACK,
    DOWN,
    Summary,
    compare_stock,
    count_documents,
    latency,
    shipped_twice,
    unfinished,
)
from landbridge.main.demo.supplier import Supplier
from landbridge.main.wiring import facilities
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import StockRow, Wrong

Answer = TypeVar("Answer")

log = logging.getLogger("landbridge.demo")

# So many sales are served by one purchase.
SALES_PER_PURCHASE = 4
CHANGED, CANCELLED = 0, 1
COUNTER = "paul"
LOOK_EVERY_S = 1.0
PATIENCE_S = 300.0
STALL_S = 150.0
HELD_SHOWN_MAX = 20


@contextmanager
def working_crew(house: House, *, pace_s: float) -> Iterator[None]:
    """Rita receives and stores, Paul and Petra pick, pack and ship, until the block ends."""
    stopping = threading.Event()
    floors = {
        name: Floor(house.web_url, house.tokens[name], me=f"{name} ({seed.TOKEN_NAME})")
        for name in seed.CREW
    }
    receiver, *pickers = floors.values()
    crew = Crew(
        receivers=[receiver],
        pickers=pickers,
        ground=house.grounds.wms,
        site=house.company.site.code,
        shop=house.company.shop.code,
        suppliers={item.code: item.supplier for item in house.company.items},
        pace_s=pace_s,
        stopping=stopping,
    )
    threads = crew.start()
    try:
        yield
    finally:
        stopping.set()
        for thread in threads:
            thread.join(5.0)
        for floor in floors.values():
            floor.close()


def play_once(house: House, *, orders: int, say: Callable[[str], None]) -> Summary:
    """Enter `orders` sales and what they need, wait until all is done, compare the books."""
    began, began_at = time.monotonic(), house.grounds.hub.clock.now()
    entered: list[Entered] = []
    clock = house.grounds.hub.clock
    clerk = Clerk(house.erp.sign_in("clerk"), house.company, clock=clock, seed=orders)
    thoughts = SecondThoughts(clerk)
    supplier = Supplier(house.web_url, house.company, clock)
    with working_crew(house, pace_s=0.0):
        for number in range(orders):
            if number % SALES_PER_PURCHASE == 0:
                entered.append(_buy(clerk, supplier))
            sale = clerk.sell()
            if sale is not None:
                entered += _think_again(thoughts, sale, number)
            house.supervisor.check()
        while not clerk.has_plain:
            entered.append(_buy(clerk, supplier))
        entered += [thoughts.take_back(), thoughts.transfer()]
        thoughts.take_inventory()
        thoughts.touch_master_data(house.erp.sign_in("admin"))
        say(f"  The clerk has entered {len(entered)} orders; the crew works them off.")
        _wait_until_done(house, entered, began_at)
    return sum_up(house, entered, began_at, time.monotonic() - began)


def _buy(clerk: Clerk, supplier: Supplier) -> Entered:
    bought = clerk.buy()
    supplier.announce(bought)
    return bought


def _think_again(thoughts: SecondThoughts, sale: Entered, number: int) -> list[Entered]:
    """The first sale is changed, the second cancelled; one that is cancelled is never finished."""
    if number == CHANGED:
        thoughts.change(sale)
    return [] if number == CANCELLED and thoughts.cancel(sale) else [sale]


def _wait_until_done(house: House, entered: Sequence[Entered], began_at: datetime) -> None:
    """Until the ERP holds every order for finished, the bridge is empty and every exchange was
    used; somebody counts a bin meanwhile.

    Gives up when nothing has moved anywhere for `STALL_S` seconds; the summary tells what is left.
    """
    seen: object = None
    moved_at = time.monotonic()
    counted = False
    while time.monotonic() - moved_at < STALL_S:
        house.supervisor.check()
        counted = counted or _count_a_bin(house)
        floor = open_on_the_floor(house)
        busy = hub.bridge(house.grounds.hub).open_count
        if (
            not floor
            and not busy
            and not unfinished(entered, books_of(house))
            and all(_exchanges(house, began_at).values())
        ):
            return
        if (now := (floor, busy, house.supervisor.restart_count)) != seen:
            seen, moved_at = now, time.monotonic()
        time.sleep(LOOK_EVERY_S)


def _count_a_bin(house: House) -> bool:
    """Paul finds one piece more than the books say; whether there was a bin to count."""
    ground = house.grounds.wms
    floor = Floor(house.web_url, house.tokens[COUNTER], me=f"{COUNTER} ({seed.TOKEN_NAME})")
    try:
        key = f"demo-count-{uuid7(ground.clock.now(), ground.chance)}"
        return bool(count_once(floor, site=house.company.site.code, key=key))
    except Wrong:
        return False  # it moved meanwhile; another one is counted next time
    finally:
        floor.close()


def _exchanges(house: House, began_at: datetime) -> dict[str, int]:
    """How often each exchange was used since the day began."""
    kinds = Counter(row.kind for row in _documents(house, began_at))
    return count_exchanges(kinds, _traced(house, began_at))


def _traced(house: House, began_at: datetime) -> int:
    """Documents of the warehouse that name a lot or a serial number."""
    after, found = "", 0
    while True:
        page = wms.read_journal(house.grounds.wms, after=after, limit=500)
        found += sum(
            is_traced(load_json(entry.content))
            for entry in page.entries
            if entry.occurred_at >= began_at
        )
        after = page.position
        if not page.more:
            return found


def open_on_the_floor(house: House) -> tuple[object, ...]:
    """Open orders with how far each is; empty when all work is done."""
    ground = house.grounds.wms
    going_out = wms.outbound_orders(ground, state="open", limit=500).rows
    coming_in = wms.inbound_orders(ground, state="open", limit=500).rows
    coming_back = wms.returns(ground, state="open", limit=500).rows
    undecided = (*wms.undecided_returns(ground), *wms.returns_to_send(ground))
    going_back = wms.tasks(ground, kind="putback", limit=500).rows
    return (
        *((row.number, row.received) for row in coming_back),
        *((one.return_item_id, one.disposition) for one in undecided),
        *(task.task_id for task in going_back if task.target_bin),
        *((row.order_id, row.ladder) for row in going_out),
        *((row.order_id, row.status_text) for row in coming_in),
    )


def books_of(house: House) -> Books:
    """The ERP's books; asked for again while it is away."""
    return insisting(house, partial(_read_books_once, house))


def _read_books_once(house: House) -> Books:
    rpc = house.erp.sign_in("clerk")
    try:
        return read_books(rpc)
    finally:
        rpc.close()


def _unexplained(house: House) -> int:
    """What the bridge's own reconciliation says of the same books."""
    result = hub.reconcile(
        house.grounds.hub,
        left=seed.ERP,
        right=seed.WAREHOUSE,
        question=CensusQuestion(subject="stock"),
        facilities=facilities(house.grounds),
        asked_by=seed.MANDATE.by,
    )
    return result.row.unexplained_count + result.row.rejected_count


def _incidents(house: House, began_at: datetime) -> tuple[str, ...]:
    found = hub.incident_list(house.grounds.hub, IncidentFilter(state=""), limit=100).rows
    return tuple(
        f"{row.cause_title}: {row.title}" for row in reversed(found) if row.opened_at >= began_at
    )


def insisting(house: House, ask: Callable[[], Answer]) -> Answer:
    """Ask again while ERP or database are away, for `PATIENCE_S` at the most."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return ask()
        except (RpcError, LandbridgeError, psycopg.OperationalError) as fault:
            house.supervisor.check()
            if time.monotonic() > deadline:
                raise LandbridgeError(
                    f"its books cannot be read ({fault})", subject="demo ERP", remedy="See its log."
                ) from fault
            time.sleep(LOOK_EVERY_S)


def sum_up(house: House, entered: Sequence[Entered], began_at: datetime, seconds: float) -> Summary:
    """What the day came to, with the books of both sides compared."""
    rows = list(_documents(house, began_at))
    books = books_of(house)
    left = unfinished(entered, books)
    stock_lines, differences = compare_stock(books, _stock(house))
    letters = hub.dead_letters(house.grounds.hub, DeadLetterFilter(), limit=HELD_SHOWN_MAX).rows
    return Summary(
        documents=count_documents(rows),
        exchanges=_exchanges(house, began_at),
        latency_down=latency(rows, DOWN),
        latency_back=latency(rows, BACK),
        orders_entered=len(entered),
        orders_finished=len(entered) - len(left),
        shipments_done=len(books.finished_shipments),
        receipts_done=len(books.finished_receipts),
        unfinished=tuple(left),
        twice=tuple(shipped_twice(books)),
        stock_lines=stock_lines,
        differences=tuple(differences),
        unexplained=insisting(house, partial(_unexplained, house)),
        incidents=_incidents(house, began_at),
        held=tuple(f"{row.kind_title} {row.number}: {row.reason}" for row in letters),
        books_wrong=(
            *wms.check_books(house.grounds.wms),
            *wms.verify_journal(house.grounds.wms, with_moves=True).breaks,
        ),
        restarts=house.supervisor.restart_count,
        seconds=seconds,
    )


def _documents(house: House, since: datetime) -> Iterator[DocumentRow]:
    page = ""
    while True:
        found = hub.document_list(
            house.grounds.hub, DocumentFilter(since=since), limit=500, page=page
        )
        yield from found.rows
        page = found.next_page
        if not page:
            return


def _stock(house: House) -> Iterator[StockRow]:
    after = ""
    while True:
        page = wms.stock(house.grounds.wms, limit=500, after=after)
        yield from page.rows
        after = page.after
        if not after:
            return
