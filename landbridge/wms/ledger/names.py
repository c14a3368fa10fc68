"""From codes to numbers and locked balances, for thousands of stock keys at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from landbridge.kit.pg.columns import numbers, texts
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.ledger.contracts import InvalidMoveError, StockKey, UnknownBinError
from landbridge.wms.ledger.rules import TEXT_LENGTH_MAX, Standing

_SQL = named_sql("landbridge.wms.ledger", "sql/names.sql")

Pair = tuple[str, str]


class BinNumber(NamedTuple):
    """A bin as balances know it."""

    bin_id: int
    site_id: int
    virtual: bool
    active: bool


@dataclass(frozen=True, slots=True)
class NewBalance:
    """A key without a row yet; `standing` is worked on, and written at the end."""

    key: StockKey
    bin_number: BinNumber
    standing: Standing
    use_by_on: date | None


@dataclass(frozen=True, slots=True)
class Locked:
    """What a posting stands on: a standing per key in order, those to be made, all locked rows."""

    keys: Sequence[StockKey]
    standings: list[Standing]
    new: list[NewBalance]
    by_id: dict[int, Standing]


def hold(
    conn: Connection,
    keys: Sequence[StockKey],
    *,
    targets: set[Pair],
    balance_ids: Iterable[int],
    at: datetime,
) -> Locked:
    """Lock the balances of keys, and those of `balance_ids`, in one order.

    targets: (site, bin) pairs that are to receive stock: these must be active.
    InvalidMoveError, UnknownBinError.
    """
    _check_texts(keys)
    bins = _bins(conn, {(key.site, key.bin) for key in keys}, targets=targets)
    items = item_ids(conn, {(key.owner, key.item) for key in keys})
    columns = {
        "item_ids": numbers([items[key.owner, key.item] for key in keys]),
        "bin_ids": numbers([bins[key.site, key.bin].bin_id for key in keys]),
    } | key_texts(keys)
    if extra := sorted(set(balance_ids)):
        columns["balance_ids"] = numbers(extra)
    statement = "hold_balances_by_key_or_id" if extra else "hold_balances_by_key"
    by_id: dict[int, Standing] = {}
    by_place: dict[int, Standing] = {}
    for place, *amounts in conn.execute(_SQL[statement], columns, binary=True):
        standing = by_id.setdefault(amounts[0], Standing(*amounts))
        if place is not None:
            by_place[place - 1] = standing
    missing = [place for place in range(len(keys)) if place not in by_place]
    new = _new_balances(conn, [keys[place] for place in missing], items, bins, at)
    by_place.update(zip(missing, [one.standing for one in new], strict=True))
    standings = [by_place[place] for place in range(len(keys))]
    return Locked(keys, standings, new, by_id)


def item_ids(conn: Connection, pairs: set[Pair]) -> dict[Pair, int]:
    """Numbers of (owner, item); unknown ones are made."""
    found = find_item_ids(conn, pairs)
    if missing := sorted(pairs - found.keys()):
        conn.execute(_SQL["add_items"], _columns(missing))
        found |= find_item_ids(conn, set(missing))
    return found


def find_item_ids(conn: Connection, pairs: set[Pair]) -> dict[Pair, int]:
    """Numbers of (owner, item) that the ledger has seen."""
    ordered = sorted(pairs)
    rows = conn.execute(_SQL["find_items"], _columns(ordered))
    return {ordered[place - 1]: item_id for place, item_id in rows}


def key_texts(keys: Sequence[StockKey]) -> dict[str, str]:
    """The text columns of keys, as parameters."""
    return {
        "lots": safe_texts([key.lot for key in keys]),
        "serials": safe_texts([key.serial for key in keys]),
        "statuses": safe_texts([key.status for key in keys]),
        "lpns": safe_texts([key.lpn for key in keys]),
    }


def safe_texts(values: Sequence[str]) -> str:
    """`texts`, with an InvalidMoveError for a control character."""
    try:
        return texts(values)
    except ValueError as error:
        raise InvalidMoveError(f"{error}.", remedy="Remove it from the code.") from error


def _bins(conn: Connection, pairs: set[Pair], *, targets: set[Pair]) -> dict[Pair, BinNumber]:
    ordered = sorted(pairs)
    rows = conn.execute(_SQL["find_bins"], _columns(ordered))
    found = {ordered[place - 1]: BinNumber(*rest) for place, *rest in rows}
    for site, code in ordered:
        if (site, code) not in found:
            raise UnknownBinError(
                f"there is no bin {code} at site {site}.", remedy="Check the code or make the bin."
            )
        if not found[site, code].active and (site, code) in targets:
            raise UnknownBinError(f"the bin {code} is not active.", remedy="Use another bin.")
    return found


def _new_balances(
    conn: Connection,
    keys: Sequence[StockKey],
    items: dict[Pair, int],
    bins: dict[Pair, BinNumber],
    at: datetime,
) -> list[NewBalance]:
    if not keys:
        return []
    use_by = _use_by_days(
        conn, {(items[key.owner, key.item], key.lot) for key in keys if key.lot}, at
    )
    drawn = conn.execute(_SQL["draw_balance_ids"], [len(keys)], binary=True)
    new = []
    for key, (balance_id,) in zip(keys, drawn, strict=True):
        item_id = items[key.owner, key.item]
        bin_number = bins[key.site, key.bin]
        standing = Standing(
            balance_id, item_id, Decimal(0), Decimal(0), bin_number.virtual, at, 0, fresh=True
        )
        new.append(NewBalance(key, bin_number, standing, use_by.get((item_id, key.lot))))
    return new


def _use_by_days(
    conn: Connection, lots: set[tuple[int, str]], at: datetime
) -> dict[tuple[int, str], date | None]:
    """Use-by days of lots, held until the new balances that copy them are there."""
    if not lots:
        return {}
    ordered = sorted(lots)
    columns = [numbers([one[0] for one in ordered]), safe_texts([one[1] for one in ordered])]
    conn.execute(_SQL["add_lots"], [at, *columns])
    return {(item_id, lot): day for item_id, lot, day in conn.execute(_SQL["hold_lots"], columns)}


def _check_texts(keys: Sequence[StockKey]) -> None:
    for key in keys:
        longest = max(map(len, (key.owner, key.item, key.lot, key.serial, key.status, key.lpn)))
        if longest > TEXT_LENGTH_MAX or not (key.owner and key.item and key.status):
            raise InvalidMoveError(
                f"owner {key.owner!r}, item {key.item!r} and status {key.status!r} must be given, "
                f"and no code may have more than {TEXT_LENGTH_MAX} characters."
            )


def _columns(pairs: Sequence[Pair]) -> list[str]:
    return [safe_texts([pair[0] for pair in pairs]), safe_texts([pair[1] for pair in pairs])]
