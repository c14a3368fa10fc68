"""Slotting: which items should change their bins, what each move saves, and accepting some."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import item_href, listed
from landbridge.console.audit import actor_of
from landbridge.console.floors import shown_filters, site_filter
from landbridge.console.grounds import grounds
from landbridge.console.posting import number_of, posted, whole_number
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import SlottingMoveView, SlottingPage

COLUMNS = (
    Column(_("Item"), wide=True),
    Column(_("From"), "code"),
    Column(_("To"), "code"),
    Column(_("Saves, m a day"), "quantity"),
    Column(_("State"), "badge"),
    Column(_("Why"), aside=True),
)


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        return _write(request)
    ground = grounds().wms
    site = site_filter(request)
    sites = wms.sites(ground)
    chosen = site.value or (sites[0].site if sites else "")
    studies = wms.slotting_studies(ground, site=chosen) if chosen else ()
    page = wms.slotting_study(ground, slotting_id=studies[0].slotting_id) if studies else None
    may = screen.may_be_changed_by(request)
    return {
        "filters": shown_filters(site),
        "is_filtered": bool(site.value),
        "may_write": may,
        "form_key": f"console-slotting-{request.request_id}",  # type: ignore[attr-defined]
        "sites": sites,
        "chosen": chosen,
        "page": page,
        "saved_percent": _saved_percent(page),
        "may_accept": may and page is not None and any(
            move.state == "proposed" for move in page.moves
        ),
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(move, may) for move in (page.moves if page else ())),
            sentence=_("Nothing is proposed. Have a worker look for better bins."),
        ),
    }  # fmt: skip


def _saved_percent(page: SlottingPage | None) -> int | None:
    if page is None or not page.study.now_m or page.study.planned_m is None:
        return None
    return max(0, round(100 * (1 - page.study.planned_m / page.study.now_m)))


def _row(move: SlottingMoveView, may: bool) -> Row:
    back = _t("%(item)s comes back") % {"item": move.other_item} if move.other_item else ""
    return Row.of(
        Cell(move.item, href=item_href(move.owner, move.item), note=move.description),
        move.from_bin,
        Cell(move.to_bin, note=back),
        move.saved_m,
        Cell(move.state, tone="waits" if move.state == "accepted" else "quiet", note=move.said),
        move.why,
        key=str(move.slotting_move_id) if may and move.state == "proposed" else "",
    )


def _write(request: HttpRequest) -> HttpResponseRedirect:
    ground, who = grounds().wms, actor_of(request)
    key = posted(request, "form_key")
    if request.POST.get("do") == "ask":
        asked = wms.ask_slotting(
            ground, key=key, actor=who, site=posted(request, "site"), zone=posted(request, "zone"),
            days=whole_number(posted(request, "days") or "28"),
        )  # fmt: skip
        messages.success(request, asked.text)
    else:
        marked = [number_of(text) for text in request.POST.getlist("key")]
        done = wms.accept_slotting(
            ground, key=key, actor=who, slotting_id=number_of(posted(request, "slotting_id")),
            moves=marked,
        )  # fmt: skip
        (messages.warning if done.dropped else messages.success)(request, done.text)
    return HttpResponseRedirect(listed("slotting", site=request.GET.get("site", "")))


screen = Screen(
    path="slotting/",
    name="slotting",
    title=_("Slotting"),
    view=view,
    permission="see_stock",
    writes="direct_floor",
    menu=Menu("stock", 67),
)
