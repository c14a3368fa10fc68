"""Reads of the layout."""

from landbridge.kit.ground import Ground
from landbridge.wms.layout.contracts import Bin, BinKind, Site, Zone


def sites(ground: Ground) -> tuple[Site, ...]:
    """All sites by code."""
    raise NotImplementedError


def site(ground: Ground, code: str) -> Site:
    """One site. UnknownSiteError."""
    raise NotImplementedError


def zones(ground: Ground, *, site: str) -> tuple[Zone, ...]:
    raise NotImplementedError


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
    raise NotImplementedError


def find_bin(ground: Ground, *, site: str, code: str) -> Bin | None:
    """One bin, virtual ones too."""
    raise NotImplementedError


def export_bins(ground: Ground, *, site: str) -> str:
    """All real bins as CSV that `import_bins` takes back unchanged."""
    raise NotImplementedError
