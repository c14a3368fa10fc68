"""Lost answers, two hands on one delivery, a Tryton killed in the middle: one effect, whole."""

import json
import signal
import threading
import time
from collections.abc import Callable
from decimal import Decimal

import httpx
import psycopg
import pytest
from erp_desk import Desk, connect, lot, number, parcel_of, receipt, serials, shipment
from test_tryton import (
    LATER,
    LOTTED,
    OTHER,
    PLAIN,
    SERIAL,
    change,
    delivered,
    shipments_like,
    stocked,
)

from landbridge.canon import Document
from landbridge.connect.protocols import (
    Absent,
    CannotTell,
    Delivered,
    Found,
    PushResult,
    Unavailable,
    Unknown,
)
from landbridge.main.demo.erp import DemoErp

pytestmark = pytest.mark.tryton

WRITES = (
    ".create", ".write", ".wait", ".assign_force", ".pick", ".pack", ".do", ".receive", ".delete",
    ".skip",
)  # fmt: skip
TRIES_MAX = 25


class Forgetful(httpx.BaseTransport):
    """Loses what belongs to each writing call once: its answer after the effect, or the call."""

    def __init__(self, *, forward: bool) -> None:
        self.lost: list[str] = []
        self._forward = forward
        self._real = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        call = json.loads(request.read())
        told = f"{call['method']} {call['params'][:1]}"
        if call["method"].endswith(WRITES) and told not in self.lost:
            self.lost.append(told)
            if self._forward:
                self._real.handle_request(request).close()
            raise httpx.ReadTimeout("the answer is lost", request=request)
        return self._real.handle_request(request)

    def close(self) -> None:
        self._real.close()


def insist(push: Callable[[], PushResult]) -> tuple[Delivered, list[PushResult]]:
    """Push as the hub does until it is delivered; all that was answered before."""
    before: list[PushResult] = []
    for _ in range(TRIES_MAX):
        result = push()
        if isinstance(result, Delivered):
            return result, before
        assert isinstance(result, Unknown | Unavailable), result
        before.append(result)
    raise AssertionError(f"never delivered: {before[-1]}")


def documents(desk: Desk) -> tuple[list[Document], dict[tuple[str, str], Decimal]]:
    """A receipt, a whole shipment and one in part; and what they do to the stock."""
    lots = stocked(desk, HT_1001=40, CH_1001=40)
    fresh, numbers = number("L"), [number("SN"), number("SN")]
    arriving = desk.inbound(desk.buy((LOTTED, 12), (SERIAL, 2)))
    received = receipt(
        arriving, number("RC"), {LOTTED: 9, SERIAL: 2},
        {LOTTED: [lot(9, fresh, LATER)], SERIAL: [serials(*numbers)]},
    )  # fmt: skip
    sold = desk.outbound(desk.sell((PLAIN, 3), (LOTTED, 5)))
    whole = shipment(sold, number("SH"), {PLAIN: 3, LOTTED: 5}, {LOTTED: [lot(5, lots[LOTTED])]})
    parted = desk.outbound(desk.sell((PLAIN, 7), (LOTTED, 6)))
    part = shipment(
        parted, number("SH"), {PLAIN: 4, LOTTED: 1}, {LOTTED: [lot(1, lots[LOTTED])]}, closed=False
    )
    effect = {
        (LOTTED, fresh): 9, (SERIAL, ""): 2, (PLAIN, ""): -7, (LOTTED, lots[LOTTED]): -6,
    }  # fmt: skip
    return [received, whole, part], {key: Decimal(value) for key, value in effect.items()}


@pytest.mark.parametrize("forward", [True, False], ids=["answers-lost", "calls-lost"])
def test_a_partner_that_loses_every_write_once_has_one_effect(desk: Desk, forward: bool) -> None:
    wanted, effect = documents(desk)
    before_and_after = change(desk, PLAIN, LOTTED, SERIAL)
    next(before_and_after)
    for document in wanted:
        transport = Forgetful(forward=forward)
        connector = connect(desk.erp, transport=transport)
        parcel = parcel_of(document)
        result, before = insist(lambda c=connector, p=parcel: c.push([p])[0])
        assert len(before) >= 4 and all(isinstance(one, Unknown) for one in before), before
        assert desk.connector.find(parcel) == Found(
            target_number=result.target_number, numbers=result.numbers
        )
        connector.close()
    assert next(before_and_after) == effect
    for document in wanted[1:]:
        assert len(shipments_like(desk, document.number)) == 1


def test_two_hands_on_one_delivery_have_one_effect(desk: Desk) -> None:
    wanted, effect = documents(desk)
    before_and_after = change(desk, PLAIN, LOTTED, SERIAL)
    next(before_and_after)
    for document in wanted:
        results: list[Delivered] = []
        start = threading.Barrier(3)

        def push(document: Document = document, start: threading.Barrier = start) -> None:
            connector = connect(desk.erp)
            assert connector.check_health().ok
            start.wait(30)
            result, _ = insist(lambda: connector.push([parcel_of(document)])[0])
            results.append(result)  # noqa: B023  # joined before the next document
            connector.close()

        hands = [threading.Thread(target=push) for _ in range(3)]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join(120)
        assert len(results) == 3
        assert len({result.target_number for result in results}) == 1
    assert next(before_and_after) == effect


def test_a_tryton_killed_in_the_middle_books_everything_once(tryton_to_kill) -> None:
    desk = Desk.at(tryton_to_kill.erp)
    wanted, effect = documents(desk)
    before_and_after = change(desk, PLAIN, LOTTED, SERIAL)
    next(before_and_after)
    done = threading.Event()
    killer = threading.Thread(target=kill_now_and_then, args=(tryton_to_kill, done))
    killer.start()
    try:
        for document in wanted:
            insist_patiently(desk.erp, document)
    finally:
        done.set()
        killer.join(120)
    assert next(before_and_after) == effect
    parted = wanted[2]
    assert desk.outbound(parted.order_number).status == "open"  # type: ignore[attr-defined]
    desk.close()


def kill_now_and_then(running, done: threading.Event) -> None:
    for after_s in (0.4, 0.9, 1.7):
        if done.wait(after_s):
            return
        running.end(signal.SIGKILL)
        running.start()


def insist_patiently(erp: DemoErp, document: Document) -> None:
    deadline = time.monotonic() + 180
    parcel = parcel_of(document)
    while time.monotonic() < deadline:
        connector = connect(erp)
        result = connector.push([parcel])[0]
        found = connector.find(parcel) if isinstance(result, Delivered) else None
        connector.close()
        if isinstance(found, Found):
            return
        # Killed between the answer and the question: who cannot tell is asked again.
        assert isinstance(found or result, CannotTell | Unknown | Unavailable), (result, found)
        time.sleep(0.3)
    raise AssertionError(f"{document.number} was never delivered")


def test_a_sale_cut_off_before_its_shipment_gets_it_at_the_next_start(tryton_to_kill) -> None:
    """Tryton puts the second half of a confirmation into its queue; the demo's server does it."""
    desk = Desk.at(tryton_to_kill.erp)
    sale = desk._enter("sale", "C1001", [(OTHER, 2)], "u")
    (record,) = desk.rpc.search_read("sale.sale", [("number", "=", sale)], ["id"])
    assert desk.shipment_numbers(sale)
    erp = tryton_to_kill.erp
    with psycopg.connect(erp.postgres.dsn(erp.database), autocommit=True) as conn:
        # As if the process had died between the confirmation and what follows from it.
        conn.execute("UPDATE sale_sale SET state = 'confirmed' WHERE id = %s", [record["id"]])
        conn.execute("UPDATE ir_queue SET finished_at = NULL WHERE data->>'model' = 'sale.sale'")
    tryton_to_kill.end(signal.SIGKILL)
    tryton_to_kill.start()
    deadline = time.monotonic() + 90
    while True:
        (now,) = desk.rpc.model("sale.sale", "read", [record["id"]], ["state"])
        if now["state"] == "processing":
            break
        assert time.monotonic() < deadline, now
        time.sleep(0.5)
    assert len(desk.shipment_numbers(sale)) == 1
    desk.close()


def test_absent_is_said_of_what_was_begun_only(desk: Desk) -> None:
    """A receipt that Tryton has but has not done is pushed on, not taken for done."""
    order = desk.inbound(desk.buy((PLAIN, 5)))
    document = receipt(order, number("RC"), {PLAIN: 5})
    transport = Forgetful(forward=True)
    connector = connect(desk.erp, transport=transport)
    assert isinstance(connector.push([parcel_of(document)])[0], Unknown)
    assert transport.lost == [transport.lost[0]] and ".create" in transport.lost[0]
    assert isinstance(desk.connector.find(parcel_of(document)), Absent)
    delivered(desk.push(document))
    connector.close()


class Refusing(httpx.BaseTransport):
    """Cuts the line at every call of one method, as a fault."""

    def __init__(self, method: str) -> None:
        self._method = method
        self._real = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if json.loads(request.read())["method"] == self._method:
            raise httpx.ConnectError("the line is cut", request=request)
        return self._real.handle_request(request)

    def close(self) -> None:
        self._real.close()


def test_what_a_person_cancelled_in_the_middle_is_booked_anew(desk: Desk) -> None:
    model = "stock.shipment.in"
    document = receipt(desk.inbound(desk.buy((PLAIN, 5))), number("RC"), {PLAIN: 5})
    before_and_after = change(desk, PLAIN)
    next(before_and_after)
    cut = connect(desk.erp, transport=Refusing(f"model.{model}.receive"))
    (begun,) = cut.push([parcel_of(document)])
    assert isinstance(begun, Unavailable | Unknown)
    cut.close()
    mine = [("reference", "=", document.number)]
    (draft,) = desk.rpc.search_read(model, mine, ["state"])
    assert draft["state"] == "draft"
    desk.rpc.model(model, "cancel", [draft["id"]])

    booked = delivered(desk.push(document))
    assert not booked.already_there
    assert next(before_and_after) == {(PLAIN, ""): 5}
    states = {one["id"]: one["state"] for one in desk.rpc.search_read(model, mine, ["state"])}
    assert states.pop(draft["id"]) == "cancelled" and list(states.values()) == ["done"]
    assert delivered(desk.push(document)).already_there
