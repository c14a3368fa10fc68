"""What the layout room hands out and takes: sites, zones, bins."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from landbridge.kit.findings import Finding, LandbridgeError

VIRTUAL_PREFIX = "@"


class VirtualBin(StrEnum):
    """Codes of the bins outside the walls. Every site has each of them; no real bin starts so."""

    SUPPLIER = "@SUPPLIER"
    CUSTOMER = "@CUSTOMER"
    ADJUSTMENT = "@ADJUSTMENT"
    TRANSIT = "@TRANSIT"
    PRODUCTION = "@PRODUCTION"


class BinKind(StrEnum):
    """What a bin is for. Only `STORAGE` stock is allocated to orders."""

    STORAGE = "storage"
    RECEIVING = "receiving"
    STAGING = "staging"
    PACKING = "packing"
    SHIPPING = "shipping"
    VIRTUAL = "virtual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A building. timezone: IANA name.  gln: 13 digits with a right check digit, or ""."""

    code: str
    name: str
    timezone: str = "UTC"
    gln: str = ""
    active: bool = True
    site_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A work area of a site."""

    code: str
    name: str = ""
    zone_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The smallest storage place. Coordinates are of its access point, from the site's origin.

    zone: zone code or "".  pick_sequence: order of a walk through the site.
    check_digits: what a picker reads aloud to prove the place; "" means none.
    """

    code: str
    kind: BinKind = BinKind.STORAGE
    zone: str = ""
    aisle: str = ""
    bay: str = ""
    level: str = ""
    x_mm: int | None = None
    y_mm: int | None = None
    z_mm: int | None = None
    pick_sequence: int = 0
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    weight_max_g: Decimal | None = None
    check_digits: str = ""
    active: bool = True
    bin_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BinsPut:
    """What became of bins that were put or imported. With an error among the findings: nothing."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    findings: tuple[Finding, ...] = ()


class UnknownSiteError(LandbridgeError):
    """A site code that nobody opened."""


class LayoutRefusedError(LandbridgeError):
    """Sites, zones or bins that cannot be taken; `findings` say why, one by one."""

    def __init__(self, what: str, *, subject: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(what, subject=subject, remedy="Correct the findings and send it again.")
        self.findings = findings
