"""One licence plate: what is on it, where it is, what became of it, what can be done with it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import item_href, listed, plate_href
from landbridge.console.audit import actor_of
from landbridge.console.filters import asked
from landbridge.console.grounds import grounds
from landbridge.console.plain_words import unit
from landbridge.console.posting import posted, posted_list
from landbridge.console.screen import Screen, Shown
from landbridge.console.screens.warehouse.rule.parts import amount
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.kit.findings import LandbridgeError
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import PlateContent, PlatePage, PlateRow

CONTENTS = (
    Column(_("Item"), wide=True),
    Column(_("Lot or serial"), "code"),
    Column(_("Expiry"), "day", aside=True),
    Column(_("Status"), "badge", aside=True),
    Column(_("On hand"), "quantity"),
    Column(_("Reserved"), "quantity"),
)
UPON = (Column(_("Plate"), "code"), Column(_("Kind")), Column(_("Lines"), "count"))
HISTORY = (
    Column(_("At"), "instant"),
    Column(_("What")),
    Column(_("Detail"), wide=True),
    Column(_("By"), aside=True),
)


def view(request: HttpRequest) -> Shown:
    lpn = asked(request, "lpn")
    page = wms.plate(grounds().wms, site=asked(request, "site"), lpn=lpn)
    if page is None:
        raise Http404
    site = page.plate.site
    if request.method == "POST":
        return _write(request, site, lpn)
    return {
        "page": page,
        "may_write": screen.may_be_changed_by(request),
        "key": f"console-plate-{request.request_id}",  # type: ignore[attr-defined]
        "items": sorted({line.item for line in page.contents}),
        "parent_href": plate_href(site, page.plate.parent_lpn) if page.plate.parent_lpn else "",
        **_tables(page),
    }


def _tables(page: PlatePage) -> dict[str, Table]:
    return {
        "table": Table(
            columns=CONTENTS, rows=tuple(_content(line) for line in page.contents),
            sentence=_("Nothing is on it."),
        ),
        "upon": Table(columns=UPON, rows=tuple(_upon(row) for row in page.children)),
        "history": Table(
            columns=HISTORY,
            rows=tuple(
                Row.of(event.at, event.what.replace("_", " "), event.detail, event.actor)
                for event in page.history
            ),
        ),
    }  # fmt: skip


def _content(line: PlateContent) -> Row:
    available = line.status == "available"
    return Row.of(
        Cell(line.item, href=item_href(line.owner, line.item), note=line.description),
        line.lot or line.serial,
        line.expiry_on,
        Cell(line.status.replace("_", " "), tone="quiet" if available else "waits"),
        Cell(line.on_hand, note=unit(line.uom)),
        line.reserved,
    )


def _upon(row: PlateRow) -> Row:
    return Row.of(row.lpn, row.package_type, row.line_count, href=plate_href(row.site, row.lpn))


def _write(request: HttpRequest, site: str, lpn: str) -> HttpResponseRedirect:
    key, actor, ground = posted(request, "key"), actor_of(request), grounds().wms
    other = posted(request, "other")
    at = {"key": key, "actor": actor, "site": site, "lpn": lpn}
    match request.POST.get("do"):
        case "move":
            done = wms.move_plate(ground, **at, bin=posted(request, "bin"))
        case "nest":
            done = wms.nest_plate(ground, **at, parent_lpn=other)
        case "merge":
            done = wms.merge_plates(ground, **at, target_lpn=other)
        case "empty":
            done = wms.empty_plate(ground, **at)
        case "split":
            done = wms.split_plate(
                ground, key=key, actor=actor, site=site, lpn=lpn, target_lpn=other,
                item=posted(request, "item"), quantity=amount(posted(request, "quantity")),
                lot=posted(request, "lot"), serials=posted_list(request, "serials"),
            )  # fmt: skip
        case _:
            raise LandbridgeError(_t("The form says nothing to do."))
    messages.success(request, done.text)
    return HttpResponseRedirect(listed("plate", site=site, lpn=lpn))


screen = Screen(
    path="plates/plate/",
    name="plate",
    title=_("Licence plate"),
    view=view,
    permission="see_stock",
    writes="work_floor",
)
