"""Writing the bridge. Each is one transaction and safe to repeat; who and why are recorded."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from landbridge.connect.protocols import Inbound, Payload
from landbridge.hub.endpoints.queries import one_endpoint
from landbridge.hub.facade.contracts import (
    Accepted,
    Answer,
    EndpointUnusableError,
    Mandate,
    Replayed,
    Retained,
    Retried,
)
from landbridge.hub.intake import operations as intake
from landbridge.hub.intake import receiving
from landbridge.hub.people import endpoints, letters
from landbridge.hub.upkeep import operations as upkeep
from landbridge.kit.ground import Ground

NO_FACILITIES: Mapping[str, object] = {}


def accept(ground: Ground, *, endpoint: str, payloads: Sequence[Payload]) -> tuple[Accepted, ...]:
    """Take payloads in, durably, in their order; one answer for each.

    Raises EndpointUnusableError. After it returns, nothing of them can be lost.
    """
    with ground.pg.reading() as conn:
        stored = one_endpoint(conn, endpoint)
    if stored.state == "disabled":
        raise EndpointUnusableError("it is disabled", subject=endpoint, remedy="Enable it first.")
    return intake.accept(ground, endpoint_id=stored.id, payloads=payloads)


def receive(
    ground: Ground,
    *,
    endpoint: str,
    request: Inbound,
    facilities: Mapping[str, object] = NO_FACILITIES,
) -> Answer:
    """Hand a request from outside to the endpoint's receiver and take in what it holds.

    202 with the ids once durable, 401 if it is not authentic, 404 for an unknown endpoint or one
    that receives nothing, 503 while it is disabled. Never raises for what a request may hold.
    """
    return receiving.receive(ground, endpoint=endpoint, request=request, facilities=facilities)


def retry(ground: Ground, *, dead_letters: Sequence[str], mandate: Mandate) -> Retried:
    """Set dead letters going again as they are: `d<delivery>` is sent again under its own key,
    `m<message>` is translated again (after a map was mended), `e<envelope>` likewise as a whole.

    Not possible (already going, superseded, unknown): skipped with the reason.
    """
    return letters.retry(ground, dead_letters=dead_letters, mandate=mandate)


def replay(ground: Ground, *, delivery_id: int, mandate: Mandate) -> Replayed:
    """Deliver a final delivery's document once more, as a new delivery.

    It carries the same idempotency key, so a target that has it will not do it twice.
    Raises NothingToDoError while the delivery is still open.
    """
    return letters.replay(ground, delivery_id=delivery_id, mandate=mandate)


def dismiss(ground: Ground, *, dead_letter: str, mandate: Mandate) -> None:
    """Close a dead letter (`d..`, `m..`) without sending it: final. Raises NothingToDoError."""
    letters.dismiss(ground, dead_letter=dead_letter, mandate=mandate)


def park(ground: Ground, *, delivery_id: int, mandate: Mandate) -> None:
    """Stop an open delivery for a person to look at; it becomes a dead letter.

    Raises NothingToDoError while it is in flight or when it is final.
    """
    letters.park(ground, delivery_id=delivery_id, mandate=mandate)


def pause_endpoint(ground: Ground, *, endpoint: str, mandate: Mandate) -> None:
    """Neither pull from it nor push to it. What others have for it waits."""
    endpoints.pause_endpoint(ground, endpoint=endpoint, mandate=mandate)


def resume_endpoint(ground: Ground, *, endpoint: str, mandate: Mandate) -> None:
    """Go on after a pause or a login; its circuit is closed and tried at once."""
    endpoints.resume_endpoint(ground, endpoint=endpoint, mandate=mandate)


def resume_stream(
    ground: Ground, *, endpoint: str, stream: str, cursor: str | None, mandate: Mandate
) -> None:
    """Go on after a lost position, from `cursor`, or from the very beginning with None.

    What is read again is recognised by its keys: it makes no new documents.
    """
    endpoints.resume_stream(
        ground, endpoint=endpoint, stream=stream, cursor=cursor, mandate=mandate
    )


def retain(ground: Ground, *, days: int) -> Retained:
    """Drop payloads and history of whole days older than `days`; keys and numbers are kept.

    Days that open work still needs stay.
    """
    return upkeep.retain(ground, days=days)


def acknowledge(
    ground: Ground, *, endpoint: str, delivery_id: int, ack: str, at: datetime | None = None
) -> bool:
    """The target's later answer to a delivery in state `sent`. False if it was not waiting."""
    return letters.acknowledge(ground, endpoint=endpoint, delivery_id=delivery_id, ack=ack, at=at)
