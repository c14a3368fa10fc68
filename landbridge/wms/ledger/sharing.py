"""Who gets what: stock in FEFO order shared out to lines in the order they come. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import NamedTuple

from landbridge.wms.ledger.rules import PRECISION

ZERO = Decimal(0)


@dataclass(slots=True)
class Supply:
    """What is free on one balance (or of one promise); it goes down as lines take from it.

    unopened: a licence plate of which nothing was taken or promised yet.
    """

    source_id: int
    free: Decimal
    unopened: bool = False


@dataclass(slots=True)
class Budget:
    """How much of an item may be taken without breaking promises to others."""

    left: Decimal


class Ask(NamedTuple):
    """One line's wish. supplies: the balances that may serve it, best first.

    promised: what the line itself was promised before; it is taken beyond the budget.
    budget: None where nothing of the item is promised to anyone.
    packs: base units of the item's packs, where whole licence plates and packs go first.
    """

    line: int
    quantity: Decimal
    supplies: Sequence[Supply]
    multiple_of: Decimal | None = None
    whole: bool = False
    together: str = ""
    promised: Decimal = ZERO
    budget: Budget | None = None
    packs: tuple[Decimal, ...] | None = None


class Take(NamedTuple):
    """An amount of one supply for one line."""

    line: int
    source_id: int
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Shared:
    """All takes, and what each line with a shortage lacks."""

    takes: tuple[Take, ...]
    short: dict[int, Decimal]


class _Part(NamedTuple):
    ask: Ask
    taken: list[tuple[Supply, Decimal]]
    quantity: Decimal
    of_budget: Decimal


def share_out(asks: Sequence[Ask]) -> Shared:
    """Serve lines in order. What stands together is served at its first line, all or nothing.

    A line that gets nothing leaves the stock to those after it.
    """
    takes: list[Take] = []
    short: dict[int, Decimal] = {}
    with localcontext(prec=PRECISION):
        for group in _groups(asks):
            if len(group) == 1 and (simple := _take_simply(group[0])) is not None:
                takes.append(simple)
                continue
            parts = [_take(ask) for ask in group]
            if group[0].together and any(part.quantity < part.ask.quantity for part in parts):
                for part in parts:
                    _give_back(part)
                short |= {ask.line: ask.quantity for ask in group}
                continue
            for part in parts:
                takes += [
                    Take(part.ask.line, supply.source_id, amount) for supply, amount in part.taken
                ]
                if (missing := part.ask.quantity - part.quantity) > 0:
                    short[part.ask.line] = missing
    return Shared(tuple(takes), short)


def _take_simply(ask: Ask) -> Take | None:
    """From the first supply all that is asked for, where nothing else has to be weighed.

    That is what most lines of a day come to; it gives what the long way would give.
    """
    if ask.budget is not None or ask.multiple_of is not None or ask.packs is not None:
        return None
    if ask.quantity <= 0:
        return None
    for supply in ask.supplies:
        if supply.free <= 0:
            continue
        if supply.free < ask.quantity:
            return None
        supply.free -= ask.quantity
        supply.unopened = False
        return Take(ask.line, supply.source_id, ask.quantity)
    return None


def _groups(asks: Sequence[Ask]) -> Iterator[list[Ask]]:
    together: dict[str, list[Ask]] = {}
    for ask in asks:
        if ask.together:
            together.setdefault(ask.together, []).append(ask)
    for ask in asks:
        if not ask.together:
            yield [ask]
        elif (group := together.pop(ask.together, None)) is not None:
            yield group


def whole_multiple(quantity: Decimal, multiple_of: Decimal | None) -> Decimal:
    """The largest whole number of packs within `quantity`, in base units."""
    if multiple_of is None:
        return quantity
    return quantity // multiple_of * multiple_of


def _take(ask: Ask) -> _Part:
    wish = ask.quantity
    if ask.budget is not None:
        wish = min(wish, max(ask.budget.left, ZERO) + ask.promised)
    gathered = _gather(ask.supplies, wish) if ask.packs is None else _whole_first(ask, wish)
    total = wish if len(gathered) == 1 and gathered[0][1] == wish else _sum(gathered)
    allowed = whole_multiple(total, ask.multiple_of)
    if ask.whole and allowed < ask.quantity:
        allowed = ZERO
    taken: list[tuple[Supply, Decimal]] = []
    left = allowed
    for supply, amount in gathered:
        amount = min(amount, left)
        if amount > 0:
            supply.free -= amount
            left -= amount
            taken.append((supply, amount))
            supply.unopened = False
    of_budget = ZERO
    if ask.budget is not None:
        of_budget = max(allowed - ask.promised, ZERO)
        ask.budget.left -= of_budget
    return _Part(ask, taken, allowed, of_budget)


def _sum(gathered: Sequence[tuple[Supply, Decimal]]) -> Decimal:
    return sum([amount for _, amount in gathered], ZERO)


def _gather(supplies: Sequence[Supply], wish: Decimal) -> list[tuple[Supply, Decimal]]:
    gathered = []
    for supply in supplies:
        if wish <= 0:
            break
        if supply.free > 0:
            amount = min(supply.free, wish)
            gathered.append((supply, amount))
            wish -= amount
    return gathered


def _whole_first(ask: Ask, wish: Decimal) -> list[tuple[Supply, Decimal]]:
    """Unopened licence plates that fit as a whole, then whole packs of one place, then the rest."""
    got: dict[int, Decimal] = {}
    for supply in ask.supplies:
        if supply.unopened and 0 < supply.free <= wish:
            got[supply.source_id] = supply.free
            wish -= supply.free
    for pack in sorted(ask.packs or (), reverse=True):
        for supply in ask.supplies:
            here = got.get(supply.source_id, ZERO)
            amount = whole_multiple(min(supply.free - here, wish), pack)
            if amount > 0:
                got[supply.source_id] = here + amount
                wish -= amount
    for supply in ask.supplies:
        here = got.get(supply.source_id, ZERO)
        amount = min(supply.free - here, wish)
        if amount > 0:
            got[supply.source_id] = here + amount
            wish -= amount
    # Wholes stand first, so that a rule of whole packs cuts the loose rest away.
    by_id = {supply.source_id: supply for supply in ask.supplies}
    return [(by_id[id_], amount) for id_, amount in got.items()]


def _give_back(part: _Part) -> None:
    for supply, amount in part.taken:
        supply.free += amount
    if part.ask.budget is not None:
        part.ask.budget.left += part.of_budget
