"""From a screen's declaration to an address that is guarded, rendered and audited alike."""

from collections.abc import Mapping
from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path

from landbridge.console import refusals
from landbridge.console.context import landing
from landbridge.console.exports import csv_response, wants_csv
from landbridge.console.screen import Screen
from landbridge.console.tables import Table
from landbridge.hub.facade import NotFoundError
from landbridge.kit.findings import LandbridgeError

SAFE_METHODS = ("GET", "HEAD")


def address(screen: Screen) -> URLPattern:
    """The URL pattern of a screen."""

    @wraps(screen.view)
    def serve(request: HttpRequest, **params: object) -> HttpResponseBase:
        if (refusal := _refusal(screen, request)) is not None:
            return refusal
        if request.method in SAFE_METHODS:
            return _show(screen, request, params)
        return _write(screen, request, params)

    return path(screen.path, serve, name=screen.name)


def _refusal(screen: Screen, request: HttpRequest) -> HttpResponseBase | None:
    if not screen.public and not request.user.is_authenticated:
        return _to_sign_in(request)
    if not screen.may_be_seen_by(request):
        return _elsewhere(screen, request)
    if request.method in SAFE_METHODS:
        return None
    if request.method != "POST" or not screen.takes_post:
        return HttpResponseNotAllowed(SAFE_METHODS)
    if not screen.may_be_changed_by(request):
        raise PermissionDenied(screen.writes)
    return None


def _elsewhere(screen: Screen, request: HttpRequest) -> HttpResponseBase:
    """Who may not see the first page begins somewhere else; anything else is refused."""
    begin = landing(request)
    if request.path != "/" or begin == "/" or request.method not in SAFE_METHODS:
        raise PermissionDenied(screen.permission)
    return HttpResponseRedirect(begin)


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """A part that is asked for by script must not swap the sign-in page into a page."""
    if "HX-Request" in request.headers:
        page = request.headers.get("HX-Current-URL", "/")
        return HttpResponse(status=401, headers={"HX-Redirect": page})
    return redirect_to_login(request.get_full_path())


def _show(screen: Screen, request: HttpRequest, params: dict[str, object]) -> HttpResponseBase:
    try:
        if wants_csv(request):
            return csv_response(screen, request, params)
        return _rendered(screen, request, params)
    except NotFoundError as error:
        return refusals.said(request, error, status=404)
    except LandbridgeError as error:
        return refusals.said(request, error, status=400)


def _write(screen: Screen, request: HttpRequest, params: dict[str, object]) -> HttpResponseBase:
    """A refused write is a sentence on the page it came from; nothing has changed then."""
    try:
        return _rendered(screen, request, params)
    except LandbridgeError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(request.get_full_path())


def _rendered(screen: Screen, request: HttpRequest, params: dict[str, object]) -> HttpResponseBase:
    shown = screen.view(request, **params)
    if isinstance(shown, HttpResponseBase):
        return shown
    return render(request, screen.template, {"screen": screen, **_with_csv(shown)})


def _with_csv(shown: Mapping[str, object]) -> Mapping[str, object]:
    table = shown.get("table")
    return {"has_csv": isinstance(table, Table) and table.has_csv, **shown}
