"""For machines that watch: alive or not, and the figures behind the bridge page."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from landbridge.console.audit import address_of
from landbridge.console.grounds import grounds
from landbridge.console.tokens import bearer_of
from landbridge.hub import facade as hub

LOCAL = ("127.0.0.1", "::1")
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
TEXT = "text/plain; charset=utf-8"


def healthz(request: HttpRequest) -> HttpResponse:
    """200 `ok` when web server and database answer, else 503; nothing more is told."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("no\n", status=503, content_type=TEXT)
    return HttpResponse("ok\n", content_type=TEXT)


def metrics(request: HttpRequest) -> HttpResponse:
    """Figures as Prometheus text, for this machine itself or a token that may see the system."""
    if not _may_measure(request):
        return HttpResponse(
            "a token with scope see_system is needed\n", status=401, content_type=TEXT
        )
    text = hub.figures_text(grounds().hub)
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_measure(request: HttpRequest) -> bool:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        bearer = bearer_of(key.strip())
        return bearer is not None and bearer.may("see_system")
    # A proxy on this machine makes strangers look local, but says whom it speaks for.
    return address_of(request) in LOCAL and not any(name in request.META for name in FORWARDED)
