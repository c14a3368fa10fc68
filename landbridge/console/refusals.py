"""Error pages: what happened and what to do, in the console's language, with an id to quote."""

import logging

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from landbridge.console.middleware import request_id
from landbridge.kit.findings import LandbridgeError

log = logging.getLogger(__name__)


def page(
    request: HttpRequest, *, status: int, title: str, sentence: str, remedy: str
) -> HttpResponse:
    """An error page. It needs neither database nor session, so that it can always be shown."""
    values = {
        "status": status,
        "title": title,
        "sentence": sentence,
        "remedy": remedy,
        "request_id": request_id(request),
    }
    return HttpResponse(render_to_string("parts/refusal.html", values), status=status)


def said(request: HttpRequest, error: LandbridgeError, *, status: int) -> HttpResponse:
    """What hub or warehouse said, as a page."""
    title = _("There is nothing here") if status == 404 else _("This cannot be shown")
    return page(request, status=status, title=title, sentence=error.sentence(), remedy=error.remedy)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(
        request,
        status=400,
        title=_("This request could not be read"),
        sentence=_("Something in the address or in what was sent is not as it should be."),
        remedy=_("Go back and try again."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(
        request,
        status=403,
        title=_("You may not see this"),
        sentence=_("Your roles do not allow this screen or this action."),
        remedy=_("Ask an administrator to give you a role that does."),
    )


def not_verified(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For a form without its protection token."""
    return page(
        request,
        status=403,
        title=_("This form has become too old"),
        sentence=_("It was not sent from a page of this session, so nothing was done."),
        remedy=_("Open the page again and send the form once more. Cookies must be allowed."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(
        request,
        status=404,
        title=_("There is nothing here"),
        sentence=_("No screen and no object has this address."),
        remedy=_("Search for a number, or go to the bridge page."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    log.error("request %s of %s failed", request_id(request), request.path)
    return page(
        request,
        status=500,
        title=_("Landbridge made a mistake"),
        sentence=_("This page could not be made. Documents and stock are not affected by that."),
        remedy=_("Try again. If it happens again, give the id below to your administrator."),
    )
