"""A FAKE outside system, for faults that no real one produces on demand. In memory, never shipped
as a connector: tests build a `ConnectorKind` of it.

As a source it gives records by an inclusive cursor. As a sink it has no idempotency of its own:
pushing a parcel twice is two effects, so a test that counts effects sees every repetition. `find`
tells by the idempotency key. A `script` decides what happens to each push.
"""

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from landbridge.canon import Document, dump_json
from landbridge.connect.config import described
from landbridge.connect.manifest import Manifest, Speaks
from landbridge.connect.protocols import (
    Absent,
    CannotTell,
    Delivered,
    FindResult,
    Found,
    Health,
    Inbound,
    NotAuthentic,
    Parcel,
    Payload,
    PositionLost,
    Pulled,
    PushResult,
    Received,
    SourceUnavailable,
    Unknown,
)
from landbridge.connect.registry import ConnectorKind, Surroundings

STREAM = "documents"
NOTHING: Mapping[str, float] = {}
Script = Callable[[Parcel, int], PushResult | str]


def accepts(_parcel: Parcel, _attempt: int) -> PushResult | str:
    return "take"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    note: str = described("Nothing in particular", default="")


@dataclass(frozen=True, slots=True)
class Record:
    """A record of the fake. stamp: what the cursor runs over; several may share one."""

    stamp: int
    payload: Payload


@dataclass
class FakeShore:
    """The fake's state; every connector made of it shares this.

    script(parcel, attempt): a PushResult to answer without an effect, or
        `take` (effect and Delivered), `lose_answer` (effect, then Unknown), or
        `raise_before` / `raise_after` (an exception before or after the effect).
    find_says: None for the truth, else what find answers instead.
    """

    name: str = "shore"
    script: Script = accepts
    find_says: FindResult | None = None
    records: list[Record] = field(default_factory=list)
    effects: list[Parcel] = field(default_factory=list)
    pushes: list[tuple[str, ...]] = field(default_factory=list)
    finds: list[str] = field(default_factory=list)
    pulls: list[str | None] = field(default_factory=list)
    is_down: SourceUnavailable | None = None
    knows_cursors: bool = True
    needs_signature: str = ""
    before_push: Callable[[Sequence[Parcel]], None] | None = None
    _tries: dict[str, int] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def put(self, document: Document, *, stamp: int | None = None, key: str = "") -> Payload:
        """A document appears at this shore, to be read in canonical JSON."""
        payload = payload_of(document, key=key)
        self.put_payload(payload, stamp=stamp)
        return payload

    def put_payload(self, payload: Payload, *, stamp: int | None = None) -> None:
        with self._lock:
            last = self.records[-1].stamp if self.records else 0
            self.records.append(Record(last + 1 if stamp is None else stamp, payload))

    def numbers(self) -> list[str]:
        """Numbers of the documents that had an effect, in the order of the effects."""
        with self._lock:
            return [parcel.number for parcel in self.effects]

    def versions(self, number: str) -> list[int]:
        with self._lock:
            return [parcel.version for parcel in self.effects if parcel.number == number]

    def kind(
        self,
        *,
        kinds: Sequence[str] = ("outbound_order", "item", "progress", "shipment_confirmation"),
        capabilities: Sequence[str] = ("source", "sink", "receiver"),
        push_chunk_size: int = 50,
        poll_interval_s: float = 0.05,
        sweep_interval_s: float = 300.0,
        lingers: Mapping[str, float] = NOTHING,
    ) -> ConnectorKind:
        """A kind of connector that speaks canon and stands on this shore."""
        speaks = [Speaks(document=kind, direction="in", stream=STREAM) for kind in kinds]
        speaks += [
            Speaks(document=kind, direction="out", linger_s=lingers.get(kind, 0.0))
            for kind in kinds
        ]
        manifest = Manifest(
            name=self.name,
            title=f"Fake {self.name}",
            tier="bronze",
            syntax="canon",
            speaks=tuple(speaks),
            capabilities=tuple(capabilities),
            push_chunk_size=push_chunk_size,
            poll_interval_s=poll_interval_s,
            sweep_interval_s=sweep_interval_s,
        )
        return ConnectorKind(manifest, __package__, Config, self.make)

    def make(self, _config: Config, surroundings: Surroundings) -> "FakeConnector":
        return FakeConnector(self, surroundings)


def payload_of(document: Document, *, key: str = "") -> Payload:
    content = dump_json(document)
    return Payload(
        source_key=key or f"{document.kind}/{document.number}/{document.version}", content=content
    )


class FakeConnector:
    """Stands between the bridge and a FakeShore."""

    def __init__(self, shore: FakeShore, surroundings: Surroundings) -> None:
        self._shore = shore
        self._surroundings = surroundings

    def check_health(self) -> Health:
        return Health(ok=self._shore.is_down is None, text="A fake.")

    def close(self) -> None:
        pass

    # ------------------------------------------------------------------ source

    def streams(self) -> Sequence[str]:
        return (STREAM,)

    def pull(self, stream: str, cursor: str | None, *, limit: int) -> Pulled:
        """Inclusive: records at the cursor's own stamp are given again."""
        assert stream == STREAM
        shore = self._shore
        shore.pulls.append(cursor)
        if shore.is_down is not None:
            raise shore.is_down
        if cursor is not None and not shore.knows_cursors:
            raise PositionLost("the fake has never given out this cursor")
        since, offset = (0, 0) if cursor is None else map(int, cursor.split("/"))
        with shore._lock:
            ready = [one for one in shore.records if one.stamp >= since]
        # The offset goes on inside one stamp that has more records than a page.
        ready = sorted(ready, key=lambda one: one.stamp)
        page = ready[offset : offset + limit]
        more = offset + limit < len(ready)
        if more:
            last = page[-1].stamp
            if last == since:
                return Pulled(
                    payloads=[one.payload for one in page],
                    cursor=f"{since}/{offset + limit}",
                    more=True,
                )
            given = sum(one.stamp == last for one in page)
            return Pulled(
                payloads=[one.payload for one in page], cursor=f"{last}/{given}", more=True
            )
        last = ready[-1].stamp if ready else since
        return Pulled(payloads=[one.payload for one in page], cursor=f"{last}/0")

    # ------------------------------------------------------------------ receiver

    def receive(self, request: Inbound) -> Received:
        if request.headers.get("x-signature", "") != self._shore.needs_signature:
            raise NotAuthentic("the signature is not ours")
        tree = json.loads(request.body)
        content = json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()
        key = request.headers.get("x-delivery", "") or str(tree.get("number"))
        return Received(payloads=[Payload(source_key=key, content=content)])

    # ------------------------------------------------------------------ sink

    def push(self, parcels: Sequence[Parcel]) -> Sequence[PushResult]:
        shore = self._shore
        if shore.before_push is not None:
            shore.before_push(parcels)
        with shore._lock:
            shore.pushes.append(tuple(parcel.number for parcel in parcels))
        return [self._push(parcel) for parcel in parcels]

    def _push(self, parcel: Parcel) -> PushResult:
        shore = self._shore
        with shore._lock:
            attempt = shore._tries[parcel.idempotency_key] = (
                shore._tries.get(parcel.idempotency_key, 0) + 1
            )
            decided = shore.script(parcel, attempt)
            if not isinstance(decided, str):
                return decided
            if decided == "raise_before":
                raise ConnectionError("the fake broke before the effect")
            shore.effects.append(parcel)
        if decided == "raise_after":
            raise ConnectionError("the fake broke after the effect")
        if decided == "lose_answer":
            return Unknown("the fake lost its answer")
        assert decided == "take", decided
        return Delivered(target_number=f"{shore.name}-{parcel.number}")

    def find(self, parcel: Parcel) -> FindResult:
        shore = self._shore
        with shore._lock:
            shore.finds.append(parcel.number)
            if shore.find_says is not None:
                return shore.find_says
            for effect in shore.effects:
                if effect.idempotency_key == parcel.idempotency_key:
                    return Found(target_number=f"{shore.name}-{parcel.number}")
        return Absent()


def cannot_tell() -> CannotTell:
    return CannotTell("the fake does not know")


Kinds = Mapping[str, ConnectorKind]
