"""Reads of the layout."""

from collections.abc import Mapping
from typing import Any

from landbridge.kit.ground import Ground
from landbridge.kit.pg.named import named_sql
from landbridge.wms.layout.contracts import (
    Aisle,
    Bin,
    BinKind,
    CrossAisle,
    LayoutRefusedError,
    LayoutSum,
    Site,
    TourBin,
    TourGround,
    UnknownSiteError,
    Zone,
)
from landbridge.wms.layout.operations import SHEETS
from landbridge.wms.layout.rows import (
    EVERY_BIN,
    aisles_of,
    bin_of,
    bins_of,
    cross_aisles_of,
    zones_of,
)
from landbridge.wms.layout.sheet import AISLES, CROSS_AISLES, ZONES, write, write_bins

_SQL = named_sql("landbridge.wms.layout", "sql/layout.sql")
PAGE_MAX = 1_000
# So far beyond the last bins the walk across is taken to be, where nobody drew it.
BEYOND_MM = 1_500


def sites(ground: Ground) -> tuple[Site, ...]:
    """All sites by code."""
    return _sites(ground, None)


def site(ground: Ground, code: str) -> Site:
    """One site. UnknownSiteError."""
    found = _sites(ground, code)
    if not found:
        raise UnknownSiteError("no such site", subject=code, remedy="Open the site first.")
    return found[0]


def _sites(ground: Ground, code: str | None) -> tuple[Site, ...]:
    with ground.pg.reading() as conn:
        return tuple(
            Site(
                site_id=row[0], code=row[1], name=row[2], timezone=row[3], gln=row[4], active=row[5]
            )
            for row in conn.execute(_SQL["sites"], {"code": code})
        )


def zones(ground: Ground, *, site: str) -> tuple[Zone, ...]:
    """Zones of a site by code."""
    with ground.pg.reading() as conn:
        return zones_of(conn, site)


def aisles(ground: Ground, *, site: str) -> tuple[Aisle, ...]:
    """Aisles of a site as they were drawn, from left to right."""
    with ground.pg.reading() as conn:
        return aisles_of(conn, site)


def cross_aisles(ground: Ground, *, site: str) -> tuple[CrossAisle, ...]:
    """Cross-aisles of a site as they were drawn, from the front."""
    with ground.pg.reading() as conn:
        return cross_aisles_of(conn, site)


def layout_sums(ground: Ground, *, site: str) -> tuple[LayoutSum, ...]:
    """What a site is made of, by zone and kind of bin. UnknownSiteError."""
    if not _sites(ground, site):
        raise UnknownSiteError("no such site", subject=site, remedy="Open the site first.")
    with ground.pg.reading() as conn:
        return tuple(
            LayoutSum(
                zone=row[0], zone_name=row[1], kind=BinKind(row[2]), temperature_class=row[3],
                hazard_classes=tuple(row[4]), aisle_count=row[5], bin_count=row[6],
                active_count=row[7], drawn_count=row[8], occupied_count=row[9],
            )
            for row in conn.execute(_SQL["layout_sums"], [site])
        )  # fmt: skip


Ways = tuple[tuple[Aisle, ...], tuple[CrossAisle, ...]]


def tour_ground(
    ground: Ground, *, site: str, codes: tuple[str, ...] = (), ways_drawn: Ways | None = None
) -> TourGround:
    """A site as rows for a planner of tours. codes: storage bins wanted; () means all of them.

    Bins without coordinates are left out. Ways that nobody drew are taken from the bins: an aisle
    between the racks that name it, a walk across before the first and behind the last bin.
    ways_drawn: what is drawn, where the caller has asked already.  UnknownSiteError.
    """
    if not _sites(ground, site):
        raise UnknownSiteError("no such site", subject=site, remedy="Open the site first.")
    where = {"site": site, "codes": [*codes]}
    with ground.pg.snapshot() as conn:
        rows = [
            TourBin(bin_id=row[0], code=row[1], kind=BinKind(row[2]), aisle=row[3], x_mm=row[4],
                    y_mm=row[5], z_mm=row[6])
            for row in conn.execute(_SQL["tour_bins"], where)
        ]  # fmt: skip
        guessed = conn.execute(_SQL["guessed_aisles"], where).fetchall()
        ends = conn.execute(_SQL["guessed_ends"], where).fetchone()
    drawn, across = ways_drawn or (aisles(ground, site=site), cross_aisles(ground, site=site))
    known = {aisle.code for aisle in drawn}
    undrawn = [Aisle(code=code, x_mm=x_mm) for code, x_mm in guessed if code not in known]
    walked = tuple(sorted((*drawn, *undrawn), key=lambda aisle: (aisle.x_mm, aisle.code)))
    ways = _ways_across(across, ends, is_whole=not undrawn)
    return TourGround(
        site=site, aisles=walked, cross_aisles=ways,
        bins=tuple(row for row in rows if row.kind is BinKind.STORAGE),
        places=tuple(row for row in rows if row.kind is not BinKind.STORAGE),
        guessed=bool(undrawn) or not drawn or len(across) < 2,
    )  # fmt: skip


def _ways_across(
    across: tuple[CrossAisle, ...], ends: tuple[Any, ...] | None, *, is_whole: bool
) -> tuple[CrossAisle, ...]:
    """What is drawn; where that is not enough, or aisles are missing in the drawing, a walk before
    the first and behind the last bin."""
    if ends is None or ends[0] is None or (is_whole and len(across) >= 2):
        return across
    front = CrossAisle(code="front", y_mm=ends[0] - BEYOND_MM)
    back = CrossAisle(code="back", y_mm=ends[1] + BEYOND_MM)
    if len(across) < 2:
        return front, back
    before = (front,) if ends[0] < across[0].y_mm else ()
    behind = (back,) if ends[1] > across[-1].y_mm else ()
    return *before, *across, *behind


def bins(
    ground: Ground,
    *,
    site: str,
    kinds: tuple[BinKind, ...] = (),
    prefix: str = "",
    after: str = "",
    limit: int = 100,
) -> tuple[Bin, ...]:
    """Real bins by code, a page after code `after`. kinds: () means all real ones."""
    return _bins(
        ground,
        {
            "site": site,
            "kinds": [*kinds],
            "prefix": prefix,
            "after": after,
            "limit": max(1, min(limit, PAGE_MAX)),
        },
    )


def find_bin(ground: Ground, *, site: str, code: str) -> Bin | None:
    """One bin, virtual ones too."""
    with ground.pg.reading() as conn:
        row = conn.execute(_SQL["bin"], {"site": site, "code": code}).fetchone()
    return None if row is None else bin_of(row)


def export_bins(ground: Ground, *, site: str) -> str:
    """All real bins as CSV that `import_bins` takes back unchanged."""
    return write_bins(_bins(ground, {**EVERY_BIN, "site": site}))


def export_sheet(ground: Ground, *, site: str, sheet: str) -> str:
    """`bins`, `zones`, `aisles` or `cross-aisles` as CSV that `import_sheet` takes back unchanged.

    UnknownSiteError; LayoutRefusedError for another sheet.
    """
    if not _sites(ground, site):
        raise UnknownSiteError("no such site", subject=site, remedy="Open the site first.")
    if sheet == "bins":
        return export_bins(ground, site=site)
    if sheet == "zones":
        return write(ZONES, zones(ground, site=site))
    if sheet == "aisles":
        return write(AISLES, aisles(ground, site=site))
    if sheet == "cross-aisles":
        return write(CROSS_AISLES, cross_aisles(ground, site=site))
    text = f"there is no sheet {sheet}; there are {', '.join(SHEETS)}"
    raise LayoutRefusedError(text, subject=site, findings=())


def _bins(ground: Ground, where: Mapping[str, object]) -> tuple[Bin, ...]:
    with ground.pg.reading() as conn:
        return bins_of(conn, where)
