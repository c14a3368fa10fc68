"""A delivered document written once more, to show what was sent. Nothing is sent."""

from collections.abc import Mapping

from landbridge.canon import DocumentUnreadableError, load_json
from landbridge.connect.registry import ConnectorKind
from landbridge.hub.catalog import load_catalog
from landbridge.hub.deliver.carrying import Body, CannotSayError, encode
from landbridge.hub.deliver.operations import context_for
from landbridge.hub.deliver.rules import Leased
from landbridge.kit.ground import Ground


def written_again(
    ground: Ground,
    *,
    leased: Leased,
    target: str,
    content: bytes,
    kinds: Mapping[str, ConnectorKind],
) -> bytes | None:
    """The bytes that today's map makes of canonical `content`; None if it cannot.

    Compare them with the digest of what was sent: map or identifiers may have changed since.
    """
    flow = load_catalog(ground, kinds).by_name.get(target)
    if flow is None or flow.problem:
        return None
    try:
        body: Body = content if flow.is_canon else load_json(content)
        context = context_for(ground, flow, [leased], {leased.message_id: body})
        return encode(flow, leased, body, context)[0]
    except (CannotSayError, DocumentUnreadableError):
        return None
