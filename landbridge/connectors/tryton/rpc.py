"""Tryton's JSON-RPC: calls, sessions, values, and errors by what they mean.

Shapes as trytond's own `protocols/jsonrpc.py` writes and reads them: a Decimal, date or datetime
travels as an object with `__class__`; a UserError, UserWarning or ConcurrencyException comes with
status 200 as `error`; a missing or worn-out session is status 401.
"""

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from landbridge.connect.transports.http import Answer, AnswerLost, HttpLink, NotReached
from landbridge.kit.crypto import Secret

Context = dict[str, Any]
PAGE = 1000


class RpcError(Exception):
    """A call that gave no result."""


class Busy(RpcError):
    """Nothing happened there; later it may work (down, overloaded, record locked)."""

    def __init__(self, why: str, *, retry_after: Answer | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(why)


class Changed(Busy):
    """Nothing happened: a record is not any more as it was when we read it."""


class LoginRefused(RpcError):
    """Tryton does not know the user or the password."""


class Lost(RpcError):
    """The call may have taken effect; the answer did not arrive."""


class Declined(RpcError):
    """Tryton says no for a reason of business or data (UserError); nothing was changed."""

    def __init__(self, message: str, detail: str = "") -> None:
        self.message = message
        self.detail = detail
        super().__init__(message if not detail else f"{message} {detail}")


class Warned(RpcError):
    """Tryton asks to confirm (UserWarning); nothing was changed. name: what to confirm."""

    def __init__(self, name: str, message: str, detail: str = "") -> None:
        self.name = name
        self.message = message
        super().__init__(message if not detail else f"{message} {detail}")


class Failed(RpcError):
    """Tryton broke down on this call; nothing was changed (its transaction rolled back)."""


@dataclass(frozen=True, slots=True)
class _Session:
    user_id: int
    token: str


class TrytonRpc:
    """Calls to one database of one Tryton server, for one thread. Logs in when it must.

    context: sent with each call (company, language).
    """

    def __init__(
        self,
        link: HttpLink,
        *,
        database: str,
        login: str,
        password: Secret,
        context: Context | None = None,
    ) -> None:
        self._link = link
        self._path = f"/{quote(database, safe='')}/rpc/"
        self._login = login
        self._password = password
        self._session: _Session | None = None
        self.context: Context = dict(context or {})
        self.call_count = 0

    def call(self, method: str, *args: Any, context: Context | None = None) -> Any:
        """Call `model.<model>.<method>`. Raises a kind of RpcError."""
        params = [*args, {**self.context, **(context or {})}]
        if self._session is None:
            self._log_in()
        answer = self._post(method, params, self._authorization())
        if answer.status == 401:
            # The session wore out, or the server was set up anew: a new login tells which.
            self._session = None
            self._log_in()
            answer = self._post(method, params, self._authorization())
        return _result(answer, method)

    def model(self, name: str, method: str, *args: Any, context: Context | None = None) -> Any:
        return self.call(f"model.{name}.{method}", *args, context=context)

    def read_all(
        self,
        model: str,
        domain: Sequence[Any],
        fields: Sequence[str],
        *,
        order: Sequence[tuple[str, str]] = (("id", "ASC"),),
        context: Context | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Every record of a domain, page by page."""
        offset = 0
        while True:
            page = self.search_read(
                model, domain, fields, offset=offset, limit=PAGE, order=order, context=context
            )
            yield from page
            if len(page) < PAGE:
                return
            offset += PAGE

    def search_read(
        self,
        model: str,
        domain: Sequence[Any],
        fields: Sequence[str],
        *,
        offset: int = 0,
        limit: int | None = None,
        order: Sequence[tuple[str, str]] | None = (("id", "ASC"),),
        context: Context | None = None,
    ) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.model(
            model,
            "search_read",
            list(domain),
            offset,
            limit,
            None if order is None else [list(entry) for entry in order],
            list(fields),
            context=context,
        )
        return found

    def confirm_warning(self, warned: Warned) -> None:
        """Say yes to a warning once: the next same call of this user goes through."""
        self.model("res.user.warning", "skip", warned.name)

    @property
    def user_id(self) -> int:
        """Whom Tryton takes us for; after the first call."""
        assert self._session is not None, "not signed in yet"
        return self._session.user_id

    def server_version(self) -> str:
        """Series of the server, without a login."""
        answer = self._send("/rpc/", "common.server.version", [], {})
        return str(_result(answer, "common.server.version"))

    def close(self) -> None:
        if self._session is not None:
            with suppress(RpcError):  # A session not ended ends by age.
                self._post("common.db.logout", [], self._authorization())
            self._session = None
        self._link.close()

    def _log_in(self) -> None:
        params = [self._login, {"password": self._password.reveal()}]
        answer = self._post("common.db.login", params, {})
        if answer.status in (401, 403):
            raise LoginRefused(f"Tryton refuses the login of user {self._login!r}")
        if answer.status == 404:
            raise LoginRefused("Tryton has no database of that name")
        result = _result(answer, "common.db.login")
        self._session = _Session(int(result[0]), str(result[1]))

    def _authorization(self) -> dict[str, str]:
        assert self._session is not None
        text = f"{self._login}:{self._session.user_id}:{self._session.token}"
        return {"Authorization": f"Session {base64.b64encode(text.encode()).decode()}"}

    def _post(self, method: str, params: list[Any], headers: dict[str, str]) -> Answer:
        return self._send(self._path, method, params, headers)

    def _send(self, path: str, method: str, params: list[Any], headers: dict[str, str]) -> Answer:
        self.call_count += 1
        body = dump_json({"id": self.call_count, "method": method, "params": params})
        try:
            return self._link.request(
                "POST", path, content=body, headers={"Content-Type": "application/json", **headers}
            )
        except NotReached as error:
            raise Busy(f"Tryton is not reachable: {error}") from error
        except AnswerLost as error:
            raise Lost(f"Tryton's answer to {method} was lost: {error}") from error


def _result(answer: Answer, method: str) -> Any:
    if answer.status != 200:
        raise _status_error(answer, method)
    try:
        reply = load_json(answer.body)
        if "error" not in reply:
            return reply["result"]
        error = reply["error"]
    except (ValueError, KeyError, TypeError) as broken:
        raise Lost(f"Tryton's answer to {method} is not readable: {broken}") from broken
    raise _told_error(error, method)


def _status_error(answer: Answer, method: str) -> RpcError:
    if answer.status in (401, 403):
        return LoginRefused(f"Tryton refuses {method} to this user (status {answer.status})")
    if answer.status in (429, 502, 503):
        return Busy(f"Tryton is busy (status {answer.status})", retry_after=answer)
    if answer.status >= 500:
        # 504 is its own time limit; a proxy may also cut an answer short: not known what happened.
        return Lost(f"Tryton answered {method} with status {answer.status}")
    return Failed(f"Tryton does not understand {method} (status {answer.status})")


def _told_error(error: Any, method: str) -> RpcError:
    match error:
        case ["UserError", [message, detail, *_]]:
            return Declined(str(message), str(detail or ""))
        case ["UserWarning", [name, message, detail, *_]]:
            return Warned(str(name), str(message), str(detail or ""))
        case ["ConcurrencyException", message]:
            return Changed(f"a record was changed by someone else meanwhile: {message}")
        case ["LoginException", *_]:
            return LoginRefused("Tryton asks this user for more than a password")
        case [message, *_]:
            return Failed(f"{method} broke down in Tryton: {message}")
        case _:
            return Failed(f"{method} broke down in Tryton: {error}")


@contextmanager
def reading() -> Iterator[None]:
    """Within it, calls only read: a lost answer is as good as nothing done."""
    try:
        yield
    except Lost as error:
        raise Busy(str(error)) from error


# ------------------------------------------------------------------- values


def dump_json(value: Any) -> bytes:
    return json.dumps(
        value, default=_encode, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


def load_json(content: bytes) -> Any:
    """Floats come as Decimal of the digits Tryton wrote, which is the shortest exact text."""
    return json.loads(content, object_hook=_decode, parse_float=Decimal)


def _encode(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"__class__": "Decimal", "decimal": str(value)}
    if isinstance(value, datetime):
        return {
            "__class__": "datetime",
            **{name: getattr(value, name) for name in (*_DATE, *_TIME)},
        }
    if isinstance(value, date):
        return {"__class__": "date", **{name: getattr(value, name) for name in _DATE}}
    if isinstance(value, timedelta):
        return {"__class__": "timedelta", "seconds": value.total_seconds()}
    raise TypeError(f"{type(value).__name__} does not travel to Tryton")


_DATE = ("year", "month", "day")
_TIME = ("hour", "minute", "second", "microsecond")

_DECODERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "Decimal": lambda d: Decimal(d["decimal"]),
    "date": lambda d: date(d["year"], d["month"], d["day"]),
    "datetime": lambda d: datetime(*(d[name] for name in (*_DATE, *_TIME))),  # noqa: DTZ001
    "timedelta": lambda d: timedelta(seconds=float(d["seconds"])),
    "bytes": lambda d: base64.b64decode(d["base64"]),
}


def _decode(value: dict[str, Any]) -> Any:
    decoder = _DECODERS.get(value.get("__class__", ""))
    return value if decoder is None else decoder(value)


def as_float(value: Decimal) -> float:
    """The float that Tryton will store. Raises ValueError if it would not be that very value."""
    number = float(value)
    if Decimal(repr(number)) != value:
        raise ValueError(f"{value} has more digits than Tryton's quantities can hold")
    return number
