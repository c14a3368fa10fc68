"""One incident: what differs, the suspected cause with both sides' history, what would mend it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import document_href, incident_href
from landbridge.console.audit import actor_of
from landbridge.console.grounds import grounds
from landbridge.console.mending import mandate
from landbridge.console.posting import posted
from landbridge.console.screen import Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.hub import facade as hub
from landbridge.hub.facade.views import Difference
from landbridge.hub.facade.views.incidents import HistoryLine, IncidentView
from landbridge.kit.findings import LandbridgeError
from landbridge.kit.quantity import Quantity, Uom

HISTORY = (
    Column(_("When"), "instant"),
    Column(_("Side")),
    Column(_("Change"), "quantity"),
    Column(_("Lot"), aside=True),
    Column(_("Why"), wide=True),
    Column(_("Who"), aside=True),
)
WORDS = {
    "opened": _("opened"),
    "assigned": _("assigned"),
    "comment": _("said"),
    "approved": _("approved"),
    "closed": _("closed"),
}


def view(request: HttpRequest, incident_id: int) -> Shown:
    if request.method == "POST":
        messages.success(request, _do(request, incident_id))
        return HttpResponseRedirect(incident_href(incident_id))
    page = hub.incident_page(grounds().hub, incident_id)
    return {
        "page": page,
        "differences": _differences(page),
        "history": Table(
            columns=HISTORY,
            rows=tuple(_line(one) for one in page.history),
            sentence=_("Neither side can tell its bookings."),
            has_csv=False,
        ),
        "entries": [(one, WORDS.get(one.what, one.what)) for one in page.entries],
        "can_close": page.row.is_open and page.row.kind in ("numbers", "total"),
    }


def _do(request: HttpRequest, incident_id: int) -> str:
    ground = grounds().hub
    match request.POST.get("do"):
        case "approve":
            return hub.approve_correction(
                ground, incident_id=incident_id, mandate=_mandate(request)
            )
        case "assign":
            to = posted(request, "to", 150)
            hub.assign_incident(ground, incident_id=incident_id, to=to, mandate=_mandate(request))
            return _t("It is assigned to %s.") % (to or _t("nobody"))
        case "comment":
            text = request.POST.get("text", "").replace("\x00", "")
            hub.comment_incident(ground, incident_id=incident_id, text=text, by=actor_of(request))
            return _t("It is written down.")
        case "close":
            hub.close_incident(ground, incident_id=incident_id, mandate=mandate(request))
            return _t("It is closed.")
        case _:
            raise LandbridgeError(_t("This form asks for nothing that can be done."))


def _mandate(request: HttpRequest) -> hub.Mandate:
    """One click is enough: the reason is the incident itself, if the person gives no other."""
    why = posted(request, "why", 500)
    return hub.Mandate(by=actor_of(request), why=why or _t("approved on the incident's page"))


def _differences(page: IncidentView) -> Table:
    kind = "text" if any(one.fields for one in page.differences) else "quantity"
    columns = (
        Column(_("What"), wide=True),
        Column(page.left, kind),
        Column(page.right, kind),
        Column(_("On the way"), "quantity", aside=True),
        Column(_("Unexplained"), "quantity"),
    )
    rows = tuple(row for one in page.differences for row in _difference(one))
    return Table(columns=columns, rows=rows, has_csv=False)


def _difference(one: Difference) -> list[Row]:
    name = " ".join(part for part in one.key[1:] if part)
    if one.fields:
        return [
            Row.of(Cell(name, note=field.field), field.left, field.right, None, None)
            for field in one.fields
        ]
    figures = (one.left, one.right, one.in_flight + one.unconfirmed, one.unexplained)
    shown = (Quantity(value, Uom(one.uom)) for value in figures)
    return [Row.of(Cell(name, note=one.note), *shown)]


def _line(one: HistoryLine) -> Row:
    number = one.document or one.reference
    back = _t("counts for %s") % one.effective_on if _is_back(one) else ""
    why = Cell(f"{one.reason} {number}".strip(), note=back)
    href = document_href(one.message_id) if one.message_id else ""
    amount = Quantity(one.change, Uom(one.uom))
    return Row.of(one.at, one.side, amount, one.lot, why, one.actor, href=href)


def _is_back(one: HistoryLine) -> bool:
    return one.effective_on is not None and one.effective_on < one.at.date()


screen = Screen(
    path="incidents/<int:incident_id>/",
    name="incident",
    title=_("Incident"),
    view=view,
    permission="see_documents",
    writes="mend_documents",
)
