"""Moves posted: balanced, idempotent, within what is there, and never changed afterwards."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import psycopg.errors
import pytest

from landbridge.wms.ledger import operations, queries
from landbridge.wms.ledger.conftest import ADJUSTMENT, CUSTOMER, NOON, SUPPLIER, Floor
from landbridge.wms.ledger.contracts import (
    DocumentRef,
    Fact,
    InsufficientStockError,
    InvalidMoveError,
    JournalPosition,
    KeyReusedError,
    Reason,
    SerialElsewhereError,
    StockFilter,
    UnknownBinError,
)

D = Decimal


def test_a_receipt_and_a_putaway_leave_balances_and_what_was_after_each(floor: Floor):
    received = floor.receive("12.5", bin="DOCK")
    assert received.on_hand == {
        floor.key(bin=SUPPLIER): D("-12.5"),
        floor.key(bin="DOCK"): D("12.5"),
    }
    posted = floor.post(
        floor.move(5, floor.key(bin="DOCK"), "A-1", Reason.PUTAWAY),
        floor.move("7.5", floor.key(bin="DOCK"), "A-2", Reason.PUTAWAY),
    )
    assert posted.on_hand[floor.key(bin="DOCK")] == 0
    newest, older, oldest = queries.history(floor.ground, StockFilter(item="BOLT"))
    assert (newest.source_after, newest.target_after) == (D(0), D("7.5"))
    assert (older.source_after, older.target_after) == (D("7.5"), D(5))
    assert oldest.reason is Reason.RECEIPT
    assert older.actor == "tester"
    assert floor.is_sound()


def test_one_posting_may_pass_stock_on_through_several_bins(floor: Floor):
    key = floor.key(serial="SN1")
    floor.post(
        floor.move(1, floor.key(bin=SUPPLIER, serial="SN1"), "DOCK", Reason.RECEIPT),
        floor.move(1, floor.key(bin="DOCK", serial="SN1"), "A-1", Reason.PUTAWAY),
        floor.move(1, key, "A-2", Reason.RELOCATION),
    )
    assert floor.on_hand(bin="A-2", serial="SN1") == 1
    assert floor.on_hand(bin="DOCK") == 0
    assert floor.is_sound()


def test_a_repeated_key_gives_the_first_result_and_moves_nothing(floor: Floor):
    move = floor.move(5, floor.key(bin=SUPPLIER), "A-1", Reason.RECEIPT)
    first = floor.post(move, key="once")
    again = floor.post(move, key="once", at=NOON + timedelta(days=1))
    assert again.repeated and not first.repeated
    assert (again.posting_id, again.positions) == (first.posting_id, first.positions)
    assert dict(again.on_hand) == dict(first.on_hand)
    assert floor.on_hand() == 5


def test_a_repeat_is_answered_even_if_the_stock_is_gone(floor: Floor):
    floor.receive(5)
    ship = floor.move(5, floor.key(), CUSTOMER, Reason.SHIPMENT)
    floor.post(ship, key="ship")
    assert floor.post(ship, key="ship").repeated


def test_a_key_used_for_another_posting_is_refused(floor: Floor):
    floor.post(floor.move(5, floor.key(bin=SUPPLIER), "A-1", Reason.RECEIPT), key="one")
    with pytest.raises(KeyReusedError, match="one"):
        floor.post(floor.move(6, floor.key(bin=SUPPLIER), "A-1", Reason.RECEIPT), key="one")
    assert floor.on_hand() == 5


def test_a_real_bin_never_gives_more_than_it_has(floor: Floor):
    floor.receive(5)
    with pytest.raises(InsufficientStockError, match="BOLT in A-1") as refused:
        floor.post(floor.move(6, floor.key(), "A-2", Reason.RELOCATION))
    assert [s.key for s in refused.value.shortages] == [floor.key()]
    with pytest.raises(InsufficientStockError):
        floor.post(
            floor.move(6, floor.key(), "A-2", Reason.RELOCATION),
            floor.move(1, floor.key(bin=SUPPLIER), "A-1", Reason.RECEIPT),
        )
    assert floor.on_hand() == 5
    assert floor.is_sound()


def test_reserved_stock_does_not_move_away(floor: Floor):
    floor.receive(5)
    floor.allocate(floor.wish(3))
    with pytest.raises(InsufficientStockError, match="3 reserved"):
        floor.post(floor.move(3, floor.key(), "A-2", Reason.RELOCATION))
    floor.post(floor.move(2, floor.key(), "A-2", Reason.RELOCATION))
    assert floor.is_sound()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"quantity": D(0)}, "not a quantity"),
        ({"quantity": D(-1)}, "not a quantity"),
        ({"quantity": D("NaN")}, "not a quantity"),
        ({"quantity": D("Infinity")}, "not a quantity"),
        ({"quantity": D("0.00000000001")}, "not a quantity"),
        ({"quantity": D(10) ** 15}, "not a quantity"),
        ({"quantity": 1.5}, "not a quantity"),
        ({"reason": Reason.SHIPMENT}, "not a reason to move between"),
        ({"reason": Reason.PUTAWAY}, "not a reason to move between"),
        ({"target": {"item": "NUT"}}, "must stay the same"),
        ({"target": {"owner": "OTHER"}}, "must stay the same"),
        ({"target": {"lot": "L"}}, "must stay the same"),
        ({"target": {"status": "damaged"}}, "by a status change"),
        ({"target": {"bin": SUPPLIER}}, "source and target are the same"),
        ({"source": {"serial": "S"}, "target": {"serial": "S"}, "quantity": D(2)}, "one piece"),
    ],
)
def test_a_move_of_wrong_form_is_refused_with_its_document(floor: Floor, change, why):
    move = floor.move(5, floor.key(bin=SUPPLIER), "A-1", Reason.RECEIPT)
    for side in ("source", "target"):
        if side in change:
            change = {**change, side: replace(getattr(move, side), **change[side])}
    with pytest.raises(InvalidMoveError, match=why) as refused:
        floor.post(replace(move, **change))
    assert "T-1" in str(refused.value)
    assert queries.history(floor.ground, StockFilter()) == ()


def test_reasons_belong_to_bins(floor: Floor):
    floor.receive(9)
    with pytest.raises(InvalidMoveError, match="not a reason"):
        floor.post(floor.move(1, floor.key(), "A-2", Reason.RECEIPT))
    floor.post(
        floor.move(1, floor.key(), CUSTOMER, Reason.SHIPMENT),
        floor.move(1, floor.key(), ADJUSTMENT, Reason.COUNT),
        floor.move(1, floor.key(), "@TRANSIT", Reason.TRANSFER),
        floor.move(1, floor.key(), "@PRODUCTION", Reason.KITTING),
        floor.move(1, floor.key(), "A-1", Reason.STATUS_CHANGE, status="damaged"),
    )
    assert floor.on_hand(status="available") == 4
    assert floor.on_hand(status="damaged") == 1
    assert floor.is_sound()


def test_unknown_and_inactive_bins_are_named(floor: Floor):
    floor.receive(5)
    with pytest.raises(UnknownBinError, match="B-99"):
        floor.post(floor.move(1, floor.key(), "B-99", Reason.RELOCATION))
    with pytest.raises(UnknownBinError, match="SHUT is not active"):
        floor.post(floor.move(1, floor.key(), "SHUT", Reason.RELOCATION))


@pytest.mark.parametrize("name", ["lot", "serial", "lpn", "item"])
def test_control_characters_and_endless_codes_are_refused(floor: Floor, name: str):
    for bad in ("a\x1fb", "a\x00", "x" * 201):
        with pytest.raises(InvalidMoveError):
            floor.receive(1, **{name: bad})


@pytest.mark.parametrize("bad", ["a\x1fb", "a\x1eb", "a\x00", "x" * 201])
def test_documents_are_named_in_plain_characters_too(floor: Floor, bad: str):
    move = floor.move(1, floor.key(bin=SUPPLIER), "A-1", Reason.RECEIPT)
    with pytest.raises(InvalidMoveError):
        floor.post(replace(move, document=DocumentRef("kind", bad)))


def test_quotes_and_scripts_in_codes_arrive_as_they_are(floor: Floor):
    odd = {"lot": "L'\"{},\\N\t\n", "lpn": "パレット%s", "item": "Schraube (M8) \\."}
    floor.receive(2, **odd)
    (row,) = queries.stock(floor.ground, StockFilter(site="S"))
    assert (row.key.lot, row.key.lpn, row.key.item) == (odd["lot"], odd["lpn"], odd["item"])


def test_a_serial_is_in_one_place(floor: Floor):
    floor.receive(1, serial="SN7")
    with pytest.raises(SerialElsewhereError, match="SN7 of BOLT is in A-1"):
        floor.receive(1, bin="A-2", serial="SN7")
    with pytest.raises(SerialElsewhereError):
        floor.receive(1, bin="A-1", serial="SN7")
    with pytest.raises(SerialElsewhereError):
        floor.post(
            floor.move(1, floor.key(bin=SUPPLIER, serial="SN8"), "A-1", Reason.RECEIPT),
            floor.move(1, floor.key(bin=SUPPLIER, serial="SN8"), "A-2", Reason.RECEIPT),
        )
    floor.receive(1, item="NUT", serial="SN7")
    floor.post(floor.move(1, floor.key(serial="SN7"), CUSTOMER, Reason.SHIPMENT))
    floor.post(floor.move(1, floor.key(bin=CUSTOMER, serial="SN7"), "A-2", Reason.CUSTOMER_RETURN))
    assert floor.on_hand(bin="A-2", serial="SN7") == 1
    assert floor.is_sound()


def test_the_database_refuses_a_serial_in_two_places_by_itself(floor: Floor):
    floor.receive(1, serial="SN7")
    with (
        pytest.raises(psycopg.errors.UniqueViolation, match="stock_serial_in_one_place"),
        floor.ground.pg.transaction() as conn,
    ):
        conn.execute(
            "INSERT INTO stock_balance (site_id, bin_id, item_id, virtual, on_hand, serial,"
            " status, received_at) SELECT site_id, bin_id, item_id, virtual, 1, serial,"
            " 'damaged', received_at FROM stock_balance WHERE NOT virtual"
        )


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("on_hand = -1", "stock_not_negative"),
        ("reserved = on_hand + 1", "stock_reserved_within"),
        ("reserved = -1", "stock_reserved_within"),
    ],
)
def test_the_database_keeps_amounts_within_bounds(floor: Floor, change: str, constraint: str):
    floor.receive(5)
    with (
        pytest.raises(psycopg.errors.CheckViolation, match=constraint),
        floor.ground.pg.transaction() as conn,
    ):
        conn.execute(f"UPDATE stock_balance SET {change} WHERE NOT virtual")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stock_move SET quantity = 1",
        "DELETE FROM stock_move",
        "TRUNCATE stock_move",
        "UPDATE journal SET content = '{}'",
        "DELETE FROM journal",
        "TRUNCATE journal",
        "UPDATE posting SET actor = 'x'",
        "DELETE FROM posting",
        "DELETE FROM stock_balance",
        "UPDATE stock_balance SET lot = 'x'",
        "UPDATE journal_seal SET hash = hash",
        "UPDATE stock_item SET item = 'x'",
        "DELETE FROM settlement",
        "DELETE FROM posting_document",
    ],
)
def test_the_past_is_refused_a_change_to_the_role_and_to_the_owner(floor: Floor, statement: str):
    floor.receive(5)
    operations.seal_journal(floor.ground)
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        floor.ground.pg.transaction() as conn,
    ):
        conn.execute(statement)
    if "settlement" in statement:
        return  # no rows, so no row trigger to fire; the grant is what was to be seen
    with (
        pytest.raises(psycopg.errors.RestrictViolation, match="append-only"),
        psycopg.connect(floor.ground.pg.dsn) as owner,
    ):
        owner.execute("SET search_path TO wms")
        owner.execute(statement)


def test_a_posting_joins_the_callers_transaction(floor: Floor):
    class Stop(Exception):
        pass

    move = floor.move(5, floor.key(bin=SUPPLIER), "A-1", Reason.RECEIPT)
    with pytest.raises(Stop), floor.ground.pg.transaction() as conn:
        floor.post(move, key="joined", conn=conn)
        raise Stop
    assert floor.on_hand() == 0
    with floor.ground.pg.transaction() as conn:
        assert not floor.post(move, key="joined", conn=conn).repeated
    assert floor.on_hand() == 5


def test_facts_are_in_the_journal_with_the_posting(floor: Floor):
    facts = [
        Fact(
            kind="receipt_confirmation",
            site="S",
            owner="ACME",
            number=n,
            content=b'{"a":"\xc3\xa9"}',
        )
        for n in ("R-1", "R-2")
    ]
    move = floor.move(5, floor.key(bin=SUPPLIER), "A-1", Reason.RECEIPT)
    posted = floor.post(move, facts=facts)
    page = queries.read_journal(floor.ground, after=JournalPosition())
    assert [entry.fact for entry in page.entries] == facts
    assert [entry.position for entry in page.entries] == list(posted.positions)
    assert {entry.posting_id for entry in page.entries} == {posted.posting_id}
    assert page.entries[0].at == NOON


def test_a_posting_without_facts_still_leaves_an_entry(floor: Floor):
    floor.receive(5)
    (entry,) = queries.read_journal(floor.ground, after=JournalPosition()).entries
    assert entry.fact.kind == "stock_moved"
    assert b'"receipt": 1' in entry.fact.content


def test_content_that_is_not_json_is_refused(floor: Floor):
    move = floor.move(5, floor.key(bin=SUPPLIER), "A-1", Reason.RECEIPT)
    fact = Fact(kind="x", site="S", owner="ACME", number="1", content=b"not json")
    with pytest.raises(psycopg.errors.InvalidTextRepresentation):
        floor.post(move, facts=[fact])
    assert floor.on_hand() == 0


def test_t25_balances_follow_the_ledger_not_the_clock(floor: Floor):
    """Two postings with swapped clock and commit order: the result is that of the serial run."""
    floor.receive(10, at=NOON)
    late = NOON + timedelta(hours=2)
    floor.post(floor.move(4, floor.key(), CUSTOMER, Reason.SHIPMENT), at=late)
    floor.post(floor.move(3, floor.key(), CUSTOMER, Reason.SHIPMENT), at=NOON - timedelta(hours=2))
    newest, older, _ = queries.history(floor.ground, StockFilter(bin="A-1"))
    assert (newest.at < older.at) and newest.move_id > older.move_id
    assert (older.source_after, newest.source_after) == (D(6), D(3))
    assert floor.is_sound()


def test_mixed_stock_keeps_the_oldest_receipt_and_an_emptied_bin_forgets_it(floor: Floor):
    where = StockFilter(bin="A-1")
    floor.receive(5, at=NOON)
    floor.receive(5, at=NOON - timedelta(days=3))
    (row,) = queries.stock(floor.ground, where)
    assert row.received_at == NOON - timedelta(days=3)
    floor.post(floor.move(10, floor.key(), "A-2", Reason.RELOCATION), at=NOON + timedelta(days=9))
    (row,) = queries.stock(floor.ground, StockFilter(bin="A-2"))
    assert row.received_at == NOON - timedelta(days=3)
    floor.receive(1, at=NOON)
    (row,) = queries.stock(floor.ground, where)
    assert row.received_at == NOON


def test_no_posting_is_empty_nameless_or_without_a_zone(floor: Floor):
    move = floor.move(5, floor.key(bin=SUPPLIER), "A-1", Reason.RECEIPT)
    with pytest.raises(InvalidMoveError, match="neither"):
        floor.post()
    with pytest.raises(InvalidMoveError, match="key"):
        floor.post(move, key="k" * 201)
    with pytest.raises(InvalidMoveError, match="time zone"):
        floor.post(move, at=NOON.replace(tzinfo=None))


def test_sums_stay_exact_far_beyond_the_digits_of_a_float(floor: Floor):
    huge, tiny = D("999999999999999"), D("0.0000000001")
    floor.receive(huge)
    floor.receive(tiny)
    floor.receive(huge)
    assert floor.on_hand() == D("1999999999999998.0000000001")
    assert floor.is_sound()
