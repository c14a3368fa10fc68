"""Rules of the floor: how stock is chosen, when it is released, cut-offs, templates of waves."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console.filters import asked
from landbridge.console.grounds import grounds
from landbridge.console.rule_tabs import rule_tabs
from landbridge.console.screen import Screen, Shown
from landbridge.console.screens.warehouse.floor_rules.forms import write
from landbridge.console.screens.warehouse.floor_rules.rows import (
    CUTOFFS,
    DAYS,
    PICKING,
    POLICIES,
    TEMPLATES,
    WAYS,
    cutoff_name,
    cutoff_row,
    policy_row,
    template_row,
)
from landbridge.console.tables import Table
from landbridge.wms import facade as wms

MODES = (
    ("at_once", _("at once")),
    ("waves", _("by waves")),
    ("capacity", _("as the floor has room")),
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
                (f"cutoff|{row.site}|{row.carrier_code}|{row.service_code}", cutoff_name(row))
                for row in cutoffs
            ),
        ],
        "may_write": screen.may_be_changed_by(request),
        "ways": WAYS,
        "modes": MODES,
        "pickings": PICKING,
        "days": DAYS,
        # The one that is looked at is the one to be changed.
        "sites": sorted(sites, key=lambda one: one != asked(request, "site")),
        "release": [(policy, dict(MODES)[policy.mode]) for policy in wms.release_policies(ground)],
        "table": Table(
            columns=POLICIES,
            rows=tuple(policy_row(row) for row in wms.allocation_policies(ground)),
            sentence=_("No rule is set: stock goes out first expired, first out, in parts."),
        ),
        "cutoffs": Table(
            columns=CUTOFFS,
            rows=tuple(cutoff_row(row) for row in cutoffs),
            sentence=_("No cut-off is set: orders leave on the day they ask for."),
        ),
        "templates": Table(
            columns=TEMPLATES,
            rows=tuple(template_row(row) for row in templates),
            sentence=_("No template yet. One says which orders go to the floor together."),
        ),
    }


screen = Screen(
    path="rules/floor/",
    name="floor-rules",
    title=_("How orders go out"),
    view=view,
    permission="see_orders",
    writes="direct_floor",
)
