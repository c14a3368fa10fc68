"""From what a pick bin gave each day to its minimum and maximum; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from landbridge.kit.quantity import plain
from landbridge.kit.words import counted
from landbridge.planning.forecast.levels import plan_level
from landbridge.planning.forecast.problem import LevelPlan, LevelProblem
from landbridge.wms.inbound.putaway.rules import FILL_MAX
from landbridge.wms.inbound.putaway.sizes import packed_size
from landbridge.wms.master.contracts import ItemView

DAYS_MIN = 5  # of picks at the site; from fewer nothing is proposed
SAME = Decimal("0.1")  # a level that would change by a tenth at most stays
ELSEWHERE_TOLD = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How sure a minimum shall be, and over how many days it has to last."""

    service: Decimal
    lead_days: int
    review_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A pick bin. picks: from it; elsewhere: of its item from bins that are no pick bins of it.

    site_days: on which the site picked anything; with the first one only.
    """

    bin_id: int
    bin: str
    item_id: int
    quantity_min: Decimal
    quantity_max: Decimal
    volume_mm3: int | None
    days: Sequence[date]
    quantities: Sequence[Decimal]
    picks: int
    elsewhere: int
    site_days: Sequence[date] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    quantity_min: Decimal
    quantity_max: Decimal
    method: str
    per_day: Decimal
    why: str

    def change(self, face: Face) -> Decimal:
        """By which share the level changes, at its end that changes most."""
        return max(
            _share(self.quantity_min, face.quantity_min),
            _share(self.quantity_max, face.quantity_max),
        )


def _share(new: Decimal, old: Decimal) -> Decimal:
    return abs(new - old) / max(new, old) if new or old else Decimal(0)


def level_of(face: Face, item: ItemView, days: Sequence[date], wish: Wish) -> Level:
    """days: on which the site picked, in order.  Amounts are counted by the smallest that the item
    is kept in, so that nothing is rounded before the end.
    """
    unit = Decimal(1).scaleb(-item.quantity_digits)
    given = dict(zip(face.days, face.quantities, strict=True))
    pack = _pack(item)
    plan = plan_level(
        LevelProblem(
            item_code=item.code,
            demand=tuple(int(given.get(day, Decimal(0)) / unit) for day in days),
            lead_periods=wish.lead_days, review_periods=wish.review_days,
            service=float(wish.service), pack_units=int(pack / unit),
        ),
        seed=face.bin_id,
    )  # fmt: skip
    least, most = plan.min_units * unit, plan.max_units * unit
    if most <= least:
        most = least + pack
    room = _room(face, item, most, pack)
    if room is not None:
        most, least = room, min(least, max(room - pack, Decimal(0)))
    per_day = (Decimal(str(round(plan.forecast.per_period, 2))) * unit).normalize()
    return Level(
        quantity_min=least, quantity_max=most, method=plan.forecast.method, per_day=per_day,
        why=_why(face, plan, per_day, len(days), wish, pack, room),
    )  # fmt: skip


def _pack(item: ItemView) -> Decimal:
    """The smallest pack that goods are brought in; a single unit without any."""
    packs = [unit.numerator for unit in item.uoms if unit.denominator == 1 and unit.numerator > 1]
    return Decimal(min(packs, default=1))


def _room(face: Face, item: ItemView, most: Decimal, pack: Decimal) -> Decimal | None:
    """What the bin holds if that is less: whole packs. None if all fits or nobody measured it."""
    volume = packed_size(item, most).volume_mm3
    if not face.volume_mm3 or not volume or volume <= face.volume_mm3 * FILL_MAX:
        return None
    fits = most * face.volume_mm3 * FILL_MAX / volume
    return max(pack, fits // pack * pack)


def _why(
    face: Face, plan: LevelPlan, per_day: Decimal, days: int, wish: Wish, pack: Decimal,
    room: Decimal | None,
) -> str:  # fmt: skip
    span = wish.lead_days + wish.review_days
    said = [
        f"{plain(per_day)} a day are expected ({plan.forecast.method}), from "
        f"{counted(face.picks, 'pick')} on {len(face.days)} of {counted(days, 'day')}.",
        f"The minimum lasts {counted(span, 'day')} in {100 * wish.service:.0f} of 100 cases; "
        f"filling brings {counted(wish.review_days, 'day')} more"
        + (f", in packs of {plain(pack)}." if pack > 1 else "."),
    ]
    if room is not None:
        said.append(f"The bin holds {plain(room)}, which is less than wanted.")
    if face.elsewhere > ELSEWHERE_TOLD * face.picks:
        said.append(
            f"{counted(face.elsewhere, 'pick')} of it came from other bins: it may have been empty."
        )
    return " ".join(said)
