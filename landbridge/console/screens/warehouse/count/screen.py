"""One count: who counted what beside what the books said, and the decision."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import bin_href, count_href, item_href, listed
from landbridge.console.audit import actor_of
from landbridge.console.grounds import grounds
from landbridge.console.plain_words import unit
from landbridge.console.posting import posted
from landbridge.console.screen import Screen, Shown
from landbridge.console.screens.warehouse.counts.screen import CAUSES
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import CountLineView

LINES = (
    Column(_("Item"), wide=True),
    Column(_("Lot or serial"), "code", aside=True),
    Column(_("Counted"), "quantity"),
    Column(_("Books"), "quantity"),
    Column(_("Difference"), "quantity"),
    Column(_("Unit"), aside=True),
    Column(_("At"), "instant", aside=True),
)
TO_DECIDE = ("ready_to_review", "reviewed")


def view(request: HttpRequest, count_id: int) -> Shown:
    if request.method == "POST":
        return _decide(request, count_id)
    page = wms.cycle_count(grounds().wms, count_id=count_id)
    if page is None:
        raise Http404
    count = page.count
    rounds = sorted({line.round for line in page.lines}, reverse=True)
    may = screen.may_be_changed_by(request)
    return {
        "page": page,
        "count": count,
        "cause": CAUSES.get(count.cause, count.cause),
        "bin_href": bin_href(count.site, count.bin),
        "key": f"console-count-{request.request_id}",  # type: ignore[attr-defined]
        "may_decide": may and count.state in TO_DECIDE,
        "may_withdraw": may and count.state != "completed",
        "adjustments": [(number, listed("search", q=number)) for number in count.adjustments],
        "rounds": [
            (turn, next(line.counted_by for line in page.lines if line.round == turn),
             Table(columns=LINES,
                   rows=tuple(_row(line) for line in page.lines if line.round == turn)))
            for turn in rounds
        ],
    }  # fmt: skip


def _row(line: CountLineView) -> Row:
    wrong = line.difference or line.serials_new or line.serials_gone
    serials = [f"+{serial}" for serial in line.serials_new]
    serials += [f"-{serial}" for serial in line.serials_gone]
    return Row.of(
        Cell(line.item, href=item_href(line.owner, line.item), note=line.description),
        Cell(line.lot, note=" ".join(serials[:8])),
        Cell(line.counted, note="" if line.found else _("not found")),
        line.book,
        Cell(line.difference, tone="waits" if wrong else ""),
        unit(line.uom),
        line.counted_at,
    )


def _decide(request: HttpRequest, count_id: int) -> HttpResponseRedirect:
    ground, key, who = grounds().wms, posted(request, "key"), actor_of(request)
    if request.POST.get("do") == "withdraw":
        text = wms.withdraw_count(ground, key=key, actor=who, count_id=count_id).text
        messages.success(request, text)
        return HttpResponseRedirect(count_href(count_id))
    done = wms.review_count(
        ground, key=key, actor=who, count_id=count_id, decision=posted(request, "do"),
        note=posted(request, "note"),
    )  # fmt: skip
    tell = messages.warning if done.blocked else messages.success
    tell(request, done.text)
    return HttpResponseRedirect(count_href(count_id))


screen = Screen(
    path="counts/<int:count_id>/",
    name="count",
    title=_("Count"),
    view=view,
    permission="direct_floor",
    writes="direct_floor",
)
