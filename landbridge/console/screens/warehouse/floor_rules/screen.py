"""Rules of the floor: how stock is chosen, when it is released, cut-offs, templates of waves."""

from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.grounds import grounds
from landbridge.console.rule_tabs import rule_tabs
from landbridge.console.screen import Screen, Shown
from landbridge.console.screens.warehouse.floor_rules.forms import write
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import AllocationPolicy, CutoffRow, WaveTemplate

WAYS = (
    ("fefo", _("first expired, first out")),
    ("fifo", _("first received, first out")),
    ("lifo", _("last received, first out")),
    ("small_lots", _("smallest lots first")),
    ("whole_packs", _("whole plates, then whole packs, then the rest")),
)
MODES = (
    ("at_once", _("at once")),
    ("waves", _("by waves")),
    ("capacity", _("as the floor has room")),
)
PICKING = (
    ("cluster", _("several orders, sorted on the cart")),
    ("single", _("one order a tour")),
    ("zone", _("each zone by its own picker")),
    ("pooled", _("place by place, sorted afterwards")),
)
DAYS = ((1, _("Mo")), (2, _("Tu")), (3, _("We")), (4, _("Th")), (5, _("Fr")), (6, _("Sa")),
        (7, _("Su")))  # fmt: skip
POLICIES = (
    Column(_("Owner")),
    Column(_("Item class")),
    Column(_("Taken"), wide=True),
    Column(_("Must remain, days"), "count"),
)
CUTOFFS = (
    Column(_("Carrier")),
    Column(_("Service")),
    Column(_("Until")),
    Column(_("On"), wide=True),
    Column(_("Site"), "code", aside=True),
)
TEMPLATES = (
    Column(_("Template")),
    Column(_("Picked")),
    Column(_("Orders at most"), "count"),
    Column(_("On a tour"), "count"),
    Column(_("Takes"), aside=True),
    Column(_("Begins"), wide=True),
)


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        return write(request)
    ground = grounds().wms
    templates, cutoffs = wms.wave_templates(ground), wms.cutoffs(ground)
    crossing = wms.cross_docks(ground)
    sites = [site.site for site in wms.sites(ground)]
    return {
        "tabs": rule_tabs(request, "floor-rules"),
        "docks": [(site, site in crossing) for site in sites],
        "forgettable": [
            *((f"template|{row.site}|{row.code}", f"{row.code}, {row.site}") for row in templates),
            *(
                (f"cutoff|{row.site}|{row.carrier_code}|{row.service_code}", _name(row))
                for row in cutoffs
            ),
        ],
        "may_write": screen.may_be_changed_by(request),
        "ways": WAYS,
        "modes": MODES,
        "pickings": PICKING,
        "days": DAYS,
        "sites": sites,
        "release": [(policy, dict(MODES)[policy.mode]) for policy in wms.release_policies(ground)],
        "table": Table(
            columns=POLICIES,
            rows=tuple(_policy(row) for row in wms.allocation_policies(ground)),
            sentence=_("No rule is set: stock goes out first expired, first out, in parts."),
        ),
        "cutoffs": Table(
            columns=CUTOFFS,
            rows=tuple(_cutoff(row) for row in cutoffs),
            sentence=_("No cut-off is set: orders leave on the day they ask for."),
        ),
        "templates": Table(
            columns=TEMPLATES,
            rows=tuple(_template(row) for row in templates),
            sentence=_("No template yet. One says which orders go to the floor together."),
        ),
    }


def _policy(row: AllocationPolicy) -> Row:
    notes = []
    if row.packs_only:
        notes.append(str(_("whole packs only")))
    if row.whole_lines:
        notes.append(str(_("whole lines only")))
    return Row.of(
        row.owner or _("any"),
        row.item_class or _("any"),
        Cell(dict(WAYS)[row.way], note=", ".join(notes)),
        row.shelf_life_remaining_days_min,
    )


def _name(row: CutoffRow) -> str:
    whose = " ".join(filter(None, (row.carrier_code, row.service_code))) or str(_("any"))
    return f"{row.at} {whose}, {row.site}"


def _cutoff(row: CutoffRow) -> Row:
    names = dict(DAYS)
    on = " ".join(str(names[day]) for day in row.weekdays)
    return Row.of(row.carrier_code or _("any"), row.service_code or _("any"), row.at, on, row.site)


def _template(row: WaveTemplate) -> Row:
    takes = [*row.owners, *row.carrier_codes]
    if row.priority_max is not None:
        takes.append(str(_("priority to %(n)s") % {"n": row.priority_max}))
    if row.cutoff_within_min is not None:
        takes.append(str(_("cut-off within %(n)s min") % {"n": row.cutoff_within_min}))
    return Row.of(
        Cell(row.code, note=row.site),
        dict(PICKING)[row.picking],
        row.orders_max,
        1 if row.picking == "single" else row.orders_per_trip,
        ", ".join(takes) or _("all"),
        _begins(row),
    )


def _begins(row: WaveTemplate) -> str:
    when = []
    if row.orders_min is not None:
        when.append(_t("with %(n)s orders") % {"n": row.orders_min})
    if row.wait_max_min is not None:
        when.append(_t("after %(n)s min") % {"n": row.wait_max_min})
    return _t("by itself %(when)s") % {"when": _t(" or ").join(when)} if when else _t("by hand")


screen = Screen(
    path="rules/floor/",
    name="floor-rules",
    title=_("How orders go out"),
    view=view,
    permission="see_orders",
    writes="direct_floor",
)
