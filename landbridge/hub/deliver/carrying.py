"""Carrying a leased chunk to its endpoint: parcels made, asked about or pushed, answers taken.

No database here. Whatever a connector does, each delivery gets exactly one outcome.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from landbridge.canon import Document
from landbridge.codecs import Control
from landbridge.connect.protocols import (
    Absent,
    CannotTell,
    Delivered,
    Found,
    Parcel,
    PushResult,
    Refused,
    Sink,
    SourceUnavailable,
    Unavailable,
    Unknown,
)
from landbridge.hub.catalog import Flow
from landbridge.hub.deliver.rules import (
    Leased,
    Outcome,
    Overtaken,
    Poisonous,
    Sent,
    Unmapped,
    idempotency_key,
)
from landbridge.hub.leases import CRASHES_MAX
from landbridge.kit.findings import error, has_errors
from landbridge.mapping import MapContext, from_canon

Body = Document | bytes  # canonical bytes where the target speaks canon


@dataclass(slots=True)
class Carried:
    """The outcome of one delivery. took_s: of the call that carried it."""

    leased: Leased
    outcome: Outcome
    sent: Sent
    took_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Desk:
    """What writing parcels for one endpoint needs. source_names: of endpoints, by id."""

    flow: Flow
    bodies: Mapping[int, Body]
    source_names: Mapping[int, str]
    context: MapContext


def carry(
    desk: Desk, sink: Sink, leased: Sequence[Leased], *, monotonic: Callable[[], float]
) -> list[Carried]:
    """Bring a chunk to its endpoint: one outcome for each delivery, in their order."""
    done: dict[int, Carried] = {}
    push: list[tuple[Leased, Parcel, Sent]] = []
    for one in leased:
        early = _early(one)
        if early is not None:
            done[one.id] = Carried(one, early, Sent())
            continue
        made = _make(desk, one)
        if isinstance(made, Unmapped):
            done[one.id] = Carried(one, made, Sent())
            continue
        parcel, sent = made
        if one.uncertain:
            began = monotonic()
            answer = _ask(sink, one, parcel)
            if answer is not None:
                done[one.id] = Carried(one, answer, sent, monotonic() - began)
                continue
        push.append((one, parcel, sent))
    began = monotonic()
    results = _push(sink, [parcel for _, parcel, _ in push])
    took_s = monotonic() - began
    for (one, _, sent), result in zip(push, results, strict=True):
        done[one.id] = Carried(one, result, sent, took_s)
    return [done[one.id] for one in leased]


def _early(one: Leased) -> Outcome | None:
    """What is settled without asking the endpoint."""
    if one.crashes >= CRASHES_MAX:
        return Poisonous(one.crashes)
    if one.newer is not None and not one.uncertain:
        return Overtaken(one.newer)
    return None


def _ask(sink: Sink, one: Leased, parcel: Parcel) -> Outcome | None:
    """Whether an earlier attempt had its effect; None: it had not, push it."""
    try:
        answer = sink.find(parcel)
    except SourceUnavailable as fault:
        return CannotTell(fault.why)
    except Exception as fault:  # a connector's bug says nothing about the effect
        return CannotTell(f"{type(fault).__name__}: {fault}")
    match answer:
        case Found() | CannotTell():
            return answer
        case Absent():
            return Overtaken(one.newer) if one.newer is not None else None


def _push(sink: Sink, parcels: Sequence[Parcel]) -> Sequence[PushResult]:
    if not parcels:
        return ()
    try:
        results = sink.push(parcels)
    except SourceUnavailable as fault:
        if len(parcels) == 1 or fault.needs_login:
            return [
                Unavailable(fault.why, fault.retry_after_s, needs_login=fault.needs_login)
            ] * len(parcels)
        return [Unknown(fault.why)] * len(parcels)
    except Exception as fault:  # anything else may have happened before or after the effect
        return [Unknown(f"{type(fault).__name__}: {fault}")] * len(parcels)
    if len(results) != len(parcels) or not all(
        isinstance(result, Delivered | Refused | Unavailable | Unknown) for result in results
    ):
        why = f"the connector answered {len(results)} results for {len(parcels)} parcels"
        return [Unknown(why)] * len(parcels)
    return results


def _make(desk: Desk, one: Leased) -> tuple[Parcel, Sent] | Unmapped:
    body = desk.bodies.get(one.message_id)
    if body is None:
        text = "The document is not kept any more. Send it again from its source."
        return Unmapped((error("", "not-kept", text),))
    flow = desk.flow
    try:
        content, map_name, map_version = encode(flow, one, body, desk.context)
    except CannotSayError as fault:
        return fault.outcome
    except Exception as fault:  # a map's or codec's bug is this document's trouble only
        text = (
            f"An error of the program while writing it for {flow.name}: "
            f"{type(fault).__name__}: {fault}. Report it with this document; then try again."
        )
        return Unmapped((error("", "unexpected", text),))
    speaks = flow.manifest.speaks_out(one.kind)
    parcel = Parcel(
        delivery_id=one.id,
        idempotency_key=idempotency_key(desk.source_names.get(one.source_id, ""), flow.name, one),
        kind=one.kind,
        number=one.number,
        owner=one.owner,
        version=one.version,
        content=content,
        wire_type=speaks.wire_type if speaks is not None else "",
    )
    return parcel, Sent(content, map_name, map_version)


class CannotSayError(Exception):
    def __init__(self, outcome: Unmapped) -> None:
        self.outcome = outcome


def encode(flow: Flow, one: Leased, body: Body, context: MapContext) -> tuple[bytes, str, str]:
    """Bytes for the wire, with the map's name and version. Raises CannotSayError."""
    if isinstance(body, bytes):
        return body, "", ""
    map_out = flow.out_maps.get(one.kind)
    if map_out is None:
        text = f"{flow.name} has no map that writes {one.kind}. Add one, or remove the route."
        raise CannotSayError(Unmapped((error("", "no-map", text),)))
    mapped = from_canon(body, map=map_out, context=context)
    if mapped.value is None:
        left_out = not has_errors(mapped.findings)
        raise CannotSayError(Unmapped(mapped.findings, left_out))
    assert flow.codec is not None
    control = Control(values={"delivery_id": str(one.id)})
    return flow.codec.write(mapped.value, control=control), map_out.name, map_out.version
