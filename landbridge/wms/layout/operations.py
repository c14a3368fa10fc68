"""Writes of the layout: sites, zones, ways, bins. Each is one transaction and safe to repeat."""

from collections.abc import Sequence
from dataclasses import replace

from landbridge.kit.findings import Finding
from landbridge.kit.ground import Ground
from landbridge.kit.pg.copy import copy_lines
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.layout.contracts import (
    Aisle,
    Bin,
    BinsPut,
    CrossAisle,
    LayoutRefusedError,
    Site,
    UnknownSiteError,
    VirtualBin,
    Zone,
)
from landbridge.wms.layout.generator import Rectangle, build, check_rectangle
from landbridge.wms.layout.rows import EVERY_BIN, aisles_of, bins_of, cross_aisles_of, zones_of
from landbridge.wms.layout.rules import check_bins, check_site, check_ways, check_zones
from landbridge.wms.layout.sheet import (
    AISLES,
    BINS,
    CROSS_AISLES,
    ZONES,
    keep,
    read,
    read_bins,
)

_SQL = named_sql("landbridge.wms.layout", "sql/layout.sql")
SHEETS = ("bins", "zones", "aisles", "cross-aisles")
_GIVEN = (
    "code", "kind", "zone", "aisle", "block", "bay", "level", "x_mm", "y_mm", "z_mm",
    "pick_sequence", "length_mm", "width_mm", "height_mm", "weight_max_g", "check_digits",
    "temperature_class", "hazard_classes", "active",
)  # fmt: skip


def open_site(ground: Ground, site: Site) -> Site:
    """Make or change a site by its code; its virtual bins are made with it. LayoutRefusedError."""
    _refuse(check_site(site), "the site cannot be taken", site.code)
    with ground.pg.transaction() as conn:
        row = conn.execute(
            _SQL["put_site"], [site.code, site.name, site.timezone, site.gln, site.active]
        ).fetchone()
        assert row is not None
        conn.execute(_SQL["put_virtual_bins"], [row[0], list(VirtualBin)])
    return replace(site, site_id=row[0])


def put_zones(ground: Ground, *, site: str, zones: Sequence[Zone]) -> None:
    """Make or change zones by code. UnknownSiteError, LayoutRefusedError."""
    _refuse(check_zones(zones), "the zones cannot be taken", site)
    with ground.pg.transaction() as conn:
        _put_zones(conn, _site_id(conn, site), zones)


def put_ways(
    ground: Ground,
    *,
    site: str,
    aisles: Sequence[Aisle] = (),
    cross_aisles: Sequence[CrossAisle] = (),
) -> None:
    """Make or change aisles and cross-aisles by code. UnknownSiteError, LayoutRefusedError."""
    _refuse(check_ways(aisles, cross_aisles), "the aisles cannot be taken", site)
    with ground.pg.transaction() as conn:
        _put_ways(conn, _site_id(conn, site), aisles, cross_aisles)


def put_bins(ground: Ground, *, site: str, bins: Sequence[Bin]) -> BinsPut:
    """Make or change bins by code, missing zones too. UnknownSiteError, LayoutRefusedError."""
    _refuse(check_bins(bins), "the bins cannot be taken", site)
    return ground.pg.retrying(lambda conn: _put(conn, _site_id(conn, site), bins))


def import_bins(ground: Ground, *, site: str, csv_text: str) -> BinsPut:
    """Take bins from CSV (header: fields of Bin). With an error among the findings: nothing.

    Bins that are there keep what stands in columns that the file leaves out. UnknownSiteError.
    """
    given, wrong = read_bins(csv_text)

    def work(conn: Connection) -> BinsPut:
        site_id = _site_id(conn, site)
        there = {bin_.code: bin_ for bin_ in bins_of(conn, {**EVERY_BIN, "site": site})}
        bins = keep(BINS, given, there, csv_text)
        findings = wrong + check_bins(bins)
        return BinsPut(findings=findings) if findings else _put(conn, site_id, bins)

    return ground.pg.retrying(work)


def import_sheet(ground: Ground, *, site: str, sheet: str, csv_text: str) -> BinsPut:
    """Take `bins`, `zones`, `aisles` or `cross-aisles` from CSV; with an error among the findings:
    nothing. The counts are of rows; zones and ways count as changed. UnknownSiteError,
    LayoutRefusedError for another sheet.
    """
    if sheet == "bins":
        return import_bins(ground, site=site, csv_text=csv_text)
    if sheet not in SHEETS:
        text = f"there is no sheet {sheet}; there are {', '.join(SHEETS)}"
        raise LayoutRefusedError(text, subject=site, findings=())
    with ground.pg.transaction() as conn:
        site_id = _site_id(conn, site)
        count, findings = _take_sheet(conn, site, site_id, sheet, csv_text)
        return BinsPut(changed=count, findings=findings)


def _take_sheet(
    conn: Connection, site: str, site_id: int, sheet: str, csv_text: str
) -> tuple[int, tuple[Finding, ...]]:
    if sheet == "zones":
        zones, findings = read(ZONES, csv_text)
        zones = keep(ZONES, zones, {zone.code: zone for zone in zones_of(conn, site)}, csv_text)
        if not (findings := findings + check_zones(zones)):
            _put_zones(conn, site_id, zones)
        return (0 if findings else len(zones)), findings
    if sheet == "aisles":
        aisles, findings = read(AISLES, csv_text)
        aisles = keep(AISLES, aisles, {way.code: way for way in aisles_of(conn, site)}, csv_text)
        if not (findings := findings + check_ways(aisles, ())):
            _put_ways(conn, site_id, aisles, ())
        return (0 if findings else len(aisles)), findings
    ways, findings = read(CROSS_AISLES, csv_text)
    there = {way.code: way for way in cross_aisles_of(conn, site)}
    ways = keep(CROSS_AISLES, ways, there, csv_text)
    if not (findings := findings + check_ways((), ways)):
        _put_ways(conn, site_id, (), ways)
    return (0 if findings else len(ways)), findings


def generate_site(ground: Ground, *, site: str, hall: Rectangle) -> BinsPut:
    """Build a rectangular hall on a site: zones, aisles, cross-aisles and bins at once.

    Bins that are there already are changed to what the hall says, others stay.
    UnknownSiteError, LayoutRefusedError.
    """
    _refuse(check_rectangle(hall), "the hall cannot be built", site)
    built = build(hall)

    def work(conn: Connection) -> BinsPut:
        site_id = _site_id(conn, site)
        _put_zones(conn, site_id, built.zones)
        _put_ways(conn, site_id, built.aisles, built.cross_aisles)
        return _put(conn, site_id, built.bins)

    return ground.pg.retrying(work)


def _put_zones(conn: Connection, site_id: int, zones: Sequence[Zone]) -> None:
    conn.execute(
        _SQL["put_zones"],
        [
            site_id,
            [zone.code for zone in zones],
            [zone.name for zone in zones],
            [zone.temperature_class for zone in zones],
            [" ".join(zone.hazard_classes) for zone in zones],
        ],
    )


def _put_ways(
    conn: Connection, site_id: int, aisles: Sequence[Aisle], cross_aisles: Sequence[CrossAisle]
) -> None:
    conn.execute(
        _SQL["put_aisles"],
        [
            site_id,
            [aisle.code for aisle in aisles],
            [aisle.x_mm for aisle in aisles],
            [aisle.width_mm for aisle in aisles],
            [aisle.one_way for aisle in aisles],
        ],
    )
    conn.execute(
        _SQL["put_cross_aisles"],
        [
            site_id,
            [way.code for way in cross_aisles],
            [way.y_mm for way in cross_aisles],
            [way.width_mm for way in cross_aisles],
        ],
    )


def _put(conn: Connection, site_id: int, bins: Sequence[Bin]) -> BinsPut:
    zones = sorted({bin_.zone for bin_ in bins if bin_.zone})
    new_zones = [code for (code,) in conn.execute(_SQL["add_zones"], [site_id, zones])]
    conn.execute(_SQL["make_given"])
    rows = [
        (
            bin_.code, bin_.kind, bin_.zone, bin_.aisle, bin_.block, bin_.bay, bin_.level,
            bin_.x_mm, bin_.y_mm, bin_.z_mm, bin_.pick_sequence, bin_.length_mm, bin_.width_mm,
            bin_.height_mm, bin_.weight_max_g, bin_.check_digits, bin_.temperature_class,
            " ".join(bin_.hazard_classes), bin_.active,
        )
        for bin_ in bins
    ]  # fmt: skip
    copy_lines(conn, "given_bin", _GIVEN, rows)
    origin = conn.execute(_SQL["origin"], {"site_id": site_id}).fetchone() or (None, None)
    where = {"site_id": site_id, "x": origin[0], "y": origin[1]}
    # In one order, so that two imports at a time cannot wait for each other.
    changes = [created for (created,) in conn.execute(_SQL["put_bins"], where)]
    conn.execute(_SQL["put_reach"], where)
    conn.execute("DROP TABLE given_bin")
    created = sum(changes)
    return BinsPut(
        created=created,
        changed=len(changes) - created,
        unchanged=len(bins) - len(changes),
        new_zones=tuple(new_zones),
    )


def _site_id(conn: Connection, code: str) -> int:
    row = conn.execute(_SQL["site_id"], [code]).fetchone()
    if row is None:
        raise UnknownSiteError("no such site", subject=code, remedy="Open the site first.")
    return int(row[0])


def _refuse(findings: tuple[Finding, ...], what: str, subject: str) -> None:
    if findings:
        raise LayoutRefusedError(f"{what}: {findings[0].text}", subject=subject, findings=findings)
