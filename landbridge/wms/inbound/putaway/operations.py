"""Bringing received goods to storage."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import plain
from landbridge.wms.forms.operations import once
from landbridge.wms.inbound.contracts import ItemsClassified, PutAway, PutawayTrial, TriedRule
from landbridge.wms.inbound.putaway.finding import SQL as FINDING
from landbridge.wms.inbound.putaway.finding import Finder, goods_of
from landbridge.wms.inbound.putaway.kind import KILOGRAM_G, LITRE_MM3, PUTAWAY
from landbridge.wms.inbound.putaway.rules import (
    AMBIENT,
    STORABLE,
    Goods,
    Search,
    Suggestion,
    suggest,
    unfit,
)
from landbridge.wms.inbound.putaway.sizes import NOTHING, Size, packed_size
from landbridge.wms.inbound.putaway.storing import Storing, store
from landbridge.wms.ledger.contracts import DocumentRef
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.queries import (
    one_item,
    site_by_code,
)
from landbridge.wms.master.rules import to_base
from landbridge.wms.rulebook.contracts import Rule
from landbridge.wms.rulebook.queries import rules_of, use_rule
from landbridge.wms.rulebook.rules import enabled
from landbridge.wms.tasks.operations import LockedTask

TRIES_MAX = 25
PASSED_SHOWN = 8


def suggest_bin(
    conn: Connection,
    item: ItemView,
    quantity: Decimal,
    *,
    site_id: int,
    lot: str,
    status: str = "available",
    at: datetime | None = None,
) -> Suggestion:
    """Where goods should go, by the site's rules. The bin is held until the transaction ends, so
    nobody else is sent there before a task of it can be seen.

    at: when, to remember which rule decided.
    """
    rules = enabled(rules_of(conn, PUTAWAY, site_id))
    goods = goods_of(conn, item, quantity, site_id=site_id, lot=lot, status=status)
    find = Finder(conn, item, site_id)
    for _ in range(TRIES_MAX):
        found = suggest(rules, goods, find, classes=find.classes)
        if not found.bin:
            return found
        if _hold(conn, find, found, rules, goods):
            if at is not None:
                use_rule(conn, found.rule_id, at)
            return found
        find.passed[found.bin] = find.bin_ids[found.bin]
    return Suggestion("", "Too many others are looking for a bin just now: scan any storage bin.")


def _too_much(size: Size) -> str:
    """Why a plate stays at the dock, and what to do: most often it weighs too much for any bin."""
    weight = plain(((size.weight_g or 0) / KILOGRAM_G).quantize(Decimal(1)))
    volume = plain(((size.volume_mm3 or 0) / LITRE_MM3).quantize(Decimal(1)))
    return (
        f"No bin is free for {weight} kg and {volume} litres: take goods off it, or scan any "
        "storage bin."
    )


def suggest_for_plate(
    conn: Connection, load: Sequence[tuple[ItemView, Decimal, str]], *, site_id: int, at: datetime
) -> Suggestion:
    """Where a plate with several kinds of goods should go: an empty bin that takes all of it.

    load: item, base units and lot. The goods that need a special bin decide, else the first.
    """
    special = (one for one in load if one[0].hazard_code or one[0].temperature_class not in AMBIENT)
    item, quantity, lot = next(special, load[0])
    rules = [
        rule for rule in enabled(rules_of(conn, PUTAWAY, site_id))
        if rule.actions.get("look_for") == "empty"
    ]  # fmt: skip
    goods = goods_of(conn, item, quantity, site_id=site_id, lot=lot, status=STORABLE)
    goods = replace(goods, size=sum((packed_size(one, many) for one, many, _ in load), NOTHING))
    find = Finder(conn, item, site_id)
    for _ in range(TRIES_MAX):
        found = suggest(rules, goods, find, classes=find.classes)
        if not found.bin or _hold(conn, find, found, rules, goods):
            if found.bin:
                use_rule(conn, found.rule_id, at)
            text = found.text if found.bin else _too_much(goods.size)
            return replace(found, text=f"The plate holds several items. {text}")
        find.passed[found.bin] = find.bin_ids[found.bin]
    return Suggestion("", "Too many others are looking for a bin just now: scan any storage bin.")


def retarget_tasks(
    conn: Connection, task_ids: Sequence[int | None], bin: str, suggestion: str
) -> None:
    """Send goods of open tasks to another bin."""
    conn.execute(FINDING["retarget"], {"task_ids": [*task_ids], "bin": bin, "why": suggestion})


def _hold(
    conn: Connection, find: Finder, found: Suggestion, rules: Sequence[Rule], goods: Goods
) -> bool:
    """Lock the bin; False if somebody else has it, or has just made it unfit."""
    bin_id = find.bin_ids[found.bin]
    if conn.execute(FINDING["hold_bin"], [bin_id]).fetchone() is None:
        return False
    # A new statement sees what was committed until the bin was ours.
    rule = next(rule for rule in rules if rule.name == found.rule)
    places = find.places([bin_id])
    return bool(places) and not unfit(places[0], Search(rule, goods), find.classes)


def try_putaway(
    ground: Ground,
    *,
    site: str,
    item: str,
    quantity: Decimal,
    owner: str = "",
    uom: str = "",
    lot: str = "",
    status: str = "available",
) -> PutawayTrial:
    """What would happen with goods that came now; nothing is changed or held.

    Wrong: unknown-site, unknown-code, ambiguous-code, quantity, unknown-uom.
    """
    with ground.pg.snapshot() as conn:
        place = site_by_code(conn, site)
        thing = one_item(ground, conn, item, owner=owner).item
        base = to_base(thing, quantity, uom)
        goods = goods_of(conn, thing, base, site_id=place.site_id, lot=lot, status=status)
        find = Finder(conn, thing, place.site_id)
        rules = enabled(rules_of(conn, PUTAWAY, place.site_id))
        found = suggest(rules, goods, find, classes=find.classes)
    litres, kilograms = goods.size.volume_mm3, goods.size.weight_g
    return PutawayTrial(
        item=thing.code, uom=thing.base_uom, quantity=base, bin=found.bin, rule=found.rule,
        text=found.text, abc=goods.abc, litres=None if litres is None else litres / LITRE_MM3,
        kilograms=None if kilograms is None else kilograms / KILOGRAM_G,
        tried=tuple(
            TriedRule(rule=one.rule, text=one.text, passed_over=one.passed_over[:PASSED_SHOWN])
            for one in found.tried
        ),
    )  # fmt: skip


def classify_items(ground: Ground, *, site: str, days: int = 90) -> ItemsClassified:
    """Count again how fast items move at a site, by the picks of the last days.

    Wrong("unknown-site").
    """
    now = ground.clock.now()

    def work(conn: Connection) -> ItemsClassified:
        where = {
            "site_id": site_by_code(conn, site).site_id, "at": now,
            "since": now - timedelta(days=max(1, min(days, 3_650))),
        }  # fmt: skip
        classes = Counter(row[0] for row in conn.execute(FINDING["classify"], where))
        return ItemsClassified(a_count=classes["A"], b_count=classes["B"], c_count=classes["C"])

    return ground.pg.retrying(work)


def put_away(
    ground: Ground,
    *,
    key: str,
    actor: str,
    task_id: int,
    bin: str,
    item: str = "",
    quantity: Decimal | None = None,
) -> PutAway:
    """Store goods of a putaway task in the scanned bin; default all of it. item: check scan.

    Wrong: as `store` says.
    """

    def work(conn: Connection) -> PutAway:
        this = Storing(
            kind="putaway", task_id=task_id, bin=bin, item=item, quantity=quantity,
            document=_document, plate=_plate_kept,
        )  # fmt: skip
        now = ground.clock.now()
        done = store(ground, conn, this, key=f"put_away/{key}", actor=actor, at=now)
        code, amount = done.item.code, done.quantity
        return PutAway(
            task_id=task_id, item=code, uom=done.item.base_uom, quantity=amount, bin=done.bin,
            remaining=done.remaining, text=f"{plain(amount)} {code} stored in {done.bin}.",
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="put_away", actor=actor,
        inputs=(task_id, bin, item, quantity), answer=PutAway,
    )  # fmt: skip


def _plate_kept(conn: Connection, task: LockedTask, item: ItemView, whole: bool) -> str:
    """A licence plate stays whole: goods taken off it lose it."""
    keeps = whole and not task.done and not _shares_plate(conn, task, item)
    return task.lpn if keeps else ""


def _shares_plate(conn: Connection, task: LockedTask, item: ItemView) -> bool:
    """Whether other goods are on the plate of a task too."""
    if not task.lpn:
        return False
    where = {"site_id": task.site_id, "lpn": task.lpn, "owner": item.owner, "item": item.code,
             "lot": task.lot}  # fmt: skip
    row = conn.execute(FINDING["shares_plate"], where).fetchone()
    return bool(row and row[0])


def _document(conn: Connection, task: LockedTask) -> DocumentRef:
    if task.receipt_id is None:
        return DocumentRef("putaway", str(task.task_id))
    row = conn.execute(
        "SELECT o.number FROM receipt r JOIN inbound_order o USING (order_id)"
        " WHERE r.receipt_id = %s",
        [task.receipt_id],
    ).fetchone()
    assert row is not None
    return DocumentRef("inbound_order", row[0])
