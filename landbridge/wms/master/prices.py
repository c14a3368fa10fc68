"""Prices of items, as the office tells them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from landbridge.canon.price import Price
from landbridge.kit.findings import error
from landbridge.kit.ground import Ground
from landbridge.kit.money import Money
from landbridge.kit.pg.database import Connection
from landbridge.wms.forms.rows import as_json
from landbridge.wms.master.contracts import Refused, Taken
from landbridge.wms.master.queries import items_by_code

_UPSERT = """
INSERT INTO item_price (item_id, version, uom, list_amount, list_currency, customs_amount,
  customs_currency, commodity_code, country_of_origin, valid_from, changed_at)
SELECT item_id, version, uom, list_amount, list_currency, customs_amount, customs_currency,
  commodity_code, country_of_origin, valid_from, %(at)s
FROM json_to_recordset(%(rows)s) AS w (item_id bigint, version bigint, uom text,
  list_amount numeric, list_currency text, customs_amount numeric, customs_currency text,
  commodity_code text, country_of_origin text, valid_from date)
ON CONFLICT (item_id) DO UPDATE SET version = excluded.version, uom = excluded.uom,
  list_amount = excluded.list_amount, list_currency = excluded.list_currency,
  customs_amount = excluded.customs_amount, customs_currency = excluded.customs_currency,
  commodity_code = excluded.commodity_code, country_of_origin = excluded.country_of_origin,
  valid_from = excluded.valid_from, changed_at = excluded.changed_at
"""
_PRICES = """
SELECT i.owner, i.code, p.uom, p.list_amount, p.list_currency, p.customs_amount,
  p.customs_currency, p.commodity_code, p.country_of_origin, p.valid_from
FROM item_price p JOIN item i USING (item_id)
JOIN unnest(%(owners)s::text[], %(codes)s::text[]) AS w (owner, code)
  ON w.owner = i.owner AND w.code = i.code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceView:
    """Amounts per `uom` of the item. declared: what stands on papers for a border."""

    owner: str
    item: str
    uom: str
    list_price: Money | None
    customs_value: Money | None
    commodity_code: str
    country_of_origin: str
    valid_from: date | None

    @property
    def declared(self) -> Money | None:
        return self.customs_value or self.list_price


def take_prices(
    conn: Connection, prices: Sequence[Price], *, at: datetime
) -> tuple[Taken | Refused, ...]:
    """Make or change prices; no item twice in one call. An unknown item is waited for (T-08)."""
    items = items_by_code(conn, ((price.owner.code, price.number) for price in prices))
    results: list[Taken | Refused] = []
    rows = []
    for price in prices:
        owner, code = price.owner.code, price.number
        item = items.get((owner, code))
        if item is None:
            text = f"The price is for item {code}, which is not known here yet."
            finding = error("number", "unknown-item", text)
            results.append(Refused((finding,), f"item/{owner}/{code}"))
            continue
        if price.uom not in {unit.uom for unit in item.uoms}:
            text = f"{code} is not handled in {price.uom}."
            results.append(Refused((error("uom", "unknown-unit", text),)))
            continue
        rows.append(
            {
                "item_id": item.item_id, "version": price.version, "uom": price.uom,
                "commodity_code": price.commodity_code, "valid_from": price.valid_from,
                "country_of_origin": price.country_of_origin,
                **_money("list", price.list_price), **_money("customs", price.customs_value),
            }
        )  # fmt: skip
        results.append(Taken(kind=price.kind, owner=owner, number=code, version=price.version))
    if rows:
        conn.execute(_UPSERT, {"rows": as_json(rows), "at": at})
    return tuple(results)


def _money(name: str, money: Money | None) -> dict[str, object]:
    return {
        f"{name}_amount": None if money is None else money.amount,
        f"{name}_currency": "" if money is None else money.currency,
    }


def prices(ground: Ground, *, items: Sequence[tuple[str, str]]) -> tuple[PriceView, ...]:
    """Prices that are known of items, given as (owner, code)."""
    where = {"owners": [owner for owner, _ in items], "codes": [code for _, code in items]}
    with ground.pg.snapshot() as conn:
        return tuple(_view(row) for row in conn.execute(_PRICES, where).fetchall())


def _view(row: tuple[object, ...]) -> PriceView:
    owner, code, uom, list_amount, list_currency, customs_amount, customs_currency, *more = row
    return PriceView(
        owner=str(owner), item=str(code), uom=str(uom),
        list_price=_read(list_amount, list_currency),
        customs_value=_read(customs_amount, customs_currency),
        commodity_code=str(more[0]), country_of_origin=str(more[1]),
        valid_from=more[2] if isinstance(more[2], date) else None,
    )  # fmt: skip


def _read(amount: object, currency: object) -> Money | None:
    return Money(amount, str(currency)) if isinstance(amount, Decimal) else None
