"""What waves hand out and take. Lengths in metres."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

PICKING = ("single", "cluster", "zone", "pooled")
MODES = ("at_once", "waves", "capacity")
WAYS = ("fefo", "fifo", "lifo", "small_lots", "whole_packs")
PACKING_MIN = 30
PICKERS_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationPolicy:
    """How stock is chosen for an owner and a class of items; "" means any.

    way: `fefo`, `fifo`, `lifo`, `small_lots` (empty the smallest lots first), `whole_packs`
    (unopened licence plates, then whole packs of one place, then FEFO).
    packs_only: whole ones of the ordered unit only.  whole_lines: a line in full or not at all.
    """

    owner: str = ""
    item_class: str = ""
    way: str = "fefo"
    packs_only: bool = False
    whole_lines: bool = False
    shelf_life_remaining_days_min: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePolicy:
    """mode: `at_once`, `waves`, or `capacity` (as long as fewer than open_picks_max are open)."""

    site: str
    mode: str
    open_picks_max: int = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class CutoffRow:
    """at: HH:MM on the wall of the site.  weekdays: 1 (Monday) to 7."""

    site: str
    carrier_code: str
    service_code: str
    weekdays: tuple[int, ...]
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveTemplate:
    """Which orders go together, and how they are picked; empty tuples mean any.

    picking: `single` (one order a tour), `cluster` (several, sorted on the cart), `zone` (each
    zone by its own picker), `pooled` (many, place by place, sorted afterwards).
    cutoff_within_min: only orders whose cut-off is that near.
    orders_min, wait_max_min: a wave begins by itself as soon as so many orders wait, or the first
    has waited so many minutes; without both only a person begins it.
    pickers: how many people pick it; None: as many as the day's shift has.
    packing_min: an order has to be back so many minutes before its cut-off, to be packed and
    loaded.
    """

    site: str
    code: str
    picking: str = "cluster"
    owners: tuple[str, ...] = ()
    carrier_codes: tuple[str, ...] = ()
    priority_max: int | None = None
    cutoff_within_min: int | None = None
    orders_max: int = 200
    orders_per_trip: int = 8
    orders_min: int | None = None
    wait_max_min: int | None = None
    pickers: int | None = None
    packing_min: int = PACKING_MIN


@dataclass(frozen=True, slots=True, kw_only=True)
class WavePlanned:
    """wave_id: 0 if no order fits."""

    wave_id: int
    number: str
    order_count: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CutoffOutlook:
    """Orders of a wave that leave at a cut-off. due_at: when they have to be back from picking.

    back_at: when the last of their tours is expected back.
    """

    cutoff_at: datetime
    due_at: datetime
    order_count: int
    back_at: datetime
    late_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LateOrder:
    """An order that is expected back later than it has to be. late_min: begun minutes."""

    order_id: int
    number: str
    cutoff_at: datetime
    due_at: datetime
    back_at: datetime
    late_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveOutlook:
    """How a wave is expected to go, as it was planned.

    cutoffs: none where no order has one.  late: the latest first, at most 200.
    work_min: of all tours together.  gap_percent: of work above the best possible, at most; where
    nothing is due, of metres; None if not known.
    advice: what to do about orders that will be late.
    """

    pickers: int | None
    packing_min: int
    tour_count: int
    work_min: Decimal | None
    before_m: Decimal | None
    planned_m: Decimal | None
    gap_percent: Decimal | None
    cutoffs: tuple[CutoffOutlook, ...]
    late: tuple[LateOrder, ...]
    late_count: int
    text: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveReleased:
    """task_count: picks made now.  before_m, planned_m: None where bins have no coordinates.

    planning_ms: of the time it took, how long tours were looked for.
    """

    wave_id: int
    number: str
    order_count: int
    task_count: int
    quantity: Decimal
    tour_count: int
    before_m: Decimal | None
    planned_m: Decimal | None
    bound_m: Decimal | None
    text: str
    planning_ms: int = 0
    outlook: WaveOutlook | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOff:
    """Picks that were taken off the floor; what they held is held for their lines on (`wave`), or
    free again (`check`).
    """

    task_count: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveRow:
    """state: `planned`, `released`, `done`, `cancelled`.  saved_percent: of the metres.

    gap_percent: how far the plan can be from the best possible at most: of work where orders are
    due, else of metres; None if not known.
    pickers: as its template says, once released as it was planned; None: as the day's shift has.
    late_count: orders that were expected back too late for their cut-off.
    """

    wave_id: int
    number: str
    site: str
    template: str
    picking: str
    state: str
    created_at: datetime
    created_by: str
    released_at: datetime | None
    order_count: int
    task_count: int
    open_count: int
    done_count: int
    worker_count: int
    before_m: Decimal | None
    planned_m: Decimal | None
    bound_m: Decimal | None
    saved_percent: Decimal | None
    gap_percent: Decimal | None
    plan_text: str
    pickers: int | None
    packing_min: int
    work_min: Decimal | None
    due_count: int
    late_count: int
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterView:
    """One tour: orders picked together. bins: in walking order.

    begin_by_at: begun later, it or one behind it is late; None where nothing is due.
    """

    cluster_id: int
    zone: str
    place: int
    order_count: int
    length_m: Decimal | None
    task_count: int
    open_count: int
    claimed_by: str
    bins: tuple[str, ...]
    begin_by_at: datetime | None
    back_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WavePage:
    """orders: (order_id, number), by priority and age; at most 500.

    outlook: as it was planned; None before the release.
    """

    wave: WaveRow
    clusters: tuple[ClusterView, ...]
    orders: tuple[tuple[int, str], ...]
    outlook: WaveOutlook | None
