"""The company's warehouse: a hall with doors, shelves, pallet racks and stations.

Ten aisles run north; racks stand on both sides. Lower levels are for picking, upper ones hold
pallets. Aisle 10 is the fenced one for chemicals. x runs east, y north, from the south-west corner.
"""

from collections.abc import Iterator

from landbridge.main.demo.company.model import BinData, SiteData, ZoneData

AISLES = 10
BAYS = 12
LEVELS = 4
AISLE_PITCH_MM = 4_200
BAY_WIDTH_MM = 2_700
LEVEL_HEIGHT_MM = 1_600
FIRST_AISLE_X_MM = 6_000
FIRST_BAY_Y_MM = 12_000

_ZONES = (
    ZoneData(code="RECV", name="Receiving"),
    ZoneData(code="PICK", name="Shelves"),
    ZoneData(code="BULK", name="Pallet racks"),
    ZoneData(code="CHEM", name="Chemicals", hazard_classes=("GHS05",)),
    ZoneData(code="PACK", name="Packing"),
    ZoneData(code="SHIP", name="Shipping doors"),
)


def make_site() -> SiteData:
    return SiteData(
        code="HAM1",
        name="Hamburg Waltershof",
        timezone="Europe/Berlin",
        gln="9521101000016",
        zones=_ZONES,
        bins=(*_doors(), *_racks(), *_stations()),
    )


def make_shop() -> SiteData:
    """A shop with a back room of twelve shelves."""
    return SiteData(
        code="HAM2",
        name="Hamburg Altona shop",
        timezone="Europe/Berlin",
        gln="9521101000023",
        zones=(ZoneData(code="SHOP", name="Back room"),),
        bins=(
            *(
                _place(f"S-{number:02d}", "storage", "SHOP", 1_000 * number, 4_000, number)
                for number in range(1, 13)
            ),
            _place("S-IN", "receiving", "SHOP", 1_000, 1_000, 1),
            _place("S-PACK", "packing", "SHOP", 3_000, 1_000, 2),
            _place("S-OUT", "shipping", "SHOP", 5_000, 1_000, 3),
        ),
    )


def _racks() -> Iterator[BinData]:
    sequence = 0
    for aisle in range(1, AISLES + 1):
        # A picker walks up one aisle and down the next.
        bays = range(1, BAYS + 1) if aisle % 2 else range(BAYS, 0, -1)
        for bay in bays:
            for side in (1, 2):
                for level in range(1, LEVELS + 1):
                    sequence += 10
                    yield _rack_bin(aisle, bay, side, level, sequence)


def _rack_bin(aisle: int, bay: int, side: int, level: int, sequence: int) -> BinData:
    chemical = aisle == AISLES
    picking = level <= 2
    code = f"{aisle:02d}-{bay * 2 - 2 + side:02d}-{level}"
    return BinData(
        code=code,
        kind="storage",
        zone="CHEM" if chemical else "PICK" if picking else "BULK",
        aisle=f"{aisle:02d}",
        bay=f"{bay * 2 - 2 + side:02d}",
        level=str(level),
        x_mm=FIRST_AISLE_X_MM + (aisle - 1) * AISLE_PITCH_MM + (-900 if side == 1 else 900),
        y_mm=FIRST_BAY_Y_MM + (bay - 1) * BAY_WIDTH_MM,
        z_mm=(level - 1) * LEVEL_HEIGHT_MM,
        pick_sequence=sequence,
        length_mm=2_600,
        width_mm=1_100,
        height_mm=1_450,
        weight_max_g=350_000 if picking else 900_000,
        check_digits=check_digits(code),
        families=("CH",) if chemical else (),
    )


def _doors() -> Iterator[BinData]:
    for number in range(1, 7):
        yield _place(f"RECV-{number}", "receiving", "RECV", 3_000 + number * 4_000, 1_000, number)
    for number in range(1, 9):
        place = _place(f"SHIP-{number}", "shipping", "SHIP", 26_000 + number * 3_000, 1_000, number)
        yield place


def _stations() -> Iterator[BinData]:
    for number in range(1, 9):
        yield _place(f"PACK-{number}", "packing", "PACK", 6_000 + number * 3_500, 7_000, number)
    for number in range(1, 9):
        yield _place(f"STAGE-{number}", "staging", "SHIP", 26_000 + number * 3_000, 4_500, number)


def _place(code: str, kind: str, zone: str, x_mm: int, y_mm: int, number: int) -> BinData:
    return BinData(
        code=code,
        kind=kind,
        zone=zone,
        aisle="",
        bay=str(number),
        level="",
        x_mm=x_mm,
        y_mm=y_mm,
        z_mm=0,
        pick_sequence=0,
        length_mm=6_000,
        width_mm=3_000,
        height_mm=3_000,
        weight_max_g=20_000_000,
        check_digits=check_digits(code),
    )


def check_digits(code: str) -> str:
    """Two digits that say nothing about the place, so that a picker must have read them there."""
    value = 7
    for sign in code:
        value = (value * 131 + ord(sign)) % 99_991
    return f"{value % 90 + 10}"
