"""What must hold on and after a generated day, read from tables, documents and real bins."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from landbridge.canon import load_json
from landbridge.main.sim import checks, history
from landbridge.main.sim.day.business import OWNER, SITE
from landbridge.main.sim.history import Effect
from landbridge.main.sim.systems import BACK
from landbridge.wms import facade
from landbridge.wms import rig as warehouse

if TYPE_CHECKING:
    from landbridge.main.sim.day.running import Day


def on_the_way(day: "Day") -> list[str]:
    """I4 and I5, true at any instant."""
    return [*warehouse.imbalances(day.wms)]


def at_rest(day: "Day") -> list[str]:
    """Everything that breaks the contract when the floor is empty, in words."""
    told = [load_json(content) for content in warehouse.told(day.wms, BACK)]
    return [
        *documents(day),
        *_told_once(told),
        *books(day, told),
        *checks.ledger(day),
        *checks.ladder(day, told),
        *bins(day),
        *nothing_left(day),
    ]


def documents(day: "Day") -> list[str]:
    """I1, I2, I3: each version the office told had its effect once, in order."""
    published: dict[history.Key, list[int]] = defaultdict(list)
    for one in day.business.told[: day.told]:
        document = one.document
        key = ("wms", document.kind, f"{document.owner.code}/{document.number}")
        published[key].append(document.version)
    effects = [
        Effect("wms", kind, f"{owner}/{number}", version)
        for kind, owner, number, version, key in warehouse.taken(day.wms)
        if not key.startswith("seed/")
    ]
    return history.violations(published, effects, ())


def _told_once(told: Iterable[object]) -> list[str]:
    names = Counter((one.kind, one.number, one.version) for one in told)  # type: ignore[attr-defined]
    return [f"I2: {' '.join(map(str, name))} was told {count} times"
            for name, count in names.items() if count > 1]  # fmt: skip


def books(day: "Day", told: Iterable[object]) -> list[str]:
    """I7: the office's books, kept from what it was told, equal the warehouse's."""
    expected: defaultdict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for wish in day.business.stock:
        expected[wish.item, wish.lot, "available"] += wish.quantity
    for document in told:
        for effect in document.stock_effects():  # type: ignore[attr-defined]
            expected[effect.item, effect.lot, effect.status] += effect.change.value
    there: defaultdict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for row in facade.census(day.wms, subject="stock", owner=OWNER.code):
        _, item, lot, status = row.key
        there[item, lot, status] += row.quantity.value - row.unconfirmed
    return [
        f"I7: the office knows of {expected[place]} {'/'.join(place)}, there are {there[place]}"
        for place in sorted(expected.keys() | there.keys())
        if expected[place] != there[place]
    ]


def bins(day: "Day") -> list[str]:
    """What the books say of each storage bin is what people's hands put there and took away."""
    booked: Counter[tuple[str, str, str]] = Counter()
    storage = set(day.floor.storage)
    after = ""
    while True:
        page = facade.stock(day.wms, site=SITE, limit=500, after=after)
        for row in page.rows:
            if row.bin in storage:
                booked[row.bin, row.item, row.lot] += int(row.on_hand)
        if not (after := page.after):
            break
    real = day.floor.real
    return [
        f"bins: {real[place]} of {'/'.join(place)} lie there, the books say {booked[place]}"
        for place in sorted(booked.keys() | real.keys())
        if booked[place] != real[place]
    ]


def nothing_left(day: "Day") -> list[str]:
    """I9, I10: all came to an end."""
    ground = day.wms
    open_ones = {
        "orders": facade.outbound_orders(ground, limit=500).rows,
        "trucks": facade.inbound_orders(ground, limit=500).rows,
        "tasks": facade.tasks(ground, limit=500).rows,
        "counts": facade.cycle_counts(ground, limit=500).rows,
    }
    left = [f"I10: {len(rows)} {name} are open" for name, rows in open_ones.items() if rows]
    if day.told < len(day.business.told):
        left.append(f"I10: {len(day.business.told) - day.told} documents were never told")
    return left
