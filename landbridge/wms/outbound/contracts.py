"""Shapes of goods going out. Quantities are base units of the item unless a uom stands beside."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from landbridge.canon.base import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class LineLadder:
    """The line as counters (I6): ordered >= allocated >= released >= picked >= packed >= shipped
    and ordered = shipped + open + cancelled + short, kept so by the database.
    """

    ordered: Decimal
    allocated: Decimal
    released: Decimal
    picked: Decimal
    packed: Decimal
    shipped: Decimal
    short: Decimal
    cancelled: Decimal
    open: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundOrderRow:
    """state (derived): `waiting` (for stock), `allocated` (has stock, waits for its release),
    `part_released`, `released`, `picking`, `picked`, `packing`, `packed`, `shipped`,
    `part_shipped`, `cancelled`, `closed`.
    status_text: the same as a sentence.  late: ship_on has passed in the site's zone.
    ready_by: the cut-off until which it must be ready, in the site's zone; None where none is known
    or it is closed.  leaves_text: when it leaves, as a sentence, "" with ready_by None.
    """

    order_id: int
    owner: str
    number: str
    version: int
    site: str
    customer: str
    customer_name: str
    ship_on: date | None
    priority: int
    carrier_code: str
    ship_complete: bool
    created_at: datetime
    closed_at: datetime | None
    state: str
    status_text: str
    late: bool
    line_count: int
    ladder: LineLadder
    claimed_by: str
    ready_by: datetime | None
    leaves_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundLineView:
    """wanted: the last version's target; differs from ladder.ordered where it came too late."""

    line_id: str
    item: str
    description: str
    uom: str
    wanted: Decimal
    ladder: LineLadder
    lot: str
    shelf_life_remaining_days_min: int | None
    short_reason: str
    barcodes: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """One piece of work for a person.

    kind: `pick`, `putaway`.  state: `open`, `done`, `cancelled`.
    bin: where to go first (pick: take from; putaway: goods stand there).
    target_bin: where to bring it ("" if not known yet), suggestion_text: why there.
    quantity: to do; done: done so far.  serials: expected ones of a serial-controlled item.
    remaining_count: open tasks of the same order or receipt, this one included.
    ready_by: the next cut-off of its order, in the site's zone; None where none is known.
    tote: which of the `totes` on the cart its order has; both 0 if it is on no tour.
    """

    task_id: int
    kind: str
    state: str
    site: str
    zone: str
    bin: str
    target_bin: str
    suggestion_text: str
    owner: str
    item: str
    description: str
    barcodes: tuple[str, ...]
    uom: str
    quantity: Decimal
    done: Decimal
    lot: str
    expiry_on: date | None
    serials: tuple[str, ...]
    lot_controlled: bool
    serial_controlled: bool
    lpn: str
    order_id: int | None
    order_number: str
    order_line_id: str
    receipt_id: int | None
    priority: int
    claimed_by: str
    created_at: datetime
    closed_at: datetime | None
    closed_by: str
    ready_by: datetime | None
    tote: int
    totes: int
    remaining_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PickView:
    """Goods taken for an order line. serial: "" unless serial-controlled."""

    pick_id: int
    task_id: int
    order_line_id: str
    item: str
    uom: str
    quantity: Decimal
    lot: str
    serials: tuple[str, ...]
    bin: str
    picked_at: datetime
    picked_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonContent:
    order_line_id: str
    item: str
    description: str
    uom: str
    quantity: Decimal
    lot: str
    serials: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonView:
    """kind: of the site's kinds of cartons, "" if none was chosen.  gross_weight_g: None until
    weighed.  shipment_number: "" until shipped.  has_plan: how to pack it is drawn.
    bin: where it stands, or stood when it left; staged: that is a staging or shipping bin.
    load_number: of the load it is on, "" if it is on none.
    """

    carton_id: int
    sscc: str
    order_id: int
    package_type: str
    kind: str
    gross_weight_g: Decimal | None
    tracking_number: str
    opened_at: datetime
    closed_at: datetime | None
    shipment_number: str
    has_plan: bool
    bin: str
    staged: bool
    load_number: str
    contents: tuple[CartonContent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentView:
    shipment_id: int
    number: str
    shipped_at: datetime
    shipped_by: str
    carrier_code: str
    tracking_number: str
    closed: bool
    carton_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLineView:
    """What became of one line with a version. Base units of the item; text: why not as wanted."""

    line_id: str
    item: str
    uom: str
    wanted: Decimal
    holds: Decimal
    cancelled: Decimal
    put_back: Decimal
    refused: Decimal
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """What the office was answered to a version. request: `change`, `cancel`.

    answer: `accepted`, `accepted_in_part`, `refused`.
    """

    version: int
    request: str
    answer: str
    answered_at: datetime
    text: str
    lines: tuple[AnswerLineView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundOrderPage:
    """Everything about one outbound order."""

    order: OutboundOrderRow
    ship_to: Address
    service_code: str
    note: str
    references: tuple[tuple[str, str], ...]
    lines: tuple[OutboundLineView, ...]
    tasks: tuple[TaskView, ...]
    picks: tuple[PickView, ...]
    cartons: tuple[CartonView, ...]
    shipments: tuple[ShipmentView, ...]
    answers: tuple[AnswerView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationRun:
    """What one run of `allocate_open` did. more: there is work left, call again at once."""

    order_count: int
    line_count: int
    task_count: int
    quantity: Decimal
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """task_count: pick tasks made now.  waiting: base units for which there is no stock yet."""

    order_id: int
    task_count: int
    released: Decimal
    waiting: Decimal
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """order_id and the worker's open tasks of it, in pick sequence."""

    order_id: int
    task_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PickConfirmed:
    """remaining: still open on this task.  short: base units that were not there.

    second_task_id: the task made to fetch the missing goods elsewhere, None if there are none.
    order_picked: nothing of the order is left to pick.
    """

    task_id: int
    order_id: int
    item: str
    uom: str
    picked: Decimal
    remaining: Decimal
    short: Decimal
    second_task_id: int | None
    second_bin: str
    order_picked: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolConfirmed:
    """Goods taken for several orders at once. picked, remaining: base units over all of them.

    picked_orders: orders of which nothing is left to pick.  shares: how they are sorted, the most
    urgent first.  short: of it nothing is found elsewhere.
    """

    item: str
    uom: str
    order_count: int
    picked: Decimal
    remaining: Decimal
    picked_orders: tuple[int, ...]
    text: str
    shares: tuple["PoolShare", ...] = ()
    short: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolShare:
    """What one order gets of goods that were taken together."""

    order_id: int
    order_number: str
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolView:
    """What a bin is asked for by all orders of a tour, the most urgent first."""

    total: Decimal
    shares: tuple[PoolShare, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonOpened:
    carton_id: int
    sscc: str
    order_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPacked:
    """to_pack: base units of the whole order that are picked and not yet packed."""

    carton_id: int
    item: str
    uom: str
    quantity: Decimal
    to_pack: Decimal
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonClosed:
    carton_id: int
    sscc: str
    order_id: int
    to_pack: Decimal
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderShipped:
    """order_closed: the order gets nothing more.  open, short: base units over all lines."""

    order_id: int
    shipment_id: int
    shipment_number: str
    order_closed: bool
    shipped: Decimal
    open: Decimal
    short: Decimal
    text: str
