"""The scripted crew: people who receive, put away, pick, pack and ship, each a thread.

They look at what is to do, do one order from beginning to end, and look again; so a crew that is
stopped in the middle goes on where it stood. Each step has a key of its own: a step whose answer
was lost is asked for again and does nothing twice.
"""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.ids import uuid7
from landbridge.main.demo.company import CARRIER
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
SHELF_LIFE_DAYS = 365
# Every fifth order comes in two trucks, so that partial receipts cross the bridge as well.
TWO_TRUCKS_EVERY = 5
IN_PARTS_EVERY = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Who works where. pace_s: how long one step of a person takes (0 as fast as it goes).

    suppliers: code of who supplies each item.  ground: for time and keys only.
    """

    receivers: Sequence[Floor]
    pickers: Sequence[Floor]
    ground: Ground
    site: str
    shop: str
    suppliers: Mapping[str, str]
    pace_s: float
    stopping: threading.Event

    def start(self) -> list[threading.Thread]:
        """Start the threads; they end soon after `stopping` is set."""
        threads = [
            threading.Thread(
                target=_work, args=(Person(self, floor, turn, len(floors)), work), daemon=True
            )
            for floors, work in ((self.receivers, receive_next), (self.pickers, ship_next))
            for turn, floor in enumerate(floors)
        ]
        for thread in threads:
            thread.start()
        return threads


@dataclass(frozen=True, slots=True)
class Person:
    """One of the crew. turn: which of the `peer_count` people with the same work."""

    crew: Crew
    floor: Floor
    turn: int
    peer_count: int

    def step(self) -> str:
        """Take the time a step needs; returns the key of the step."""
        self.crew.stopping.wait(self.crew.pace_s)
        ground = self.crew.ground
        return f"demo-{uuid7(ground.clock.now(), ground.chance)}"


def _work(person: Person, work: Callable[[Person], bool]) -> None:
    crew = person.crew
    while not crew.stopping.is_set():
        busy = False
        try:
            busy = work(person)
        except Wrong as wrong:
            # Someone else did it, or it changed meanwhile: look again.
            log.debug("%s", wrong, extra={"person": person.floor.me, "code": wrong.code})
        except Exception:
            log.exception("a person of the crew stumbled", extra={"person": person.floor.me})
        if not busy:
            crew.stopping.wait(max(IDLE_PAUSE_S, crew.pace_s))


# ---------------------------------------------------------------- inbound


def receive_next(person: Person) -> bool:
    """Store goods that wait for it, else receive one order. False when there is nothing."""
    floor, sites = person.floor, (person.crew.site, person.crew.shop)
    stored = [
        _put_away(person, task) for site in sites for task in floor.tasks(site=site, kind="putaway")
    ]
    stored += [
        _put_back(person, task) for site in sites for task in floor.tasks(site=site, kind="putback")
    ]
    if any(stored):
        return True
    # A transfer has the same number at both sites; its goods come after they have left.
    leaving = {
        row.number for site in sites for row in floor.outbound_orders(site=site, state="open")
    }
    waiting = [row for site in sites for row in floor.inbound_orders(site=site)]
    if any(_receive(person, row) for row in waiting if row.number not in leaving):
        return True
    return take_back_next(person)


def _put_away(person: Person, task: TaskView) -> bool:
    if not task.target_bin:
        return False
    person.floor.put_away(task.task_id, key=person.step(), bin=task.target_bin)
    return True


def _put_back(person: Person, task: TaskView) -> bool:
    if not task.target_bin:
        return False
    person.floor.put_back(task.task_id, key=person.step(), bin=task.target_bin)
    return True


def take_back_next(person: Person) -> bool:
    """Count in what a customer sent back, decide on it, send on what goes to its supplier.

    What is broken goes back to who made it; one in three is scrap.
    """
    floor, site = person.floor, person.crew.site
    for one in floor.undecided(site=site):
        broken = "vendor_return" if one.return_item_id % 3 else "scrap"
        disposition = broken if one.condition == "damaged" else "restock"
        floor.decide_return(one.return_item_id, key=person.step(), disposition=disposition)
        return True
    for one in floor.to_send(site=site):
        floor.send_to_supplier(
            [one.return_item_id], key=person.step(), carrier_code=CARRIER,
            supplier=person.crew.suppliers[one.item],
        )  # fmt: skip
        return True
    for row in floor.returns(site=site):
        page = floor.return_order(row.return_id)
        begun = next((one for one in page.receipts if one.closed_at is None), None)
        receipt_id = (
            begun.return_receipt_id
            if begun is not None
            else floor.open_return(row.return_id, key=person.step(), site=site).return_receipt_id
        )
        for line in page.lines:
            for condition in ("as_new", "damaged"):
                _count_back(person, receipt_id, line.item, line.authorised - line.received,
                            condition)  # fmt: skip
        floor.close_return(receipt_id, key=person.step())
        return True
    return False


def _count_back(
    person: Person, receipt_id: int, item: str, awaited: Decimal, condition: str
) -> None:
    """One broken, the others as new."""
    quantity = min(awaited, Decimal(1)) if condition == "damaged" else awaited - 1
    if quantity > 0:
        person.floor.receive_return(
            receipt_id, key=person.step(), item=item, quantity=quantity, condition=condition
        )


def count_once(floor: Floor, *, site: str, key: str) -> str:
    """Find one piece more than the books say in a bin; the number of the adjustment."""
    for row in floor.stock(site=site):
        plain = not row.lot and not row.serial and row.uom == "C62"
        if plain and row.status == "available" and row.on_hand > 0:
            return floor.count(row, key=key, quantity=row.on_hand + 1).number
    return ""


def _receive(person: Person, row: InboundOrderRow) -> bool:
    """Count one truck in; True when something was received."""
    page = person.floor.inbound_order(row.order_id)
    awaited = [line for line in page.lines if line.open > 0]
    if not awaited and row.open_receipt_id is None:
        return False
    receipt_id = row.open_receipt_id
    if receipt_id is None:
        receipt_id = person.floor.open_receipt(row.order_id, key=person.step()).receipt_id
    for plate in person.floor.plates(row.order_id):
        if not plate.came and not plate.parent_lpn and not page.receipts:
            person.floor.receive_plate(receipt_id, key=person.step(), lpn=plate.lpn)
    page = person.floor.inbound_order(row.order_id)
    awaited = [line for line in page.lines if line.open > 0]
    halve = row.order_id % TWO_TRUCKS_EVERY == 0 and len(page.receipts) <= 1
    for line in awaited:
        _receive_line(person, row, receipt_id, line, halve=halve)
    person.floor.close_receipt(receipt_id, key=person.step())
    return True


def _receive_line(
    person: Person, row: InboundOrderRow, receipt_id: int, line: InboundLineView, *, halve: bool
) -> None:
    """Count a line in, with the lot, expiry and serials that stand on the goods."""
    quantity = line.open // 2 if halve and line.open >= 2 else line.open
    first = int(line.received) + 1
    serials = [f"{line.item}-{row.number}-{first + n}" for n in range(int(quantity))]
    expiry_on = person.crew.ground.clock.now().date() + timedelta(days=SHELF_LIFE_DAYS)
    person.floor.receive_line(
        receipt_id,
        key=person.step(),
        item=line.item,
        quantity=quantity,
        lot=f"L{row.number}" if line.lot_controlled else "",
        expiry_on=expiry_on if line.expiry_controlled else None,
        serials=serials if line.serial_controlled else (),
        order_line_id=line.line_id,
    )


# ---------------------------------------------------------------- outbound


def ship_next(person: Person) -> bool:
    """Work one released order until it has left. False when there is none.

    Who begins an order walks the whole tour that it is on; from the packing table to the truck an
    order is one person's, so nobody packs it twice.
    """
    for state in ("to_ship", "to_pack", "to_pick"):
        for row in person.floor.outbound_orders(site=person.crew.site, state=state):
            if row.order_id % person.peer_count != person.turn:
                continue
            if state == "to_pick" and (not _may_begin(row) or not _walk(person, row)):
                continue
            if _ship(person, row):
                return True
    return False


def _walk(person: Person, row: OutboundOrderRow) -> bool:
    """Pick what was claimed with the order, in the sequence of the tour. False if another walks."""
    floor = person.floor
    try:
        claimed = floor.claim_order(row.order_id, key=person.step())
    except Wrong as wrong:
        if wrong.code in ("claimed", "nothing-to-pick"):
            return False
        raise
    tasks = {task.task_id: task for task in floor.tasks(site=person.crew.site, kind="pick")}
    for task_id in claimed.task_ids:
        if task_id in tasks:
            _pick(person, tasks[task_id])
    return True


def _may_begin(row: OutboundOrderRow) -> bool:
    """Most orders are picked when all of their goods are there; some go out in parts."""
    ladder = row.ladder
    whole = ladder.released >= ladder.ordered - ladder.cancelled - ladder.short
    return whole or row.order_id % IN_PARTS_EVERY == 0


def _ship(person: Person, row: OutboundOrderRow) -> bool:
    """Pack and ship what is picked. False while somebody else walks with picks of the order."""
    floor = person.floor
    for task in floor.tasks(site=person.crew.site, kind="pick", order_id=row.order_id):
        if task.claimed_by not in ("", floor.me):
            return False
        _pick(person, task)
    page = floor.outbound_order(row.order_id)
    if page.order.ladder.picked != page.order.ladder.shipped:
        _pack(person, page)
        floor.ship_order(
            row.order_id,
            key=person.step(),
            carrier_code=CARRIER,
            tracking_number=f"{CARRIER}{row.order_id:010d}",
        )
    return True


def _pick(person: Person, task: TaskView) -> None:
    left = task.quantity - task.done
    person.floor.confirm_pick(
        task.task_id,
        key=person.step(),
        bin=task.bin,
        item=task.barcodes[0] if task.barcodes else task.item,
        quantity=left,
        lot=task.lot,
        serials=task.serials[: int(left)],
    )


def _pack(person: Person, page: OutboundOrderPage) -> None:
    """Everything into one carton of the advised kind, with its own tracking number, then to where
    the truck will take it."""
    floor = person.floor
    unpacked = still_to_pack(page)
    opened = [carton for carton in page.cartons if carton.closed_at is None]
    to_close = [carton.carton_id for carton in opened if carton.contents]
    if unpacked and not to_close:
        to_close = [carton.carton_id for carton in opened[:1]] or [
            floor.open_carton(
                page.order.order_id, key=person.step(), kind=_kind(floor, page)
            ).carton_id
        ]
    for item, lot, quantity, serials in unpacked:
        floor.pack_item(
            to_close[0], key=person.step(), item=item, quantity=quantity, lot=lot, serials=serials
        )
    for carton_id in to_close:
        floor.close_carton(
            carton_id, key=person.step(), tracking_number=f"{CARRIER}{carton_id:010d}"
        )
        place = floor.staging_place(carton_id)
        if place.bin not in ("", place.stands_in):
            floor.stage_carton(carton_id, key=person.step(), bin=place.bin)


def _kind(floor: Floor, page: OutboundOrderPage) -> str:
    """The kind of carton that takes all of it; "" where no single one does, or none is advised."""
    advised = floor.carton_advice(page.order.order_id).cartons
    return advised[0].kind if len(advised) == 1 else ""


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
