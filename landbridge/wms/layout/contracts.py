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
    """A work area of a site.

    temperature_class: what its bins keep (`chilled`, `frozen`); "" or `ambient` is the hall's air.
    hazard_classes: hazards its bins may hold; with any of them they hold nothing else.
    """

    code: str
    name: str = ""
    temperature_class: str = ""
    hazard_classes: tuple[str, ...] = ()
    zone_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Aisle:
    """A row that is walked along y. one_way: `up` (away from the front), `down`, "" for both."""

    code: str
    x_mm: int
    width_mm: int | None = None
    one_way: str = ""
    aisle_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossAisle:
    """A way along x that joins the aisles; two neighbouring ones close a block."""

    code: str
    y_mm: int
    width_mm: int | None = None
    cross_aisle_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The smallest storage place. Coordinates are of its access point, from the site's origin.

    zone: zone code or "".  pick_sequence: order of a walk through the site.
    block: between which cross-aisles, as the site calls it.
    temperature_class, hazard_classes: as of a zone; "" and () leave it to the zone.
    check_digits: what a picker reads aloud to prove the place; "" means none.
    """

    code: str
    kind: BinKind = BinKind.STORAGE
    zone: str = ""
    aisle: str = ""
    block: str = ""
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
    temperature_class: str = ""
    hazard_classes: tuple[str, ...] = ()
    active: bool = True
    bin_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BinsPut:
    """What became of bins that were put or imported. With an error among the findings: nothing.

    new_zones: zones that bins name and that were not there; they were made.
    """

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    new_zones: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutSum:
    """Bins of one zone and kind. occupied_count: of them, those that hold something.

    aisle_count: aisles they stand in.  drawn_count: bins whose coordinates are known.
    """

    zone: str
    zone_name: str
    kind: BinKind
    temperature_class: str
    hazard_classes: tuple[str, ...]
    aisle_count: int
    bin_count: int
    active_count: int
    drawn_count: int
    occupied_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TourBin:
    """Where a picker stands to reach into a bin. aisle: "" for places off the aisles."""

    bin_id: int
    code: str
    kind: BinKind
    aisle: str
    x_mm: int
    y_mm: int
    z_mm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TourGround:
    """A site as rows for the planner of tours; lengths in millimetres.

    aisles ascend by x, cross_aisles by y; where nobody drew them they are taken from the bins.
    guessed: whether aisles or cross-aisles were taken from the bins.
    """

    site: str
    aisles: tuple[Aisle, ...]
    cross_aisles: tuple[CrossAisle, ...]
    bins: tuple[TourBin, ...]
    places: tuple[TourBin, ...]
    guessed: bool


class UnknownSiteError(LandbridgeError):
    """A site code that nobody opened."""


class LayoutRefusedError(LandbridgeError):
    """Sites, zones or bins that cannot be taken; `findings` say why, one by one."""

    def __init__(self, what: str, *, subject: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(what, subject=subject, remedy="Correct the findings and send it again.")
        self.findings = findings
