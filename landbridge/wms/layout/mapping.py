"""A site seen from above: racks with what they hold, what was picked there and what is to be done.

Far away, bins of one stretch of racks are one cell; near, each bin is drawn. So a page stays
small whatever the size of the site.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.rows import fetch_all
from landbridge.wms.layout.contracts import (
    Aisle,
    CrossAisle,
    TourGround,
    UnknownSiteError,
)
from landbridge.wms.layout.queries import aisles, cross_aisles, tour_ground
from landbridge.wms.layout.walking import Point, walk

SQL = named_sql("landbridge.wms.layout", "sql/map.sql")
BINS_DRAWN_MAX = 600
CELLS_MAX = 3_000
MARGIN_MM = 3_000
SIZE_MIN_MM = 4_000
BEYOND = 2**30


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the floor, in millimetres; y grows away from the front."""

    x_mm: int
    y_mm: int
    width_mm: int
    height_mm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MapCell:
    """Bins at one place, or on one stretch (from y_mm to y_mm_max) of one side of an aisle."""

    aisle: str
    x_mm: int
    y_mm: int
    y_mm_max: int
    bin_count: int
    active_count: int
    occupied_count: int
    picks: int
    tasks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MapBin:
    """One bin. filled: share of its volume or weight that is used, None where nobody measured."""

    code: str
    aisle: str
    level: str
    x_mm: int
    y_mm: int
    active: bool
    picks: int
    tasks: int
    item_count: int
    item: str
    filled: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPlace:
    """A dock, a staging place, a packing station."""

    code: str
    kind: str
    x_mm: int
    y_mm: int
    occupied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AisleSum:
    aisle: str
    bin_count: int
    active_count: int
    occupied_count: int
    picks: int
    tasks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteMap:
    """What is seen in `window`. Either `cells` or `bins` hold the racks.

    extent: all there is; None while nothing has coordinates.  days: how far back picks count.
    stretch_mm: how much of an aisle one cell covers; 0 where cells are single places.
    """

    site: str
    extent: Window | None
    window: Window | None
    days: int
    stretch_mm: int
    aisles: tuple[Aisle, ...]
    cross_aisles: tuple[CrossAisle, ...]
    cells: tuple[MapCell, ...]
    bins: tuple[MapBin, ...]
    places: tuple[MapPlace, ...]
    sums: tuple[AisleSum, ...]
    bin_count: int


def site_map(ground: Ground, *, site: str, window: Window | None = None, days: int = 28) -> SiteMap:
    """A site seen from above; window: the part that is looked at, None for all of it.

    UnknownSiteError.
    """
    since = ground.clock.now() - timedelta(days=max(1, min(days, 3_650)))
    with ground.pg.snapshot() as conn:
        row = conn.execute("SELECT site_id FROM site WHERE code = %s", [site]).fetchone()
        if row is None:
            raise UnknownSiteError("no such site", subject=site, remedy="Open the site first.")
        where: dict[str, object] = {"site_id": row[0], "since": since}
        extent, count = _extent(conn, where)
        sums = tuple(fetch_all(conn, AisleSum, SQL["aisle_sums"], where))
        cells: tuple[MapCell, ...] = ()
        bins: tuple[MapBin, ...] = ()
        places: tuple[MapPlace, ...] = ()
        stretch = 0
        seen = _sane(window, extent) if extent else None
        if seen is not None:
            where |= {
                "x0": seen.x_mm, "x1": seen.x_mm + seen.width_mm,
                "y0": seen.y_mm, "y1": seen.y_mm + seen.height_mm,
            }  # fmt: skip
            cells, bins, stretch = _racks(conn, where, seen)
            places = tuple(fetch_all(conn, MapPlace, SQL["places"], where))
    drawn, across = aisles(ground, site=site), cross_aisles(ground, site=site)
    if not drawn or len(across) < 2:
        guessed = tour_ground(ground, site=site, codes=("",), ways_drawn=(drawn, across))
        drawn, across = guessed.aisles, guessed.cross_aisles
    return SiteMap(
        site=site, extent=extent, window=seen, days=days, stretch_mm=stretch, aisles=drawn,
        cross_aisles=across, cells=cells, bins=bins, places=places, sums=sums,
        bin_count=count,
    )  # fmt: skip


def _extent(conn: Connection, where: dict[str, object]) -> tuple[Window | None, int]:
    row = conn.execute(SQL["extent"], where).fetchone()
    if row is None or row[0] is None:
        return None, 0
    x0, y0, x1, y1, count = row
    return Window(
        x0 - MARGIN_MM, y0 - MARGIN_MM, x1 - x0 + 2 * MARGIN_MM, y1 - y0 + 2 * MARGIN_MM
    ), count


def _sane(window: Window | None, extent: Window) -> Window:
    """A window that shows something: not smaller than a rack, not far outside the walls."""
    if window is None:
        return extent
    width = max(SIZE_MIN_MM, min(window.width_mm, extent.width_mm))
    height = max(SIZE_MIN_MM, min(window.height_mm, extent.height_mm))
    x = max(extent.x_mm, min(window.x_mm, extent.x_mm + extent.width_mm - width))
    y = max(extent.y_mm, min(window.y_mm, extent.y_mm + extent.height_mm - height))
    return Window(x, y, width, height)


def _racks(
    conn: Connection, where: dict[str, object], seen: Window
) -> tuple[tuple[MapCell, ...], tuple[MapBin, ...], int]:
    row = conn.execute(SQL["within"], where).fetchone()
    assert row is not None
    count, levels = row
    if count <= BINS_DRAWN_MAX:
        return (), tuple(fetch_all(conn, MapBin, SQL["bins"], where)), 0
    step = 1
    stretch = 0
    if count / levels > CELLS_MAX:
        # So that the number of cells is right on average: rows are about evenly filled.
        stretch = step = max(1, int(seen.height_mm * _rows(conn, where) / CELLS_MAX))
    cells = fetch_all(conn, MapCell, SQL["cells"], where | {"step": step, "y_from": seen.y_mm})
    return tuple(cells), (), stretch


def _rows(conn: Connection, where: dict[str, object]) -> int:
    """How many rows of racks there are in a window."""
    row = conn.execute(
        "SELECT count(DISTINCT x_mm) FROM bin WHERE site_id = %(site_id)s AND kind = 'storage'"
        " AND x_mm BETWEEN %(x0)s AND %(x1)s AND y_mm BETWEEN %(y0)s AND %(y1)s",
        where,
    ).fetchone()
    assert row is not None
    return int(row[0])


def tour_line(
    ground: Ground, *, site: str, stops: Sequence[str], there_and_back: bool = False
) -> tuple[Point, ...]:
    """How somebody walks from bin to bin, in the order given, along aisles and cross-aisles and
    against no one-way sign; there_and_back: from where carts are taken and back to it.

    Bins without coordinates, and codes that are none, are left out. UnknownSiteError.
    """
    if not stops:
        return ()
    floor: TourGround = tour_ground(ground, site=site, codes=tuple(stops))
    return walk(floor, stops, there_and_back=there_and_back)
