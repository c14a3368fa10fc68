"""Many connections at once: nothing is promised twice, and nobody is told of a deadlock."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

from landbridge.wms.ledger import queries
from landbridge.wms.ledger.conftest import NOON, SUPPLIER, Floor
from landbridge.wms.ledger.contracts import Reason, StockFilter

HANDS, ROUNDS = 8, 10
ITEMS = ("BOLT", "NUT", "RING", "CLIP")


def test_a_thousand_asks_for_half_as_many_pieces(wms_ground) -> None:
    """The command of the large measurement, small: asks from many connections, crossing items."""
    from tools.oversell import oversell

    sold = oversell(wms_ground, allocations=1_000, connections=8, lines=5)
    assert sold.is_good, sold
    assert 0 < sold.promised == sold.held <= sold.there < sold.allocations_asked


def test_t25_postings_in_any_order_of_time_and_commit_add_up(floor: Floor) -> None:
    """Each hand posts over the same items and bins in an order of its own, ever further back in
    time; the books are those of one after the other, and a deadlock is nobody's answer."""
    for item in ITEMS:
        floor.receive(100, item=item)

    def hand(number: int) -> None:
        turned = ITEMS if number % 2 else ITEMS[::-1]
        for turn in range(ROUNDS):
            at = NOON - timedelta(minutes=turn * HANDS + number)
            moves = [
                floor.move(2, floor.key(item, SUPPLIER), "A-1", Reason.RECEIPT) for item in turned
            ]
            moves += [
                floor.move(1, floor.key(item, "A-1"), "A-2", Reason.RELOCATION) for item in turned
            ]
            floor.post(*moves, key=f"{number}/{turn}", at=at)

    with ThreadPoolExecutor(HANDS) as pool:
        list(pool.map(hand, range(HANDS)))
    for item in ITEMS:
        assert floor.on_hand(item) == Decimal(100 + HANDS * ROUNDS)
        assert floor.on_hand(item, "A-2") == Decimal(HANDS * ROUNDS)
    assert queries.stock(floor.ground, StockFilter(bin="A-1"))
    assert floor.is_sound()
