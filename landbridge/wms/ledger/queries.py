"""Reads of the ledger."""

from collections.abc import Sequence

from landbridge.kit.ground import Ground
from landbridge.wms.ledger.contracts import (
    JournalPage,
    JournalPosition,
    Lot,
    MoveRow,
    Reservation,
    StockCensus,
    StockFilter,
    StockRow,
    StockSum,
)


def stock(
    ground: Ground, where: StockFilter, *, after: int = 0, limit: int = 100
) -> tuple[StockRow, ...]:
    """Balances that hold stock, by id; `after` is the last `balance_id` of the page before."""
    raise NotImplementedError


def stock_by(
    ground: Ground,
    group: Sequence[str],
    where: StockFilter,
    *,
    after: Sequence[str] = (),
    limit: int = 100,
) -> tuple[StockSum, ...]:
    """Sums by any of site, owner, item, lot, status, bin, lpn; `after` is the last group."""
    raise NotImplementedError


def history(
    ground: Ground,
    where: StockFilter,
    *,
    document_number: str = "",
    before: int | None = None,
    limit: int = 100,
) -> tuple[MoveRow, ...]:
    """Moves, newest first; `before` is the last `move_id` of the page before."""
    raise NotImplementedError


def reservations(
    ground: Ground,
    *,
    document_number: str = "",
    reservation_ids: Sequence[int] = (),
    open_only: bool = True,
) -> tuple[Reservation, ...]:
    """Reservations of a document, or by id."""
    raise NotImplementedError


def lots(ground: Ground, keys: Sequence[tuple[str, str, str]]) -> tuple[Lot, ...]:
    """Lots by (owner, item, lot); unknown ones are left out."""
    raise NotImplementedError


def census(ground: Ground, where: StockFilter, *, by_bin: bool = False) -> StockCensus:
    """Stock of one instant per site, owner, item, lot, status (and bin), with journal position."""
    raise NotImplementedError


def read_journal(
    ground: Ground,
    *,
    after: JournalPosition,
    limit: int = 100,
    kinds: Sequence[str] = (),
) -> JournalPage:
    """The next entries. Never skips one that commits later; kinds () means all."""
    raise NotImplementedError
