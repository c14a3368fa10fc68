"""The scripted crew: people who receive, put away, pick, pack and ship, each a thread.

They look at what is to do, do one order from beginning to end, and look again; so a crew that is
stopped in the middle goes on where it stood. Each step has a key of its own: a step whose answer
was lost is asked for again and does nothing twice.
"""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.ids import uuid7
from landbridge.main.demo.floor import Floor
from landbridge.wms.facade.contracts import (
    InboundLineView,
    InboundOrderRow,
    OutboundOrderPage,
    OutboundOrderRow,
    TaskView,
    Wrong,
)

log = logging.getLogger("landbridge.demo")

IDLE_PAUSE_S = 0.3
CARRIER = "PARCEL"
SHELF_LIFE_DAYS = 365
# Every fifth order comes in two trucks, so that partial receipts cross the bridge as well.
TWO_TRUCKS_EVERY = 5


@dataclass(frozen=True, slots=True)
class Crew:
    """Who works where. pace_s: how long one step of a person takes (0 as fast as it goes)."""

    floor: Floor
    ground: Ground
    site: str
    pace_s: float
    stopping: threading.Event

    def start(self, *, receiver_count: int = 1, picker_count: int = 2) -> list[threading.Thread]:
        """Start the threads; they end soon after `stopping` is set."""
        people = [
            (Person(self, f"{role}-{turn + 1}", turn, count), work)
            for role, count, work in (
                ("receiver", receiver_count, receive_next),
                ("picker", picker_count, ship_next),
            )
            for turn in range(count)
        ]
        threads = [
            threading.Thread(target=self._work, args=pair, name=pair[0].name, daemon=True)
            for pair in people
        ]
        for thread in threads:
            thread.start()
        return threads

    def _work(self, person: "Person", work: Callable[["Person"], bool]) -> None:
        while not self.stopping.is_set():
            try:
                busy = work(person)
            except Wrong as wrong:
                # Someone else did it, or it changed meanwhile: look again.
                log.debug("%s", wrong, extra={"person": person.name, "code": wrong.code})
                busy = False
            except Exception:
                log.exception("a person of the crew stumbled", extra={"person": person.name})
                busy = False
            if not busy:
                self.stopping.wait(IDLE_PAUSE_S)


@dataclass(frozen=True, slots=True)
class Person:
    """One of the crew. turn: which of the `peer_count` people with the same work."""

    crew: Crew
    name: str
    turn: int
    peer_count: int

    @property
    def floor(self) -> Floor:
        return self.crew.floor

    def step(self) -> str:
        """Take the time a step needs; returns the key of the step."""
        self.crew.stopping.wait(self.crew.pace_s)
        ground = self.crew.ground
        return f"demo-{uuid7(ground.clock.now(), ground.chance)}"


# ---------------------------------------------------------------- inbound


def receive_next(person: Person) -> bool:
    """Store goods that wait for it, else receive one order. False when there is nothing."""
    putaways = person.floor.tasks(site=person.crew.site, kind="putaway").rows
    for task in putaways:
        _put_away(person, task)
    if putaways:
        return True
    for row in person.floor.inbound_orders(site=person.crew.site).rows:
        if _receive(person, row):
            return True
    return False


def _receive(person: Person, row: InboundOrderRow) -> bool:
    """Count one truck in; True when something was received."""
    page = person.floor.inbound_order(order_id=row.order_id)
    awaited = [line for line in page.lines if line.open > 0] if page else []
    if not awaited and row.open_receipt_id is None:
        return False
    receipt_id = row.open_receipt_id
    if receipt_id is None:
        opened = person.floor.open_receipt(
            key=person.step(), actor=person.name, order_id=row.order_id
        )
        receipt_id = opened.receipt_id
    received_before = len(page.receipts) if page else 0
    halve = row.order_id % TWO_TRUCKS_EVERY == 0 and received_before == 0
    for line in awaited:
        _receive_line(person, row, receipt_id, line, halve=halve)
    person.floor.close_receipt(key=person.step(), actor=person.name, receipt_id=receipt_id)
    return True


def _receive_line(
    person: Person, row: InboundOrderRow, receipt_id: int, line: InboundLineView, *, halve: bool
) -> None:
    quantity = Decimal(line.open // 2) if halve and line.open >= 2 else line.open
    start = int(line.expected - line.open)
    serials = [f"{line.item}-{row.number}-{line.line_id}-{start + n}" for n in range(int(quantity))]
    expiry_on = person.crew.ground.clock.now().date() + timedelta(days=SHELF_LIFE_DAYS)
    person.floor.receive_line(
        key=person.step(),
        actor=person.name,
        receipt_id=receipt_id,
        item=line.item,
        quantity=quantity,
        lot=f"L{row.number}" if line.lot_controlled else "",
        expiry_on=expiry_on if line.expiry_controlled else None,
        serials=serials if line.serial_controlled else (),
        order_line_id=line.line_id,
    )


def _put_away(person: Person, task: TaskView) -> None:
    if task.target_bin:
        person.floor.put_away(
            key=person.step(), actor=person.name, task_id=task.task_id, bin=task.target_bin
        )


# ---------------------------------------------------------------- outbound


def ship_next(person: Person) -> bool:
    """Work one released order until it has left. False when there is none."""
    for state in ("to_ship", "to_pack", "to_pick"):
        for row in person.floor.outbound_orders(site=person.crew.site, state=state).rows:
            # Picks are claimed; what is picked stays with the person whose turn the order is.
            free = row.claimed_by in ("", person.name)
            if free if state == "to_pick" else row.order_id % person.peer_count == person.turn:
                _ship(person, row)
                return True
    return False


def _ship(person: Person, row: OutboundOrderRow) -> None:
    floor = person.floor
    floor.claim_order(key=person.step(), actor=person.name, order_id=row.order_id)
    for task in floor.tasks(site=person.crew.site, kind="pick", order_id=row.order_id).rows:
        _pick(person, task)
    page = floor.outbound_order(order_id=row.order_id)
    if page is None or page.order.ladder.picked == page.order.ladder.shipped:
        return
    _pack(person, page)
    floor.ship_order(
        key=person.step(),
        actor=person.name,
        order_id=row.order_id,
        carrier_code=CARRIER,
        tracking_number=f"{CARRIER}{row.order_id:010d}",
    )


def _pick(person: Person, task: TaskView) -> None:
    left = task.quantity - task.done
    person.floor.confirm_pick(
        key=person.step(),
        actor=person.name,
        task_id=task.task_id,
        bin=task.bin,
        item=task.barcodes[0] if task.barcodes else task.item,
        quantity=left,
        lot=task.lot,
        serials=task.serials[: int(left)],
    )


def _pack(person: Person, page: OutboundOrderPage) -> None:
    """Everything into one carton, with its own tracking number."""
    floor = person.floor
    unpacked = still_to_pack(page)
    carton_ids = [carton.carton_id for carton in page.cartons if carton.closed_at is None]
    if unpacked and not carton_ids:
        opened = floor.open_carton(
            key=person.step(), actor=person.name, order_id=page.order.order_id
        )
        carton_ids.append(opened.carton_id)
    for item, lot, quantity, serials in unpacked:
        floor.pack_item(
            key=person.step(),
            actor=person.name,
            carton_id=carton_ids[0],
            item=item,
            quantity=quantity,
            lot=lot,
            serials=serials,
        )
    for carton_id in carton_ids:
        floor.close_carton(
            key=person.step(),
            actor=person.name,
            carton_id=carton_id,
            tracking_number=f"{CARRIER}{carton_id:010d}",
        )


def still_to_pack(page: OutboundOrderPage) -> list[tuple[str, str, Decimal, tuple[str, ...]]]:
    """(item, lot, quantity, serials) that is picked and stands in no carton yet."""
    left: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    serials: dict[tuple[str, str], list[str]] = {}
    for pick in page.picks:
        left[pick.item, pick.lot] += pick.quantity
        serials.setdefault((pick.item, pick.lot), []).extend(pick.serials)
    for content in (content for carton in page.cartons for content in carton.contents):
        left[content.item, content.lot] -= content.quantity
        known = serials.get((content.item, content.lot), [])
        known[:] = [serial for serial in known if serial not in content.serials]
    return [
        (item, lot, quantity, tuple(serials[item, lot]))
        for (item, lot), quantity in left.items()
        if quantity > 0
    ]
