"""What a source has told and the bridge has not read yet: looked at, not taken in.

Only asked when something looks unexplained: then what waits at the source (its stream is paused,
or a moment behind) is in flight, too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from landbridge.canon import Document
from landbridge.connect.protocols import (
    Connector,
    Payload,
    PositionLost,
    Source,
    SourceUnavailable,
)
from landbridge.connect.registry import connector_kind
from landbridge.hub.catalog import Flow, load_catalog
from landbridge.hub.endpoints.queries import StoredEndpoint, kind_of
from landbridge.hub.intake.rules import keyed
from landbridge.hub.reconcile.connectors import Connectors
from landbridge.hub.reconcile.queries import SQL
from landbridge.hub.translate import reading
from landbridge.kit.ground import Ground
from landbridge.kit.pg.arrays import Byteas, Texts

PAGES_MAX = 4
LIMIT = 200


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that waits at its source."""

    source_id: int
    document: Document


def unread(ground: Ground, side: StoredEndpoint, connectors: Connectors) -> list[Unread]:
    """Documents of all streams behind the bridge's cursors. [] where nothing can be seen."""
    if "source" not in kind_of(side).manifest.capabilities:
        return []
    kinds = {side.connector: connector_kind(side.connector)}
    flow = load_catalog(ground, kinds).by_id.get(side.id)
    if flow is None or flow.problem:
        return []
    try:
        with connectors.using(side) as connector:
            payloads = list(_payloads(ground, side, connector))
    except (SourceUnavailable, PositionLost):
        return []
    return [Unread(side.id, document) for document in _documents(ground, flow, payloads)]


def _payloads(ground: Ground, side: StoredEndpoint, connector: Connector) -> Iterator[Payload]:
    """New ones only: a source with an inclusive cursor gives known ones again."""
    source = cast(Source, connector)  # the manifest says so
    with ground.pg.reading() as conn:
        cursors = dict(conn.execute(SQL["cursors"], {"endpoint": side.id}).fetchall())
    for stream in source.streams():
        if stream not in cursors:
            continue
        cursor = cursors[stream]
        for _ in range(PAGES_MAX):
            pulled = source.pull(stream, cursor, limit=LIMIT)
            yield from _new(ground, side.id, pulled.payloads)
            if not pulled.more or pulled.cursor == cursor:
                break
            cursor = pulled.cursor


def _new(ground: Ground, endpoint_id: int, payloads: Sequence[Payload]) -> Iterator[Payload]:
    wanted = keyed(payloads)
    if not wanted:
        return
    values = {
        "endpoint": endpoint_id,
        "keys": Texts(one.key for one in wanted),
        "hashes": Byteas(one.content_hash for one in wanted),
    }
    with ground.pg.reading() as conn:
        places = {row[0] for row in conn.execute(SQL["known_payloads"], values, binary=True)}
    for place, one in enumerate(wanted, 1):
        if place not in places:
            yield one.payload


def _documents(ground: Ground, flow: Flow, payloads: list[Payload]) -> Iterator[Document]:
    for payload in payloads:
        source = reading.Source(envelope_id=0, content=payload.content, wire_type=payload.wire_type)
        for part in reading.read(flow, source, monotonic=ground.clock.monotonic):
            understood = reading.understand(
                part, context=flow.context, monotonic=ground.clock.monotonic
            )
            if understood.document is not None:
                yield understood.document
