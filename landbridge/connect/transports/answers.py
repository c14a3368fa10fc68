"""What an HTTP answer to a write means for the parcel that was written.

| answer | meaning |
|---|---|
| no connection, no name | nothing happened: Unavailable |
| sent, but no whole answer | it may have happened: Unknown |
| 401, 403, 407 | Unavailable, a person must renew the credentials |
| 408, 425, 429, 503 | the server did not take it: Unavailable, honouring Retry-After |
| 409 | another request with this key is being worked on, or was: Unknown |
| other 4xx, 501 | Refused: the same bytes will never do |
| other 5xx | it may have happened: Unknown |
| 3xx | the address in the settings is wrong: Unavailable |
"""

from collections.abc import Callable

from landbridge.connect.protocols import PushResult, Refused, Unavailable, Unknown
from landbridge.connect.transports.http import Answer, AnswerLost, NotReached, retry_after_s
from landbridge.kit.clock import Clock
from landbridge.kit.findings import error

NEEDS_LOGIN = frozenset({401, 403, 407})
TRY_LATER = frozenset({408, 425, 429, 503})
EXCERPT_LENGTH_MAX = 300


def carry_out(request: Callable[[], Answer], *, clock: Clock) -> Answer | PushResult:
    """Do a write; gives the answer if it is a 2xx, else what its failure means."""
    try:
        answer = request()
    except NotReached as fault:
        return Unavailable(f"not reachable: {fault}")
    except AnswerLost as fault:
        return Unknown(f"the answer was lost: {fault}")
    return failure(answer, clock=clock) or answer


def failure(answer: Answer, *, clock: Clock) -> PushResult | None:
    """What an answer other than 2xx means for a write; None for 2xx."""
    status = answer.status
    if 200 <= status < 300:
        return None
    why = f"answered {status}{_told(answer)}"
    if status in NEEDS_LOGIN:
        return Unavailable(why, needs_login=True)
    if status in TRY_LATER:
        return Unavailable(why, retry_after_s=retry_after_s(answer, clock))
    if 300 <= status < 400:
        target = answer.headers.get("location", "elsewhere")[:EXCERPT_LENGTH_MAX]
        return Unavailable(f"{why}: it redirects to {target}; correct the address in the settings")
    if status == 409 or (status >= 500 and status != 501):
        return Unknown(why)
    text = f"The other system {why}. Correct the document or its map, then try again."
    return Refused((error("", f"http-{status}", text),))


def excerpt(answer: Answer) -> str:
    """The beginning of the answer's text on one line, for a person; "" if it is not text."""
    if "\x00" in (text := answer.body[: EXCERPT_LENGTH_MAX * 4].decode("utf-8", "replace")):
        return ""
    return " ".join(text.split())[:EXCERPT_LENGTH_MAX]


def _told(answer: Answer) -> str:
    text = excerpt(answer)
    return f" ({text})" if text else ""
