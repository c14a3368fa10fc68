"""One truckload: scan cartons on, close it, its bill of lading and manifest."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import bin_href, outbound_href
from landbridge.console.audit import actor_of
from landbridge.console.grounds import grounds
from landbridge.console.posting import posted
from landbridge.console.screen import Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.kit.findings import LandbridgeError
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import BillOfLadingLine, ManifestRow, StandingSum

LADING = (
    Column(_("Order")),
    Column(_("Ship to"), wide=True),
    Column(_("Cartons"), "count"),
    Column(_("Weight, kg"), "quantity"),
)
MANIFEST = (
    Column(_("Carton")),
    Column(_("Order"), "code"),
    Column(_("Customer"), wide=True, aside=True),
    Column(_("Weight, kg"), "quantity"),
    Column(_("Tracking"), "code", aside=True),
    Column(_("Loaded"), "instant", aside=True),
)
WAITING = (
    Column(_("Bin"), "code"),
    Column(_("Cartons"), "count"),
    Column(_("Of its orders"), "count"),
    Column(_("The first of them"), "code", wide=True),
)


def view(request: HttpRequest, load_id: int) -> Shown:
    if request.method == "POST":
        return _act(request, load_id)
    page = wms.load(grounds().wms, load_id=load_id)
    if page is None:
        raise Http404
    return {
        "load": page.load,
        "kilograms": page.load.gross_weight_g / 1000,
        "may_write": screen.may_be_changed_by(request),
        "key": f"console-load-{request.request_id}",  # type: ignore[attr-defined]
        "lading": Table(
            columns=LADING,
            rows=tuple(_lading(line) for line in page.bill_of_lading),
            sentence=_("Nothing is on it yet. Scan a packed carton."),
        ),
        "manifest": Table(columns=MANIFEST, rows=tuple(_carton(row) for row in page.manifest)),
        "waiting": Table(
            columns=WAITING,
            rows=tuple(_waiting(page.load.site, each) for each in page.waiting),
            sentence=_("No packed carton waits that this load could take."),
        ),
    }


def _act(request: HttpRequest, load_id: int) -> HttpResponseRedirect:
    key, actor = posted(request, "key"), actor_of(request)
    match request.POST.get("do"):
        case "scan":
            text = wms.load_carton(
                grounds().wms,
                key=f"{key}-on",
                actor=actor,
                load_id=load_id,
                sscc=posted(request, "sscc"),
            ).text
        case "off":
            text = wms.unload_carton(
                grounds().wms, key=f"{key}-off", actor=actor, load_id=load_id,
                sscc=posted(request, "sscc"),
            ).text  # fmt: skip
        case "close":
            text = wms.close_load(
                grounds().wms, key=f"{key}-go", actor=actor, load_id=load_id,
                seal=posted(request, "seal"), vehicle=posted(request, "vehicle"),
            ).text  # fmt: skip
        case _:
            raise LandbridgeError(_t("The form says nothing to do."))
    messages.success(request, text)
    return HttpResponseRedirect(request.path)


def _lading(line: BillOfLadingLine) -> Row:
    to = line.ship_to
    place = " ".join(part for part in (to.postal_code, to.city, to.country_code) if part)
    return Row.of(
        line.order_number, Cell(to.name, note=place), line.carton_count, line.gross_weight_g / 1000
    )


def _carton(row: ManifestRow) -> Row:
    weight = None if row.gross_weight_g is None else row.gross_weight_g / 1000
    return Row.of(
        Cell(row.sscc, note=row.kind or row.package_type),
        row.order_number,
        Cell(row.customer_name or row.customer, note=row.shipment_number),
        weight,
        row.tracking_number,
        row.loaded_at,
        href=outbound_href(row.order_id),
    )


def _waiting(site: str, each: StandingSum) -> Row:
    more = each.carton_count > len(each.ssccs)
    return Row.of(
        Cell(each.bin, note="" if each.staged else _t("not staged")),
        each.carton_count,
        each.mate_count,
        ", ".join(each.ssccs) + (" …" if more else ""),
        href=bin_href(site, each.bin),
    )


screen = Screen(
    path="loads/<int:load_id>/",
    name="load",
    title=_("Load"),
    view=view,
    permission="see_orders",
    writes="work_floor",
)
