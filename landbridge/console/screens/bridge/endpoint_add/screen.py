"""Add an endpoint: first which connector, then its settings."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console import forms
from landbridge.console.addresses import endpoint_href
from landbridge.console.audit import actor_of
from landbridge.console.filters import asked
from landbridge.console.grounds import grounds
from landbridge.console.screen import Screen, Shown
from landbridge.hub import facade as hub
from landbridge.hub.facade.views import ConnectorView
from landbridge.kit.findings import Finding


def view(request: HttpRequest) -> Shown:
    connectors = hub.connector_list()
    wanted = request.POST.get("connector") or asked(request, "connector")
    if not wanted:
        return {"connectors": connectors, "connector": None}
    connector = next((each for each in connectors if each.connector == wanted), None)
    if connector is None:
        raise Http404
    if request.method != "POST":
        return _form(request, connector, connector.connector)
    name = request.POST.get("name", "").strip()[:40]
    try:
        warnings = _add(request, connector, name)
    except hub.SettingsRefusedError as error:
        findings = error.findings
        return {
            **_form(request, connector, name),
            "fields": forms.fields(connector.config, request, findings),
            "wrong": forms.general(connector.config, findings),
        }
    for warning in warnings:
        messages.warning(request, warning.text)
    messages.success(request, _t("Added. Check it, then connect it with another endpoint."))
    return HttpResponseRedirect(endpoint_href(name))


def _form(request: HttpRequest, connector: ConnectorView, name: str) -> dict[str, object]:
    return {
        "connector": connector,
        "name": name,
        "title": request.POST.get("title", connector.title),
        "fields": forms.fields(connector.config, request),
    }


def _add(request: HttpRequest, connector: ConnectorView, name: str) -> tuple[Finding, ...]:
    return hub.add_endpoint(
        grounds().hub,
        name=name,
        connector=connector.connector,
        values=forms.posted(connector.config, request),
        title=request.POST.get("title", "").strip()[:100],
        mandate=hub.Mandate(by=actor_of(request), why=_t("added in the console")),
    )


screen = Screen(
    path="add-endpoint/",
    name="endpoint-add",
    title=_("Add endpoint"),
    view=view,
    permission="change_endpoints",
    writes="change_endpoints",
)
