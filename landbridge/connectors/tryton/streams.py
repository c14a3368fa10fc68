"""The streams of Tryton, for one company and one warehouse."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from landbridge.codecs.base import Tree
from landbridge.connectors.tryton import office_streams, trees
from landbridge.connectors.tryton.pull import Stream
from landbridge.connectors.tryton.rpc import TrytonRpc
from landbridge.connectors.tryton.standing import Standing

ITEMS, PARTIES = "items", "parties"
INBOUND, OUTBOUND = "inbound_orders", "outbound_orders"
NAMES = (ITEMS, PARTIES, INBOUND, OUTBOUND, *office_streams.NAMES)
MASTER_DATA = (ITEMS, PARTIES, office_streams.PRICES)

Record = Mapping[str, Any]


def make_streams(rpc: TrytonRpc, standing: Standing) -> dict[str, Stream]:
    made = (
        *_master_streams(standing),
        *_order_streams(rpc, standing),
        *office_streams.office_streams(standing),
    )
    return {stream.name: stream for stream in made}


def _master_streams(standing: Standing) -> Iterator[Stream]:
    items = [["code", "!=", None], ["type", "!=", "service"], ["active", "in", [True, False]]]
    partners = [["code", "!=", None], ["active", "in", [True, False]]]
    yield Stream(
        name=ITEMS,
        model="product.product",
        fields=(*trees.ITEM_FIELDS, *standing.optional_fields),
        domain=items,
        first_domain=items,
        changed=("last_modified_at", "template.last_modified_at", "identifiers.last_modified_at"),
        to_trees=lambda records: map(trees.item_tree, records),
    )
    yield Stream(
        name=PARTIES,
        model="party.party",
        fields=trees.PARTY_FIELDS,
        domain=partners,
        first_domain=partners,
        changed=(
            "last_modified_at", "addresses.last_modified_at",
            "contact_mechanisms.last_modified_at",
        ),
        to_trees=lambda records: map(trees.party_tree, records),
    )  # fmt: skip


def _order_streams(rpc: TrytonRpc, standing: Standing) -> Iterator[Stream]:
    def outbound(records: Sequence[Record]) -> Iterator[Tree | None]:
        shipped = _shipped_elsewhere(rpc, records)
        splits = _split_by_us(rpc, records)
        for record in records:
            if record["id"] in splits:
                yield None  # these goods have left already; it is on its way to being done
            else:
                yield trees.shipment_tree(record, shipped.get(record["id"], ()))

    def inbound(records: Sequence[Record]) -> Iterable[Tree | None]:
        return (trees.purchase_tree(one, own_user_id=standing.user_id) for one in records)

    ours = [["company", "=", standing.company_id], ["warehouse", "=", standing.warehouse_id]]
    to_ship = ["state", "in", list(trees.OPEN_SHIPMENT)]
    # A draft is being changed; what becomes of it is told then. Without a number it was never told.
    numbered = [*ours, ["number", "!=", None]]
    # What someone ships in Tryton by hand is no more for the warehouse to ship; what we
    # confirmed bears our reference.
    by_hand = [["state", "in", list(trees.SHIPPED_BY_HAND)], ["reference", "=", None]]
    yield Stream(
        name=INBOUND,
        model="purchase.purchase",
        fields=trees.PURCHASE_FIELDS,
        domain=[*ours, ["state", "in", ["processing", "done"]]],
        first_domain=[*ours, ["state", "=", "processing"]],
        changed=("last_modified_at", "lines.last_modified_at", "lines.moves.last_modified_at"),
        to_trees=inbound,
    )
    yield Stream(
        name=OUTBOUND,
        model="stock.shipment.out",
        fields=trees.SHIPMENT_FIELDS,
        domain=[*numbered, ["OR", to_ship, ["state", "=", "cancelled"], by_hand]],
        first_domain=[*numbered, to_ship],
        changed=("last_modified_at", "moves.last_modified_at"),
        to_trees=outbound,
    )


def _shipped_elsewhere(rpc: TrytonRpc, records: Sequence[Record]) -> dict[int, list[Record]]:
    """What has left on shipments that we split from these, by the id of these."""
    with_others = [
        record
        for record in records
        if any(len(m["sale."]["shipments"]) > 1 for m in record["outgoing_moves."] if m["sale."])
    ]
    if not with_others:
        return {}
    marks = {split_mark(record["number"]): int(record["id"]) for record in with_others}
    origins = sorted(
        {m["origin"] for record in with_others for m in record["outgoing_moves."] if m["origin"]}
    )
    moves = rpc.read_all(
        "stock.move",
        [["origin", "in", origins], ["state", "in", ["draft", "assigned", "done"]]],
        trees.SHIPPED_FIELDS,
    )
    found: dict[int, list[Record]] = {}
    for move in moves:
        reference = str((move["shipment."] or {}).get("reference") or "")
        if (shipment_id := marks.get(reference[reference.rfind("(") :])) is not None:
            found.setdefault(shipment_id, []).append(move)
    return found


def _split_by_us(rpc: TrytonRpc, records: Sequence[Record]) -> set[int]:
    """Ids of shipments that we made to take what left of another one's order."""
    bracketed = {
        int(record["id"]): str(record["reference"])[:-1].rpartition(" (")[2]
        for record in records
        if str(record["reference"] or "").endswith(")")
    }
    if not bracketed:
        return set()
    domain = [["number", "in", sorted(set(bracketed.values()))]]
    known = {one["number"] for one in rpc.search_read("stock.shipment.out", domain, ["number"])}
    return {shipment_id for shipment_id, number in bracketed.items() if number in known}


def split_mark(number: str) -> str:
    """Ends the reference of a shipment split from shipment `number`."""
    return f"({number})"
