"""HTTP to an outside system, with failures told apart by what they mean for a write.

`NotReached`: the request was not worked on; nothing happened.  `AnswerLost`: it may have been.
"""

import logging
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache

import httpx

from landbridge.kit.clock import Clock, SystemClock

ANSWER_BYTES_MAX = 64 * 1024 * 1024
ANSWER_S_MAX = 600.0

# At its usual level it would write every address with its query, and some carry secrets.
logging.getLogger("httpx").setLevel(logging.WARNING)


class NotReached(Exception):
    """Nobody took the request: no connection, no name, no free connection in time."""


class AnswerLost(Exception):
    """The request went out, but no whole answer came back."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. headers: names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@cache
def _tls() -> ssl.SSLContext:
    """Reading the certificates takes long, so all links share them."""
    return httpx.create_ssl_context()


class HttpLink:
    """Connections to one server, kept open between requests. For one thread.

    transport: another way to carry requests (tests hand in a faulty partner).
    """

    def __init__(
        self,
        base_url: str,
        *,
        timeout_s: float = 60.0,
        connect_timeout_s: float = 5.0,
        verify: bool = True,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._clock = SystemClock()
        self._http = httpx.Client(
            base_url=base_url,
            timeout=httpx.Timeout(timeout_s, connect=connect_timeout_s),
            verify=_tls() if verify else False,
            transport=transport,
            follow_redirects=False,
        )

    def request(
        self,
        method: str,
        path: str,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request, never repeated here. Raises NotReached or AnswerLost."""
        began = self._clock.monotonic()
        try:
            with self._http.stream(method, path, content=content, headers=headers) as response:
                body = bytearray()
                for part in response.iter_bytes():
                    body += part
                    if len(body) > ANSWER_BYTES_MAX:
                        raise AnswerLost(f"the answer is longer than {ANSWER_BYTES_MAX} bytes")
                    if self._clock.monotonic() - began > ANSWER_S_MAX:
                        raise AnswerLost(f"the answer takes longer than {ANSWER_S_MAX:.0f} s")
                names = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status_code, names, bytes(body))
        except (
            httpx.ConnectError,
            httpx.ConnectTimeout,
            httpx.PoolTimeout,
            httpx.UnsupportedProtocol,
        ) as error:
            raise NotReached(str(error) or type(error).__name__) from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise AnswerLost(str(error) or type(error).__name__) from error

    def close(self) -> None:
        self._http.close()


def retry_after_s(answer: Answer, clock: Clock) -> float | None:
    """Seconds the server asks to wait (`Retry-After` as seconds or as a date), if it does."""
    text = answer.headers.get("retry-after", "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        instant = parsedate_to_datetime(text)
    except ValueError:
        return None
    if instant.tzinfo is None:
        return None
    return max(0.0, (instant - clock.now()).total_seconds())
