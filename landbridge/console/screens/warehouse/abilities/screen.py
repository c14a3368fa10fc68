"""What tasks need of whoever does them, and who can do what."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import listed
from landbridge.console.audit import actor_of
from landbridge.console.grounds import grounds
from landbridge.console.posting import posted, posted_list
from landbridge.console.rule_tabs import rule_tabs
from landbridge.console.screen import Screen, Shown
from landbridge.console.tables import Column, Row, Table
from landbridge.kit.findings import LandbridgeError
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import TaskNeed, WorkerAbilities

KINDS = (
    ("", _("any")),
    ("pick", _("pick")),
    ("component", _("fetch for a kit")),
    ("putaway", _("put away")),
    ("putback", _("put back")),
    ("replenishment", _("replenish")),
    ("slotting", _("move to a better bin")),
)
NEEDS = (
    Column(_("Task")),
    Column(_("Zone")),
    Column(_("Needs"), wide=True),
    Column(_("Site"), "code", aside=True),
)
PEOPLE = (
    Column(_("Who")),
    Column(_("Can do or has"), wide=True),
    Column(_("Said"), "instant", aside=True),
    Column(_("By"), aside=True),
)


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        return _write(request)
    ground = grounds().wms
    sites = [site.site for site in wms.sites(ground)]
    return {
        "tabs": rule_tabs(request, "abilities"),
        "may_write": screen.may_be_changed_by(request),
        "sites": sites,
        "kinds": KINDS,
        "table": Table(
            columns=NEEDS,
            rows=tuple(_need(need) for need in wms.task_needs(ground)),
            sentence=_("Tasks need nothing special: everybody may do them."),
        ),
        "people": Table(
            columns=PEOPLE,
            rows=tuple(_person(one) for one in wms.worker_abilities(ground)),
            sentence=_("Nobody's abilities are known. Tasks that need some go to nobody."),
        ),
    }


def _need(need: TaskNeed) -> Row:
    kind = dict(KINDS).get(need.kind, need.kind)
    return Row.of(kind, need.zone or _("any"), ", ".join(need.needs), need.site)


def _person(one: WorkerAbilities) -> Row:
    return Row.of(one.worker, ", ".join(one.abilities), one.changed_at, one.changed_by)


def _write(request: HttpRequest) -> HttpResponseRedirect:
    ground = grounds().wms
    words = posted_list(request, "abilities", 200)
    match request.POST.get("do"):
        case "need":
            wms.put_task_need(
                ground, site=posted(request, "site"), kind=posted(request, "kind"),
                zone=posted(request, "zone"), needs=words,
            )  # fmt: skip
            said = _t("Such tasks go to who can do them.") if words else _t("Anybody may do them.")
        case "worker":
            worker = posted(request, "worker")
            if not worker:
                raise LandbridgeError(_t("Say who it is: the name somebody signs in with."))
            wms.put_worker(ground, worker=worker, abilities=words, actor=actor_of(request))
            said = _t("What %(who)s can do is known.") % {"who": worker}
        case _:
            raise LandbridgeError(_t("The form says nothing to do."))
    messages.success(request, said)
    return HttpResponseRedirect(listed("abilities"))


screen = Screen(
    path="rules/abilities/",
    name="abilities",
    title=_("Who can do what"),
    view=view,
    permission="see_tasks",
    writes="direct_floor",
)
