"""Shapes of kitting. Quantities are in base units of their item unless a uom stands beside them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from landbridge.wms.outbound.contracts import TaskView

KINDS = ("kit", "unkit")


@dataclass(frozen=True, slots=True, kw_only=True)
class BomPart:
    """A component of one kit, as it is said: `2 EA`, `0.25 KGM`. uom "": base units."""

    item: str
    quantity: Decimal
    uom: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BomLineView:
    line: int
    item_id: int
    item: str
    description: str
    quantity: Decimal
    uom: str
    base_quantity: Decimal
    base_uom: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BomRow:
    """A version of a list. line_count 0: the kit is not made any more."""

    bom_id: int
    item_id: int
    owner: str
    item: str
    description: str
    uom: str
    version: int
    note: str
    made_at: datetime
    made_by: str
    line_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BomPage:
    """The newest version with its lines, and the versions before, newest first."""

    bom: BomRow
    lines: tuple[BomLineView, ...]
    versions: tuple[BomRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BomPut:
    item: str
    version: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderRow:
    """lacking_count: components of which stock is still to be found. coming_count: on their way.
    version: of the list it follows."""

    work_order_id: int
    number: str
    site: str
    kind: str
    owner: str
    item: str
    description: str
    uom: str
    quantity: Decimal
    made: Decimal
    station: str
    lot: str
    expiry_on: date | None
    note: str
    version: int
    lot_controlled: bool
    expiry_controlled: bool
    serial_controlled: bool
    priority: int
    outcome: str
    lacking_count: int
    coming_count: int
    picked_count: int
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    closed_by: str

    @property
    def state(self) -> str:
        """waiting (for stock), released (to be fetched), picking, making, done, cancelled."""
        if self.outcome:
            return self.outcome
        if self.made:
            return "making"
        if self.picked_count:
            return "picking" if self.coming_count or self.lacking_count else "making"
        return "released" if self.coming_count else "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkLineView:
    """coming: in open tasks. at_station: stands there, unused. serials: of what stands there."""

    line: int
    owner: str
    item: str
    description: str
    uom: str
    is_input: bool
    each: Decimal
    wanted: Decimal
    picked: Decimal
    used: Decimal
    lot_controlled: bool
    expiry_controlled: bool
    serial_controlled: bool
    coming: Decimal
    at_station: Decimal
    serials: tuple[str, ...]

    @property
    def lacking(self) -> Decimal:
        """Of what goes in: not picked, and not on its way."""
        return self.wanted - self.picked - self.coming if self.is_input else Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkUsedView:
    work_made_id: int
    is_input: bool
    item: str
    uom: str
    lot: str
    serial: str
    expiry_on: date | None
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkMadeView:
    work_made_id: int
    quantity: Decimal
    adjustment: str
    made_at: datetime
    made_by: str
    parts: tuple[WorkUsedView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderPage:
    """possible: how many can be made of what stands at the station.
    expiry_on: the earliest of the components that would be used first."""

    order: WorkOrderRow
    lines: tuple[WorkLineView, ...]
    tasks: tuple[TaskView, ...]
    made: tuple[WorkMadeView, ...]
    possible: Decimal
    expiry_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderOpened:
    """task_count: picks made now. lacking: items of which there is not enough."""

    work_order_id: int
    number: str
    task_count: int
    lacking: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentPicked:
    """remaining: of the task. lacking: found nowhere. all_picked: nothing is on its way."""

    task_id: int
    work_order_id: int
    item: str
    uom: str
    picked: Decimal
    remaining: Decimal
    lacking: Decimal
    second_task_id: int | None
    second_bin: str
    all_picked: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOut:
    """What comes out for one item. quantity None: as many as the list says."""

    item: str
    quantity: Decimal | None = None
    lot: str = ""
    serials: tuple[str, ...] = ()
    expiry_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KitsMade:
    """quantity: kits made, or taken apart. remaining: still to do. task_ids: to put away."""

    work_order_id: int
    number: str
    item: str
    uom: str
    quantity: Decimal
    remaining: Decimal
    adjustment: str
    task_ids: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentSpoiled:
    work_order_id: int
    item: str
    quantity: Decimal
    status: str
    adjustment: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderClosed:
    """task_ids: components that go back to storage."""

    work_order_id: int
    number: str
    outcome: str
    task_ids: tuple[int, ...]
    text: str
