"""Cartons share out the moves of a shipment, whole or not at all."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from landbridge.connectors.tryton.packages import Held, Wanted, share


def held(move_id: int, quantity: int, *, line: str = "l1", lot: str = "") -> Held:
    return Held(move_id=move_id, line=line, item="NUT", lot=lot, quantity=Decimal(quantity))


def wanted(carton: int, quantity: int, *, line: str = "l1", lot: str = "") -> Wanted:
    return Wanted(carton=carton, line=line, item="NUT", lot=lot, quantity=Decimal(quantity))


def test_a_move_in_two_cartons_is_shared_between_them() -> None:
    assert share([wanted(0, 3), wanted(1, 5)], [held(7, 8)]) == [(0, 7, 3), (1, 7, 5)]


def test_a_carton_over_two_lots_takes_from_both() -> None:
    moves = [held(7, 4, lot="A"), held(8, 2, lot="B")]
    assert share([wanted(0, 6)], moves) == [(0, 7, 4), (0, 8, 2)]


def test_what_names_its_lot_comes_first() -> None:
    moves = [held(7, 4, lot="A"), held(8, 4, lot="B")]
    shares = share([wanted(0, 4), wanted(1, 4, lot="A")], moves)
    assert shares == [(0, 8, 4), (1, 7, 4)]


def test_lines_are_not_mixed() -> None:
    moves = [held(7, 4, line="l1"), held(8, 4, line="l2")]
    assert share([wanted(0, 8, line="l1")], moves) is None


def test_too_much_too_little_and_a_lot_that_did_not_leave_are_no_shares() -> None:
    assert share([wanted(0, 9)], [held(7, 8)]) is None
    assert share([wanted(0, 7)], [held(7, 8)]) is None
    assert share([wanted(0, 8, lot="B")], [held(7, 8, lot="A")]) is None
    assert share([], [held(7, 8)]) is None


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.data())
def test_whatever_is_packed_adds_up_on_both_sides(moves: list[int], data: st.DataObject) -> None:
    total = sum(moves)
    cuts = sorted(data.draw(st.sets(st.integers(1, max(total - 1, 1)), max_size=4)) - {total})
    ends = [*cuts, total]
    sizes = [end - begin for begin, end in zip([0, *cuts], ends, strict=True)]
    shares = share(
        [wanted(place, size) for place, size in enumerate(sizes)],
        [held(move, quantity) for move, quantity in enumerate(moves)],
    )
    assert shares is not None
    for move, quantity in enumerate(moves):
        assert sum(amount for _, key, amount in shares if key == move) == quantity
    for place, size in enumerate(sizes):
        assert sum(amount for carton, _, amount in shares if carton == place) == size
