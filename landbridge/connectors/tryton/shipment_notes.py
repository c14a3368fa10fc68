"""Notes on shipments and packages: what a confirmation tells and Tryton has no fields for, or not
the modules. Tryton lets nobody change a note; each text is written once.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from landbridge.codecs.base import Tree
from landbridge.connectors.tryton.carriers import shipping_fields
from landbridge.connectors.tryton.packages import PACKAGE, TRACKED, WEIGHED, cartons_of, packed
from landbridge.connectors.tryton.push import Desk
from landbridge.connectors.tryton.rpc import reading

Record = Mapping[str, Any]
Texts = dict[str, str]  # by resource, such as `stock.package,17`


def texts_of(desk: Desk, model: str, trees: Mapping[int, Tree]) -> Texts:
    """What to note, and on what; nothing where fields and packages tell it all.

    trees: confirmations by the shipment's id. Raises RpcError.
    """
    told = {
        record_id: tree for record_id, tree in trees.items()
        if any(tree.get(name) for name in ("carrier", "service", "tracking", "cartons"))
    }  # fmt: skip
    if not told:
        return {}
    kept = _kept(desk, model, told)
    packages = packed(desk, model, told)
    texts: Texts = {}
    for record_id, tree in told.items():
        cartons = cartons_of(tree)
        made = packages.get(record_id, [])
        if len(made) == len(cartons):
            for package_id, carton in zip(made, cartons, strict=True):
                texts[f"{PACKAGE},{package_id}"] = _package_text(desk, carton)
            cartons = []
        texts[f"{model},{record_id}"] = _text(tree, kept.get(record_id, {}), cartons)
    return {resource: text for resource, text in texts.items() if text}


def write_notes(desk: Desk, texts: Mapping[str, str]) -> None:
    """Notes by resource; each is written once."""
    missing = unwritten(desk, texts)
    if missing:
        desk.rpc.model("ir.note", "create", missing)


def unwritten(desk: Desk, texts: Mapping[str, str]) -> list[dict[str, str]]:
    """Those notes that Tryton does not have yet. Raises RpcError."""
    if not texts:
        return []
    domain = [["resource", "in", sorted(texts)]]
    with reading():
        known = desk.rpc.read_all("ir.note", domain, ["resource", "message"])
        written = {(note["resource"], note["message"]) for note in known}
    return [
        {"resource": resource, "message": text}
        for resource, text in texts.items()
        if (resource, text) not in written
    ]


def _kept(desk: Desk, model: str, ids: Mapping[int, Tree]) -> dict[int, Record]:
    """Carrier and tracking number as the shipments themselves bear them."""
    fields = sorted(shipping_fields(desk, model))
    if not fields:
        return {}
    with reading():
        records = desk.rpc.model(model, "read", sorted(ids), fields)
    return {record["id"]: record for record in records}


def _text(tree: Tree, kept: Record, cartons: Sequence[Mapping[str, Any]]) -> str:
    lines = []
    carrier = "" if kept.get("carrier") else str(tree.get("carrier") or "")
    named = " ".join(filter(None, (carrier, str(tree.get("service") or ""))))
    if named:
        lines.append(f"Carrier: {named}" if carrier else f"Service: {named}")
    if tree.get("tracking") and kept.get("shipping_reference") != tree["tracking"]:
        lines.append(f"Tracking: {tree['tracking']}")
    return "\n".join([*lines, *map(_carton_text, cartons)])


def _package_text(desk: Desk, carton: Mapping[str, Any]) -> str:
    """The SSCC, and what an installation with fewer modules has no fields for."""
    fields = desk.standing.package_fields
    weight = "" if WEIGHED in fields else _weight(carton)
    tracking = "" if TRACKED in fields else _tracking(carton)
    return f"SSCC {carton['sscc']}{weight}{tracking}"


def _carton_text(carton: Mapping[str, Any]) -> str:
    """`Carton 003952110100000016 (CT), 1830 g, tracking 1Z9: 3 C62 HT-1001`."""
    kind = f" ({carton['type']})" if carton.get("type") else ""
    inside = ", ".join(
        f"{entry['quantity']} {entry['unit']} {entry['product']}"
        for entry in carton.get("contents") or ()
    )
    measured = f"{_weight(carton)}{_tracking(carton)}"
    return f"Carton {carton['sscc']}{kind}{measured}{f': {inside}' if inside else ''}"


def _weight(carton: Mapping[str, Any]) -> str:
    return f", {carton['weight_g']} g" if carton.get("weight_g") else ""


def _tracking(carton: Mapping[str, Any]) -> str:
    return f", tracking {carton['tracking']}" if carton.get("tracking") else ""
