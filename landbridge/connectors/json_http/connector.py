"""Receives signed webhooks and posts documents, each under its idempotency key.

In:   POST .../<type of document> with one document, signed as standardwebhooks.com says.
Out:  POST {url}/<type of document>, `Idempotency-Key: <key>`; a 2xx answer is a JSON object, it
      may give its own `number`. The same key again must have no second effect.
      Without a `url` it receives only.
Asked before a repeat:  GET {url}/deliveries/<key> -> `{"known": true, "number": "..."}`.
"""

import json
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from landbridge.connect.protocols import (
    Absent,
    CannotTell,
    Delivered,
    FindResult,
    Found,
    Health,
    Inbound,
    Parcel,
    Payload,
    PushResult,
    Received,
    Refused,
    Unavailable,
    Unknown,
)
from landbridge.connect.registry import Surroundings
from landbridge.connect.transports.answers import carry_out, excerpt, failure
from landbridge.connect.transports.http import Answer, AnswerLost, HttpLink, NotReached
from landbridge.connect.transports.webhooks import verified_id
from landbridge.connectors.json_http.config import Config
from landbridge.kit.clock import Clock
from landbridge.kit.findings import Finding, error

WIRE_TYPES = frozenset(
    {
        "asn", "inbound_order", "item", "outbound_order", "party", "price", "return_order",
        "stock_correction", "transfer",
    }
)  # fmt: skip
NUMBER_LENGTH_MAX = 200


class JsonHttpConnector:
    """Receiver and sink."""

    def __init__(self, config: Config, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        parts = urlsplit(config.url)
        self._path = parts.path.rstrip("/")
        base = f"{parts.scheme}://{parts.netloc}"
        self._link = HttpLink(base, timeout_s=config.timeout_s) if config.url else None

    def check_health(self) -> Health:
        """Asks for a delivery that cannot exist: it shows address, token and the GET at once."""
        if self._link is None:
            return Health(ok=True, text="It receives only: no address to send to is set.")
        try:
            answer = self._request("GET", "/deliveries/health-check")
        except (NotReached, AnswerLost) as fault:
            return Health(ok=False, text=f"{self._config.url} does not answer: {fault}.")
        problem = failure(answer, clock=self._clock)
        if isinstance(problem, Unavailable) and problem.needs_login:
            return Health(
                ok=False, text="The token is not accepted; enter a new one.", needs_login=True
            )
        if problem is not None or _known(answer) is None:
            return Health(ok=False, text=f"GET deliveries/<key> answered {answer.status}.")
        return Health(ok=True, text=f"{self._config.url} answers.")

    def close(self) -> None:
        if self._link is not None:
            self._link.close()

    # ------------------------------------------------------------ receiver

    def receive(self, request: Inbound) -> Received:
        """Raises NotAuthentic. The webhook's id is the source key: a repeat is recognised."""
        call_id = verified_id(
            request.headers,
            request.body,
            secret=self._config.signing_secret,
            now=self._clock.now(),
        )
        wire_type = request.path.rstrip("/").rsplit("/", 1)[-1]
        if wire_type not in WIRE_TYPES:
            known = ", ".join(sorted(WIRE_TYPES))
            return Received(payloads=(), status=404, answer=_told(f"Post to one of {known}."))
        payload = Payload(
            source_key=f"{wire_type}/{call_id}", content=request.body, wire_type=wire_type
        )
        return Received(payloads=(payload,), answer=_told("Taken in."))

    # ------------------------------------------------------------ sink

    def push(self, parcels: Sequence[Parcel]) -> Sequence[PushResult]:
        """One request for each; once the other side cannot be reached the rest is not tried."""
        if self._link is None:
            return [Refused((_nowhere_to_send(parcel),)) for parcel in parcels]
        results: list[PushResult] = []
        stopped: Unavailable | None = None
        for parcel in parcels:
            if stopped is None:
                results.append(self._push(parcel))
                stopped = _stop(results[-1])
            else:
                results.append(stopped)
        return results

    def _push(self, parcel: Parcel) -> PushResult:
        result = carry_out(
            lambda: self._request(
                "POST",
                f"/{quote(parcel.wire_type, safe='')}",
                content=parcel.content,
                more={"Idempotency-Key": _header(parcel.idempotency_key)},
            ),
            clock=self._clock,
        )
        if not isinstance(result, Answer):
            return result
        told = _object(result)
        if told is None:
            return Unknown(f"answered {result.status}, but not as agreed: {excerpt(result)}")
        return Delivered(
            ack=f"HTTP {result.status}",
            target_number=_number(told),
            already_there=result.headers.get("idempotent-replayed", "").lower() == "true",
        )

    def find(self, parcel: Parcel) -> FindResult:
        if self._link is None:
            return CannotTell("no address is set to ask at")
        try:
            answer = self._request("GET", f"/deliveries/{_segment(parcel.idempotency_key)}")
        except (NotReached, AnswerLost) as fault:
            return CannotTell(f"no answer: {fault}")
        if not 200 <= answer.status < 300:
            return CannotTell(f"GET deliveries/<key> answered {answer.status}")
        match _known(answer):
            case True:
                return Found(target_number=_number(_object(answer) or {}))
            case False:
                return Absent()
            case None:
                return CannotTell("GET deliveries/<key> did not say `known`")

    def _request(
        self,
        method: str,
        path: str,
        *,
        content: bytes | None = None,
        more: dict[str, str] | None = None,
    ) -> Answer:
        assert self._link is not None, "without an address nothing is asked"
        headers = {
            "Authorization": f"Bearer {_header(self._config.token.reveal())}",
            "Accept": "application/json",
            **({"Content-Type": "application/json"} if content is not None else {}),
            **(more or {}),
        }
        return self._link.request(method, self._path + path, content=content, headers=headers)


def _nowhere_to_send(parcel: Parcel) -> Finding:
    words = (
        f"There is no address to send {parcel.kind} {parcel.number} to: the endpoint receives "
        "only. Enter its url and token and send it again, or end the route that leads here."
    )
    return error("", "receives-only", words)


def _stop(result: PushResult) -> Unavailable | None:
    """What the parcels behind this one get without being tried, if they are not tried."""
    if isinstance(result, Unavailable):
        return result
    if isinstance(result, Unknown):
        return Unavailable("not tried: the parcel before it got no clear answer")
    return None


def _object(answer: Answer) -> dict[str, object] | None:
    """The answer as a JSON object; {} for an empty answer, None for anything else."""
    if not answer.body.strip():
        return {}
    try:
        told = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _known(answer: Answer) -> bool | None:
    known = (_object(answer) or {}).get("known")
    return known if isinstance(known, bool) else None


def _number(told: dict[str, object]) -> str:
    number = told.get("number")
    return str(number)[:NUMBER_LENGTH_MAX] if type(number) in (str, int) else ""


def _header(text: str) -> str:
    """Text that may stand in a header; anything else is written as in an address."""
    return text if text.isascii() and text.isprintable() else quote(text)


def _segment(text: str) -> str:
    return quote(_header(text), safe="")


def _told(text: str) -> bytes:
    return json.dumps({"message": text}).encode()


def make(config: Config, surroundings: Surroundings) -> JsonHttpConnector:
    return JsonHttpConnector(config, surroundings.clock)
