"""The identity holds: left - right = in flight + rejected + unexplained, for every key."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from landbridge.connect.protocols import CensusRow
from landbridge.hub.facade.views import DocumentOnTheWay, Standing
from landbridge.hub.reconcile.rules import Comparison, Movement, compare, turned
from landbridge.kit.quantity import EACH, Quantity, Uom

CASE = Uom("CS")
KEY = ("ACME", "A", "", "available")


def each(value: int | str) -> Quantity:
    return Quantity(Decimal(value), EACH)


def row(
    value: int | str, key: tuple[str, ...] = KEY, uom: Uom = EACH, unconfirmed: int = 0
) -> CensusRow:
    return CensusRow(
        key=key, quantity=Quantity(Decimal(value), uom), unconfirmed=Decimal(unconfirmed)
    )


def movement(
    value: int, standing: Standing = Standing.IN_FLIGHT, *, message_id: int = 1, uom: Uom = EACH
) -> Movement:
    document = DocumentOnTheWay(
        message_id=message_id, kind="receipt_confirmation", number=f"R{message_id}",
        source="wms", target="erp", standing=standing,
    )  # fmt: skip
    return Movement(KEY, Quantity(Decimal(value), uom), document)


def only(comparison: Comparison):
    (difference,) = comparison.differences
    return difference


def test_equal_counts_agree_however_they_are_spread_over_places() -> None:
    result = compare([row(3), row(7)], [row(10)], [])
    assert (result.keys_count, result.differences, result.agrees) == (1, (), True)


def test_a_receipt_on_its_way_explains_what_the_erp_lacks() -> None:
    difference = only(compare([row(15)], [row(10)], [movement(5)]))
    assert (difference.in_flight, difference.rejected, difference.unexplained) == (5, 0, 0)
    assert difference.documents[0].number == "R1"


def test_a_rejected_receipt_explains_but_does_not_agree() -> None:
    result = compare([row(15)], [row(10)], [movement(5, Standing.REJECTED)])
    assert only(result).rejected == 5
    assert only(result).unexplained == 0
    assert not result.agrees
    assert result.unexplained == ()


def test_what_no_document_explains_is_named_and_comes_first() -> None:
    other = ("ACME", "0", "", "available")
    result = compare([row(15), row(2, other)], [row(9), row(2, other)], [movement(5)])
    difference = only(result)
    assert (difference.difference, difference.in_flight, difference.unexplained) == (6, 5, 1)
    assert result.unexplained == (difference,)


def test_a_key_that_one_side_does_not_know_counts_as_nothing_there() -> None:
    assert only(compare([], [row(4)], [])).unexplained == -4


def test_a_document_the_other_way_counts_with_the_sign_turned() -> None:
    assert only(compare([row(10)], [row(15)], [turned(movement(5))])).unexplained == 0


def test_an_unanswered_call_explains_both_outcomes() -> None:
    lost = movement(5, Standing.UNCERTAIN)
    assert compare([row(15)], [row(15)], [lost]).differences == ()
    assert only(compare([row(15)], [row(10)], [lost])).in_flight == 5
    assert only(compare([row(15)], [row(11)], [lost])).unexplained == -1


def test_two_unanswered_calls_of_which_one_arrived() -> None:
    calls = [movement(5, Standing.UNCERTAIN), movement(3, Standing.UNCERTAIN, message_id=2)]
    difference = only(compare([row(8)], [row(5)], calls))
    assert difference.unexplained == 0
    assert [document.number for document in difference.documents] == ["R2"]


def test_goods_that_no_document_tells_of_yet_are_a_part_of_their_own() -> None:
    difference = only(compare([row(18, unconfirmed=3)], [row(10)], [movement(5)]))
    assert (difference.in_flight, difference.unconfirmed, difference.unexplained) == (5, 3, 0)
    assert compare([row(10, unconfirmed=3)], [row(10, unconfirmed=3)], []).differences == ()
    assert only(compare([row(10)], [row(12, unconfirmed=3)], [])).unexplained == 1


def test_what_was_set_aside_explains_until_somebody_mends_it_by_hand() -> None:
    aside = movement(5, Standing.DISMISSED)
    assert only(compare([row(15)], [row(10)], [aside])).rejected == 5
    assert compare([row(15)], [row(15)], [aside]).differences == ()
    assert only(compare([row(15)], [row(12)], [aside])).unexplained == 3


def test_counts_that_are_equal_in_spite_of_a_document_on_the_way_are_a_difference() -> None:
    difference = only(compare([row(10)], [row(10)], [movement(5)]))
    assert (difference.in_flight, difference.unexplained) == (5, -5)


def test_units_are_converted_by_exact_factors() -> None:
    factors = {("ACME", "A", EACH): Fraction(1), ("ACME", "A", CASE): Fraction(12)}
    result = compare(
        [row(3), row(2, uom=CASE)], [row(15)], [movement(1, uom=CASE)], factors=factors
    )
    difference = only(result)
    assert (difference.left, difference.uom, difference.unexplained) == (27, EACH, 0)


def test_thirds_stay_exact_in_the_smaller_unit() -> None:
    third = Uom("X3")
    factors = {("ACME", "A", EACH): Fraction(1), ("ACME", "A", third): Fraction(1, 3)}
    assert compare([row(3, uom=third)], [row(1)], [], factors=factors).differences == ()


def test_units_without_a_factor_are_said_to_be_incomparable() -> None:
    result = compare([row(1, uom=CASE)], [row(12)], [])
    assert "cannot be compared" in only(result).note
    assert not result.agrees
    assert result.unexplained == result.differences


KEYS = st.tuples(
    st.just("ACME"), st.sampled_from("ABC"), st.sampled_from(["", "L1"]), st.just("available")
)
STANDINGS = [Standing.IN_FLIGHT, Standing.UNCERTAIN, Standing.REJECTED]
DOCUMENTS = st.lists(
    st.tuples(KEYS, st.integers(-20, 20), st.sampled_from(STANDINGS), st.booleans()),
    max_size=8,
)


@given(
    opening=st.dictionaries(KEYS, st.integers(0, 50)),
    documents=DOCUMENTS,
    planted=st.dictionaries(KEYS, st.integers(-5, 5)),
    untold=st.dictionaries(KEYS, st.integers(1, 9)),
)
def test_the_identity_holds_for_any_history(opening, documents, planted, untold) -> None:
    """The left books every document, the right those that arrived, plus what nobody explains."""
    left, right = dict(opening), dict(opening)
    moving = []
    for index, (key, change, standing, arrived) in enumerate(documents):
        left[key] = left.get(key, 0) + change
        if standing is Standing.UNCERTAIN and arrived:
            right[key] = right.get(key, 0) + change
        document = DocumentOnTheWay(
            message_id=index, kind="k", number=str(index), source="l", target="r", standing=standing
        )
        moving.append(Movement(key, each(change), document))
    for key, value in untold.items():
        left[key] = left.get(key, 0) + value
    uncertain = {m.key for m in moving if m.document.standing is Standing.UNCERTAIN}
    for key, value in planted.items():
        right[key] = right.get(key, 0) + value
    result = compare(
        [row(value, key, unconfirmed=untold.get(key, 0)) for key, value in left.items()],
        [row(value, key) for key, value in right.items()],
        moving,
    )
    for entry in result.differences:
        assert entry.difference == (
            entry.in_flight + entry.unconfirmed + entry.rejected + entry.unexplained
        )
        assert entry.key in planted or entry.unexplained == 0
    found = {entry.key: entry.unexplained for entry in result.differences}
    for key, value in planted.items():
        if key not in uncertain:  # an unanswered call may happen to explain a planted difference
            assert found.get(key, 0) == -value
