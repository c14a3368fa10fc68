"""A hall made of plain rows, as a warehouse keeps them: bins with their aisle and coordinates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from landbridge.planning.tours.layout import Hall, LayoutError, OneWay, Place, Stop

# Between the last bin of an aisle and the cross-aisle, where nobody says how far that is.
ENTRY_MM = 1_000
MM = 1_000


@dataclass(frozen=True, slots=True)
class BinRow:
    """Where a picker stands to reach into a bin. aisle: its code.  x, y: millimetres."""

    bin_id: int
    aisle: str
    x_mm: int
    y_mm: int


@dataclass(frozen=True, slots=True)
class Building:
    """A hall, and how the warehouse's own ids are found in it."""

    hall: Hall
    aisle_codes: tuple[str, ...]
    stops: dict[int, Stop]

    def stops_of(self, bin_ids: Iterable[int]) -> tuple[Stop, ...]:
        """LayoutError for a bin that is not in the hall."""
        try:
            return tuple(self.stops[bin_id] for bin_id in bin_ids)
        except KeyError as error:
            raise LayoutError(f"the bin {error} is not in the hall") from error

    def front_place(self, x_mm: int, y_mm: int) -> Place:
        """A dock or packing station: on a cross-aisle if it lies there, else joined by lines."""
        x, y = x_mm / MM, y_mm / MM
        on_cross_aisle = y in self.hall.crossings_y
        return Place(x, y) if on_cross_aisle else Place(x, y, by_lines=True)


def build(
    bins: Sequence[BinRow],
    *,
    crossings_mm: Sequence[int] = (),
    one_way: dict[str, bool] | None = None,
) -> Building:
    """Aisles stand where their bins are: at the median x, so that racks on both sides share one.

    crossings_mm: y of the cross-aisles; without any there is one before and one behind the bins.
    one_way: code of an aisle that may be walked in one direction only -> whether that is up (away
    from the front). Bins beyond the cross-aisles are reached from their ends. LayoutError.
    """
    if not bins:
        raise LayoutError("a hall without bins cannot be walked", remedy="Give bins coordinates.")
    xs: dict[str, list[int]] = {}
    for row in bins:
        xs.setdefault(row.aisle, []).append(row.x_mm)
    middles = {code: median(values) / MM for code, values in xs.items()}
    codes = tuple(sorted(middles, key=lambda code: (middles[code], code)))
    ys = [row.y_mm for row in bins]
    crossings = sorted(set(crossings_mm)) or [min(ys) - ENTRY_MM, max(ys) + ENTRY_MM]
    numbers = {code: number for number, code in enumerate(codes)}
    directed = one_way or {}
    hall = Hall(
        aisles_x=tuple(middles[code] for code in codes),
        crossings_y=tuple(y / MM for y in crossings),
        one_way=tuple(
            OneWay(aisle=numbers[code], block=block, up=directed[code])
            for code in sorted(directed)
            if code in numbers
            for block in range(len(crossings) - 1)
        ),
    )
    low, high = hall.crossings_y[0], hall.crossings_y[-1]
    stops = {
        row.bin_id: Stop(numbers[row.aisle], min(max(row.y_mm / MM, low), high)) for row in bins
    }
    return Building(hall, codes, stops)
