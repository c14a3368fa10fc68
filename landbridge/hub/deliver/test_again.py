"""What was sent can be written again, through the real map and codec of a connector."""

import json
from datetime import UTC, datetime
from decimal import Decimal

from landbridge.canon import PartyRef, dump_json
from landbridge.canon.receipt_confirmation import ReceiptConfirmation, ReceivedLine
from landbridge.connect.registry import connector_kinds
from landbridge.hub.deliver.again import written_again
from landbridge.hub.deliver.rules import Leased
from landbridge.hub.facade import Mandate, add_endpoint
from landbridge.kit.ground import Ground
from landbridge.kit.quantity import EACH, Quantity

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
RECEIPT = ReceiptConfirmation(
    number="R-1", owner=PartyRef("ACME"), version=1, site="MAIN", order_number="P1",
    supplier=PartyRef("S"), received_at=NOON,
    lines=(
        ReceivedLine(
            line_id="1", order_line_id="9", item="A", received=Quantity(Decimal("2.50"), EACH)
        ),
    ),
)  # fmt: skip


def leased(kind: str) -> Leased:
    return Leased(
        id=7, message_id=5, envelope_id=4, source_id=1, target_id=2, kind=kind, owner="ACME",
        number="R-1", version=1, order_key="k", received_at=NOON, created_at=NOON, attempts=1,
        crashes=0, uncertain=False, replay_of=None, asked_by="", asked_why="", before_worker=None,
        before_at=None, newer=None,
    )  # fmt: skip


def again(ground: Ground, content: bytes, kind: str = "receipt_confirmation") -> bytes | None:
    return written_again(
        ground, leased=leased(kind), target="shop", content=content, kinds=connector_kinds()
    )


def test_a_receipt_is_written_again_for_a_json_partner(hub_ground: Ground) -> None:
    add_endpoint(
        hub_ground, name="shop", connector="json_http",
        values={
            "url": "http://127.0.0.1:9", "signing_secret": "s" * 32, "token": "t", "owner": "ACME"
        },
        mandate=Mandate(by="ann", why="test"),
    )  # fmt: skip
    content = dump_json(RECEIPT)
    first = again(hub_ground, content)
    assert first is not None
    assert "R-1" in first.decode()
    assert json.loads(first)
    assert again(hub_ground, content) == first
    assert again(hub_ground, content, kind="item") is None, "it has no map that writes an item"
    assert again(hub_ground, b"no document") is None


def test_an_endpoint_that_is_not_there(hub_ground: Ground) -> None:
    assert again(hub_ground, dump_json(RECEIPT)) is None
