"""Kinds of cartons a site packs into: seen, made, changed, taken out of use."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console import filters
from landbridge.console.addresses import listed
from landbridge.console.audit import actor_of
from landbridge.console.floors import shown_filters, site_filter
from landbridge.console.grounds import grounds
from landbridge.console.posting import posted
from landbridge.console.rule_tabs import rule_tabs
from landbridge.console.screen import Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.kit.findings import LandbridgeError
from landbridge.kit.quantity import is_writable
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import CartonKind

COLUMNS = (
    Column(_("Carton"), wide=True),
    Column(_("Inside, mm")),
    Column(_("Holds at most, kg"), "quantity"),
    Column(_("Own weight, g"), "count", aside=True),
    Column(_("Cost"), "quantity", aside=True),
    Column(_("State"), "badge"),
)
FIELDS = (
    ("length_mm", _("Inner length, mm"), ""),
    ("width_mm", _("Inner width, mm"), ""),
    ("height_mm", _("Inner height, mm"), ""),
    ("weight_max_g", _("Holds at most, g"), _("optional")),
    ("tare_g", _("Own weight, g"), _("optional")),
    ("cost", _("Cost"), _("empty: by volume")),
)


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        return _write(request)
    ground = grounds().wms
    chosen = site_filter(request)
    kinds = wms.carton_kinds(ground, site=chosen.value)
    wanted = filters.asked(request, "code")
    chosen_kind = next((kind for kind in kinds if kind.code == wanted), None)
    return {
        "tabs": rule_tabs(request, "carton-kinds"),
        "filters": shown_filters(chosen),
        "is_filtered": filters.is_filtered(request),
        "may_write": screen.may_be_changed_by(request),
        "sites": [site.site for site in wms.sites(ground)],
        "site": filters.asked(request, "site"),
        "code": chosen_kind.code if chosen_kind else "",
        "is_active": chosen_kind is None or chosen_kind.active,
        "fields": [
            (name, title, hint, getattr(chosen_kind, name, None)) for name, title, hint in FIELDS
        ],
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(kind) for kind in kinds),
            sentence=_("No kinds yet: packers are not asked which carton to take. Add one."),
        ),
    }


def _row(kind: CartonKind) -> Row:
    weight = None if kind.weight_max_g is None else Decimal(kind.weight_max_g) / 1000
    return Row.of(
        Cell(kind.code, note=kind.site),
        f"{kind.length_mm} × {kind.width_mm} × {kind.height_mm}",
        weight,
        kind.tare_g,
        kind.cost,
        Cell(_t("in use")) if kind.active else Cell(_t("not in use"), tone="waits"),
        href=listed("carton-kinds", site=kind.site, code=kind.code),
    )


def _write(request: HttpRequest) -> HttpResponseRedirect:
    said = posted(request, "weight_max_g")
    kind = CartonKind(
        site=posted(request, "site"), code=posted(request, "code"),
        length_mm=_whole(posted(request, "length_mm")),
        width_mm=_whole(posted(request, "width_mm")),
        height_mm=_whole(posted(request, "height_mm")),
        weight_max_g=_whole(said) if said else None,
        tare_g=_whole(posted(request, "tare_g") or "0"),
        cost=_cost(posted(request, "cost")), active=bool(request.POST.get("active")),
    )  # fmt: skip
    wms.put_carton_kind(grounds().wms, kind, actor=actor_of(request))
    messages.success(request, _t("Carton %(code)s is known.") % {"code": kind.code})
    return HttpResponseRedirect(listed("carton-kinds"))


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise LandbridgeError(_t("%(text)s is not a whole number.") % {"text": text or "–"})
    return int(text)


def _cost(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", ".")) if text else None
    except InvalidOperation:
        value = Decimal(-1)
    if value is not None and not (is_writable(value) and 0 <= value < 10**9):
        raise LandbridgeError(_t("%(text)s is not a cost. Type a number.") % {"text": text})
    return value


screen = Screen(
    path="rules/cartons/",
    name="carton-kinds",
    title=_("Cartons"),
    view=view,
    permission="see_orders",
    writes="direct_floor",
)
