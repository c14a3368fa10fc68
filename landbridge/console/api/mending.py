"""Deeds on the bridge: retry, replay, park, pause, and the door for webhooks."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from ninja import Router, Status
from pydantic import Field

from landbridge.connect.protocols import Inbound
from landbridge.console.api.auth import actor, needs
from landbridge.console.api.parts import Body, Short
from landbridge.console.api.problems import Problem, answer
from landbridge.console.grounds import grounds
from landbridge.hub import facade
from landbridge.hub.facade import Mandate, Replayed, Retried

router = Router(tags=["Mending"])

HOOK_BYTES_MAX = 10 * 1024 * 1024
HOOK_HEADERS_MAX = 100


class Why(Body):
    """Why it is done; kept with the deed."""

    why: str = Field(min_length=1, max_length=500)


class Retrying(Why):
    """`dead_letters`: as named by `GET /dead-letters`."""

    dead_letters: list[Short] = Field(min_length=1, max_length=10_000)


class Done(Body):
    done: bool = True


def _mandate(request: HttpRequest, why: str) -> Mandate:
    return Mandate(by=actor(request), why=why)


@router.post("/dead-letters/retries", response={202: Retried}, auth=needs("mend_documents"))
def retry(request: HttpRequest, body: Retrying) -> Status[Retried]:
    """Set dead letters going again as they are. Those not possible are named with the reason."""
    return Status(
        202,
        facade.retry(
            grounds().hub, dead_letters=body.dead_letters, mandate=_mandate(request, body.why)
        ),
    )


@router.post("/dead-letters/{dead_letter}/dismissal", response=Done, auth=needs("mend_documents"))
def dismiss(request: HttpRequest, dead_letter: str, body: Why) -> Done:
    """Close a dead letter without sending it; final."""
    facade.dismiss(grounds().hub, dead_letter=dead_letter, mandate=_mandate(request, body.why))
    return Done()


@router.post(
    "/deliveries/{int:delivery_id}/replays",
    response={202: Replayed},
    auth=needs("mend_documents"),
)
def replay(request: HttpRequest, delivery_id: int, body: Why) -> Status[Replayed]:
    """Deliver a finished delivery's document once more, under its old idempotency key."""
    return Status(
        202,
        facade.replay(grounds().hub, delivery_id=delivery_id, mandate=_mandate(request, body.why)),
    )


@router.post("/deliveries/{int:delivery_id}/parking", response=Done, auth=needs("mend_documents"))
def park(request: HttpRequest, delivery_id: int, body: Why) -> Done:
    """Stop an open delivery for a person to look at."""
    facade.park(grounds().hub, delivery_id=delivery_id, mandate=_mandate(request, body.why))
    return Done()


@router.post("/endpoints/{endpoint}/pause", response=Done, auth=needs("change_endpoints"))
def pause(request: HttpRequest, endpoint: str, body: Why) -> Done:
    """Neither read from it nor send to it; what others have for it waits."""
    facade.pause_endpoint(grounds().hub, endpoint=endpoint, mandate=_mandate(request, body.why))
    return Done()


@router.post("/endpoints/{endpoint}/resumption", response=Done, auth=needs("change_endpoints"))
def resume(request: HttpRequest, endpoint: str, body: Why) -> Done:
    """Go on after a pause or a renewed login."""
    facade.resume_endpoint(grounds().hub, endpoint=endpoint, mandate=_mandate(request, body.why))
    return Done()


@csrf_exempt
@require_http_methods(["POST"])
def hook(request: HttpRequest, endpoint: str, rest: str = "") -> HttpResponse:
    """The door for an endpoint's webhooks; its connector proves who is calling.

    Answers only when what came is durable: 202 with ids, 401 if it is not authentic.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()):
        return answer(request, Problem(400, "bad-length", "Content-Length is not a number."))
    declared = int(length)
    if declared > HOOK_BYTES_MAX:
        text = f"At most {HOOK_BYTES_MAX} bytes are taken at once."
        return answer(request, Problem(413, "too-large", text))
    headers = {name.lower(): value for name, value in request.headers.items()}
    if len(headers) > HOOK_HEADERS_MAX:
        return answer(request, Problem(400, "bad-request", "Too many headers."))
    given = facade.receive(
        grounds().hub,
        endpoint=endpoint,
        request=Inbound(path=f"/{rest}", headers=headers, body=request.body),
    )
    return HttpResponse(given.body, status=given.status, content_type=given.body_type)
