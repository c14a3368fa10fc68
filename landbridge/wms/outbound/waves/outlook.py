"""What a planned wave means for whoever leads the shift; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from math import ceil

from landbridge.kit.words import counted
from landbridge.wms.outbound.waves.contracts import CutoffOutlook, LateOrder, WaveOutlook
from landbridge.wms.outbound.waves.grouping import Trips

LATE_TOLD_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDue:
    """due_at: when an order has to be back from picking.  back_at: when it is expected."""

    order_id: int
    number: str
    cutoff_at: datetime
    due_at: datetime
    back_at: datetime

    @property
    def late_s(self) -> float:
        """0 if it is in time; less than a second is."""
        late = (self.back_at - self.due_at).total_seconds()
        return late if late > 1 else 0.0

    @property
    def late_min(self) -> int:
        return ceil(self.late_s / 60)


def outlook_of(
    dues: Sequence[OrderDue], *, pickers: int | None, packing_min: int, whole: Trips,
    tour_count: int, advice: str,
) -> WaveOutlook:  # fmt: skip
    late = sorted((one for one in dues if one.late_s), key=lambda one: (-one.late_s, one.order_id))
    told = tuple(
        LateOrder(order_id=one.order_id, number=one.number, cutoff_at=one.cutoff_at,
                  due_at=one.due_at, back_at=one.back_at, late_min=one.late_min)
        for one in late[:LATE_TOLD_MAX]
    )  # fmt: skip
    return WaveOutlook(
        pickers=pickers, packing_min=packing_min, tour_count=tour_count,
        work_min=minutes(whole.work_s), before_m=metres(whole.before_m),
        planned_m=metres(whole.planned_m), gap_percent=gap_percent(whole),
        cutoffs=_by_cutoff(dues), late=told, late_count=len(late), text=whole.text, advice=advice,
    )  # fmt: skip


def _by_cutoff(dues: Sequence[OrderDue]) -> tuple[CutoffOutlook, ...]:
    found = []
    by_cutoff = sorted(dues, key=lambda one: one.cutoff_at)
    for cutoff_at, group in groupby(by_cutoff, key=lambda one: one.cutoff_at):
        orders = [*group]
        found.append(
            CutoffOutlook(
                cutoff_at=cutoff_at, due_at=orders[0].due_at, order_count=len(orders),
                back_at=max(one.back_at for one in orders),
                late_count=sum(bool(one.late_s) for one in orders),
            )
        )  # fmt: skip
    return tuple(found)


def advice_for(
    dues: Sequence[OrderDue], *, pickers: int, enough: int, late_anyway: int
) -> str:  # fmt: skip
    """What to do about orders that will be late; "" if none will.

    enough: pickers after whom more do not help.  late_anyway: orders that are late even then.
    """
    late = [one for one in dues if one.late_s]
    if not late:
        return ""
    anyway = min(late_anyway, len(late))
    worst = max(one.late_min for one in late)
    said = [f"{counted(len(late), 'order')} will be back too late, by up to {worst} min."]
    if enough > pickers and anyway < len(late):
        rest = f"only {anyway} would be" if anyway else "none would be"
        said.append(f"With {enough} pickers instead of {pickers} {rest}.")
    if anyway:
        said.append(
            f"{counted(anyway, 'order')} would be late if each tour began at once: put fewer "
            "orders on a tour, agree on a later cut-off with the carrier, or tell of the next one."
        )
    else:
        said.append("Or agree on a later cut-off with the carrier.")
    return " ".join(said)


def gap_percent(whole: Trips) -> Decimal | None:
    """Of work above the best possible, at most; where nothing is due, of metres."""
    value, bound = whole.work_s, whole.work_bound_s
    if bound is None:
        value, bound = whole.planned_m, whole.bound_m
    if value is None or not bound:
        return None
    return _rounded(max(0.0, 100 * (value - bound) / bound))


def minutes(seconds: float | None) -> Decimal | None:
    return None if seconds is None else _rounded(seconds / 60)


def metres(value: float | None) -> Decimal | None:
    return None if value is None else _rounded(value)


def _rounded(value: float) -> Decimal:
    return Decimal(str(round(value, 1)))
