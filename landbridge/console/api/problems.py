"""Every refusal in one form: `application/problem+json` (RFC 9457)."""

import json
import logging
from collections.abc import Mapping, Sequence

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from psycopg import errors as pg_errors
from psycopg_pool import PoolTimeout

from landbridge.console.middleware import request_id
from landbridge.hub.facade import NotFoundError
from landbridge.kit.findings import LandbridgeError
from landbridge.wms.facade.contracts import Wrong

MEDIA_TYPE = "application/problem+json"

# What a person did meets a state that does not allow it (any more): a conflict, not bad input.
CONFLICTS = frozenset(
    {
        "claimed",
        "task-done",
        "receipt-closed",
        "carton-closed",
        "carton-open",
        "order-closed",
        "not-packed",
        "nothing-packed",
        "ship-complete",
        "reserved",
        "key-reused",
        "plate-came",
        "plate-has-task",
        "plate-known",
    }
)
TITLES = {
    400: "The request cannot be read",
    401: "Sign in first",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    409: "Not possible now",
    413: "Too large",
    422: "Cannot be done",
    429: "Too many requests",
    500: "Something broke here",
    503: "Not available now",
}

log = logging.getLogger(__name__)


class Problem(Exception):  # RFC 9457's word
    """A refusal: HTTP status, stable code, a sentence for a person, more members if useful."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        **more: object,
    ) -> None:
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers or {}
        self.more = more
        super().__init__(detail)


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Write a problem as the response; `instance` is the id to quote."""
    body = {
        "type": f"urn:landbridge:problem:{problem.code}",
        "title": TITLES.get(problem.status, "Cannot be done"),
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
        "instance": f"urn:landbridge:request:{request_id(request)}",
        **problem.more,
    }
    return HttpResponse(
        json.dumps(body, default=str, ensure_ascii=False),
        status=problem.status,
        content_type=MEDIA_TYPE,
        headers=problem.headers,
    )


def of_wrong(wrong: Wrong) -> Problem:
    """What the floor refused: its sentence, and what was read and expected."""
    if wrong.code == "not-found":
        status = 404
    else:
        status = 409 if wrong.code in CONFLICTS else 422
    return Problem(status, wrong.code, str(wrong), read=wrong.read, expected=wrong.expected)


def of_validation(error: ValidationError) -> Problem:
    findings = [
        {"path": _path(item.get("loc", ())), "rule": item.get("type", ""), "text": item["msg"]}
        for item in error.errors
    ]
    first = findings[0] if findings else {"path": "", "text": "not as expected"}
    detail = f"{first['path'] or 'The request'}: {first['text']}."
    return Problem(422, "invalid", detail, findings=findings)


def _path(places: Sequence[object]) -> str:
    """`("body", "body", "lines", 2, "quantity")` as `lines[2].quantity`."""
    path = ""
    for place in places[2:] if places and places[0] == "body" else places[1:]:
        path += f"[{place}]" if isinstance(place, int) else f".{place}"
    return path.lstrip(".")


def install(api: NinjaAPI) -> None:
    """Answer every exception of an operation as a problem."""

    @api.exception_handler(Problem)
    def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
        return answer(request, error)

    @api.exception_handler(Wrong)
    def _wrong(request: HttpRequest, error: Wrong) -> HttpResponse:
        return answer(request, of_wrong(error))

    @api.exception_handler(NotFoundError)
    def _absent(request: HttpRequest, error: NotFoundError) -> HttpResponse:
        return answer(request, Problem(404, "not-found", str(error)))

    @api.exception_handler(Http404)
    def _no_such_address(request: HttpRequest, error: Http404) -> HttpResponse:
        return answer(request, Problem(404, "not-found", str(error) or "There is nothing here."))

    @api.exception_handler(LandbridgeError)
    def _refused(request: HttpRequest, error: LandbridgeError) -> HttpResponse:
        return answer(request, Problem(422, "refused", str(error)))

    @api.exception_handler(ValidationError)
    def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return answer(request, of_validation(error))

    _install_technical(api)


def _install_technical(api: NinjaAPI) -> None:
    @api.exception_handler(AuthenticationError)
    def _unknown_caller(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        text = "Send a living API token: Authorization: Bearer lb_..."
        headers = {"WWW-Authenticate": 'Bearer realm="landbridge"'}
        return answer(request, Problem(401, "unauthenticated", text, headers=headers))

    @api.exception_handler(HttpError)
    def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
        # The framework wraps what the parser refused; the reason is what helps.
        refused = error.__cause__
        if isinstance(refused, Problem):
            return answer(request, refused)
        return answer(request, Problem(error.status_code, "bad-request", str(error)))

    @api.exception_handler(pg_errors.NumericValueOutOfRange)
    @api.exception_handler(pg_errors.UntranslatableCharacter)
    def _no_such_value(request: HttpRequest, error: Exception) -> HttpResponse:
        text = "A number or text in the request is beyond what anything here can be; look it over."
        return answer(request, Problem(422, "out-of-range", text))

    @api.exception_handler(RequestDataTooBig)
    def _too_large(request: HttpRequest, error: Exception) -> HttpResponse:
        # Nothing of the body has been read.
        return answer(request, Problem(413, "too-large", "The body is larger than is taken."))

    @api.exception_handler(PoolTimeout)
    @api.exception_handler(pg_errors.OperationalError)
    def _database_away(request: HttpRequest, error: Exception) -> HttpResponse:
        log.warning("database not available during a request: %s", error)
        text = "The database is not available just now; nothing was changed. Try again."
        return answer(request, Problem(503, "unavailable", text, headers={"Retry-After": "2"}))

    @api.exception_handler(Exception)
    def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
        log.error("request %s broke", request_id(request), exc_info=error)
        text = "An error of ours; it is logged under the id in `instance`. Try again or quote it."
        return answer(request, Problem(500, "broken", text))
