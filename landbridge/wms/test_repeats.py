"""Goal: every operation of the floor is safe to repeat and safe to be killed in.

Method: a whole day is played step by step. Each step is first killed right before its commit
(nothing may have changed), then right after it (the answer is lost, the effect is there), then
asked for twice more: both get the first answer and change nothing.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

import pytest

from landbridge.canon import Document
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import AlreadyTaken, Incoming, StockWish, Taken, Wrong
from landbridge.wms.ledger.queries import check_books
from landbridge.wms.testing import (
    OWNER,
    SITE,
    facts,
    open_small_warehouse,
    purchase,
    sale,
    small_items,
)

Answer = TypeVar("Answer")

TABLES = (
    "form", "accepted", "item", "item_barcode", "inbound_order", "inbound_line", "receipt",
    "receipt_line", "task", "outbound_order", "outbound_line", "pick", "carton", "carton_line",
    "shipment", "stock_balance", "stock_move", "reservation", "journal", "allocation_due",
)  # fmt: skip
# When something was last held or written is no fact about the business.
VOLATILE = ("changed_at", "claimed_until")


class Killed(Exception):
    """The process dies here."""


class Killer:
    """Dies at the next commit, before or after it."""

    def __init__(self, *, after: bool) -> None:
        self._after = after

    def before_commit(self) -> None:
        if not self._after:
            raise Killed

    def after_commit(self) -> None:
        if self._after:
            raise Killed


def state(floor: Ground) -> dict[str, str]:
    """A fingerprint of every table."""
    with floor.pg.reading() as conn:
        found = {}
        for table in TABLES:
            row = conn.execute(
                "SELECT coalesce(md5(string_agg(t, '|' ORDER BY t)), '') FROM"
                f" (SELECT (to_jsonb(x) - '{VOLATILE[0]}' - '{VOLATILE[1]}')::text AS t"
                f" FROM {table} x) y"
            ).fetchone()
            assert row is not None
            found[table] = row[0]
        return found


def tried(floor: Ground, step: Callable[[], Answer]) -> Answer:
    """Run a step through all deaths and repeats; its answer."""
    before = state(floor)
    for after in (False, True):
        floor.pg.watcher = Killer(after=after)
        try:
            with pytest.raises(Killed):
                step()
        finally:
            floor.pg.watcher = None
        if not after:
            assert state(floor) == before
    done = state(floor)
    assert done != before, "the step does something"
    first = step()
    assert step() == first
    assert state(floor) == done
    return first


@pytest.fixture
def floor(wms_ground: Ground) -> Ground:
    open_small_warehouse(wms_ground)
    return wms_ground


def receive(floor: Ground, order_id: int) -> None:
    opened = tried(
        floor, lambda: facade.open_receipt(floor, key="r", actor="anna", order_id=order_id)
    )
    values: list[dict] = [
        {"item": "BOLT", "quantity": Decimal(2), "uom": "CS"},
        {"item": "PAINT", "quantity": Decimal(5), "lot": "P1"},
        {"item": "DRILL", "quantity": Decimal(2), "serials": ("S1", "S2")},
    ]
    for number, said in enumerate(values):
        got = tried(
            floor,
            lambda number=number, said=said: facade.receive_line(
                floor, key=f"l{number}", actor="anna", receipt_id=opened.receipt_id, **said
            ),
        )
        tried(
            floor,
            lambda got=got, number=number: facade.put_away(
                floor, key=f"s{number}", actor="ben", task_id=got.putaway_task_id,
                bin=got.suggested_bin,
            ),
        )  # fmt: skip
    tried(
        floor,
        lambda: facade.close_receipt(floor, key="c", actor="anna", receipt_id=opened.receipt_id),
    )


def ship(floor: Ground, order_id: int) -> None:
    tasks = facade.tasks(floor, order_id=order_id).rows
    tried(floor, lambda: facade.claim_order(floor, key="cl", actor="paul", order_id=order_id))
    for task in tasks:
        tried(
            floor,
            lambda task=task: facade.confirm_pick(
                floor, key=f"p{task.task_id}", actor="paul", task_id=task.task_id, bin=task.bin,
                item=task.item, lot=task.lot, serials=task.serials,
                quantity=task.quantity - 1 if task.item == "BOLT" else None,
                short_reason="missing" if task.item == "BOLT" else "",
            ),
        )  # fmt: skip
    carton = tried(
        floor, lambda: facade.open_carton(floor, key="o", actor="pia", order_id=order_id)
    )
    for item in ("BOLT", "PAINT", "DRILL"):
        tried(
            floor,
            lambda item=item: facade.pack_item(
                floor, key=f"i{item}", actor="pia", carton_id=carton.carton_id, item=item
            ),
        )
    tried(
        floor,
        lambda: facade.close_carton(floor, key="cc", actor="pia", carton_id=carton.carton_id),
    )
    tried(
        floor,
        lambda: facade.stage_carton(
            floor, key="st", actor="stan", carton_id=carton.carton_id, bin="SHIP"
        ),
    )
    done = tried(floor, lambda: facade.ship_order(floor, key="sh", actor="pia", order_id=order_id))
    assert (done.shipped, done.short, done.order_closed) == (13, 1, True)


def test_a_day_may_be_killed_and_repeated_at_every_step(floor: Ground) -> None:
    lines = (("1", "BOLT", "2 CS"), ("2", "PAINT", 5), ("3", "DRILL", 2))
    answers: list[object] = []

    def take(document: object, key: str) -> object:
        # The answer to a repeat says that it is one; everything else must be equal.
        answers.append(facade.accept(floor, document, key=key))  # type: ignore[arg-type]
        return answers[-1].number  # type: ignore[attr-defined]

    tried(floor, lambda: take(purchase("P", *lines), "p"))
    assert [type(answer) for answer in answers] == [AlreadyTaken, AlreadyTaken]
    tried(floor, lambda: take(sale("O", ("1", "BOLT", 12), ("2", "PAINT", 1), ("3", "DRILL", 1)),
                              "o"))  # fmt: skip
    inbound = facade.inbound_order(floor, owner=OWNER.code, number="P")
    outbound = facade.outbound_order(floor, owner=OWNER.code, number="O")
    assert inbound is not None and outbound is not None
    receive(floor, inbound.order.order_id)
    order_id = outbound.order.order_id
    released = tried(
        floor, lambda: facade.release_order(floor, key="rel", actor="boss", order_id=order_id)
    )
    assert (released.task_count, released.released, released.waiting) == (3, 14, 0)
    # T-27: any number of releases under other keys never doubles a pick.
    for number in range(5):
        again = facade.release_order(floor, key=f"again{number}", actor="x", order_id=order_id)
        assert again.task_count == 0
    ship(floor, order_id)
    counted = [StockWish(owner="ACME", item="BOLT", bin="A-01", quantity=Decimal(7))]
    tried(
        floor,
        lambda: facade.count_stock(floor, key="n", actor="max", site=SITE, wishes=counted),
    )
    tried(
        floor,
        lambda: facade.move_stock(
            floor, key="m", actor="max", site=SITE, source_bin="A-01", target_bin="B-09",
            item="BOLT", quantity=Decimal(3),
        ),
    )  # fmt: skip
    assert check_books(floor) == ()
    kinds = [document.kind for document in facts(floor, Document)]
    assert kinds == [
        "receipt_confirmation", "progress", "stock_adjustment", "progress", "progress",
        "shipment_confirmation", "stock_adjustment",
    ]  # fmt: skip


def test_a_key_is_not_taken_for_another_form(floor: Ground) -> None:
    facade.accept(floor, purchase("P", ("1", "BOLT", 5)), key="p")
    (row,) = facade.inbound_orders(floor).rows
    receipt = facade.open_receipt(floor, key="k", actor="anna", order_id=row.order_id)
    with pytest.raises(Wrong) as caught:
        facade.open_receipt(floor, key="k", actor="anna", order_id=row.order_id, delivery_note="7")
    assert caught.value.code == "key-reused"
    with pytest.raises(Wrong) as caught:
        facade.close_receipt(floor, key="k", actor="anna", receipt_id=receipt.receipt_id)
    assert caught.value.code == "key-reused"
    with pytest.raises(Wrong):
        facade.open_receipt(floor, key="", actor="anna", order_id=row.order_id)


def test_a_chunk_takes_the_good_and_names_the_bad(floor: Ground) -> None:
    from dataclasses import replace

    orphan = sale("S2", ("1", "GHOST", 1))
    homeless = replace(sale("S3", ("1", "BOLT", 1)), site="MOON")
    unfit = sale("S4", ("1", "BOLT", "0.5"), ("2", "BOLT", "1 PF"))
    unstorable = replace(sale("S5", ("1", "BOLT", 1)), note="a\x00b")
    ghost = replace(small_items()[0], number="LATE", uoms=())
    chunk = [
        Incoming(key="1", document=sale("S1", ("1", "BOLT", 1))),
        Incoming(key="2", document=orphan),
        Incoming(key="3", document=homeless),
        Incoming(key="4", document=unfit),
        Incoming(key="5", document=unstorable),
        Incoming(key="6", document=sale("S6", ("1", "LATE", 1))),
        Incoming(key="7", document=ghost),
        Incoming(key="8", document=sale("S1", ("1", "BOLT", 2), version=2)),
        Incoming(key="1", document=sale("S1", ("1", "BOLT", 1))),
    ]
    results = facade.accept_many(floor, chunk)
    assert [type(result).__name__ for result in results] == [
        "Taken", "Refused", "Refused", "Refused", "Refused", "Refused", "Taken", "Taken",
        "AlreadyTaken",
    ]  # fmt: skip
    waits = [getattr(result, "waits_for", "") for result in results]
    assert waits[1] == "item/ACME/GHOST"
    rules = [[finding.rule for finding in getattr(result, "findings", ())] for result in results]
    assert rules[2] == ["unknown-site"] and rules[3] == ["quantity", "unknown-uom"]
    assert rules[4] == ["not-storable"]
    again = facade.accept(floor, sale("S6", ("1", "LATE", 1)), key="6")
    assert isinstance(again, Taken)
    page = facade.outbound_order(floor, owner="ACME", number="S1")
    assert page is not None and (page.order.version, page.lines[0].wanted) == (2, 2)
