"""The journal: nothing is skipped whatever commits when, and what was written stays as it was."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import psycopg
import pytest

from landbridge.kit.pg.embedded import EmbeddedServer
from landbridge.wms.ledger import operations, queries
from landbridge.wms.ledger.conftest import CUSTOMER, NOON, SUPPLIER, Floor
from landbridge.wms.ledger.contracts import (
    Fact,
    JournalPosition,
    Reason,
    Settlement,
    StockFilter,
)

START = JournalPosition()


def fact(number: object, kind: str = "note") -> Fact:
    return Fact(kind=kind, site="S", owner="ACME", number=str(number), content=b"{}")


def append(floor: Floor, *facts: Fact) -> tuple[JournalPosition, ...]:
    with floor.ground.pg.transaction() as conn:
        return operations.append_journal(floor.ground, facts, at=NOON, actor="t", conn=conn)


def read_all(floor: Floor, after: JournalPosition = START, **more: object) -> list[str]:
    """Numbers of all entries, read page by page as a follower does."""
    seen = []
    while True:
        page = queries.read_journal(floor.ground, after=after, **more)
        seen += [entry.fact.number for entry in page.entries]
        assert page.after >= after
        after = JournalPosition.parse(str(page.after))
        if not page.more:
            return seen


def test_entries_of_a_late_commit_are_not_skipped(floor: Floor):
    """The slow writer has the lower number and commits last: the reader waits for it."""
    with floor.ground.pg.transaction() as slow:
        operations.append_journal(floor.ground, [fact("slow")], at=NOON, actor="t", conn=slow)
        append(floor, fact("quick"))
        page = queries.read_journal(floor.ground, after=START)
        assert page.entries == () and page.after == START and not page.more
    assert read_all(floor) == ["slow", "quick"]


def test_a_writer_that_appends_late_in_an_old_transaction_is_waited_for(floor: Floor):
    with floor.ground.pg.transaction() as old:
        old.execute("SELECT pg_current_xact_id()")
        append(floor, fact("quick"))
        assert read_all(floor) == []
        operations.append_journal(floor.ground, [fact("old")], at=NOON, actor="t", conn=old)
    assert read_all(floor) == ["old", "quick"]


def test_a_rolled_back_writer_leaves_no_gap_to_wait_for(floor: Floor):
    with pytest.raises(ZeroDivisionError), floor.ground.pg.transaction() as conn:
        operations.append_journal(floor.ground, [fact("lost")], at=NOON, actor="t", conn=conn)
        raise ZeroDivisionError
    append(floor, fact("kept"))
    assert read_all(floor) == ["kept"]


def test_transactions_of_other_databases_do_not_hold_the_reader_up(
    floor: Floor, postgres: EmbeddedServer
):
    with psycopg.connect(postgres.dsn()) as foreign:
        foreign.execute("SELECT pg_current_xact_id()")
        append(floor, fact("a"))
        assert read_all(floor) == ["a"]


def test_many_writers_and_a_reader_in_their_midst(floor: Floor):
    """Set-full: every entry that was committed is read once, in an order that never goes back."""
    writers, each = 8, 25
    done = threading.Event()
    seen: list[tuple[JournalPosition, str]] = []

    def write(writer: int) -> None:
        chance = random.Random(writer)
        for number in range(each):
            with floor.ground.pg.transaction() as conn:
                if chance.random() < 0.3:
                    conn.execute("SELECT pg_current_xact_id()")
                    time.sleep(chance.random() * 0.01)
                facts = [fact(f"{writer}/{number}")]
                operations.append_journal(floor.ground, facts, at=NOON, actor="t", conn=conn)
                time.sleep(chance.random() * 0.005)

    def read() -> None:
        after, last = START, False
        while not last:
            last = done.is_set()
            page = queries.read_journal(floor.ground, after=after, limit=7)
            seen.extend((entry.position, entry.fact.number) for entry in page.entries)
            after = page.after
            last = last and not page.more

    with ThreadPoolExecutor(writers + 1) as pool:
        reader = pool.submit(read)
        for future in [pool.submit(write, writer) for writer in range(writers)]:
            future.result()
        done.set()
        reader.result(timeout=30)
    positions = [position for position, _ in seen]
    assert positions == sorted(set(positions))
    assert {n for _, n in seen} == {f"{w}/{n}" for w in range(writers) for n in range(each)}


def test_t12_whatever_the_row_a_reader_dies_after_the_rest_arrives(floor: Floor):
    """A hundred facts of one transaction share its number: the position tells them apart."""
    numbers = [str(number) for number in range(100)]
    append(floor, *map(fact, numbers))
    for k in range(101):
        page = queries.read_journal(floor.ground, after=START, limit=k) if k else None
        stored = str(page.after) if page else ""
        rest = read_all(floor, JournalPosition.parse(stored), limit=1000)
        assert rest == numbers[k:]


def test_kinds_are_filtered_without_reading_them_again(floor: Floor):
    append(floor, *[fact(n, "note" if n % 10 else "order") for n in range(95)])
    page = queries.read_journal(floor.ground, after=START, limit=9, kinds=["order"])
    assert [entry.fact.number for entry in page.entries] == ["0"]
    assert page.more
    assert read_all(floor, limit=9, kinds=["order"]) == [str(n) for n in range(0, 95, 10)]
    page = queries.read_journal(floor.ground, after=START, limit=1000, kinds=["never"])
    assert page.entries == () and not page.more
    assert read_all(floor, page.after) == []


def test_a_listener_is_nudged_when_an_entry_is_there(floor: Floor):
    listener = floor.ground.pg.listen()
    try:
        listener.execute("LISTEN wms_journal")
        append(floor, fact("a"))
        assert [note.channel for note in listener.notifies(timeout=5, stop_after=1)] == [
            "wms_journal"
        ]
    finally:
        listener.close()


def test_after_a_restore_into_a_younger_server_reading_goes_on_in_order(floor: Floor):
    """Entries from a server with a higher transaction counter do not hide what comes later."""
    with psycopg.connect(floor.ground.pg.dsn) as owner:
        owner.execute(
            "INSERT INTO wms.journal (epoch, xid, at, recorded_at, actor, kind, site, owner,"
            " number, content) SELECT 0, (pg_current_xact_id()::text::bigint + 1000000 + n)"
            "::text::xid8, now(), now(), 'x', 'note', 'S', 'ACME', 'old ' || n, '{}'"
            " FROM generate_series(1, 2) n"
        )
    page = queries.read_journal(floor.ground, after=START)
    assert [entry.fact.number for entry in page.entries] == ["old 1", "old 2"]
    assert append(floor, fact("new"))[0].epoch == 1
    assert append(floor, fact("newer"))[0].epoch == 1
    assert read_all(floor, page.after) == ["new", "newer"]
    assert read_all(floor) == ["old 1", "old 2", "new", "newer"]
    operations.seal_journal(floor.ground)
    assert queries.verify_journal(floor.ground).breaks == ()


def test_a_position_survives_being_written_down():
    position = JournalPosition(1, 2**40, 7)
    assert JournalPosition.parse(str(position)) == position
    assert JournalPosition.parse("") == START < position
    with pytest.raises(ValueError):
        JournalPosition.parse("12")


# ---- the hash chain


def worked(floor: Floor) -> None:
    """Some history with moves, a settlement and facts, sealed in several runs."""
    floor.receive(10)
    operations.seal_journal(floor.ground)
    (held,) = floor.allocate(floor.wish(4)).reservations
    floor.post(
        floor.move(4, floor.key(), CUSTOMER, Reason.SHIPMENT),
        settlements=[Settlement(held.reservation_id, Decimal(4))],
        facts=[fact("SO-1", "shipment_confirmation"), fact("SO-2")],
    )
    floor.receive("2.50", lot="L", lpn="P")
    while operations.seal_journal(floor.ground, limit=2):
        pass


def tamper(floor: Floor, statement: str) -> None:
    """As someone who owns the database and knows how to put triggers aside."""
    with psycopg.connect(floor.ground.pg.dsn) as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute("SET search_path TO wms")
        assert owner.execute(statement).rowcount >= 1


def test_an_untouched_chain_verifies_to_its_head(floor: Floor):
    worked(floor)
    check = queries.verify_journal(floor.ground, with_moves=True)
    assert check.breaks == ()
    assert (check.seals, check.entries) == (3, 4)
    assert len(check.head) == 32 and any(check.head)
    assert operations.seal_journal(floor.ground) == 0


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE journal SET content = '{\"a\":1}' WHERE number = 'SO-1'", "seal 2 does not match"),
        ("UPDATE journal SET actor = 'x' WHERE number = 'SO-1'", "seal 2 does not match"),
        ("UPDATE journal SET at = at + interval '1s' WHERE number = 'SO-2'", "seal 2 does not"),
        ("DELETE FROM journal WHERE number = 'SO-2'", "seal 2 covers 2 entries"),
        (
            "INSERT INTO journal OVERRIDING SYSTEM VALUE SELECT 99, epoch, xid, NULL, at, at, 'x',"
            " 'note', site, owner, 'forged', '{}' FROM journal WHERE number = 'SO-2'",
            "seal 3 covers",
        ),
        ("UPDATE stock_move SET quantity = 9 WHERE quantity = 10", "does not match its moves"),
        ("UPDATE stock_move SET reason = 'scrap' WHERE quantity = 4", "does not match its moves"),
        ("DELETE FROM stock_move WHERE quantity = 4", "does not match its moves"),
        ("UPDATE stock_balance SET lot = 'M' WHERE lot = 'L'", "does not match its moves"),
        ("UPDATE settlement SET quantity = 3", "does not match its moves"),
        ("UPDATE posting SET digest = '\\x00'", "seal 1 does not match"),
        ("UPDATE journal_seal SET hash = sha256('x') WHERE seal_id = 2", "seal 3 does not match"),
        ("DELETE FROM journal_seal WHERE seal_id = 2", "seal 2 is missing"),
        ("DELETE FROM journal WHERE posting_id = 1", "has no journal entry"),
    ],
)
def test_a_changed_past_is_told(floor: Floor, statement: str, sentence: str):
    worked(floor)
    tamper(floor, statement)
    check = queries.verify_journal(floor.ground, with_moves=True)
    assert any(sentence in one for one in check.breaks), check.breaks


def test_a_seal_waits_for_open_writers_and_two_sealers_take_turns(floor: Floor):
    with floor.ground.pg.transaction() as slow:
        operations.append_journal(floor.ground, [fact("slow")], at=NOON, actor="t", conn=slow)
        append(floor, fact("quick"))
        assert operations.seal_journal(floor.ground) == 0
    for number in range(30):
        append(floor, fact(number))
    with ThreadPoolExecutor(6) as pool:
        sealed = list(pool.map(lambda _: operations.seal_journal(floor.ground, limit=10), range(6)))
    assert sum(sealed) == 32
    assert queries.verify_journal(floor.ground).breaks == ()


# ---- the census


def test_a_census_is_of_one_instant_and_names_the_facts_it_holds(floor: Floor):
    floor.receive(10, lot="L")
    floor.receive(3, bin="A-2", lot="L")
    with floor.ground.pg.transaction() as slow:
        operations.append_journal(floor.ground, [fact("slow")], at=NOON, actor="t", conn=slow)
        posted = floor.receive(5, status="damaged")
        census = queries.census(floor.ground, StockFilter(site="S"))
    counted = {(line.lot, line.status): line.on_hand for line in census.lines}
    assert counted == {("", "damaged"): 5, ("L", "available"): 13}
    # The last receipt is in the count although a reader of the journal has not seen it yet.
    assert set(posted.positions) <= set(census.beyond)
    assert census.position < min(census.beyond)
    later = queries.census(floor.ground, StockFilter(site="S"), by_bin=True)
    assert max(later.position, *later.beyond, START) == posted.positions[0]
    assert [(line.bin, line.on_hand) for line in later.lines] == [
        ("A-1", 5),
        ("A-1", 10),
        ("A-2", 3),
    ]


def test_the_census_of_an_empty_warehouse_is_empty(floor: Floor):
    census = queries.census(floor.ground, StockFilter())
    assert (census.lines, census.position, census.beyond) == ((), START, ())


def test_census_equals_journal_while_work_goes_on(floor: Floor):
    """I7: what is counted is what the journal says up to the census, at any instant."""
    stop = threading.Event()
    shipped: list[str] = []

    def work() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            move = floor.move(1, floor.key(bin=SUPPLIER), "A-1", Reason.RECEIPT)
            floor.post(move, key=f"w{threading.get_ident()}-{number}")
        shipped.append("done")

    with ThreadPoolExecutor(3) as pool:
        workers = [pool.submit(work) for _ in range(3)]
        try:
            for _ in range(15):
                census = queries.census(floor.ground, StockFilter())
                counted = sum((line.on_hand for line in census.lines), Decimal(0))
                with floor.ground.pg.reading() as conn:
                    row = conn.execute(
                        "SELECT count(*) FROM journal"
                        " WHERE (epoch, xid, entry_id) <= (%s, %s::text::xid8, %s)",
                        [
                            census.position.epoch,
                            census.position.transaction,
                            census.position.entry,
                        ],
                    ).fetchone()
                assert counted == row[0] + len(census.beyond)
        finally:
            stop.set()
        for worker in workers:
            worker.result(timeout=20)
    assert len(shipped) == 3
    assert floor.is_sound()
