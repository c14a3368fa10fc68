"""Stock and history as surfaces read them: filtered, summed, page by page."""

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from landbridge.wms.ledger import queries
from landbridge.wms.ledger.conftest import CUSTOMER, NOON, SUPPLIER, Floor
from landbridge.wms.ledger.contracts import (
    DocumentRef,
    InvalidMoveError,
    MoveRow,
    Reason,
    StockFilter,
)

D = Decimal


def stocked(floor: Floor) -> None:
    floor.receive(5, item="BOLT", bin="A-1", lot="L1")
    floor.receive(6, item="BOLT", bin="A-2", lot="L1", lpn="P1")
    floor.receive(7, item="BOLT", bin="A-2", lot="L2", status="damaged")
    floor.receive(8, item="NUT", bin="DOCK")
    floor.allocate(floor.wish(4))


@pytest.mark.parametrize(
    ("where", "amounts"),
    [
        ({}, [5, 6, 7, 8]),
        ({"item": "BOLT"}, [5, 6, 7]),
        ({"item": "BOLT", "lot": "L1"}, [5, 6]),
        ({"bin": "A-2"}, [6, 7]),
        ({"lpn": "P1"}, [6]),
        ({"status": "damaged"}, [7]),
        ({"kinds": ("receiving",)}, [8]),
        ({"kinds": ("virtual",)}, [-5, -6, -7, -8]),
        ({"owner": "OTHER"}, []),
        ({"site": "S", "item": "NUT", "bin": "DOCK"}, [8]),
        ({"item": "' OR true --"}, []),
    ],
)
def test_stock_is_filtered(floor: Floor, where: dict, amounts: list[int]):
    stocked(floor)
    rows = queries.stock(floor.ground, StockFilter(**where))
    assert sorted(row.on_hand for row in rows) == sorted(amounts)


def test_stock_shows_what_is_reserved_and_free(floor: Floor):
    stocked(floor)
    first = queries.stock(floor.ground, StockFilter(lot="L1"))[0]
    assert (first.on_hand, first.reserved, first.available) == (5, 4, 1)
    assert first.received_at == NOON and first.bin_kind == "storage"


def test_pages_join_to_the_whole(floor: Floor):
    stocked(floor)
    whole = queries.stock(floor.ground, StockFilter())
    paged = []
    while page := queries.stock(
        floor.ground, StockFilter(), after=paged[-1].balance_id if paged else 0, limit=3
    ):
        paged += page
    assert tuple(paged) == whole

    sums = queries.stock_by(floor.ground, ["item", "lot"], StockFilter())
    paged = []
    while page := queries.stock_by(
        floor.ground,
        ["item", "lot"],
        StockFilter(),
        after=paged[-1].group if paged else (),
        limit=1,
    ):
        paged += page
    assert tuple(paged) == sums
    assert [(s.group, s.on_hand, s.reserved, s.rows) for s in sums] == [
        (("BOLT", "L1"), 11, 4, 2),
        (("BOLT", "L2"), 7, 0, 1),
        (("NUT", ""), 8, 0, 1),
    ]


@pytest.mark.parametrize("group", [[], ["colour"], ["item", "item"]])
def test_stock_is_summed_only_by_what_it_has(floor: Floor, group: list[str]):
    with pytest.raises(InvalidMoveError):
        queries.stock_by(floor.ground, group, StockFilter())
    with pytest.raises(InvalidMoveError):
        queries.stock_by(floor.ground, ["item"], StockFilter(), after=("a", "b"))


def test_history_of_a_document_shows_its_moves_only(floor: Floor):
    floor.receive(9)
    moves = [
        replace(
            floor.move(1, floor.key(), CUSTOMER, Reason.SHIPMENT),
            document=DocumentRef("outbound_order", number, str(line)),
        )
        for line, number in enumerate(["SO-1", "SO-2", "SO-1"])
    ]
    floor.post(*moves)
    rows = queries.history(floor.ground, StockFilter(), document_number="SO-1")
    assert [row.document.line for row in rows] == ["2", "0"]
    older = queries.history(
        floor.ground, StockFilter(), document_number="SO-1", before=rows[0].move_id
    )
    assert older == rows[1:]
    assert rows[1].as_move() == moves[0]


def involves(row: MoveRow, where: StockFilter) -> bool:
    names = ("site", "owner", "item", "lot", "serial", "status", "bin", "lpn")
    wanted = [(name, getattr(where, name)) for name in names if getattr(where, name)]
    return any(
        all(getattr(side, name) == value for name, value in wanted)
        for side in (row.source, row.target)
    )


@pytest.fixture
def busy(floor: Floor) -> Floor:
    """A floor with a long history in few places."""
    chance = random.Random(3)
    bins = ["A-1", "A-2", "A-3"]
    for item in ("BOLT", "NUT"):
        for bin_ in bins:
            floor.receive(1000, item=item, bin=bin_, lot="L1")
    for _ in range(60):
        moves = []
        for _ in range(chance.randint(1, 8)):
            source, target = chance.sample([*bins, SUPPLIER, CUSTOMER], 2)
            if str(source) == CUSTOMER or {source, target} == {SUPPLIER, CUSTOMER}:
                continue
            reason = Reason.RELOCATION
            if SUPPLIER in (source, target):
                reason = Reason.RECEIPT
            if target == CUSTOMER:
                reason = Reason.SHIPMENT
            item = chance.choice(["BOLT", "NUT"])
            moves.append(floor.move(1, floor.key(item, source, lot="L1"), target, reason))
        if moves:
            floor.post(*moves, at=NOON + timedelta(minutes=chance.randint(0, 900)))
    return floor


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    item=st.sampled_from(["", "BOLT", "NUT", "NEVER"]),
    bin_=st.sampled_from(["", "A-1", "A-2", str(SUPPLIER), str(CUSTOMER)]),
    lot=st.sampled_from(["", "L1", "L2"]),
    limit=st.integers(1, 40),
)
def test_history_walks_back_page_by_page_as_a_full_scan_would(busy: Floor, item, bin_, lot, limit):
    every = queries.history(busy.ground, StockFilter(), limit=1000)
    assert len(every) > 200
    assert [row.move_id for row in every] == sorted((row.move_id for row in every), reverse=True)
    where = StockFilter(item=item, bin=bin_, lot=lot)
    expected = [row for row in every if involves(row, where)]
    walked: list[MoveRow] = []
    for _ in range(3):
        page = queries.history(
            busy.ground, where, before=walked[-1].move_id if walked else None, limit=limit
        )
        walked += page
    assert walked == expected[: 3 * limit]
