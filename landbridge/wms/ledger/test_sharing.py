"""Stock shared out: never more than there is, whole packs, all or nothing, promises kept."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from landbridge.wms.ledger.sharing import Ask, Budget, Supply, Take, share_out

D = Decimal
AMOUNTS = st.decimals(0, 50, places=1)


def ask(line: int, quantity: int | str, supplies: list[Supply], **more: object) -> Ask:
    return Ask(line=line, quantity=D(quantity), supplies=supplies, **more)


def test_t22_two_packs_of_eight_of_fifteen_are_one_pack_and_one_short():
    supplies = [Supply(1, D(10)), Supply(2, D(5))]
    shared = share_out([ask(0, 16, supplies, multiple_of=D(8))])
    assert sum(take.quantity for take in shared.takes) == 8
    assert shared.short == {0: D(8)}
    assert sum(supply.free for supply in supplies) == 7


def test_lines_are_served_in_order_from_the_best_stock_first():
    supplies = [Supply(7, D(3)), Supply(3, D(9))]
    shared = share_out([ask(0, 2, supplies), ask(1, 4, supplies), ask(2, 9, supplies)])
    assert shared.takes == (
        Take(0, 7, D(2)),
        Take(1, 7, D(1)),
        Take(1, 3, D(3)),
        Take(2, 3, D(6)),
    )
    assert shared.short == {2: D(3)}


def test_what_stands_together_gets_all_or_leaves_it_to_others():
    apples, pears = [Supply(1, D(5))], [Supply(2, D(1))]
    shared = share_out(
        [
            ask(0, 5, apples, together="order 1"),
            ask(1, 4, apples),
            ask(2, 2, pears, together="order 1"),
        ]
    )
    assert shared.takes == (Take(1, 1, D(4)),)
    assert shared.short == {0: D(5), 2: D(2)}


def test_a_whole_line_gets_nothing_rather_than_a_part():
    supplies = [Supply(1, D(5))]
    shared = share_out([ask(0, 6, supplies, whole=True), ask(1, 5, supplies, whole=True)])
    assert shared.takes == (Take(1, 1, D(5)),)
    assert shared.short == {0: D(6)}


def test_promises_to_others_are_kept_and_ones_own_is_used():
    supplies = [Supply(1, D(10))]
    budget = Budget(D(10) - D(7))
    shared = share_out(
        [
            ask(0, 5, supplies, budget=budget),
            ask(1, 6, supplies, budget=budget, promised=D(4)),
        ]
    )
    assert shared.takes == (Take(0, 1, D(3)), Take(1, 1, D(4)))
    assert shared.short == {0: D(2), 1: D(2)}


@given(st.data())
def test_never_more_than_there_is_and_nothing_is_lost(data: st.DataObject):
    frees = data.draw(st.lists(AMOUNTS, min_size=1, max_size=6))
    supplies = [Supply(index, free) for index, free in enumerate(frees)]
    marks = st.sampled_from(["", "", "a", "b"])
    asks = [
        Ask(
            line=line,
            quantity=data.draw(st.decimals("0.1", 60, places=1)),
            supplies=data.draw(st.permutations(supplies)),
            multiple_of=data.draw(st.none() | st.sampled_from([D(1), D("2.5"), D(8)])),
            whole=data.draw(st.booleans()),
            together=data.draw(marks),
        )
        for line in range(data.draw(st.integers(1, 8)))
    ]
    shared = share_out(asks)
    for supply, free in zip(supplies, frees, strict=True):
        taken = sum(t.quantity for t in shared.takes if t.source_id == supply.source_id)
        assert supply.free >= 0
        assert taken + supply.free == free
    for one in asks:
        got = sum(take.quantity for take in shared.takes if take.line == one.line)
        assert got + shared.short.get(one.line, D(0)) == one.quantity
        assert got == 0 or not one.whole or got == one.quantity
        assert one.multiple_of is None or got % one.multiple_of == 0
    for mark in ("a", "b"):
        group = [one for one in asks if one.together == mark]
        complete = [one.line not in shared.short for one in group]
        assert all(complete) or not any(
            take.line in {one.line for one in group} for take in shared.takes
        )


@given(st.data())
def test_a_simple_line_is_short_only_if_the_stock_is_out(data: st.DataObject):
    supplies = [Supply(i, free) for i, free in enumerate(data.draw(st.lists(AMOUNTS)))]
    asks = [
        Ask(line=line, quantity=quantity, supplies=supplies)
        for line, quantity in enumerate(data.draw(st.lists(st.decimals("0.1", 60, places=1))))
    ]
    if share_out(asks).short:
        assert sum(supply.free for supply in supplies) == 0


@given(st.data())
def test_what_is_taken_simply_is_what_the_long_way_takes(data: st.DataObject):
    frees = data.draw(st.lists(AMOUNTS, min_size=1))
    wishes = data.draw(st.lists(st.decimals("0.1", 60, places=1), min_size=1))
    found = []
    for budget in (None, Budget(D(10**6))):  # with a budget each line is weighed
        supplies = [Supply(i, free, unopened=True) for i, free in enumerate(frees)]
        asks = [
            Ask(line=line, quantity=quantity, supplies=supplies, budget=budget)
            for line, quantity in enumerate(wishes)
        ]
        found.append((share_out(asks), supplies))
    assert found[0] == found[1]
