"""Writes of the layout: sites, zones, bins. Each is one transaction and safe to repeat."""

from collections.abc import Sequence

from landbridge.kit.ground import Ground
from landbridge.wms.layout.contracts import Bin, BinsPut, Site, Zone


def open_site(ground: Ground, site: Site) -> Site:
    """Make or change a site by its code; its virtual bins are made with it."""
    raise NotImplementedError


def put_zones(ground: Ground, *, site: str, zones: Sequence[Zone]) -> None:
    """Make or change zones by code. UnknownSiteError."""
    raise NotImplementedError


def put_bins(ground: Ground, *, site: str, bins: Sequence[Bin]) -> BinsPut:
    """Make or change bins by code, missing zones too. UnknownSiteError, LayoutRefusedError."""
    raise NotImplementedError


def import_bins(ground: Ground, *, site: str, csv_text: str) -> BinsPut:
    """Take bins from CSV (header: fields of Bin). With an error among the findings: nothing."""
    raise NotImplementedError
