"""Pure decisions of counting: what differs, what moved meanwhile, and what follows from a round."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from landbridge.wms.upkeep.counts.contracts import CountPolicy

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What the books say of an item and lot in a bin; balances with the last move of each."""

    item_id: int
    lot: str
    book: Decimal = ZERO
    balance_ids: Sequence[int] = ()
    last_moves: Sequence[int] = ()
    serials: Sequence[str] = ()

    @property
    def marks(self) -> tuple[tuple[int, int], ...]:
        return tuple(zip(self.balance_ids, self.last_moves, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What was counted of an item and lot, and what the books said at that moment."""

    round: int
    item_id: int
    lot: str
    counted: Decimal
    book: Decimal
    difference: Decimal
    expiry_on: date | None = None
    serials: Sequence[str] = ()
    serials_new: Sequence[str] = ()
    serials_gone: Sequence[str] = ()
    balance_ids: Sequence[int] = ()
    last_moves: Sequence[int] = ()
    found: bool = True
    counted_at: datetime | None = field(default=None, compare=False)
    counted_by: str = ""

    @property
    def differs(self) -> bool:
        return bool(self.difference or self.serials_new or self.serials_gone)

    @property
    def size(self) -> Decimal:
        """How much is wrong: a serial that is not there and one too many are two."""
        return max(abs(self.difference), Decimal(len(self.serials_new) + len(self.serials_gone)))


def compare(
    group: Group,
    *,
    round: int,
    counted: Decimal,
    serials: Sequence[str] = (),
    expiry_on: date | None = None,
    found: bool = True,
) -> Line:
    """What was counted beside what the books say now."""
    there = set(group.serials)
    return Line(
        round=round, item_id=group.item_id, lot=group.lot, counted=counted, book=group.book,
        difference=counted - group.book, expiry_on=expiry_on, serials=tuple(serials),
        serials_new=tuple(serial for serial in serials if serial not in there),
        serials_gone=tuple(sorted(there - set(serials))),
        balance_ids=group.balance_ids, last_moves=group.last_moves, found=found,
    )  # fmt: skip


def moved(seen: Group | None, now: Group) -> bool:
    """Whether goods of the group moved since they were looked at."""
    return (seen.marks if seen else ()) != now.marks


def is_beyond(policy: CountPolicy, line: Line) -> bool:
    """Whether a difference is too large to be believed after one look."""
    return line.size * 100 > line.book * policy.tolerance_percent


def state_after(
    policy: CountPolicy, lines: Sequence[Line], *, round: int, has_missing: bool
) -> str:
    """What follows a round: `completed` (all as booked), `investigating` (somebody else counts
    again), `ready_to_review`, or `reviewed` (small: booked without asking).

    has_missing: goods that a picker did not find turned up, and are to be set free again.
    """
    wrong = [line for line in lines if line.differs]
    if not wrong and not has_missing:
        return "completed"
    if any(is_beyond(policy, line) for line in wrong):
        return "investigating" if round == 1 else "ready_to_review"
    return "reviewed" if policy.posts_small else "ready_to_review"
