"""Pure decisions of the ledger: which moves are fit, what they do to balances, who gets what."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, localcontext
from typing import NamedTuple

from landbridge.kit.quantity import plain
from landbridge.wms.layout.contracts import VIRTUAL_PREFIX, VirtualBin
from landbridge.wms.ledger.contracts import (
    InvalidMoveError,
    Reason,
    ReservationClosedError,
    ReservationState,
    Settlement,
    StockKey,
    StockMove,
    Wanted,
)

# Three digits short of what plain Decimal arithmetic keeps, so that sums stay exact anywhere.
QUANTITY_LIMIT = Decimal(10) ** 15
PLACES_MAX = 10
TEXT_LENGTH_MAX = 200
MOVES_MAX = 50_000
_MOVE_SEPARATORS = 17  # between the 18 parts of a move's text
MOVE_SPAN = 65_536  # move_id = posting_id * MOVE_SPAN + place in the posting
LOOKS_MAX = 20  # at the journal, while a transaction is just ending or beginning
PRECISION = 60  # digits for exact sums; far beyond QUANTITY_LIMIT with PLACES_MAX

# Stock comes into being and leaves only with a reason that belongs to where it comes from.
REASONS: Mapping[str, frozenset[str]] = {
    VirtualBin.SUPPLIER: frozenset({Reason.RECEIPT.value, Reason.SUPPLIER_RETURN.value}),
    VirtualBin.CUSTOMER: frozenset({Reason.SHIPMENT.value, Reason.CUSTOMER_RETURN.value}),
    VirtualBin.ADJUSTMENT: frozenset(
        {
            Reason.ADJUSTMENT.value,
            Reason.COUNT.value,
            Reason.OPENING.value,
            Reason.SCRAP.value,
        }
    ),
    VirtualBin.TRANSIT: frozenset({Reason.TRANSFER.value}),
    VirtualBin.PRODUCTION: frozenset({Reason.KITTING.value}),
}
INSIDE: frozenset[str] = frozenset(reason.value for reason in Reason) - frozenset().union(
    *REASONS.values()
)
_NONE: frozenset[str] = frozenset()


def is_quantity(value: object) -> bool:
    """A positive, finite Decimal below the limit with at most ten decimal places."""
    if not isinstance(value, Decimal) or not value.is_finite() or not 0 < value < QUANTITY_LIMIT:
        return False
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -PLACES_MAX


def check_key(key: str) -> None:
    """An idempotency key is kept for ever, so it has a form. InvalidMoveError."""
    if not 0 < len(key) <= TEXT_LENGTH_MAX or not key.isprintable():
        raise InvalidMoveError(
            f"a key has 1 to {TEXT_LENGTH_MAX} printable characters.", subject=key[:50]
        )


def check_moves(moves: Sequence[StockMove]) -> None:
    """Refuse moves that break a rule of form. InvalidMoveError names the first one."""
    if len(moves) > MOVES_MAX:
        raise InvalidMoveError(
            f"{len(moves)} moves in one posting; at most {MOVES_MAX} are taken.",
            remedy="Post them in several calls, each with its own key.",
        )
    fit_quantities: set[Decimal] = set()
    for index, move in enumerate(moves):
        # A float may equal a Decimal that was found fit, so its class is looked at each time.
        if move.quantity.__class__ is not Decimal or move.quantity not in fit_quantities:
            if not is_quantity(move.quantity):
                raise _invalid(index, move, f"{move.quantity!r} is not a quantity that can move")
            fit_quantities.add(move.quantity)
        source, target = move.source, move.target
        if (
            source.item != target.item
            or source.owner != target.owner
            or source.lot != target.lot
            or source.serial != target.serial
            or not source.bin
            or not target.bin
        ):
            raise _invalid(
                index, move, "owner, item, lot and serial must stay the same, and bins be named"
            )
        if source.serial and move.quantity != 1:
            raise _invalid(index, move, "a serial is one piece")
        if (
            source.bin == target.bin
            and source.site == target.site
            and source.status == target.status
            and source.lpn == target.lpn
        ):
            raise _invalid(index, move, "source and target are the same")
        if (source.status != target.status) != (move.reason is Reason.STATUS_CHANGE):
            raise _invalid(index, move, "the status changes by a status change, and only by that")
        if len(move.document.number) > TEXT_LENGTH_MAX:
            raise _invalid(index, move, "the document's number is too long")
        if not _fits_reason(move):
            raise _invalid(index, move, f"{move.reason} is not a reason to move between these bins")


def _fits_reason(move: StockMove) -> bool:
    """Whether the reason belongs to the virtual bins of a move, or to none."""
    # Plain texts: an enum's own hash is slow, and this runs for each of thousands of moves.
    reason: str = move.reason._value_
    source, target = move.source.bin, move.target.bin
    if source[0] != VIRTUAL_PREFIX and target[0] != VIRTUAL_PREFIX:
        return reason in INSIDE
    return reason in REASONS.get(source, _NONE) or reason in REASONS.get(target, _NONE)


def _invalid(index: int, move: StockMove, why: str) -> InvalidMoveError:
    return InvalidMoveError(
        f"move {index + 1} ({move.quantity} of {describe(move.source)} to {move.target.bin}): "
        f"{why}.",
        subject=f"{move.document.kind} {move.document.number}",
        remedy="Correct the move; nothing was posted.",
    )


def describe(key: StockKey) -> str:
    """A key in words for a sentence: item, lot, serial, status if unusual, bin."""
    parts = [key.item]
    if key.lot:
        parts.append(f"lot {key.lot}")
    if key.serial:
        parts.append(f"serial {key.serial}")
    if key.status != "available":
        parts.append(key.status)
    if key.lpn:
        parts.append(f"on {key.lpn}")
    return f"{' '.join(parts)} in {key.bin}"


def index_keys(
    moves: Sequence[StockMove],
) -> tuple[list[StockKey], list[tuple[int, int]], set[tuple[str, str]]]:
    """The distinct keys of moves, each move as places in that list, and the (site, bin) targets.

    Hashing a key is the dearest thing done per move in Python, so it is done once per side.
    """
    places: dict[StockKey, int] = {}
    pairs = [
        (
            places.setdefault(move.source, len(places)),
            places.setdefault(move.target, len(places)),
        )
        for move in moves
    ]
    keys = list(places)
    targets = {(keys[place].site, keys[place].bin) for place in {pair[1] for pair in pairs}}
    return keys, pairs, targets


def digest_moves(moves: Iterable[StockMove], settlements: Iterable[Settlement]) -> bytes:
    """SHA-256 of what a posting does, written with codes: it can be computed again from rows."""
    ordered = sorted(settlements, key=lambda settlement: settlement.reservation_id)
    texts = [*map(_move_text, moves), *map(_settlement_text, ordered)]
    whole = "\x1e".join(texts)
    # One look at the whole: a separator within a code could make two postings look the same.
    separators = (len(texts) - len(ordered)) * _MOVE_SEPARATORS + len(ordered) * 3
    if (
        whole.count("\x1f") != separators
        or whole.count("\x1e") != max(len(texts) - 1, 0)
        or "\x00" in whole
    ):
        raise InvalidMoveError(
            "a code holds a control character that cannot be stored.", remedy="Remove it."
        )
    return hashlib.sha256(whole.encode()).digest()


def _move_text(move: StockMove) -> str:
    source, target, document = move.source, move.target, move.document
    return "\x1f".join(
        (
            source.owner,
            source.item,
            source.lot,
            source.serial,
            source.site,
            source.bin,
            source.status,
            source.lpn,
            target.site,
            target.bin,
            target.status,
            target.lpn,
            plain(move.quantity),
            move.reason._value_,
            move.reason_code,
            document.kind,
            document.number,
            document.line,
        )
    )


def _settlement_text(settlement: Settlement) -> str:
    return (
        f"settle\x1f{settlement.reservation_id}\x1f{plain(settlement.quantity)}"
        f"\x1f{settlement.keep_rest:d}"
    )


def digest_wanted(
    way: str, wanted: Iterable[Wanted], keys: Iterable[StockKey], expires_at: datetime | None
) -> bytes:
    """SHA-256 of a reservation request, to know a repeat from another request."""
    parts = [way, expires_at.isoformat() if expires_at else ""]
    for one in wanted:
        document = one.document
        parts += [document.kind, document.number, document.line, one.site, one.owner, one.item]
        parts += [plain(one.quantity), one.lot, one.serial, one.status, one.together]
        parts += [str(one.use_by_on_min or ""), str(one.multiple_of or ""), str(one.whole)]
        parts.append(str(one.soft_reservation_id or ""))
    for key in keys:
        parts += [key.owner, key.item, key.site, key.bin, key.lot, key.serial, key.status, key.lpn]
    return hashlib.sha256("\x1f".join(parts).encode()).digest()


@dataclass(slots=True)
class Standing:
    """A locked balance while a posting is worked out. Virtual ones may go below zero.

    last_move: the newest move of it, 0 for none.  fresh: it has no row yet.
    """

    balance_id: int
    item_id: int
    on_hand: Decimal
    reserved: Decimal
    virtual: bool
    received_at: datetime
    last_move: int
    fresh: bool = False
    changed: bool = False


class MoveLine(NamedTuple):
    """A move as it is written."""

    move_id: int
    source_id: int
    target_id: int
    source_previous: int
    target_previous: int
    quantity: Decimal
    source_after: Decimal
    target_after: Decimal
    reason: str
    reason_code: str
    document_kind: str
    document_number: str
    document_line: str


def work_out(
    moves: Sequence[StockMove],
    sides: Sequence[tuple[Standing, Standing]],
    *,
    posting_id: int,
    at: datetime,
) -> tuple[list[MoveLine], set[int]]:
    """Apply moves in order to the standings of their sides, which are changed.

    Returns the lines to write, and the ids of real balances that would hold less than nothing
    after any move. Stock carries its receipt date along; mixed stock in one place keeps the
    oldest, so FIFO never forgets old goods.
    """
    lines: list[MoveLine] = []
    wanting: set[int] = set()
    move_id = posting_id * MOVE_SPAN
    with localcontext(prec=PRECISION):
        for move, (source, target) in zip(moves, sides, strict=True):
            quantity = move.quantity
            received_at = at if source.virtual else source.received_at
            if target.on_hand == 0 or received_at < target.received_at:
                target.received_at = received_at
            source.on_hand = source_after = source.on_hand - quantity
            target.on_hand = target_after = target.on_hand + quantity
            if source_after < 0 and not source.virtual:
                wanting.add(source.balance_id)
            document = move.document
            lines.append(
                MoveLine(
                    move_id,
                    source.balance_id,
                    target.balance_id,
                    source.last_move,
                    target.last_move,
                    quantity,
                    source_after,
                    target_after,
                    move.reason._value_,
                    move.reason_code,
                    document.kind,
                    document.number,
                    document.line,
                )
            )
            source.last_move = target.last_move = move_id
            source.changed = target.changed = True
            move_id += 1
    return lines, wanting


def is_wanting(standing: Standing) -> bool:
    """Whether a real balance holds less than is reserved on it."""
    return standing.on_hand < standing.reserved and not standing.virtual


def serial_conflict(standings: Iterable[tuple[StockKey, Standing]]) -> StockKey | None:
    """A key whose serial would lie in two real places of this posting, or twice in one."""
    places: set[tuple[int, str]] = set()
    for key, standing in standings:
        if not key.serial or standing.virtual or standing.on_hand == 0:
            continue
        place = (standing.item_id, key.serial)
        if place in places or standing.on_hand > 1:
            return key
        places.add(place)
    return None


@dataclass(frozen=True, slots=True)
class Held:
    """A reservation as locked: on a balance (hard) or on an item's promise (soft)."""

    reservation_id: int
    balance_id: int | None
    promise_id: int | None
    quantity: Decimal
    settled: Decimal
    state: ReservationState

    @property
    def open_quantity(self) -> Decimal:
        if self.state is not ReservationState.OPEN:
            return Decimal(0)
        return self.quantity - self.settled


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a reservation; `released` is what its balance or promise holds less."""

    held: Held
    settled: Decimal
    state: ReservationState
    released: Decimal


def settle_one(held: Held, settlement: Settlement) -> Change:
    """Use part of a reservation. ReservationClosedError; InvalidMoveError for too much."""
    subject = f"reservation {held.reservation_id}"
    if held.state is not ReservationState.OPEN:
        raise ReservationClosedError(
            f"it is {held.state} already.", subject=subject, remedy="Reserve the stock again."
        )
    used = settlement.quantity
    fit = is_quantity(used) or (used == 0 and not settlement.keep_rest)
    if not fit or used > held.open_quantity:
        raise InvalidMoveError(
            f"{used} cannot be used, it holds {plain(held.open_quantity)}.",
            subject=subject,
            remedy="Use at most what is reserved.",
        )
    settled = held.settled + used
    if settlement.keep_rest and settled < held.quantity:
        return Change(held, settled, ReservationState.OPEN, used)
    return Change(held, settled, ReservationState.SETTLED, held.open_quantity)


def close_one(held: Held, state: ReservationState) -> Change:
    """Give back all that an open reservation holds; what was used stays used."""
    return Change(held, held.settled, state, held.open_quantity)


def check_settlements(settlements: Sequence[Settlement]) -> None:
    """Each reservation at most once in a posting. InvalidMoveError."""
    ids = [settlement.reservation_id for settlement in settlements]
    if len(set(ids)) != len(ids):
        raise InvalidMoveError(
            "a reservation is settled twice in one posting.", remedy="Add its parts up."
        )


def check_wanted(wanted: Sequence[Wanted], *, soft: bool) -> None:
    """Refuse wishes that break a rule of form. InvalidMoveError names the first one."""
    if len(wanted) > MOVES_MAX:
        raise InvalidMoveError(
            f"{len(wanted)} lines in one request; at most {MOVES_MAX} are taken.",
            remedy="Reserve them in several calls, each with its own key.",
        )
    brought: set[int] = set()
    for one in wanted:
        why = _unfit(one, soft=soft)
        if one.soft_reservation_id is not None:
            if one.soft_reservation_id in brought:
                why = f"the reservation {one.soft_reservation_id} is brought by two lines"
            brought.add(one.soft_reservation_id)
        if why:
            document = one.document
            raise InvalidMoveError(
                f"line {document.line} ({one.quantity} of {one.item}): {why}.",
                subject=f"{document.kind} {document.number}",
                remedy="Correct the line; nothing was reserved.",
            )


def _unfit(one: Wanted, *, soft: bool) -> str:
    if not (one.owner and one.item and one.site and one.status):
        return "owner, item, site and status must be given"
    texts = (one.owner, one.item, one.site, one.status, one.lot, one.serial)
    if max(map(len, texts)) > TEXT_LENGTH_MAX:
        return f"a code has more than {TEXT_LENGTH_MAX} characters"
    if not is_quantity(one.quantity):
        return "it is not a quantity that can be reserved"
    if one.multiple_of is not None and not is_quantity(one.multiple_of):
        return f"{one.multiple_of} is not a pack quantity"
    if soft and (one.lot or one.serial or one.use_by_on_min or one.soft_reservation_id):
        return "a soft reservation chooses no lot, serial or day"
    return ""
