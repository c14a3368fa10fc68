"""What is packed into what, and how it was packed. Edges in mm, weights in g, all whole numbers.

An item's length, width and height are its edges as it stands on its own foot. In a carton, x runs
along the carton's length, y along its width, z upwards; 0, 0, 0 is the low corner.
"""

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

EDGE_MAX_MM = 30_000
UNITS_MAX = 20_000


class Rotation(Enum):
    """Which edge of an item lies along the carton's x, y, z: 0 length, 1 width, 2 height."""

    LWH = (0, 1, 2)
    WLH = (1, 0, 2)
    HWL = (2, 1, 0)
    WHL = (1, 2, 0)
    LHW = (0, 2, 1)
    HLW = (2, 0, 1)


ANY_ROTATION = frozenset(Rotation)
# This side up: the item may turn on its foot, but not be laid on its side.
UPRIGHT = frozenset({Rotation.LWH, Rotation.WLH})


class UnfitProblemError(ValueError):
    """The problem cannot be planned; the text says which item or carton, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Equal units of one item, to be packed.

    rotations: how a unit may lie.
    load_max_g: what may rest upon one unit, itself not counted; 0 nothing, None anything.
    value: worth of one unit when not everything fits; None means its volume in mm3.
    """

    item_code: str
    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int = 0
    quantity: int = 1
    rotations: frozenset[Rotation] = ANY_ROTATION
    load_max_g: int | None = None
    value: float | None = None

    @property
    def volume_mm3(self) -> int:
        return self.length_mm * self.width_mm * self.height_mm

    @property
    def worth(self) -> float:
        return float(self.volume_mm3) if self.value is None else self.value

    def size(self, rotation: Rotation) -> tuple[int, int, int]:
        """Edges along x, y, z when turned so, mm."""
        edges = (self.length_mm, self.width_mm, self.height_mm)
        x, y, z = rotation.value
        return edges[x], edges[y], edges[z]

    def sizes(self) -> dict[tuple[int, int, int], Rotation]:
        """The different ways to lie, in a fixed order."""
        found: dict[tuple[int, int, int], Rotation] = {}
        for rotation in Rotation:
            if rotation in self.rotations:
                found.setdefault(self.size(rotation), rotation)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Carton:
    """A kind of carton by its inner size; or a pallet by its deck and the height goods may have.

    weight_max_g: of the goods inside; None without a limit.
    cost: what using one costs, in any unit that is the same for all; None means its volume.
    available_count: how many there are; None as many as wanted.
    """

    carton_code: str
    length_mm: int
    width_mm: int
    height_mm: int
    weight_max_g: int | None = None
    cost: float | None = None
    available_count: int | None = None

    @property
    def size(self) -> tuple[int, int, int]:
        return self.length_mm, self.width_mm, self.height_mm

    @property
    def volume_mm3(self) -> int:
        return self.length_mm * self.width_mm * self.height_mm

    @property
    def price(self) -> float:
        return float(self.volume_mm3) if self.cost is None else self.cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """Items and the kinds of cartons they may go into.

    support_percent: how much of a unit's foot must rest on the carton's floor or on goods; 0 lets
    goods hang in the air, which only geometry's benchmarks want.
    """

    items: tuple[Item, ...]
    cartons: tuple[Carton, ...]
    support_percent: int = 100

    def __post_init__(self) -> None:
        if not 0 <= self.support_percent <= 100:
            raise UnfitProblemError(f"{self.support_percent} % of a foot cannot be supported")
        for item in self.items:
            edges = (item.length_mm, item.width_mm, item.height_mm)
            if not all(0 < edge <= EDGE_MAX_MM for edge in edges) or not item.rotations:
                raise UnfitProblemError(f"item {item.item_code} has no edges or no way to lie")
            if item.quantity < 0 or item.weight_g < 0 or (item.load_max_g or 0) < 0:
                raise UnfitProblemError(f"item {item.item_code} has a negative number")
        for carton in self.cartons:
            if not all(0 < edge <= EDGE_MAX_MM for edge in carton.size):
                raise UnfitProblemError(f"carton {carton.carton_code} has no inner size")
        if sum(item.quantity for item in self.items) > UNITS_MAX:
            raise UnfitProblemError(f"more than {UNITS_MAX} units at once")


@dataclass(frozen=True, slots=True)
class Placement:
    """One unit in a carton: index of its item, low corner in mm, how it is turned."""

    item: int
    x_mm: int
    y_mm: int
    z_mm: int
    rotation: Rotation


@dataclass(frozen=True, slots=True)
class PackedCarton:
    """A carton (index of its kind) and its units in the order of packing."""

    carton: int
    placements: tuple[Placement, ...]


@dataclass(frozen=True)
class PackingPlan:
    """Packed cartons, what found no place, and how good that is.

    value: cost of the cartons, their number for pallets, or the worth of what was loaded.
    bound: no plan is better than this: a least cost or number, or a greatest worth.
    unpacked: units per item that found no place.
    rounds: how much was searched; the same seed and rounds give the same plan anywhere.
    """

    problem: Packing
    packed: tuple[PackedCarton, ...]
    unpacked: tuple[int, ...]
    value: float
    bound: float
    seed: int
    rounds: int
    sentences: tuple[str, ...] = ()

    @property
    def gap(self) -> float:
        """How far from the bound, as a share of it; 0 means that nothing better is possible."""
        return abs(self.value - self.bound) / abs(self.bound) if self.bound else 0.0

    @property
    def is_best(self) -> bool:
        return self.gap <= 1e-9

    @cached_property
    def is_complete(self) -> bool:
        return not any(self.unpacked)

    def filled_share(self, index: int) -> float:
        """Filled part of one packed carton's volume, 0 to 1."""
        packed = self.packed[index]
        volume = sum(self.problem.items[at.item].volume_mm3 for at in packed.placements)
        return volume / self.problem.cartons[packed.carton].volume_mm3
