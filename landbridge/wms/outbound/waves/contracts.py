"""What waves hand out and take. Lengths in metres."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

PICKING = ("single", "cluster", "zone", "pooled")
MODES = ("at_once", "waves", "capacity")
WAYS = ("fefo", "fifo", "lifo", "small_lots", "whole_packs")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class WavePlanned:
    """wave_id: 0 if no order fits."""

    wave_id: int
    number: str
    order_count: int
    text: str


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

    gap_percent: how far the plan can be from the best possible at most; None if not known.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterView:
    """One tour: orders picked together. bins: in walking order."""

    cluster_id: int
    zone: str
    place: int
    order_count: int
    length_m: Decimal | None
    task_count: int
    open_count: int
    claimed_by: str
    bins: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WavePage:
    """orders: (order_id, number), by priority and age; at most 500."""

    wave: WaveRow
    clusters: tuple[ClusterView, ...]
    orders: tuple[tuple[int, str], ...]
