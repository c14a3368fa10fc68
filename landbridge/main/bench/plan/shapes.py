"""What the public instance files say, in one shape for all of their formats.

Lengths are in the file's own units; every place is given by aisle, block and the way from the
block's front cross-aisle, so that a planner's problem is made of it by looking nothing up.
"""

from dataclasses import dataclass

from landbridge.kit.findings import LandbridgeError


class Unreadable(LandbridgeError):
    """A file is not of the format that its set has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepotWay:
    """A straight way of this length from the depot to the junction of an aisle and a cross-aisle.

    row: the cross-aisle, 0 is the front one.
    """

    aisle: int
    row: int
    length: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Parallel aisles, cut into blocks by cross-aisles.

    aisle_xs: where along the cross-aisles each aisle lies.
    block_lengths: from cross-aisle to cross-aisle, front to back.
    depot_ways: how the depot is joined to the junctions; one way of length 0 if it is one of them.
    """

    aisle_xs: tuple[float, ...]
    block_lengths: tuple[float, ...]
    depot_ways: tuple[DepotWay, ...]


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A picking place. offset: way along the aisle from the front cross-aisle of its block."""

    aisle: int
    block: int
    offset: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    article: int
    spot: Spot
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    article: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """load: how much of a trip's capacity it takes.  due: latest end in time units; None: never."""

    lines: tuple[OrderLine, ...]
    load: int
    due: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PickTimes:
    """Time units per trip, per picked unit and per unit of length; and how many people pick.

    ready: when each of them comes free; empty if all are from the beginning.
    """

    pickers: int
    setup: float
    per_unit: float
    per_length: float
    ready: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PickingInstance:
    """One instance with tours in it: a single tour, orders to cluster, or a wave with due times.

    capacity: of one trip, in the orders' `load`; None for a single tour.
    times: only where orders are due.
    """

    name: str
    grid: Grid
    stock: tuple[Stock, ...]
    orders: tuple[Order, ...]
    capacity: int | None = None
    times: PickTimes | None = None

    def spots_of(self, order: Order) -> frozenset[Spot]:
        """Where an order's articles lie, when each of them lies in one place only."""
        wanted = {line.article for line in order.lines}
        return frozenset(stock.spot for stock in self.stock if stock.article in wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlottingInstance:
    """Articles to be laid into slots so that the tours of known orders get short.

    slots: two on each bay of an aisle.  bay_length, entry_length, aisle_gap: the ways between.
    orders: the articles of each.  fixed: articles that have their bay already, (article, bay). All
    numbers begin with 1; bays are counted aisle by aisle.
    """

    name: str
    aisle_count: int
    bay_count: int
    bay_length: float
    entry_length: float
    aisle_gap: float
    article_count: int
    orders: tuple[tuple[int, ...], ...]
    fixed: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxKind:
    """`count` equal boxes. turns: which of their six positions they may take, as orders of axes."""

    sizes: tuple[int, int, int]
    turns: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxInstance:
    """Boxes to be packed into one container so that as much as possible of it is filled."""

    name: str
    container: tuple[int, int, int]
    boxes: tuple[BoxKind, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelInstance:
    """An order's boxes, and the kinds of cartons they may be sent in."""

    name: str
    cartons: tuple[tuple[int, int, int], ...]
    boxes: tuple[BoxKind, ...]


Instance = PickingInstance | SlottingInstance | BoxInstance | ParcelInstance
