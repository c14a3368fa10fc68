"""A warehouse to start from: a rectangular hall, written down as zones, ways and bins. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from string import ascii_uppercase

from landbridge.kit.findings import Finding, error
from landbridge.wms.layout.contracts import Aisle, Bin, BinKind, CrossAisle, Zone
from landbridge.wms.layout.rules import BINS_MAX

AISLE_WIDTH_MM = 2_800


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectangle:
    """A rectangular hall: parallel aisles, bays on both sides, levels above each other.

    The origin is the front left corner; aisles run away from the front, x grows to the right.
    Levels up to `pick_levels` form zone PICK, the others RESERVE. bays: of one aisle in one block,
    both sides together.  blocks: rows of racks with a cross-aisle between each two of them.
    one_way: neighbouring aisles are walked in opposite directions.
    chilled_aisles, hazard_aisles: so many of the last aisles are zone CHILL, or HAZARD before them.
    """

    aisles: int = 10
    blocks: int = 1
    bays: int = 25
    levels: int = 4
    pick_levels: int = 2
    one_way: bool = False
    chilled_aisles: int = 0
    hazard_aisles: int = 0
    hazard_classes: tuple[str, ...] = ()
    aisle_pitch_mm: int = 4_800
    bay_width_mm: int = 1_400
    bay_depth_mm: int = 1_000
    level_height_mm: int = 1_600
    cross_aisle_mm: int = 3_000
    front_depth_mm: int = 9_000
    weight_max_g: int = 900_000
    docks: int = 2
    pack_stations: int = 4

    @property
    def bin_count(self) -> int:
        front = 3 * self.docks + self.pack_stations
        return self.aisles * self.blocks * self.bays * self.levels + front


@dataclass(frozen=True, slots=True)
class Hall:
    """What a rectangle is made of."""

    zones: tuple[Zone, ...]
    aisles: tuple[Aisle, ...]
    cross_aisles: tuple[CrossAisle, ...]
    bins: tuple[Bin, ...]


def check_rectangle(hall: Rectangle) -> tuple[Finding, ...]:
    """Why a hall cannot be built; paths are the rectangle's fields."""
    findings = [
        error(name, "positive", f"{name} is {getattr(hall, name)}; at least one is needed.")
        for name in ("aisles", "blocks", "bays", "levels", "docks", "pack_stations",
                     "aisle_pitch_mm", "bay_width_mm", "bay_depth_mm", "level_height_mm",
                     "cross_aisle_mm", "weight_max_g")
        if getattr(hall, name) < 1
    ]  # fmt: skip
    findings += [
        error(name, "range", f"{name} is {getattr(hall, name)}; it cannot be less than nothing.")
        for name in ("pick_levels", "chilled_aisles", "hazard_aisles", "front_depth_mm")
        if getattr(hall, name) < 0
    ]
    if not findings and hall.chilled_aisles + hall.hazard_aisles > hall.aisles:
        text = (
            f"{hall.chilled_aisles + hall.hazard_aisles} aisles are to be chilled or for hazardous "
            f"goods, and there are only {hall.aisles}."
        )
        findings.append(error("chilled_aisles", "range", text))
    if hall.hazard_classes and not hall.hazard_aisles:
        text = "There are hazard classes, and no aisle is for hazardous goods."
        findings.append(error("hazard_aisles", "required", text))
    if hall.hazard_aisles and not hall.hazard_classes:
        text = "Say which hazard classes the hazard aisles are for."
        findings.append(error("hazard_classes", "required", text))
    if not findings and hall.bin_count > BINS_MAX:
        text = f"{hall.bin_count:,} bins; {BINS_MAX:,} are made at once at the most."
        findings.append(error("aisles", "too-many", text))
    return tuple(findings)


def rectangle(shape: Rectangle | None = None) -> tuple[Bin, ...]:
    """Bins of a rectangular warehouse with docks, staging, packing and shipping at its front.

    The pick sequence walks the aisles up and down by turns. ValueError for an impossible shape.
    """
    return build(shape or Rectangle()).bins


def build(hall: Rectangle) -> Hall:
    """Everything a rectangle is made of. ValueError for an impossible shape."""
    if findings := check_rectangle(hall):
        raise ValueError(findings[0].text)
    racks = sorted(_racks(hall), key=lambda bin_: bin_.pick_sequence)
    return Hall(
        zones=tuple(_zones(hall)), aisles=tuple(_aisles(hall)),
        cross_aisles=tuple(_cross_aisles(hall)), bins=(*_front(hall), *racks),
    )  # fmt: skip


def _zones(hall: Rectangle) -> Iterator[Zone]:
    yield Zone(code="FRONT", name="Docks, staging and packing")
    special = hall.chilled_aisles + hall.hazard_aisles
    if special < hall.aisles:
        yield Zone(code="PICK", name="Picking levels")
        if hall.pick_levels < hall.levels:
            yield Zone(code="RESERVE", name="Reserve levels")
    if hall.chilled_aisles:
        yield Zone(code="CHILL", name="Chilled", temperature_class="chilled")
    if hall.hazard_aisles:
        yield Zone(code="HAZARD", name="Hazardous goods", hazard_classes=hall.hazard_classes)


def _zone(hall: Rectangle, aisle: int, level: int) -> str:
    from_end = hall.aisles - aisle
    if from_end <= hall.chilled_aisles:
        return "CHILL"
    if from_end <= hall.chilled_aisles + hall.hazard_aisles:
        return "HAZARD"
    return "PICK" if level <= hall.pick_levels else "RESERVE"


def _aisle_x(hall: Rectangle, aisle: int) -> int:
    return aisle * hall.aisle_pitch_mm + hall.aisle_pitch_mm // 2


def _aisles(hall: Rectangle) -> Iterator[Aisle]:
    for aisle in range(hall.aisles):
        turn = ("up", "down")[aisle % 2] if hall.one_way else ""
        yield Aisle(
            code=aisle_name(aisle), x_mm=_aisle_x(hall, aisle), one_way=turn,
            width_mm=min(AISLE_WIDTH_MM, hall.aisle_pitch_mm),
        )  # fmt: skip


def _block_y(hall: Rectangle, block: int) -> int:
    """Where the racks of a block begin."""
    steps = (hall.bays + 1) // 2
    return hall.front_depth_mm + block * (steps * hall.bay_width_mm + hall.cross_aisle_mm)


def _cross_aisles(hall: Rectangle) -> Iterator[CrossAisle]:
    for number in range(hall.blocks + 1):
        y_mm = _block_y(hall, number) - hall.cross_aisle_mm // 2
        yield CrossAisle(code=f"X{number}", y_mm=y_mm, width_mm=hall.cross_aisle_mm)


def _racks(hall: Rectangle) -> Iterator[Bin]:
    steps = (hall.bays + 1) // 2
    digits = max(2, len(str(hall.blocks * hall.bays)))
    weight = Decimal(hall.weight_max_g)
    for aisle in range(hall.aisles):
        name, x_mm = aisle_name(aisle), _aisle_x(hall, aisle)
        for place in range(hall.blocks * hall.bays):
            block, within = divmod(place, hall.bays)
            step, side = divmod(within, 2)
            ahead = block * steps + step
            # Serpentine: every second aisle is walked back to the front.
            walked = ahead if aisle % 2 == 0 else hall.blocks * steps - 1 - ahead
            bay = f"{place + 1:0{digits}d}"
            for level in range(1, hall.levels + 1):
                turn = aisle * hall.blocks * steps + walked
                index = (turn * 2 + side) * hall.levels + level
                yield Bin(
                    code=f"{name}-{bay}-{level}",
                    zone=_zone(hall, aisle, level),
                    aisle=name,
                    block=str(block + 1),
                    bay=bay,
                    level=str(level),
                    x_mm=x_mm + (600 if side else -600),
                    y_mm=_block_y(hall, block) + step * hall.bay_width_mm + hall.bay_width_mm // 2,
                    z_mm=(level - 1) * hall.level_height_mm,
                    pick_sequence=1_000 + index,
                    length_mm=hall.bay_depth_mm,
                    width_mm=hall.bay_width_mm,
                    height_mm=hall.level_height_mm,
                    weight_max_g=weight,
                    check_digits=_check_digits(index),
                )


def _front(hall: Rectangle) -> Iterator[Bin]:
    width = hall.aisles * hall.aisle_pitch_mm
    rows = (
        ("DOCK", BinKind.RECEIVING, hall.docks, 0.00, 0.25, 2_000),
        ("STAGE", BinKind.STAGING, hall.docks, 0.25, 0.50, 5_000),
        ("PACK", BinKind.PACKING, hall.pack_stations, 0.50, 0.75, 5_000),
        ("SHIP", BinKind.SHIPPING, hall.docks, 0.75, 1.00, 2_000),
    )
    for row, (name, kind, count, left, right, depth) in enumerate(rows):
        for number in range(1, count + 1):
            share = left + (right - left) * (number - 0.5) / count
            yield Bin(
                code=f"{name}-{number}",
                kind=kind,
                zone="FRONT",
                x_mm=round(width * share),
                y_mm=depth,
                z_mm=0,
                pick_sequence=row * 100 + number,
                check_digits=_check_digits(10_000 + row * 100 + number),
            )


def aisle_name(index: int) -> str:
    """A, B, ... Z, AA, AB, ..."""
    name = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        name = ascii_uppercase[letter] + name
    return name


def _check_digits(index: int) -> str:
    """Two digits that differ between neighbours and do not follow from the code by eye."""
    return f"{(index * 37 + index // 97 * 11 + 23) % 100:02d}"
