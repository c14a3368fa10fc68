"""What Tryton counts: stock by item, lot and storage place; open orders; items and parties."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from landbridge.connect.protocols import CensusQuestion, CensusRow, SourceUnavailable
from landbridge.connectors.tryton import streams, trees
from landbridge.connectors.tryton.maps.functions import uom_code
from landbridge.connectors.tryton.push import Desk
from landbridge.connectors.tryton.rpc import reading
from landbridge.connectors.tryton.values import plain_decimal
from landbridge.kit.quantity import EACH, Quantity, Uom

TRIES = 4
Record = Mapping[str, Any]
Counted = dict[tuple[str, str], Decimal]  # (item code, lot number) -> base units


def count(desk: Desk, question: CensusQuestion) -> Iterator[CensusRow]:
    """Raises RpcError, SourceUnavailable."""
    match question.subject:
        case "stock":
            return _stock(desk, question)
        case "outbound_order":
            return _orders(desk, question, streams.OUTBOUND)
        case "inbound_order":
            return _orders(desk, question, streams.INBOUND)
        case "item":
            return _items(desk, question)
        case "party":
            return _parties(desk, question)
        case _:
            return iter(())


def _stock(desk: Desk, question: CensusQuestion) -> Iterator[CensusRow]:
    products = _products(desk, question)
    standing = desk.standing
    position = desk.clock.now().isoformat()
    places = {
        "input": standing.input_id, "storage": standing.storage_id, "output": standing.output_id,
    }  # fmt: skip
    for place, place_id in places.items():
        for (code, lot), quantity in sorted(_at_one_moment(desk, products, place_id).items()):
            unit = Uom(str(uom_code(products[code]["default_uom."]["symbol"])))
            yield CensusRow(
                key=(question.owner, code, lot, "available"),
                quantity=Quantity(quantity, unit),
                place=place,
                position=position,
            )


def _products(desk: Desk, question: CensusQuestion) -> dict[str, Record]:
    domain: list[Any] = [["code", "!=", None], ["active", "in", [True, False]]]
    if question.items:
        domain.append(["code", "in", list(question.items)])
    fields = ["code", "default_uom.symbol"]
    if "lot_uom" in desk.standing.optional_fields:
        fields.append("lot_uom")
    with reading():
        records = list(desk.rpc.read_all("product.product", domain, fields))
    return {record["code"]: record for record in records}


def _at_one_moment(desk: Desk, products: Mapping[str, Record], place_id: int) -> Counted:
    """Amounts by lot and in total are two questions; ask until nothing moves in between."""
    before = _by_lot(desk, products, place_id)
    for _ in range(TRIES):
        totals = _totals(desk, products, place_id)
        after = _by_lot(desk, products, place_id)
        if before == after:
            return _with_the_rest(products, before, totals)
        before = after
    raise SourceUnavailable("Tryton's stock changes faster than it can be counted")


def _with_the_rest(
    products: Mapping[str, Record], by_lot: Counted, totals: Mapping[str, Decimal]
) -> Counted:
    """What no lot covers has no lot. Serial numbers are told as one amount without a lot."""
    found: Counted = defaultdict(Decimal)
    in_lots: dict[str, Decimal] = defaultdict(Decimal)
    for (code, lot), quantity in by_lot.items():
        in_lots[code] += quantity
        found[code, "" if products[code].get("lot_uom") else lot] += quantity
    for code, total in totals.items():
        found[code, ""] += total - in_lots[code]
    return {key: plain_decimal(quantity) for key, quantity in found.items() if quantity}


def _by_lot(desk: Desk, products: Mapping[str, Record], place_id: int) -> Counted:
    codes = {record["id"]: code for code, record in products.items()}
    context = {"locations": [place_id], "with_childs": True}
    domain = [
        ["quantity", "!=", 0], ["product", "in", sorted(codes)], ["active", "in", [True, False]],
    ]  # fmt: skip
    found: Counted = defaultdict(Decimal)
    with reading():
        for lot in desk.rpc.read_all(
            "stock.lot", domain, ["number", "product", "quantity"], context=context
        ):
            found[codes[lot["product"]], lot["number"]] += lot["quantity"]
    return dict(found)


def _totals(desk: Desk, products: Mapping[str, Record], place_id: int) -> dict[str, Decimal]:
    ids = sorted(record["id"] for record in products.values())
    context = {"locations": [place_id], "with_childs": True}
    domain = [["quantity", "!=", 0], ["id", "in", ids], ["active", "in", [True, False]]]
    with reading():
        records = desk.rpc.read_all(
            "product.product", domain, ["code", "quantity"], context=context
        )
        return {record["code"]: record["quantity"] for record in records}


def _orders(desk: Desk, question: CensusQuestion, name: str) -> Iterator[CensusRow]:
    """What is still open, line by line."""
    stream = streams.make_streams(desk.rpc, desk.standing)[name]
    moves = "outgoing_moves." if name == streams.OUTBOUND else "lines."
    with reading():
        records = list(desk.rpc.read_all(stream.model, stream.first_domain, stream.fields))
    for record in records:
        lines = _open_moves(record) if moves == "outgoing_moves." else _awaited(record)
        for (line, code, symbol), quantity in lines.items():
            if quantity and (not question.items or code in question.items):
                yield CensusRow(
                    key=(question.owner, record["number"], line),
                    quantity=Quantity(plain_decimal(quantity), Uom(str(uom_code(symbol)))),
                )


def _open_moves(record: Record) -> dict[tuple[str, str, str], Decimal]:
    found: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for move in record["outgoing_moves."]:
        if move["state"] != "cancelled":
            product = move["product."]
            key = (trees.line_of(move), product["code"], product["default_uom."]["symbol"])
            found[key] += trees.base_quantity(move)
    return found


def _awaited(record: Record) -> dict[tuple[str, str, str], Decimal]:
    found: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for line in record["lines."]:
        product = line["product."]
        for move in line["moves."]:
            if move["state"] == "draft" and move["shipment."] is None:
                key = (
                    f"purchase.line,{line['id']}", product["code"],
                    product["default_uom."]["symbol"],
                )  # fmt: skip
                found[key] += trees.base_quantity({**move, "product.": product})
    return found


def _items(desk: Desk, question: CensusQuestion) -> Iterator[CensusRow]:
    domain = [["code", "!=", None], ["type", "!=", "service"]]
    fields = ["code", "template.name", "default_uom.symbol"]
    with reading():
        for record in desk.rpc.read_all("product.product", domain, fields):
            unit = str(uom_code(record["default_uom."]["symbol"]))
            yield from _named(
                question, record["code"], description=record["template."]["name"], base_uom=unit
            )


def _parties(desk: Desk, question: CensusQuestion) -> Iterator[CensusRow]:
    with reading():
        for record in desk.rpc.read_all("party.party", [["code", "!=", None]], ["code", "name"]):
            yield from _named(question, record["code"], name=record["name"])


def _named(question: CensusQuestion, code: str, **facts: str | None) -> Iterator[CensusRow]:
    if not question.items or code in question.items:
        yield CensusRow(
            key=(question.owner, code),
            quantity=Quantity(Decimal(1), EACH),
            facts={name: str(value or "") for name, value in facts.items()},
        )
