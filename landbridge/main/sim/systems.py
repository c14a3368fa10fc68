"""Simulated outside systems: an ERP, a shop, a carrier. In memory, never shipped as connectors.

A system gives records by an inclusive cursor over stamps that several records may share, some of
them visible only later. It takes documents at the level of the wire and books stock by what they
say. Two kinds of target are simulated, as they are found in the field:

keyed: takes each idempotency key once and never an older version after a newer one.
not keyed: does what it is told every time, and can only say afterwards what it has.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from landbridge.canon import Document, dump_json, load_json
from landbridge.connect.config import described
from landbridge.connect.manifest import Manifest, Speaks
from landbridge.connect.protocols import (
    Absent,
    Delivered,
    FindResult,
    Found,
    Health,
    Parcel,
    Payload,
    Pulled,
    PushResult,
)
from landbridge.connect.registry import ConnectorKind, Surroundings, connector_kind
from landbridge.kit.clock import Clock
from landbridge.main.sim.bookkeeping import Books, Place, Told, told_by
from landbridge.wms.facade.journal import KINDS

STREAM = "documents"
# Whatever the warehouse takes and tells today.
DOWN = tuple(
    one.document
    for one in connector_kind("landbridge_wms").manifest.speaks
    if one.direction == "out"
)
BACK = tuple(KINDS)
Encode = Callable[[Document], bytes]
Reads = Callable[[Parcel], Told | None]  # what a message says of stock


@dataclass(frozen=True, slots=True, kw_only=True)
class SimConfig:
    """Nothing to set: a simulated system knows what it is."""

    note: str = described("Nothing in particular", default="")


@dataclass(frozen=True, slots=True)
class Record:
    """stamp: what the cursor runs over, in seconds.  visible_at: when readers may see it."""

    stamp: int
    visible_at: float
    payload: Payload


def read_canon(parcel: Parcel) -> Told:
    """What a canonical document says has happened to stock."""
    return told_by(load_json(parcel.content))


@dataclass
class SimSystem:
    """State of one outside system; all connectors made for it share this.

    books: the stock that it believes to have.
    sees(place): as far as it can tell places apart; None if it keeps no books.
    wire_types: what it calls the documents that it sends, where it has names of its own.
    refuses(parcel): a sentence, or "" if it takes it.
    """

    name: str
    clock: Clock
    keyed: bool
    encode: Encode = dump_json
    reads: Reads = read_canon
    sees: Callable[[Place], Place] | None = lambda place: place
    wire_types: Mapping[str, str] = field(default_factory=dict)
    refuses: Callable[[Parcel], str] = lambda _parcel: ""
    records: list[Record] = field(default_factory=list)
    effects: list[Parcel] = field(default_factory=list)
    by_key: dict[str, Parcel] = field(default_factory=dict)
    books: Books = field(default_factory=Books)
    _newest: dict[tuple[str, str, str], int] = field(default_factory=dict)

    # ------------------------------------------------------------ as a source

    def publish(self, document: Document, *, late_s: float = 0.0, note: str = "") -> None:
        """A record appears; with `late_s` readers see it only later, under its early stamp."""
        now = self.clock.monotonic()
        payload = Payload(
            source_key=f"{document.kind}/{document.number}/{document.version}{note}",
            content=self.encode(document),
            wire_type=self.wire_types.get(document.kind, document.kind),
        )
        self.records.append(Record(int(now) // 2, now + late_s, payload))

    def read(self, cursor: str | None, limit: int) -> Pulled:
        """Records at the cursor's own stamp are given again; the offset goes on within one."""
        since, offset = (0, 0) if cursor is None else map(int, cursor.split("/"))
        now = self.clock.monotonic()
        ready = sorted(
            (one for one in self.records if one.stamp >= since and one.visible_at <= now),
            key=lambda one: one.stamp,
        )
        page = ready[offset : offset + limit]
        payloads = [one.payload for one in page]
        if offset + limit < len(ready):
            last = page[-1].stamp
            given = offset + limit if last == since else sum(one.stamp == last for one in page)
            return Pulled(payloads=payloads, cursor=f"{last}/{given}", more=True)
        last = ready[-1].stamp if ready else since
        return Pulled(payloads=payloads, cursor=f"{last}/0")

    # ------------------------------------------------------------ as a target

    def take(self, parcel: Parcel) -> PushResult:
        """The effect, as this kind of target has it."""
        identity = (parcel.kind, parcel.owner, parcel.number)
        if self.keyed:
            if parcel.idempotency_key in self.by_key:
                return Delivered(already_there=True, target_number=f"{self.name}-{parcel.number}")
            if self._newest.get(identity, -1) > parcel.version:
                return Delivered(already_there=True, ack="a newer version holds")
        self.effects.append(parcel)
        self.by_key[parcel.idempotency_key] = parcel
        self._newest[identity] = max(parcel.version, self._newest.get(identity, -1))
        if told := self.reads(parcel):
            self.books.book(told)
        return Delivered(target_number=f"{self.name}-{parcel.number}")

    def find(self, parcel: Parcel) -> FindResult:
        if parcel.idempotency_key in self.by_key:
            return Found(target_number=f"{self.name}-{parcel.number}")
        return Absent()

    # ------------------------------------------------------------ as a kind of connector

    def kind(self, *, speaks: Sequence[Speaks], chunk: int) -> ConnectorKind:
        """Speaks canonical documents."""
        manifest = Manifest(
            name=self.name, title=f"Simulated {self.name}", tier="bronze", syntax="canon",
            speaks=tuple(speaks), capabilities=("source", "sink"), push_chunk_size=chunk,
        )  # fmt: skip
        return ConnectorKind(manifest, __package__, SimConfig, self.make)

    def kind_like(self, real: ConnectorKind, *, chunk: int) -> ConnectorKind:
        """Speaks as a real connector does, with its codec and its maps; only the wire is ours."""
        speaks = tuple(
            replace(one, stream=STREAM if one.direction == "in" else "")
            for one in real.manifest.speaks
        )
        manifest = replace(
            real.manifest, name=self.name, speaks=speaks, capabilities=("source", "sink"),
            needs=(), push_chunk_size=chunk, poll_interval_s=1.0, sweep_interval_s=300.0,
        )  # fmt: skip
        return replace(real, manifest=manifest, config_class=SimConfig, make=self.make)

    def make(self, _config: Any, _surroundings: Surroundings) -> "SimConnector":
        return SimConnector(self)


def speaks_of(kinds: Iterable[str], direction: str) -> list[Speaks]:
    stream = STREAM if direction == "in" else ""
    return [
        Speaks(document=kind, direction=direction, wire_type=kind, stream=stream) for kind in kinds
    ]


class SimConnector:
    """Stands between the bridge and a simulated system; nothing fails here."""

    def __init__(self, system: SimSystem) -> None:
        self._system = system

    def check_health(self) -> Health:
        return Health(ok=True, text="Simulated.")

    def close(self) -> None:
        """It holds nothing."""

    def streams(self) -> Sequence[str]:
        return (STREAM,)

    def pull(self, _stream: str, cursor: str | None, *, limit: int) -> Pulled:
        return self._system.read(cursor, limit)

    def push(self, parcels: Sequence[Parcel]) -> Sequence[PushResult]:
        from landbridge.connect.protocols import Refused
        from landbridge.kit.findings import error

        results: list[PushResult] = []
        for parcel in parcels:
            why = self._system.refuses(parcel)
            results.append(
                Refused((error("", "not-wanted", why),)) if why else self._system.take(parcel)
            )
        return results

    def find(self, parcel: Parcel) -> FindResult:
        return self._system.find(parcel)


Systems = Mapping[str, SimSystem]
