"""Streams of Tryton beside master data and orders: prices, returns, transfers, inventories."""

from collections.abc import Iterator

from landbridge.connectors.tryton import office_trees as trees
from landbridge.connectors.tryton.pull import Stream
from landbridge.connectors.tryton.standing import Standing

PRICES, RETURNS = "prices", "return_orders"
TRANSFERS, CORRECTIONS = "transfers", "stock_corrections"
NAMES = (PRICES, RETURNS, TRANSFERS, CORRECTIONS)


def office_streams(standing: Standing) -> Iterator[Stream]:
    """One stream each, for one company and one warehouse."""
    ours = [["company", "=", standing.company_id]]
    # What this bridge has written itself is no news to it.
    others = ["create_uid", "!=", standing.user_id]
    priced = [["code", "!=", None], ["type", "!=", "service"], ["active", "in", [True, False]]]
    attributes = ("attributes",) if "attributes" in standing.optional_fields else ()
    yield Stream(
        name=PRICES,
        model="product.product",
        wire_type="product.price",
        fields=(*trees.PRICE_FIELDS, *attributes),
        domain=priced,
        first_domain=priced,
        changed=("last_modified_at", "template.last_modified_at"),
        to_trees=lambda records: map(trees.price_tree, records),
    )
    numbered = [["number", "!=", None]]
    returns = [*ours, ["warehouse", "=", standing.warehouse_id], *numbered, others]
    by_hand = [["state", "in", ["received", "done"]], ["reference", "=", None]]
    yield Stream(
        name=RETURNS,
        model="stock.shipment.out.return",
        fields=trees.RETURN_FIELDS,
        domain=[*returns, ["OR", ["state", "in", ["draft", "cancelled"]], by_hand]],
        first_domain=[*returns, ["state", "=", "draft"]],
        changed=("last_modified_at", "moves.last_modified_at"),
        to_trees=lambda records: map(trees.return_tree, records),
    )
    yield _transfers(standing, others)
    yield _corrections(standing, others)


def _transfers(standing: Standing, others: list[object]) -> Stream:
    numbered = ["number", "!=", None]
    between = [
        ["company", "=", standing.company_id], numbered, others,
        ["internal_transit_location", "!=", None],
        ["OR", ["from_location", "child_of", [standing.warehouse_id], "parent"],
         ["to_location", "child_of", [standing.warehouse_id], "parent"]],
    ]  # fmt: skip
    gone = [["state", "in", ["packed", "shipped", "done"]], ["reference", "=", None]]
    to_move = ["state", "in", ["waiting", "assigned"]]
    return Stream(
        name=TRANSFERS,
        model="stock.shipment.internal",
        fields=trees.TRANSFER_FIELDS,
        domain=[*between, ["OR", to_move, ["state", "=", "cancelled"], gone]],
        first_domain=[*between, to_move],
        changed=("last_modified_at", "moves.last_modified_at"),
        to_trees=lambda records: (
            trees.transfer_tree(record, standing.warehouses) for record in records
        ),
    )


def _corrections(standing: Standing, others: list[object]) -> Stream:
    counted = [
        ["company", "=", standing.company_id], others, ["state", "=", "done"],
        ["location", "child_of", [standing.warehouse_id], "parent"],
    ]  # fmt: skip
    return Stream(
        name=CORRECTIONS,
        model="stock.inventory",
        fields=trees.INVENTORY_FIELDS,
        domain=counted,
        first_domain=counted,
        # What was counted before the bridge came is part of the opening stock.
        begins_now=True,
        changed=("last_modified_at",),
        to_trees=lambda records: map(trees.inventory_tree, records),
    )
