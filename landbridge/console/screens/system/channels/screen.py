"""Whom incidents are told to: by mail, or by a signed webhook."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console import forms
from landbridge.console.audit import actor_of
from landbridge.console.filters import asked
from landbridge.console.grounds import grounds
from landbridge.console.mending import mandate
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.hub import facade as hub
from landbridge.hub.facade.views import ConfigRow
from landbridge.hub.facade.views.incidents import ChannelView
from landbridge.kit.findings import Finding

COLUMNS = (
    Column(_("Channel")),
    Column(_("Told to"), wide=True),
    Column(_("State"), "badge"),
    Column(_("Told"), "count"),
    Column(_("Waiting"), "count"),
)


def view(request: HttpRequest) -> Shown:
    kinds = {kind: _rows(kind) for kind in hub.channel_kinds()}
    kind = request.POST.get("kind") or asked(request, "kind") or next(iter(kinds))
    rows = kinds.get(kind, ())
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        try:
            messages.success(request, _do(request, kind, rows))
            return HttpResponseRedirect(request.path)
        except hub.SettingsRefusedError as error:
            findings = error.findings
    channels = hub.channel_list(grounds().hub)
    return {
        "channels": channels,
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(one) for one in channels),
            sentence=_("Nobody is told of incidents yet. Add a mail server or a webhook."),
        ),
        "kinds": tuple(kinds),
        "kind": kind,
        "name": request.POST.get("name", ""),
        "fields": forms.fields(rows, request, findings),
        "wrong": forms.general(rows, findings),
    }


def _rows(kind: str) -> tuple[ConfigRow, ...]:
    return tuple(
        ConfigRow(
            name=one.name, kind=one.kind, value=one.default, is_set=False, text=one.text,
            example=one.example, required=one.required, choices=one.choices,
            advanced=one.advanced,
        )
        for one in hub.channel_kinds()[kind]
    )  # fmt: skip


def _row(one: ChannelView) -> Row:
    if not one.is_enabled:
        state = Cell(_("off"), tone="waits")
    elif one.why:
        state = Cell(_("in trouble"), tone="person", note=one.why)
    else:
        state = Cell(_("on"), tone="quiet")
    return Row.of(Cell(one.name, note=one.kind), one.target, state, one.sent_count,
                  one.waiting_count)  # fmt: skip


def _do(request: HttpRequest, kind: str, rows: tuple[ConfigRow, ...]) -> str:
    name = request.POST.get("name", "").strip()[:40]
    if request.POST.get("do") == "remove":
        hub.remove_channel(grounds().hub, name=name, mandate=mandate(request))
        return _t("It is told nothing any more.")
    hub.set_channel(
        grounds().hub, name=name, kind=kind, values=forms.posted(rows, request),
        mandate=hub.Mandate(by=actor_of(request), why=_t("added in the console")),
    )  # fmt: skip
    return _t("It will be told of every incident from now on.")


screen = Screen(
    path="channels/",
    name="channels",
    title=_("Notifications"),
    view=view,
    permission="change_endpoints",
    writes="change_endpoints",
    menu=Menu("system", 45),
)
