"""Places for goods out of the database, in the shape the rules decide on."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.inbound.putaway.rules import (
    AMBIENT,
    FILL_MAX,
    Found,
    Goods,
    Held,
    Home,
    Place,
    Search,
    SiteClasses,
    ordered,
    wrong_class,
)
from landbridge.wms.inbound.putaway.sizes import UNMEASURED, packed_size
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.queries import BinRow, items_by_code
from landbridge.wms.rulebook.rules import words

SQL = named_sql("landbridge.wms.inbound", "sql/putaway.sql")
CANDIDATES_MAX = 40
# Of the bins in the order a rule prefers: where a slice begins, how many it has (None: the rest).
SLICES: tuple[tuple[int, int | None], ...] = ((0, 400), (400, 2_000), (2_400, 10_000),
                                             (12_400, None))  # fmt: skip
_EMPTY = b"""NOT EXISTS (SELECT FROM stock_balance s WHERE s.bin_id = b.bin_id AND s.present)
  AND NOT EXISTS (SELECT FROM task t WHERE t.site_id = b.site_id AND t.closed_at IS NULL
                  AND t.target_bin = b.code AND t.target_bin <> '')"""
_HOLDING = b"EXISTS (SELECT FROM stock_balance s WHERE s.bin_id = b.bin_id AND s.present)"
_ORDERS = {
    "packing": b"b.reach_mm, b.code",
    "far": b"b.reach_mm DESC NULLS LAST, b.code DESC",
    "": b"b.pick_sequence, b.code",
}


def goods_of(
    conn: Connection, item: ItemView, quantity: Decimal, *, site_id: int, lot: str, status: str
) -> Goods:
    """Goods as rules see them."""
    row = conn.execute(SQL["abc"], {"site_id": site_id, "item_id": item.item_id}).fetchone()
    pallets = [unit.factor for unit in item.uoms if unit.pack_level == "pallet"]
    return Goods(
        owner=item.owner, item=item.code, quantity=quantity, size=packed_size(item, quantity),
        lot=lot, status=status, item_class=item.item_class, hazard_code=item.hazard_code,
        temperature_class=item.temperature_class, abc=row[0] if row else "",
        whole_pallet=any(quantity >= Decimal(p.numerator) / p.denominator for p in pallets),
    )  # fmt: skip


def site_classes(conn: Connection, site_id: int) -> SiteClasses:
    row = conn.execute(SQL["site_classes"], {"site_id": site_id}).fetchone()
    assert row is not None
    return SiteClasses(temperature=row[0], hazard=row[1])


def check_classes(
    conn: Connection, items: Iterable[ItemView], target: BinRow, *, site_id: int,
    suggested: str = "",
) -> None:  # fmt: skip
    """Goods may stand in a bin by their temperature and hazard class, else Wrong("wrong-class").

    suggested: where they should go, "" if nobody said.
    """
    row = conn.execute(SQL["kept_by"], {"bin_id": target.bin_id}).fetchone()
    assert row is not None
    place = Place(code=target.code, temperature_class=row[0], hazard_classes=tuple(row[1]))
    known: SiteClasses | None = None
    for item in items:
        special = bool(item.hazard_code) or item.temperature_class not in AMBIENT
        if special and known is None:
            known = site_classes(conn, site_id)
        goods = Goods(
            owner=item.owner, item=item.code, quantity=Decimal(0), size=UNMEASURED,
            temperature_class=item.temperature_class, hazard_code=item.hazard_code,
        )  # fmt: skip
        if why := wrong_class(place, goods, known or SiteClasses()):
            go = f"Take it to {suggested}." if suggested else "Choose a bin that is for it."
            if suggested == target.code:
                go = "The bin was changed meanwhile: choose another one."
            text = f"{item.code} cannot stand in {target.code}: {why}. {go}"
            raise Wrong(text, "wrong-class", read=target.code, expected=suggested)


class Finder:
    """Finds candidates for one search after the other; bins in `passed` are left out."""

    def __init__(self, conn: Connection, item: ItemView, site_id: int) -> None:
        self._conn = conn
        self._item = item
        self._site_id = site_id
        self._home: Home | None = None
        self._knows_home = False
        self.classes = site_classes(conn, site_id)
        self.passed: dict[str, int] = {}
        self.bin_ids: dict[str, int] = {}

    def __call__(self, search: Search) -> Found:
        home = self.home()
        look_for = search.action("look_for")
        if look_for == "same_item":
            ids = self._same_item(search)
        elif look_for == "mixed":
            ids = self._standing(search, _HOLDING, home)
        else:
            ids = self._standing(search, _EMPTY, home)
        places = self.places(ids)
        return Found(ordered(places, search, home), home)

    def home(self) -> Home | None:
        if not self._knows_home:
            row = self._conn.execute(SQL["home"], self._where()).fetchone()
            self._home = None if row is None else Home(row[0], row[1])
            self._knows_home = True
        return self._home

    def _where(self) -> dict[str, Any]:
        return {
            "site_id": self._site_id, "owner": self._item.owner, "item": self._item.code,
            "item_id": self._item.item_id, "passed": [*self.passed.values()],
            "limit": CANDIDATES_MAX,
        }  # fmt: skip

    def _same_item(self, search: Search) -> list[int]:
        any_lot = search.action("mix") in ("lots", "items")
        where = self._where() | {"lot": search.goods.lot, "any_lot": any_lot}
        return [row[0] for row in self._conn.execute(SQL["same_item"], where)]

    def _standing(self, search: Search, state: bytes, home: Home | None) -> list[int]:
        goods, classes = search.goods, self.classes
        ambient = goods.temperature_class in AMBIENT
        strict = classes.temperature and not ambient
        where = self._where() | {
            "zones": [*words(search.action("zones"))], "bins": [*words(search.action("bins"))],
            "levels": [*words(search.action("levels"))], "fill": FILL_MAX,
            "volume": goods.size.volume_mm3, "weight": goods.size.weight_g,
            "temperatures": [goods.temperature_class]
            if strict else [goods.temperature_class, *AMBIENT],
            "hazard": goods.hazard_code, "home": home.pick_sequence if home else 0,
            "any_hazard": not (goods.hazard_code and classes.hazard),
        }  # fmt: skip
        nearness = search.action("nearness")
        if nearness == "item" and home is not None:
            # Both ways along the walk from the item's bin; an index serves each.
            return [
                *self._ids(where, state, b"AND b.pick_sequence >= %(home)s", _ORDERS[""]),
                *self._ids(
                    where, state, b"AND b.pick_sequence < %(home)s",
                    b"b.pick_sequence DESC, b.code DESC",
                ),
            ]  # fmt: skip
        return self._ids(where, state, b"", _ORDERS.get(nearness, _ORDERS[""]))

    def _ids(self, where: dict[str, Any], state: bytes, more: bytes, order: bytes) -> list[int]:
        """The first fitting bins in this order; slice by slice, so that few bins are looked at."""
        statement = SQL["empty"].replace(b"{state}", state).replace(b"{order}", order)
        statement = statement.replace(b"{where}", more)
        found: list[int] = []
        for skip, size in SLICES:
            part = where | {"skip": skip, "slice": size}
            found += [row[0] for row in self._conn.execute(statement, part)]
            if len(found) >= CANDIDATES_MAX:
                break
        return found[:CANDIDATES_MAX]

    def places(self, bin_ids: Sequence[int]) -> list[Place]:
        """Bins with what stands in them and what is on its way to them."""
        if not bin_ids:
            return []
        where = {"bin_ids": [*bin_ids]}
        held: dict[int, list[tuple[Any, ...]]] = {}
        for coming, name in ((False, "held"), (True, "coming")):
            for bin_id, *rest in self._conn.execute(SQL[name], where):
                held.setdefault(bin_id, []).append((coming, *rest))
        known = {(row[1], row[2]) for rows in held.values() for row in rows}
        items = items_by_code(self._conn, known) if known else {}
        places = []
        for row in self._conn.execute(SQL["places"], where):
            self.bin_ids[row[1]] = row[0]
            places.append(
                Place(
                    code=row[1], zone=row[2], level=row[3], pick_sequence=row[4],
                    reach_mm=row[5], volume_mm3=row[6], weight_max_g=row[7],
                    temperature_class=row[8], hazard_classes=tuple(row[9]),
                    held=tuple(_held(held.get(row[0], ()), items)),
                )
            )  # fmt: skip
        return places


def _held(
    rows: Iterable[tuple[Any, ...]], items: dict[tuple[str, str], ItemView]
) -> Iterable[Held]:
    for coming, owner, item, lot, status, quantity in rows:
        view = items.get((owner, item))
        yield Held(
            owner=owner, item=item, lot=lot, status=status, quantity=quantity, coming=coming,
            size=packed_size(view, quantity) if view else UNMEASURED,
        )  # fmt: skip
