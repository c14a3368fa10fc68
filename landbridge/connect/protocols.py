"""What a connector is: small protocols; it implements those its manifest declares.

A connector knows one outside system and nothing of the hub. It must be safe to kill anywhere.
Errors it cannot express as a result raise `ConnectorError` kinds below; anything else is a bug
and is treated as `Unknown`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol, runtime_checkable

from landbridge.kit.findings import Finding
from landbridge.kit.quantity import Quantity

Cursor = str  # opaque to the hub, written and read by the connector only


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """Raw bytes as they came.

    source_key: the source's own identity of this payload, computed once when it is read and
        stable when read again (record id + version, file name + size + hash, journal position).
    wire_type: what the manifest calls it (`stock.shipment.out`, `940`), "" if the codec finds out.
    occurred_at: the source's own instant of the fact, if it says one.
    """

    source_key: str
    content: bytes
    wire_type: str = ""
    occurred_at: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """One page of a pull. cursor: where to go on after these payloads are durably taken in.

    more: there is more right now, pull again at once.
    announced_count: how many the source says there should be, if it says (control total).
    """

    payloads: Sequence[Payload]
    cursor: Cursor | None
    more: bool = False
    announced_count: int | None = None


class Source(Protocol):
    """Gives payloads when asked. Each stream has a cursor of its own."""

    def streams(self) -> Sequence[str]: ...

    def pull(self, stream: str, cursor: Cursor | None, *, limit: int) -> Pulled: ...


@runtime_checkable
class Nudge(Protocol):
    """A source that can tell cheaply or at once that there is something to pull."""

    def wait(self, *, timeout_s: float) -> bool:
        """Block until something may have changed (True) or the time is over (False)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """A request from outside: a webhook call or an uploaded file."""

    path: str
    headers: Mapping[str, str]  # names in lower case
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """payloads: to be stored before answering. status, answer: what the sender gets then.

    announced_count: how many the sender says there are, if it says (control total).
    """

    payloads: Sequence[Payload]
    status: int = 202
    answer: bytes = b""
    answer_type: str = "application/json"
    announced_count: int | None = None


class Receiver(Protocol):
    """Authenticates a request itself and cuts it into payloads; raises `NotAuthentic`."""

    def receive(self, request: Inbound) -> Received: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Encoded bytes for one delivery.

    idempotency_key: the same for every attempt of this document version at this endpoint.
    """

    delivery_id: int
    idempotency_key: str
    kind: str
    number: str
    owner: str
    version: int
    content: bytes
    wire_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """The effect is there. numbers: identifiers the target gave (crossref), by name:
    `document` for the whole, `line:<our line id>` for a line.
    ack: what the target said, for the journey.
    answers_later: it has taken the parcel, its business answer comes by itself (a 997, an ALEAUD).
    """

    ack: str = ""
    target_number: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)
    already_there: bool = False
    answers_later: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The target says no for good: a person must mend data or settings.

    waits_for: a parent the target misses (`item/OWNER/CODE`); the hub parks and tries again.
    """

    findings: tuple[Finding, ...]
    waits_for: str = ""


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Nothing happened there; try later. needs_login: a person must renew the credentials."""

    why: str
    retry_after_s: float | None = None
    needs_login: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may or may not have happened (the answer was lost). The hub asks `find` next."""

    why: str


PushResult = Delivered | Refused | Unavailable | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The effect of this parcel is at the target."""

    target_number: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Absent:
    """The target says for certain that it has not happened."""


@dataclass(frozen=True, slots=True)
class CannotTell:
    why: str


FindResult = Found | Absent | CannotTell


class Sink(Protocol):
    """Takes parcels. One result for each parcel, in the same order."""

    def push(self, parcels: Sequence[Parcel]) -> Sequence[PushResult]: ...

    def find(self, parcel: Parcel) -> FindResult: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CensusQuestion:
    """subject: `stock` (per owner, item, lot, status), `outbound_order`, `inbound_order`, `item`,
    `party`. items: only these item codes, empty for all.
    """

    subject: str
    site: str = ""
    owner: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CensusRow:
    """key: what was counted, e.g. (owner, item, lot, status). place: the source's storage place.

    position: the source's ledger position or instant the count belongs to.
    beyond: positions after it that the count holds too (the source commits out of order).
    unconfirmed: the part of it that no document of the source has told of yet.
    facts: fields of master data and orders by their canonical names, compared where both tell.

    A connector whose system does not know a part of the key of stock names it in `blind_to`
    (`("status",)`): then the other side's is left out of the comparison, too.
    """

    key: tuple[str, ...]
    quantity: Quantity
    place: str = ""
    expiry_on: date | None = None
    position: str = ""
    beyond: tuple[str, ...] = ()
    unconfirmed: Decimal = Decimal(0)
    facts: Mapping[str, str] = field(default_factory=dict)


class Census(Protocol):
    def count(self, question: CensusQuestion) -> Iterator[CensusRow]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """ok: reachable and let in. text: one sentence for a person. version: the other system's."""

    ok: bool
    text: str
    version: str = ""
    needs_login: bool = False


class Connector(Protocol):
    """What every connector has; made by `connector_class(config, surroundings)`.

    It holds connections for one thread; the hub makes one per worker thread and closes it.
    """

    def check_health(self) -> Health: ...

    def close(self) -> None: ...


class SourceUnavailable(Exception):  # a result that happens to travel as exception
    """Raised by pull/count: nothing could be read now. Same meaning as `Unavailable`."""

    def __init__(
        self, why: str, *, retry_after_s: float | None = None, needs_login: bool = False
    ) -> None:
        self.why = why
        self.retry_after_s = retry_after_s
        self.needs_login = needs_login
        super().__init__(why)


class PositionLost(Exception):
    """Raised by pull: the cursor means nothing to the source any more. The flow halts (T-13)."""


class NotAuthentic(Exception):
    """Raised by receive: the request is not from whom it says; answered 401, nothing stored."""
