"""Writes of the layout: sites, zones, bins. Each is one transaction and safe to repeat."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace

from landbridge.kit.findings import Finding, error
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.layout.contracts import (
    Bin,
    BinsPut,
    LayoutRefusedError,
    Site,
    UnknownSiteError,
    VirtualBin,
    Zone,
)
from landbridge.wms.layout.rules import check_bins, check_site, is_code
from landbridge.wms.layout.sheet import read_bins

_SQL = named_sql("landbridge.wms.layout", "sql/layout.sql")


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
    findings = tuple(
        error(f"zones[{index}].code", "code", f"{zone.code!r} cannot be a zone code.")
        for index, zone in enumerate(zones)
        if not is_code(zone.code)
    )
    _refuse(findings, "the zones cannot be taken", site)
    with ground.pg.transaction() as conn:
        conn.execute(
            _SQL["put_zones"],
            [
                _site_id(conn, site),
                [zone.code for zone in zones],
                [zone.name for zone in zones],
            ],
        )


def put_bins(ground: Ground, *, site: str, bins: Sequence[Bin]) -> BinsPut:
    """Make or change bins by code, missing zones too. UnknownSiteError, LayoutRefusedError."""
    _refuse(check_bins(bins), "the bins cannot be taken", site)
    with ground.pg.transaction() as conn:
        return _put(conn, _site_id(conn, site), bins)


def import_bins(ground: Ground, *, site: str, csv_text: str) -> BinsPut:
    """Take bins from CSV (header: fields of Bin). With an error among the findings: nothing.

    UnknownSiteError.
    """
    bins, findings = read_bins(csv_text)
    findings += check_bins(bins)
    with ground.pg.transaction() as conn:
        site_id = _site_id(conn, site)
        if findings:
            return BinsPut(findings=findings)
        return _put(conn, site_id, bins)


def _put(conn: Connection, site_id: int, bins: Sequence[Bin]) -> BinsPut:
    zones = sorted({bin_.zone for bin_ in bins if bin_.zone})
    conn.execute(_SQL["add_zones"], [site_id, zones])
    # In one order, so that two imports at a time cannot wait for each other.
    ordered = sorted(bins, key=lambda bin_: bin_.code)
    rows = json.dumps([asdict(bin_) for bin_ in ordered], default=str)
    changes = [
        created for (created,) in conn.execute(_SQL["put_bins"], {"site_id": site_id, "rows": rows})
    ]
    created = sum(changes)
    return BinsPut(
        created=created,
        changed=len(changes) - created,
        unchanged=len(bins) - len(changes),
    )


def _site_id(conn: Connection, code: str) -> int:
    row = conn.execute(_SQL["site_id"], [code]).fetchone()
    if row is None:
        raise UnknownSiteError("no such site", subject=code, remedy="Open the site first.")
    return int(row[0])


def _refuse(findings: tuple[Finding, ...], what: str, subject: str) -> None:
    if findings:
        raise LayoutRefusedError(f"{what}: {findings[0].text}", subject=subject, findings=findings)
