"""The building: what a site is made of, its sheets as CSV, a generated hall."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status
from pydantic import Field

from landbridge.console.api.auth import needs
from landbridge.console.api.parsing import BODY_BYTES_MAX
from landbridge.console.api.parts import Body, Short
from landbridge.console.api.problems import Problem
from landbridge.console.grounds import grounds
from landbridge.wms import facade
from landbridge.wms.facade.contracts import (
    BinsPut,
    LayoutRefusedError,
    LayoutSum,
    Point,
    Rectangle,
    SiteMap,
    TourGround,
    UnknownSiteError,
    Window,
)

router = Router(tags=["Layout"])

Sheet = Literal["bins", "zones", "aisles", "cross-aisles"]
SHEET_BYTES_MAX = 2 * BODY_BYTES_MAX
FINDINGS_MAX = 100
MAP_MM_MAX = 2**31 - 1


class Hall(Body):
    """A rectangular hall. bays: of one aisle in one block, both sides together."""

    aisles: int = Field(default=10, ge=1, le=1_000)
    blocks: int = Field(default=1, ge=1, le=100)
    bays: int = Field(default=25, ge=1, le=10_000)
    levels: int = Field(default=4, ge=1, le=50)
    pick_levels: int = Field(default=2, ge=0, le=50)
    one_way: bool = False
    chilled_aisles: int = Field(default=0, ge=0)
    hazard_aisles: int = Field(default=0, ge=0)
    hazard_classes: list[Short] = Field(default=[], max_length=50)
    docks: int = Field(default=2, ge=1, le=500)
    pack_stations: int = Field(default=4, ge=1, le=500)


def _refused(error: LayoutRefusedError) -> Problem:
    found = [
        {"path": each.path, "rule": each.rule, "text": each.text}
        for each in error.findings[:FINDINGS_MAX]
    ]
    return Problem(422, "layout-refused", str(error), findings=found)


def _absent(error: UnknownSiteError) -> Problem:
    return Problem(404, "not-found", str(error))


@router.get("/sites/{site}/layout", response=list[LayoutSum], auth=needs("see_stock"))
def layout(request: HttpRequest, site: str) -> list[LayoutSum]:
    """Bins by zone and kind, and how many of them hold something."""
    try:
        return list(facade.layout_sums(grounds().wms, site=site))
    except UnknownSiteError as error:
        raise _absent(error) from error


@router.get("/sites/{site}/tour-ground", response=TourGround, auth=needs("see_stock"))
def tour_ground(request: HttpRequest, site: str, codes: str = "") -> TourGround:
    """Aisles, cross-aisles and access points of bins, in millimetres. codes: comma between."""
    wanted = tuple(filter(None, (code.strip() for code in codes.split(","))))
    try:
        return facade.tour_ground(grounds().wms, site=site, codes=wanted)
    except UnknownSiteError as error:
        raise _absent(error) from error


@router.get("/sites/{site}/map", response=SiteMap, auth=needs("see_stock"))
def site_map(
    request: HttpRequest,
    site: str,
    x_mm: int = 0,
    y_mm: int = 0,
    width_mm: Annotated[int, Query(ge=0, le=MAP_MM_MAX)] = 0,
    height_mm: Annotated[int, Query(ge=0, le=MAP_MM_MAX)] = 0,
    days: Annotated[int, Query(ge=1, le=3_650)] = 28,
) -> SiteMap:
    """The site from above: occupancy, picks of the last days, open tasks. Without a width all of
    it, far away; of a small part each bin."""
    window = Window(x_mm, y_mm, width_mm, height_mm) if width_mm and height_mm else None
    try:
        return facade.site_map(grounds().wms, site=site, window=window, days=days)
    except UnknownSiteError as error:
        raise _absent(error) from error


@router.get("/sites/{site}/tour-line", response=list[Point], auth=needs("see_stock"))
def tour_line(
    request: HttpRequest, site: str, stops: str, there_and_back: bool = False
) -> list[Point]:
    """The line somebody walks from bin to bin in the order given. stops: comma between.
    there_and_back: from where carts are taken, and back to it."""
    codes = [code.strip() for code in stops.split(",") if code.strip()]
    try:
        return list(
            facade.tour_line(grounds().wms, site=site, stops=codes, there_and_back=there_and_back)
        )
    except UnknownSiteError as error:
        raise _absent(error) from error


@router.get("/sites/{site}/layout/{sheet}.csv", auth=needs("see_stock"))
def sheet(request: HttpRequest, site: str, sheet: Sheet) -> HttpResponse:
    """Bins, zones, aisles or cross-aisles as CSV, to be changed and given back."""
    try:
        text = facade.export_sheet(grounds().wms, site=site, sheet=sheet)
    except UnknownSiteError as error:
        raise _absent(error) from error
    return HttpResponse(text, content_type="text/csv; charset=utf-8")


@router.put("/sites/{site}/layout/{sheet}.csv", response=BinsPut, auth=needs("direct_floor"))
def put_sheet(request: HttpRequest, site: str, sheet: Sheet) -> BinsPut:
    """Make or change rows from CSV (the body). With an error in it nothing is changed."""
    if len(request.body) > SHEET_BYTES_MAX:
        raise Problem(413, "too-large", f"At most {SHEET_BYTES_MAX} bytes are taken at once.")
    try:
        text = request.body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(422, "not-text", f"The sheet is not UTF-8: {error}.") from error
    try:
        put = facade.import_sheet(grounds().wms, site=site, sheet=sheet, csv_text=text)
    except UnknownSiteError as error:
        raise _absent(error) from error
    if put.findings:
        first = put.findings[0].text
        raise _refused(LayoutRefusedError(first, subject=site, findings=put.findings))
    return put


@router.post("/sites/{site}/layout/hall", response={201: BinsPut}, auth=needs("direct_floor"))
def generate(request: HttpRequest, site: str, body: Hall) -> Status[BinsPut]:
    """Build a rectangular hall. Safe to repeat: what is there already is left as it is."""
    values = body.dict() | {"hazard_classes": tuple(body.hazard_classes)}
    try:
        return Status(201, facade.generate_site(grounds().wms, site=site, hall=Rectangle(**values)))
    except UnknownSiteError as error:
        raise _absent(error) from error
    except LayoutRefusedError as error:
        raise _refused(error) from error
