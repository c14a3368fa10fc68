"""Reads of the layout."""

from typing import Any

from landbridge.kit.ground import Ground
from landbridge.kit.pg.named import named_sql
from landbridge.wms.layout.contracts import Bin, BinKind, Site, UnknownSiteError, Zone
from landbridge.wms.layout.sheet import COLUMNS, write_bins

_SQL = named_sql("landbridge.wms.layout", "sql/layout.sql")
PAGE_MAX = 1_000


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
        return tuple(
            Zone(zone_id=zone_id, code=code, name=name)
            for zone_id, code, name in conn.execute(_SQL["zones"], [site])
        )


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
    return None if row is None else _bin(row)


def export_bins(ground: Ground, *, site: str) -> str:
    """All real bins as CSV that `import_bins` takes back unchanged."""
    everything: dict[str, Any] = {"kinds": [], "prefix": "", "after": "", "limit": None}
    return write_bins(_bins(ground, everything | {"site": site}))


def _bins(ground: Ground, parameters: dict[str, Any]) -> tuple[Bin, ...]:
    with ground.pg.reading() as conn:
        return tuple(_bin(row) for row in conn.execute(_SQL["bins"], parameters))


def _bin(row: tuple[Any, ...]) -> Bin:
    values = dict(zip(COLUMNS, row, strict=False))
    return Bin(**values | {"kind": BinKind(row[1]), "bin_id": row[-1]})
