"""The checkers over a world that has come to rest, and one that may be asked at any instant.

They read tables and the outside systems' own books, not what the product says about itself.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from landbridge.canon import Document, dump_json, load_json
from landbridge.hub import rig
from landbridge.kit.ground import Ground
from landbridge.kit.quantity import Quantity
from landbridge.main.sim import history
from landbridge.main.sim.bookkeeping import Place, told_by
from landbridge.main.sim.company import CASE, OWNERS
from landbridge.main.sim.history import Effect, Key
from landbridge.main.sim.systems import BACK
from landbridge.wms import facade
from landbridge.wms import rig as warehouse
from landbridge.wms.rig import LadderRow

if TYPE_CHECKING:
    from landbridge.main.sim.world import World


class Warehoused(Protocol):
    """What has a warehouse: a world, or a day."""

    wms: Ground


ZERO = Decimal(0)
# What takes goods out of a site, with what the warehouse puts before its number.
LEAVING = {"outbound_order": "", "transfer": "TR-"}


def at_rest(world: "World") -> list[str]:
    """Everything that breaks the contract, in words."""
    told = journal(world)
    return [
        *world.complaints,
        *documents(world, told),
        *books(world, told),
        *ledger(world),
        *ladder(world, told),
        *targets(world),
        *nothing_left(world),
    ]


def at_any_instant(world: "World") -> list[str]:
    """What must hold in the middle of everything, too."""
    return [
        *books(world, journal(world)),
        *(f"I4 books: {text}" for text in facade.check_books(world.wms)),
        *warehouse.imbalances(world.wms),
    ]


def journal(world: "World") -> list[Document]:
    """All that the warehouse has told the outside, in the order of its entries."""
    return [load_json(content) for content in warehouse.told(world.wms, BACK)]


# ---------------------------------------------------------------- I1, I2, I3: documents


def documents(world: "World", told: Sequence[Document]) -> list[str]:
    """The set-full checker over both directions."""
    published: dict[Key, list[int]] = {key: list(value) for key, value in world.published.items()}
    for document in told:
        for target in _targets(document):
            key = (target, document.kind, f"{document.owner.code}/{document.number}")
            published.setdefault(key, []).append(document.version)
    return [
        *history.violations(published, list(_effects(world)), _shown(world), world.said),
        *_order_of_effects(world, told),
    ]


def _targets(document: Document) -> Iterable[str]:
    for name, owner in OWNERS.items():
        if document.owner.code == owner:
            yield name
    if document.kind == "shipment_confirmation":
        yield "carrier"


def _effects(world: "World") -> Iterable[Effect]:
    for name, system in world.systems.items():
        for parcel in system.effects:
            yield Effect(name, parcel.kind, f"{parcel.owner}/{parcel.number}", parcel.version)
    for kind, owner, number, version, key in warehouse.taken(world.wms):
        if not key.startswith("seed/"):
            yield Effect("wms", kind, f"{owner}/{number}", version)


def _shown(world: "World") -> list[tuple[Key, int]]:
    return [
        ((target, kind, f"{owner}/{number}"), version)
        for target, kind, owner, number, version in rig.shown(world.hub, held_for="wms")
    ]


def _order_of_effects(world: "World", told: Sequence[Document]) -> Iterable[str]:
    """I3: facts about one order reach a target in the order in which they happened."""
    place = {(one.kind, one.owner.code, one.number, one.version): (one.order_key, position)
             for position, one in enumerate(told)}  # fmt: skip
    for name, system in world.systems.items():
        last: dict[str, int] = {}
        for parcel in system.effects:
            key = (parcel.kind, parcel.owner, parcel.number, parcel.version)
            if key not in place:
                continue
            order_key, position = place[key]
            if position < last.get(order_key, -1):
                yield f"I3 out of order: {name} took {parcel.kind} {parcel.number} too late"
            last[order_key] = max(position, last.get(order_key, -1))


# ---------------------------------------------------------------- I7: whose stock is what


def books(world: "World", told: Sequence[Document]) -> list[str]:
    """ERP view = warehouse view less what is still on the way; true at any instant."""
    found = []
    for name, owner in OWNERS.items():
        system = world.systems[name]
        if system.sees is None:
            continue
        has = {(parcel.kind, parcel.number, parcel.version) for parcel in system.effects}
        books_then = system.books.copy()
        for document in told:
            if document.owner.code != owner:
                continue
            if (document.kind, document.number, document.version) not in has:
                books_then.book(told_by(document))
        expected: defaultdict[Place, Decimal] = defaultdict(Decimal)
        for place, amount in books_then.stock.items():
            expected[system.sees(place)] += amount
        there: defaultdict[Place, Decimal] = defaultdict(Decimal)
        for row in facade.census(world.wms, subject="stock", owner=owner):
            _, item, lot, status = row.key
            place = system.sees((row.site, item, lot, status))
            there[place] += row.quantity.value - row.unconfirmed
        for place in sorted(expected.keys() | there.keys()):
            if expected[place] != there[place]:
                found.append(
                    f"I7 books: {name} and what is on the way say {expected[place]} of "
                    f"{'/'.join(place)}, the warehouse holds {there[place]}"
                )
    return found


# ---------------------------------------------------------------- I4, I5, I8: the bank


def ledger(world: Warehoused) -> list[str]:
    """Stock comes from somewhere and goes somewhere; the books add up; the journal is whole."""
    chain = facade.verify_journal(world.wms, with_moves=True)
    return [
        *(f"I4 books: {text}" for text in facade.check_books(world.wms)),
        *warehouse.imbalances(world.wms),
        *(f"I8 journal: {text}" for text in chain.breaks),
    ]


# ---------------------------------------------------------------- I6: the ladder of a line


def ladder(world: Warehoused, told: Sequence[Document]) -> list[str]:
    """Counters of each line against picks, cartons, tasks and what the ERP was told of."""
    shipped: defaultdict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for document in told:
        if document.kind == "shipment_confirmation":
            tree = json.loads(dump_json(document))
            for line in tree["lines"]:
                key = (document.owner.code, tree["order_number"], line["order_line_id"])
                shipped[key] += Decimal(line["shipped"][0])
    found = []
    for row in warehouse.ladder(world.wms):
        name = f"order {row.owner}/{row.number} line {row.line_id}"
        told_sum = shipped[row.owner, row.number, row.line_id]
        found += [f"I6 {name}: {text}" for text in _rungs(row, told_sum)]
    return found


def _rungs(row: LadderRow, told: Decimal) -> Iterable[str]:
    rungs = (row.ordered, row.allocated, row.released, row.picked, row.packed, row.shipped)
    if any(upper < lower for upper, lower in pairwise((*rungs, Decimal(0)))):
        yield f"its counters do not descend: {rungs}"
    if row.picked != row.picks:
        yield f"{row.picked} picked, but picks of {row.picks}"
    if row.packed != row.in_cartons:
        yield f"{row.packed} packed, but {row.in_cartons} in cartons"
    if row.released - row.picked != row.to_pick:
        yield f"{row.released - row.picked} to pick, but tasks for {row.to_pick}"
    if row.shipped != told:
        yield f"{row.shipped} shipped, but {told} told"
    left = row.ordered - row.shipped - row.short - row.cancelled
    if row.is_closed and left:
        yield f"closed with {left} open"
    if not row.is_closed and not row.cancelled and row.ordered < row.wanted:
        yield f"{row.wanted} wanted, {row.ordered} ordered"


def targets(world: "World") -> list[str]:
    """The last version that took effect is what the warehouse works towards, line by line."""
    newest: dict[tuple[str, str], int] = {}
    for kind, owner, number, version, _ in warehouse.taken(world.wms):
        if kind in LEAVING:
            name = (owner, f"{LEAVING[kind]}{number}")
            newest[name] = max(version, newest.get(name, 0))
    asked = {}
    for clerk in world.clerks.values():
        for order in clerk.orders.values():
            name = (clerk.owner, f"{LEAVING.get(order.kind, '')}{order.number}")
            if order.status == "open" and newest.get(name) == order.version:
                asked[name] = {line.line_id: _in_base(line.quantity) for line in order.lines}
    return [
        f"I3 {row.owner}/{row.number} line {row.line_id}: {lines.get(row.line_id, ZERO)} asked,"
        f" {row.wanted} wanted"
        for row in warehouse.ladder(world.wms)
        if not row.is_closed
        and (lines := asked.get((row.owner, row.number))) is not None
        and lines.get(row.line_id, ZERO) != row.wanted
    ]


def _in_base(quantity: Quantity) -> Decimal:
    return quantity.value * 12 if quantity.uom == CASE else quantity.value


# ---------------------------------------------------------------- I9, I10: all came to an end


def nothing_left(world: "World") -> list[str]:
    """No work is stuck; what waits for a person has a reason, and a good one."""
    return [
        *(f"I10: {text}" for text in rig.stuck(world.hub)),
        # A source of this world never says two things under one version.
        *(f"I2: {text} is told to be at odds with itself" for text in rig.at_odds(world.hub)),
    ]
