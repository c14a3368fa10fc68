"""How the rules of the floor are shown: the columns of their tables, and a row for each rule."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.tables import Cell, Column, Row
from landbridge.wms.facade.contracts import AllocationPolicy, CutoffRow, WaveTemplate

WAYS = (
    ("fefo", _("first expired, first out")),
    ("fifo", _("first received, first out")),
    ("lifo", _("last received, first out")),
    ("small_lots", _("smallest lots first")),
    ("whole_packs", _("whole plates, then whole packs, then the rest")),
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


def policy_row(row: AllocationPolicy) -> Row:
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


def cutoff_name(row: CutoffRow) -> str:
    whose = " ".join(filter(None, (row.carrier_code, row.service_code))) or str(_("any"))
    return f"{row.at} {whose}, {row.site}"


def cutoff_row(row: CutoffRow) -> Row:
    names = dict(DAYS)
    on = " ".join(str(names[day]) for day in row.weekdays)
    return Row.of(row.carrier_code or _("any"), row.service_code or _("any"), row.at, on, row.site)


def template_row(row: WaveTemplate) -> Row:
    takes = [*row.owners, *row.carrier_codes]
    if row.priority_max is not None:
        takes.append(str(_("priority to %(n)s") % {"n": row.priority_max}))
    if row.cutoff_within_min is not None:
        takes.append(str(_("cut-off within %(n)s min") % {"n": row.cutoff_within_min}))
    return Row.of(
        Cell(row.code, note=row.site),
        dict(PICKING)[row.picking],
        row.orders_max,
        Cell(1 if row.picking == "single" else row.orders_per_trip, note=_crew(row)),
        ", ".join(takes) or _("all"),
        _begins(row),
    )


def _crew(row: WaveTemplate) -> str:
    pickers = _t("pickers: %(n)s, ") % {"n": row.pickers} if row.pickers else ""
    return pickers + _t("%(n)s min before the cut-off") % {"n": row.packing_min}


def _begins(row: WaveTemplate) -> str:
    when = []
    if row.orders_min is not None:
        when.append(_t("with %(n)s orders") % {"n": row.orders_min})
    if row.wait_max_min is not None:
        when.append(_t("after %(n)s min") % {"n": row.wait_max_min})
    return _t("by itself %(when)s") % {"when": _t(" or ").join(when)} if when else _t("by hand")
