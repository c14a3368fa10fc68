"""Stock reserved: FEFO, in two phases, never more than there is, whoever asks at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from landbridge.kit.clock import VirtualClock
from landbridge.kit.quantity import convert
from landbridge.wms.ledger import operations, queries
from landbridge.wms.ledger.conftest import CUSTOMER, NOON, Floor
from landbridge.wms.ledger.contracts import (
    InvalidMoveError,
    KeyReusedError,
    Lot,
    Reason,
    ReservationClosedError,
    ReservationState,
    Settlement,
    StockFilter,
    UnknownBinError,
)

D = Decimal


def reserved(floor: Floor, bin: str = "A-1") -> Decimal:
    rows = queries.stock(floor.ground, StockFilter(bin=bin))
    return sum((row.reserved for row in rows), D(0))


def taken(result) -> list[tuple[str, str, Decimal]]:
    return [(r.key.bin, r.key.lot, r.quantity) for r in result.reservations]


def test_first_expired_goes_first_then_what_never_expires_oldest_first(floor: Floor):
    floor.lot("L-LATE", 90)
    floor.lot("L-SOON", 30)
    floor.receive(2, bin="A-1", at=NOON)
    floor.receive(2, bin="A-2", at=NOON - timedelta(days=5))
    floor.receive(2, bin="A-1", lot="L-LATE")
    floor.receive(2, bin="A-3", lot="L-SOON")
    result = floor.allocate(floor.wish(7))
    assert taken(result) == [
        ("A-3", "L-SOON", D(2)),
        ("A-1", "L-LATE", D(2)),
        ("A-2", "", D(2)),
        ("A-1", "", D(1)),
    ]
    assert result.shortfalls == ()
    assert floor.is_sound()


def test_a_line_is_split_over_lots_where_one_does_not_suffice(floor: Floor):
    floor.lot("L1", 10)
    floor.lot("L2", 20)
    floor.receive(4, lot="L1")
    floor.receive(4, lot="L2")
    assert taken(floor.allocate(floor.wish(6))) == [("A-1", "L1", D(4)), ("A-1", "L2", D(2))]


def test_stock_past_its_day_is_not_given_out_and_a_longer_life_may_be_asked_for(floor: Floor):
    floor.lot("OLD", -1)
    floor.lot("TODAY", 1)
    floor.lot("LONG", 200)
    for lot in ("OLD", "TODAY", "LONG"):
        floor.receive(1, lot=lot)
    floor.receive(1)
    first = floor.allocate(floor.wish(9, use_by_on_min=floor.today() + timedelta(100)))
    assert taken(first) == [("A-1", "LONG", D(1))]
    assert [short.short for short in first.shortfalls] == [D(8)]
    rest = floor.allocate(floor.wish(9))
    assert taken(rest) == [("A-1", "TODAY", D(1)), ("A-1", "", D(1))]


def test_only_active_storage_bins_serve_orders(floor: Floor):
    floor.receive(5, bin="DOCK")
    floor.receive(5, bin="PACK")
    result = floor.allocate(floor.wish(5))
    assert result.reservations == ()
    assert result.shortfalls[0].short == 5


def test_lot_serial_and_status_are_kept(floor: Floor):
    floor.receive(1, serial="S1")
    floor.receive(1, serial="S2")
    floor.receive(3, lot="L1")
    floor.receive(3, status="damaged")
    result = floor.allocate(
        floor.wish(1, serial="S2"), floor.wish(9, lot="L1"), floor.wish(1, status="damaged")
    )
    keys = [r.key for r in result.reservations]
    assert [(key.serial, key.lot, key.status) for key in keys] == [
        ("S2", "", "available"),
        ("", "L1", "available"),
        ("", "", "damaged"),
    ]


def test_changed_lot_dates_change_the_order_of_stock_that_is_there(floor: Floor):
    floor.receive(1, lot="A")
    floor.receive(1, lot="B")
    floor.lot("A", 50)
    floor.lot("B", 10)
    assert taken(floor.allocate(floor.wish(1))) == [("A-1", "B", D(1))]
    (lot,) = queries.lots(floor.ground, [("ACME", "BOLT", "B"), ("ACME", "BOLT", "Z")])
    assert lot.expiry_on == lot.use_by_on == floor.today() + timedelta(10)
    assert lot.received_at == NOON
    operations.put_lots(floor.ground, [Lot(owner="ACME", item="BOLT", lot="B")])
    assert queries.lots(floor.ground, [("ACME", "BOLT", "B")]) == (lot,)


def test_a_repeated_request_reserves_once_and_shows_how_it_stands(floor: Floor):
    floor.receive(5)
    first = floor.allocate(floor.wish(7), key="k")
    again = floor.allocate(floor.wish(7), key="k")
    assert again == replace(first, repeated=True)
    assert reserved(floor) == 5
    operations.void(floor.ground, [first.reservations[0].reservation_id], actor="tester")
    closed = floor.allocate(floor.wish(7), key="k").reservations[0]
    assert (closed.state, closed.open_quantity) == (ReservationState.VOIDED, 0)
    with pytest.raises(KeyReusedError):
        floor.allocate(floor.wish(8), key="k")


def test_settling_a_part_restores_the_rest(floor: Floor):
    floor.receive(10)
    (held,) = floor.allocate(floor.wish(6)).reservations
    floor.post(
        floor.move(4, floor.key(), "PACK", Reason.PICK),
        settlements=[Settlement(held.reservation_id, D(4))],
    )
    (row,) = queries.stock(floor.ground, StockFilter(bin="A-1"))
    assert (row.on_hand, row.reserved) == (6, 0)
    (closed,) = queries.reservations(floor.ground, reservation_ids=[held.reservation_id])
    assert (closed.state, closed.settled) == (ReservationState.SETTLED, D(4))
    assert floor.is_sound()


def test_settling_a_part_may_keep_the_rest(floor: Floor):
    floor.receive(10)
    (held,) = floor.allocate(floor.wish(6)).reservations
    for key in ("p1", "p1", "p2"):
        floor.post(
            floor.move(3, floor.key(), "PACK", Reason.PICK),
            settlements=[Settlement(held.reservation_id, D(3), keep_rest=True)],
            key=key,
        )
    (row,) = queries.stock(floor.ground, StockFilter(bin="A-1"))
    assert (row.on_hand, row.reserved) == (4, 0)
    (closed,) = queries.reservations(floor.ground, reservation_ids=[held.reservation_id])
    assert (closed.state, closed.settled) == (ReservationState.SETTLED, D(6))
    assert floor.is_sound()


def test_a_reservation_settles_without_a_move_too(floor: Floor):
    floor.receive(10)
    (held,) = floor.allocate(floor.wish(6)).reservations
    for _ in range(2):
        operations.settle(
            floor.ground, [Settlement(held.reservation_id, D(0))], key="s", at=NOON, actor="t"
        )
    assert reserved(floor) == 0
    assert floor.is_sound()


def test_more_than_reserved_or_a_closed_one_is_refused(floor: Floor):
    floor.receive(10)
    (held,) = floor.allocate(floor.wish(6)).reservations
    pick = floor.move(7, floor.key(), "PACK", Reason.PICK)
    with pytest.raises(InvalidMoveError, match="it holds 6"):
        floor.post(pick, settlements=[Settlement(held.reservation_id, D(7))])
    with pytest.raises(InvalidMoveError, match="twice"):
        floor.post(pick, settlements=[Settlement(held.reservation_id, D(1))] * 2)
    operations.void(floor.ground, [held.reservation_id], actor="tester")
    with pytest.raises(ReservationClosedError, match="voided already"):
        floor.post(pick, settlements=[Settlement(held.reservation_id, D(6))])
    with pytest.raises(ReservationClosedError, match="no such"):
        floor.post(pick, settlements=[Settlement(999, D(6))])
    assert reserved(floor) == 0


def test_voiding_twice_gives_back_once(floor: Floor):
    floor.receive(10)
    ids = [r.reservation_id for r in floor.allocate(floor.wish(6), floor.wish(2)).reservations]
    for _ in range(2):
        closed = operations.void(floor.ground, ids, actor="tester")
        assert {r.state for r in closed} == {ReservationState.VOIDED}
        assert reserved(floor) == 0
    assert floor.is_sound()


def test_a_reservation_expires_by_the_clock(floor: Floor):
    clock = VirtualClock(floor.ground.clock.now())
    ground = replace(floor.ground, clock=clock)
    floor.receive(10)
    hour = clock.now() + timedelta(hours=1)
    timed = floor.allocate(floor.wish(6), expires_at=hour).reservations[0]
    floor.allocate(floor.wish(1))
    assert operations.expire(ground) == 0
    clock.advance(3600)
    assert operations.expire(ground) == 1
    assert operations.expire(ground) == 0
    assert reserved(floor) == 1
    (closed,) = queries.reservations(ground, reservation_ids=[timed.reservation_id])
    assert closed.state is ReservationState.EXPIRED
    assert floor.is_sound()


def test_soft_reservations_promise_amounts_and_turn_hard(floor: Floor):
    floor.receive(10)
    soft = operations.reserve_soft(floor.ground, [floor.wish(7)], key="soft", actor="t")
    (promise,) = soft.reservations
    assert promise.key is None and promise.open_quantity == 7
    again = operations.reserve_soft(floor.ground, [floor.wish(7)], key="soft2", actor="t")
    assert (again.reservations[0].quantity, again.shortfalls[0].short) == (3, 4)
    operations.void(floor.ground, [again.reservations[0].reservation_id], actor="t")

    other = floor.allocate(floor.wish(5))
    assert other.reservations[0].quantity == 3
    own = floor.allocate(floor.wish(6, soft_reservation_id=promise.reservation_id))
    assert own.reservations[0].quantity == 6
    (left,) = queries.reservations(floor.ground, reservation_ids=[promise.reservation_id])
    assert left.open_quantity == 1
    (row,) = queries.stock_by(floor.ground, ["item"], StockFilter())
    assert (row.on_hand, row.reserved, row.promised) == (10, 9, 1)
    assert floor.is_sound()


def test_a_soft_reservation_of_another_item_is_refused(floor: Floor):
    floor.receive(10)
    floor.receive(10, item="NUT")
    soft = operations.reserve_soft(floor.ground, [floor.wish(7)], key="soft", actor="t")
    id_ = soft.reservations[0].reservation_id
    with pytest.raises(InvalidMoveError, match="not a soft one of NUT"):
        floor.allocate(floor.wish(1, item="NUT", soft_reservation_id=id_))
    with pytest.raises(InvalidMoveError, match="two lines"):
        floor.allocate(*[floor.wish(1, soft_reservation_id=id_)] * 2)
    with pytest.raises(InvalidMoveError, match="chooses no lot"):
        operations.reserve_soft(floor.ground, [floor.wish(1, lot="L")], key="x", actor="t")


def test_exact_keys_are_reserved_where_they_lie(floor: Floor):
    floor.receive(5, bin="DOCK")
    result = operations.reserve_keys(
        floor.ground,
        [
            (floor.wish(3, line="1"), floor.key(bin="DOCK")),
            (floor.wish(3, line="2"), floor.key(bin="DOCK")),
            (floor.wish(3, line="3"), floor.key(bin="A-3")),
        ],
        key="k",
        actor="t",
    )
    assert [(r.document.line, r.quantity) for r in result.reservations] == [
        ("1", D(3)),
        ("2", D(2)),
    ]
    assert [(s.document.line, s.short) for s in result.shortfalls] == [("2", D(1)), ("3", D(3))]
    assert floor.is_sound()


def test_unknown_items_are_short_and_unknown_sites_are_named(floor: Floor):
    assert floor.allocate(floor.wish(1, item="NEVER")).shortfalls[0].short == 1
    with pytest.raises(UnknownBinError, match="OSL"):
        floor.allocate(replace(floor.wish(1), site="OSL"))


@pytest.mark.parametrize("quantity", ["0", "-1", "NaN", "1e15"])
def test_wishes_of_wrong_form_are_refused(floor: Floor, quantity: str):
    with pytest.raises(InvalidMoveError, match="SO-1"):
        floor.allocate(floor.wish(quantity))
    with pytest.raises(InvalidMoveError, match="pack"):
        floor.allocate(floor.wish(1, multiple_of=D(quantity)))


def test_a_document_shows_its_open_reservations(floor: Floor):
    floor.receive(5)
    ids = [r.reservation_id for r in floor.allocate(floor.wish(2), floor.wish(3)).reservations]
    operations.void(floor.ground, ids[:1], actor="t")
    shown = queries.reservations(floor.ground, document_number="SO-1")
    assert [r.reservation_id for r in shown] == ids[1:]
    every = queries.reservations(floor.ground, document_number="SO-1", open_only=False)
    assert [r.reservation_id for r in every] == ids


def test_stock_in_many_small_amounts_is_found_beyond_the_first_look(floor: Floor):
    moves = [
        floor.move(1, floor.key(bin="@SUPPLIER", lpn=f"P{n:03d}"), "A-1", Reason.RECEIPT)
        for n in range(150)
    ]
    floor.post(*moves)
    result = floor.allocate(floor.wish(149))
    assert len(result.reservations) == 149
    assert result.shortfalls == ()
    assert floor.allocate(floor.wish(2)).shortfalls[0].short == 1
    assert floor.is_sound()


def test_t21_twelve_single_orders_empty_exactly_one_dozen(floor: Floor):
    floor.receive(convert(D(1), Fraction(12)))
    for _ in range(12):
        (held,) = floor.allocate(floor.wish(1)).reservations
        floor.post(
            floor.move(1, held.key, CUSTOMER, Reason.SHIPMENT),
            settlements=[Settlement(held.reservation_id, D(1))],
        )
    assert floor.on_hand() == 0
    assert floor.allocate(floor.wish(1)).shortfalls[0].short == 1
    floor.receive("3140")
    floor.post(floor.move("3106.40", floor.key(), CUSTOMER, Reason.SHIPMENT))
    assert floor.allocate(floor.wish("33.60")).reservations[0].quantity == D("33.6")
    assert floor.is_sound()


def test_t22_two_packs_of_eight_with_fifteen_promise_one_pack(floor: Floor):
    floor.receive(15)
    result = floor.allocate(floor.wish(16, multiple_of=D(8)))
    assert sum(r.quantity for r in result.reservations) == 8
    assert result.shortfalls[0].short == 8
    assert floor.is_sound()


@pytest.mark.parametrize("way", ["allocate", "soft", "keys"])
def test_t23_of_fifty_who_ask_five_of_five_one_gets_them(floor: Floor, way: str):
    floor.receive(5)

    def ask(number: int) -> int:
        wish, key = floor.wish(5, whole=True), f"k{number}"
        ground = floor.ground
        if way == "allocate":
            result = floor.allocate(wish, key=key)
        elif way == "soft":
            result = operations.reserve_soft(ground, [wish], key=key, actor="t")
        else:
            result = operations.reserve_keys(ground, [(wish, floor.key())], key=key, actor="t")
        return len(result.reservations)

    with ThreadPoolExecutor(50) as pool:
        assert sum(pool.map(ask, range(50))) == 1
    assert floor.is_sound()


def test_t23_hard_and_soft_at_once_share_the_same_five(floor: Floor):
    floor.receive(5)

    def ask(number: int) -> int:
        wish, key = floor.wish(5, whole=True), f"k{number}"
        if number % 2:
            return len(floor.allocate(wish, key=key).reservations)
        soft = operations.reserve_soft(floor.ground, [wish], key=key, actor="t")
        return len(soft.reservations)

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(ask, range(20))) == 1
    assert floor.is_sound()


def test_t23_the_same_key_from_many_threads_reserves_once(floor: Floor):
    floor.receive(50)
    with ThreadPoolExecutor(12) as pool:
        results = list(pool.map(lambda _: floor.allocate(floor.wish(5), key="k"), range(12)))
    assert len({result.request_id for result in results}) == 1
    assert sum(not result.repeated for result in results) == 1
    assert reserved(floor) == 5
