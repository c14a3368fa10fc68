"""Do both sides agree? How each subject stands, how often it is compared, and who is right."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.grounds import grounds
from landbridge.console.mending import mandate
from landbridge.console.posting import number_of
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.hub import facade as hub
from landbridge.hub.facade.views.incidents import PairView, TurnRow
from landbridge.kit.findings import LandbridgeError

COLUMNS = (
    Column(_("Between")),
    Column(_("What")),
    Column(_("How it stands"), wide=True),
    Column(_("Keys"), "count"),
    Column(_("On the way"), "count", aside=True),
    Column(_("Unexplained"), "count"),
    Column(_("Looked at"), "instant", aside=True),
)
SIDES = ("left", "right", "ask")
LABELS = {
    "changed_every_s": _("Stock of what has changed, every … seconds"),
    "full_every_s": _("All stock, every … seconds"),
    "orders_every_s": _("Open orders, every … seconds"),
    "master_every_s": _("Items and parties, every … seconds"),
    "confirm_s": _("A difference must last … seconds before it is an incident"),
}


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        messages.success(request, _do(request))
        return HttpResponseRedirect(request.path)
    pairs = hub.pair_list(grounds().hub)
    return {
        "pairs": [
            (pair, [(name, LABELS[name], f"{value:g}") for name, value in pair.options])
            for pair in pairs
        ],
        "recent": hub.reconciliation_list(grounds().hub, limit=10),
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(pair, turn) for pair in pairs for turn in pair.turns),
            sentence=_(
                "Nothing is compared yet. Join two endpoints whose connectors can count; they "
                "are compared from then on."
            ),
        ),
    }


def _row(pair: PairView, turn: TurnRow) -> Row:
    return Row.of(
        f"{pair.left} ↔ {pair.right}",
        turn.subject.replace("_", " "),
        Cell(turn.sentence),
        turn.keys_count,
        turn.in_flight_count,
        turn.unexplained_count,
        turn.looked_at,
        tone=turn.tone if turn.tone != "quiet" else "",
    )


def _do(request: HttpRequest) -> str:
    pair_id = number_of(request.POST.get("pair", ""))
    asked, ground = mandate(request), grounds().hub
    match request.POST.get("do"):
        case "authority":
            hub.set_pair(ground, pair_id=pair_id, mandate=asked, authority=_authority(request))
            return _t("From now on corrections go in these directions.")
        case "schedule":
            hub.set_pair(
                ground, pair_id=pair_id, mandate=asked, options=_options(request),
                owner=request.POST.get("owner", "")[:100], site=request.POST.get("site", "")[:100],
                enabled=request.POST.get("enabled") == "1",
            )  # fmt: skip
            return _t("The schedule is changed.")
        case _:
            raise LandbridgeError(_t("This form asks for nothing that can be done."))


def _authority(request: HttpRequest) -> list[hub.AuthorityRule]:
    """What the form says for each field; `default` leaves it to the product."""
    found = []
    for name, side in request.POST.items():
        prefix, _sep, rest = name.partition(":")
        object_name, _sep, field = rest.partition(":")
        if prefix == "rule" and str(side) in SIDES:
            found.append(hub.AuthorityRule(object_name, field, str(side)))
    return found


def _options(request: HttpRequest) -> dict[str, float]:
    found = {}
    for name, text in request.POST.items():
        prefix, _sep, option = name.partition(":")
        if prefix == "option" and text:
            try:
                found[option] = float(str(text))
            except ValueError:
                raise LandbridgeError(_t("%s is no number of seconds.") % text) from None
    return found


screen = Screen(
    path="reconciliation/",
    name="reconciliation",
    title=_("Reconciliation"),
    view=view,
    permission="see_documents",
    writes="change_endpoints",
    menu=Menu("bridge", 28, key="c"),
)
