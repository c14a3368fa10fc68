"""What every request gets: an id to quote, strict headers, the person's zone and language."""

import logging
from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation

from landbridge.console.grounds import grounds
from landbridge.console.models import Preference
from landbridge.kit.ids import uuid7

Next = Callable[[HttpRequest], HttpResponseBase]

# Nothing inline, nothing from elsewhere. A response that needs something else sets its own.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"

log = logging.getLogger(__name__)


class RequestIdMiddleware:
    """Gives each request an id that error pages quote, the log names and the answer carries."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        ground = grounds().hub
        request.request_id = (  # type: ignore[attr-defined]
            uuid7(ground.clock.now(), ground.chance).hex[-12:].upper()
        )
        response = self._next(request)
        response.headers.setdefault("X-Request-ID", request_id(request))
        return response


def request_id(request: HttpRequest) -> str:
    return getattr(request, "request_id", "")


class HeadersMiddleware:
    """Headers that keep a page to itself; pages of signed-in people stay out of caches."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._next(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class PersonMiddleware:
    """Shows times in the person's zone (else the site's) and words in the person's language."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        preference = _preference(request)
        request.preference = preference  # type: ignore[attr-defined]
        if preference.language:
            translation.activate(preference.language)
            request.LANGUAGE_CODE = preference.language
        zone = _zone(preference.timezone)
        if zone is None:
            return self._next(request)
        with timezone.override(zone):
            return self._next(request)


def _preference(request: HttpRequest) -> Preference:
    user = request.user
    if not user.is_authenticated:
        return Preference()
    return Preference.objects.filter(user_id=user.pk).first() or Preference(user_id=user.pk)


def _zone(name: str) -> ZoneInfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        log.warning("the time zone %r of a preference is unknown here", name)
        return None
