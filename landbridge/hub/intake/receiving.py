"""The door for requests from outside: webhooks and files, durable before they are answered."""

import json
import logging
from collections.abc import Mapping, Sequence

from landbridge.connect.protocols import Inbound, NotAuthentic, Received, SourceUnavailable
from landbridge.connect.registry import ConnectorKind, connector_kinds
from landbridge.hub.catalog import Flow, open_flow
from landbridge.hub.endpoints.queries import StoredEndpoint, one_endpoint
from landbridge.hub.facade.contracts import Accepted, Answer, EndpointUnusableError
from landbridge.hub.intake.operations import accept
from landbridge.hub.intake.totals import count_in
from landbridge.kit.ground import Ground

LOG = logging.getLogger("landbridge.hub")
BODY_BYTES_MAX = 64 * 1024 * 1024
PROBLEM = "application/problem+json"


def receive(
    ground: Ground,
    *,
    endpoint: str,
    request: Inbound,
    facilities: Mapping[str, object],
    kinds: Mapping[str, ConnectorKind] | None = None,
) -> Answer:
    """See `facade.receive`."""
    if len(request.body) > BODY_BYTES_MAX:
        return _problem(413, f"At most {BODY_BYTES_MAX} bytes are taken.")
    stored = _stored(ground, endpoint)
    if stored is None:
        return _problem(404, "There is no such endpoint.")
    if stored.state == "disabled":
        return _problem(503, "The endpoint is disabled.")
    flow = open_flow(ground, stored, connector_kinds() if kinds is None else kinds, {})
    if flow.problem:
        LOG.error("%s cannot receive: %s", endpoint, flow.problem)
        return _problem(503, "The endpoint cannot be used at the moment.")
    if not flow.can("receiver"):
        return _problem(404, "This endpoint receives nothing.")
    received = _read(ground, flow, request, facilities)
    if isinstance(received, Answer):
        return received
    accepted = accept(ground, endpoint_id=flow.id, payloads=received.payloads)
    if received.announced_count is not None:
        with ground.pg.transaction() as conn:
            count_in(
                ground, conn, endpoint_id=flow.id, stream="",
                announced=received.announced_count, arrived=len(accepted),
                what=f"The call to {request.path}",
            )  # fmt: skip
    if received.answer:
        return Answer(
            status=received.status,
            body=received.answer,
            body_type=received.answer_type,
            accepted=accepted,
        )
    return Answer(
        status=received.status,
        body=_told(accepted),
        body_type="application/json",
        accepted=accepted,
    )


def _stored(ground: Ground, endpoint: str) -> StoredEndpoint | None:
    try:
        with ground.pg.reading() as conn:
            return one_endpoint(conn, endpoint)
    except EndpointUnusableError:
        return None


def _read(
    ground: Ground, flow: Flow, request: Inbound, facilities: Mapping[str, object]
) -> Received | Answer:
    connector = flow.make(ground, facilities)
    try:
        received = connector.receive(request)  # type: ignore[attr-defined]  # it is a receiver
    except NotAuthentic:
        return _problem(401, "The request is not authentic.")
    except SourceUnavailable as fault:
        return _problem(503, fault.why)
    except Exception as fault:  # whatever a stranger's request does to a connector
        LOG.warning("%s: a request could not be read: %s", flow.name, fault, exc_info=True)
        return _problem(400, "The request cannot be read.")
    finally:
        connector.close()
    assert isinstance(received, Received)
    return received


def _told(accepted: Sequence[Accepted]) -> bytes:
    told = [{"id": one.envelope_id, "duplicate": one.duplicate} for one in accepted]
    return json.dumps({"accepted": told}).encode()


def _problem(status: int, detail: str) -> Answer:
    body = json.dumps({"type": "about:blank", "status": status, "detail": detail}).encode()
    return Answer(status=status, body=body, body_type=PROBLEM)
