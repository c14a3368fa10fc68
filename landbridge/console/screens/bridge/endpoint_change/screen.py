"""Change the settings of an endpoint; a secret left blank keeps its value."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console import forms
from landbridge.console.addresses import endpoint_href
from landbridge.console.grounds import grounds
from landbridge.console.mending import mandate
from landbridge.console.screen import Screen, Shown
from landbridge.hub import facade as hub


def view(request: HttpRequest, endpoint: str) -> Shown:
    page = hub.endpoint_page(grounds().hub, endpoint)
    shown = {
        "card": page.card,
        "title": request.POST.get("title", page.card.title),
        "fields": forms.fields(page.config, request),
    }
    if request.method != "POST":
        return shown
    try:
        warnings = hub.change_endpoint(
            grounds().hub,
            endpoint=endpoint,
            values=forms.posted(page.config, request),
            title=request.POST.get("title", "").strip()[:100] or page.card.title,
            mandate=mandate(request),
        )
    except hub.SettingsRefusedError as error:
        fields = forms.fields(page.config, request, error.findings)
        return {**shown, "fields": fields, "wrong": forms.general(page.config, error.findings)}
    for warning in warnings:
        messages.warning(request, warning.text)
    messages.success(request, _t("Saved. Workers use the new settings at once."))
    return HttpResponseRedirect(endpoint_href(endpoint))


screen = Screen(
    path="endpoints/<slug:endpoint>/change/",
    name="endpoint-change",
    title=_("Change settings"),
    view=view,
    permission="change_endpoints",
    writes="change_endpoints",
)
