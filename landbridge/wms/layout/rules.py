"""Pure decisions of the layout: what a fit site or bin is, and a warehouse to start from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from string import ascii_uppercase
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from landbridge.canon.gs1 import is_gln
from landbridge.kit.findings import Finding, error
from landbridge.wms.layout.contracts import Bin, BinKind, Site

CODE_LENGTH_MAX = 40
BINS_MAX = 200_000
SIZE_MAX = 2**31 - 1

_TEXTS = ("zone", "aisle", "bay", "level", "check_digits")
_NUMBERS = ("x_mm", "y_mm", "z_mm", "pick_sequence")
_SIZES = ("length_mm", "width_mm", "height_mm", "weight_max_g")


def is_code(text: str) -> bool:
    """A code people can type, scan and open in a spreadsheet: starts with a letter or digit."""
    return (
        0 < len(text) <= CODE_LENGTH_MAX
        and text[0].isalnum()
        and text.isprintable()
        and text == text.strip()
    )


def check_site(site: Site) -> tuple[Finding, ...]:
    findings: list[Finding] = []
    if not is_code(site.code):
        findings.append(error("code", "code", f"{site.code!r} cannot be a site code."))
    if not site.name.strip():
        findings.append(error("name", "required", "The site has no name."))
    if site.gln and not is_gln(site.gln):
        findings.append(error("gln", "gln", f"{site.gln!r} is not a GLN with its check digit."))
    try:
        ZoneInfo(site.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        findings.append(
            error("timezone", "timezone", f"{site.timezone!r} is not an IANA time zone.")
        )
    return tuple(findings)


def check_bins(bins: Sequence[Bin]) -> tuple[Finding, ...]:
    """Findings of bins before they are put; paths are `bins[0].code`, counted from 0."""
    findings: list[Finding] = []
    if len(bins) > BINS_MAX:
        return (error("bins", "too-many", f"{len(bins)} bins at once; {BINS_MAX} are taken."),)
    seen: set[str] = set()
    for index, bin_ in enumerate(bins):
        path = f"bins[{index}]"
        findings.extend(_check_bin(path, bin_))
        if bin_.code in seen:
            findings.append(
                error(f"{path}.code", "unique-bin", f"The bin {bin_.code} appears twice.")
            )
        seen.add(bin_.code)
    return tuple(findings)


def _check_bin(path: str, bin_: Bin) -> Iterator[Finding]:
    if not is_code(bin_.code):
        yield error(
            f"{path}.code",
            "code",
            f"{bin_.code!r} cannot be a bin code: it starts with a letter or digit and has at "
            f"most {CODE_LENGTH_MAX} printable characters.",
        )
    if bin_.kind is BinKind.VIRTUAL:
        yield error(f"{path}.kind", "virtual", "Virtual bins are made with their site.")
    for name in _TEXTS:
        value = getattr(bin_, name)
        if value and not is_code(value):
            yield error(f"{path}.{name}", "code", f"{value!r} cannot be a {name} of {bin_.code}.")
    for name in _NUMBERS:
        value = getattr(bin_, name)
        if value is not None and abs(value) > SIZE_MAX:
            yield error(f"{path}.{name}", "range", f"{value} is too large for bin {bin_.code}.")
    for name in _SIZES:
        value = getattr(bin_, name)
        if value is not None and not 0 < value <= SIZE_MAX:
            yield error(f"{path}.{name}", "positive", f"{value} must be positive ({bin_.code}).")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectangle:
    """A rectangular hall: parallel aisles, bays on both sides, levels above each other.

    The origin is the front left corner; aisles run away from the front, x grows to the right.
    Levels up to `pick_levels` form zone PICK, the others RESERVE.
    """

    aisles: int = 10
    bays: int = 25
    levels: int = 4
    pick_levels: int = 2
    aisle_pitch_mm: int = 4_800
    bay_width_mm: int = 1_400
    bay_depth_mm: int = 1_000
    level_height_mm: int = 1_600
    front_depth_mm: int = 9_000
    weight_max_g: int = 900_000
    docks: int = 2
    pack_stations: int = 4


def rectangle(shape: Rectangle | None = None) -> tuple[Bin, ...]:
    """Bins of a rectangular warehouse with docks, staging, packing and shipping at its front.

    The pick sequence walks the aisles up and down by turns. ValueError for an empty shape.
    """
    hall = shape or Rectangle()
    if min(hall.aisles, hall.bays, hall.levels) < 1 or hall.docks < 1 or hall.pack_stations < 1:
        raise ValueError("a warehouse has at least one aisle, bay, level, dock and pack station")
    racks = sorted(_racks(hall), key=lambda bin_: bin_.pick_sequence)
    return (*_front(hall), *racks)


def _racks(hall: Rectangle) -> Iterator[Bin]:
    steps = (hall.bays + 1) // 2
    for aisle in range(hall.aisles):
        for bay in range(1, hall.bays + 1):
            step, side = divmod(bay - 1, 2)
            # Serpentine: every second aisle is walked back to the front.
            walked = step if aisle % 2 == 0 else steps - 1 - step
            for level in range(1, hall.levels + 1):
                index = ((aisle * steps + walked) * 2 + side) * hall.levels + level
                yield Bin(
                    code=f"{aisle_name(aisle)}-{bay:02d}-{level}",
                    zone="PICK" if level <= hall.pick_levels else "RESERVE",
                    aisle=aisle_name(aisle),
                    bay=f"{bay:02d}",
                    level=str(level),
                    x_mm=aisle * hall.aisle_pitch_mm
                    + hall.aisle_pitch_mm // 2
                    + (600 if side else -600),
                    y_mm=hall.front_depth_mm + step * hall.bay_width_mm + hall.bay_width_mm // 2,
                    z_mm=(level - 1) * hall.level_height_mm,
                    pick_sequence=1_000 + index,
                    length_mm=hall.bay_depth_mm,
                    width_mm=hall.bay_width_mm,
                    height_mm=hall.level_height_mm,
                    weight_max_g=Decimal(hall.weight_max_g),
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
