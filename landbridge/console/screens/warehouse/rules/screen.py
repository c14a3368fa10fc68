"""An ordered list of rules: what each says, whether it is tested and used, and a trial."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console import filters
from landbridge.console.addresses import listed
from landbridge.console.audit import actor_of
from landbridge.console.grounds import grounds
from landbridge.console.posting import posted
from landbridge.console.rule_tabs import rule_tabs
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.screens.warehouse.rule.parts import amount, said, spoken
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.kit.findings import LandbridgeError
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import PutawayTrial, Rulebook, RuleView

COLUMNS = (
    Column("#", "count"),
    Column(_("Rule")),
    Column(_("When"), aside=True),
    Column(_("Then"), wide=True),
    Column(_("State"), "badge"),
    Column(_("Used in 90 days"), "count"),
)


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        return _write(request)
    ground = grounds().wms
    sites = wms.sites(ground)
    options = [(each.site, each.name or each.site) for each in sites]
    first = sites[0].site if sites else ""
    chosen = filters.choice(request, "site", _("Site"), options, default=first)
    site = chosen.value
    kind = filters.choice(request, "kind", _("Kind"), wms.rule_kinds(), default="putaway")
    if not site:
        raise LandbridgeError(_t("There is no site yet. Open one under Layout."))
    book = wms.rulebook(ground, kind=kind.value, site=site)
    trial, wrong = _trial(request, site)
    return {
        "tabs": rule_tabs(request, "rules"),
        "book": book,
        "site": site,
        "filters": (kind, *((chosen,) if len(sites) > 1 else ())),
        "is_filtered": False,
        "key": f"console-rules-{request.request_id}",  # type: ignore[attr-defined]
        "may_write": screen.may_be_changed_by(request),
        "rules": [(view.rule, view.rule.position) for view in book.rules],
        "outcomes": list(zip(book.tests, book.run.outcomes, strict=True)),
        "asked": {name: filters.asked(request, name) for name in ("item", "quantity", "lot")},
        "trial": trial,
        "wrong": wrong,
        "table": Table(
            columns=COLUMNS, rows=tuple(_row(book, view) for view in book.rules), has_csv=True
        ),
    }


def _row(book: Rulebook, view: RuleView) -> Row:
    rule = view.rule
    if not rule.enabled:
        state = Cell(_t("off"), tone="waits")
    elif not book.tests:
        state = Cell(_t("on"))
    else:
        state = Cell(_t("tested")) if view.tested else Cell(_t("not tested"), tone="waits")
    return Row.of(
        rule.position,
        Cell(rule.name, note=rule.note),
        spoken(book.conditions, rule.conditions) or _t("always"),
        spoken(book.actions, rule.actions),
        state,
        Cell(view.used_count, tone=_use_tone(book, view)),
        href=listed("floor-rules")
        if book.elsewhere
        else listed("rule", kind=book.kind, site=book.site, name=rule.name),
    )


def _use_tone(book: Rulebook, view: RuleView) -> str:
    return "" if view.used_count or book.is_default else "waits"


def _trial(request: HttpRequest, site: str) -> tuple[PutawayTrial | None, str]:
    """What would happen with goods asked for in the address; a wrong question is answered."""
    if not (item := filters.asked(request, "item")):
        return None, ""
    try:
        count = amount(filters.asked(request, "quantity"))
        trial = wms.try_putaway(
            grounds().wms, site=site, item=item, quantity=count, lot=filters.asked(request, "lot")
        )
    except LandbridgeError as error:
        return None, str(error)
    return trial, ""


def _write(request: HttpRequest) -> HttpResponseRedirect:
    kind, site = posted(request, "kind"), posted(request, "site")
    ground = grounds().wms
    match request.POST.get("do", "").partition(":"):
        case ("up" | "down" as way, _, name):
            turned = wms.move_rule(
                ground, key=posted(request, "key"), actor=actor_of(request), kind=kind, site=site,
                name=name, by=-1 if way == "up" else 1,
            )  # fmt: skip
            said(request, turned)
        case ("classify", _, _):
            found = wms.classify_items(ground, site=site)
            text = _t("%(a)d items are A, %(b)d B, %(c)d C.")
            counts = {"a": found.a_count, "b": found.b_count, "c": found.c_count}
            messages.success(request, text % counts)
        case _:
            raise LandbridgeError(_t("The form says nothing to do."))
    return HttpResponseRedirect(listed("rules", kind=kind, site=site))


screen = Screen(
    path="rules/",
    name="rules",
    title=_("Rules"),
    view=view,
    permission="see_stock",
    writes="direct_floor",
    menu=Menu("building", 30, key="r"),
)
