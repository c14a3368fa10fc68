"""What the layout's forms do: open a site, generate a hall, bring a sheet in or out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import listed
from landbridge.console.grounds import grounds
from landbridge.console.posting import posted_list
from landbridge.kit.findings import LandbridgeError
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import BinsPut, Rectangle, Site

HALL = (
    ("aisles", _("Aisles")),
    ("blocks", _("Blocks")),
    ("bays", _("Bays of an aisle in one block")),
    ("levels", _("Levels")),
    ("pick_levels", _("of them picked from")),
    ("chilled_aisles", _("Chilled aisles")),
    ("hazard_aisles", _("Aisles for hazardous goods")),
    ("docks", _("Docks")),
    ("pack_stations", _("Packing stations")),
)
FILE_BYTES_MAX = 20 * 1024 * 1024
FINDINGS_SHOWN = 8


def sheet_file(site: str, sheet: str) -> HttpResponse:
    text = wms.export_sheet(grounds().wms, site=site, sheet=sheet)
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{site}-{sheet}.csv"'
    return answer


def write(request: HttpRequest) -> HttpResponseRedirect:
    site = request.POST.get("site", "").strip()[:100].replace("\x00", "")
    match request.POST.get("do"):
        case "open":
            site = _open(request)
        case "generate":
            hall = _hall(request)
            _check_sure(request, site)
            _said(request, wms.generate_site(grounds().wms, site=site, hall=hall))
        case "import":
            _said(request, _import(request, site))
        case _:
            raise LandbridgeError(_t("The form says nothing to do."))
    return HttpResponseRedirect(listed("layout", site=site))


def _open(request: HttpRequest) -> str:
    names = ("code", "name", "timezone", "gln")
    code, name, timezone, gln = (
        request.POST.get(field, "").replace("\x00", "").strip() for field in names
    )
    site = wms.open_site(grounds().wms, Site(code=code, name=name, timezone=timezone, gln=gln))
    messages.success(request, _t("Site %(code)s is open.") % {"code": site.code})
    return site.code


def _hall(request: HttpRequest) -> Rectangle:
    values: dict[str, int] = {}
    for name, title in HALL:
        text = request.POST.get(name, "").strip()
        if not text.isascii() or not text.isdigit() or len(text) > 6:
            said = _t("%(field)s: %(text)s is not a whole number.")
            raise LandbridgeError(said % {"field": title, "text": text or "–"})
        values[name] = int(text)
    if values["pick_levels"] > values["levels"]:
        said = _t("%(picked)d levels are to be picked from, and there are only %(levels)d.")
        raise LandbridgeError(said % {"picked": values["pick_levels"], "levels": values["levels"]})
    classes = posted_list(request, "hazard_classes", 500)
    return Rectangle(**values, hazard_classes=classes, one_way=bool(request.POST.get("one_way")))


def _check_sure(request: HttpRequest, site: str) -> None:
    """A hall on a site that has bins changes those of the same codes: not by a slip of the hand."""
    count = next((one.bin_count for one in wms.sites(grounds().wms) if one.site == site), 0)
    if count and not request.POST.get("sure"):
        said = _t("%(site)s has %(count)d bins already. Mark that they may be changed.")
        raise LandbridgeError(said % {"site": site, "count": count})


def _import(request: HttpRequest, site: str) -> BinsPut:
    file = request.FILES.get("file")
    if file is None or isinstance(file, list):
        raise LandbridgeError(_t("Choose a CSV file first."))
    if (file.size or 0) > FILE_BYTES_MAX:
        raise LandbridgeError(_t("The file is larger than 20 MB."))
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LandbridgeError(_t("The file is not UTF-8 text. Save it as CSV UTF-8.")) from error
    sheet = request.POST.get("sheet", "")
    put = wms.import_sheet(grounds().wms, site=site, sheet=sheet, csv_text=text)
    if put.findings:
        shown = " ".join(finding.text for finding in put.findings[:FINDINGS_SHOWN])
        more = len(put.findings) - FINDINGS_SHOWN
        rest = _t("And %(count)d more.") % {"count": more} if more > 0 else ""
        raise LandbridgeError(f"{_t('Nothing was changed.')} {shown} {rest}".strip())
    return put


def _said(request: HttpRequest, put: BinsPut) -> None:
    text = _t("%(made)d rows made, %(changed)d changed, %(same)d as they were.")
    values = {"made": put.created, "changed": put.changed, "same": put.unchanged}
    said = text % values
    if put.new_zones:
        made = _t("These zones were not there and are new: %(zones)s.")
        said += f" {made % {'zones': ', '.join(put.new_zones)}}"
    messages.success(request, said)
