"""What the labels of cartons say."""

from typing import Any

from landbridge.canon import load_json
from landbridge.canon.gs1 import is_gtin
from landbridge.canon.outbound_order import OutboundOrder
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.outbound.packing.contracts import CartonLabel, LabelContent

SQL = named_sql("landbridge.wms.outbound", "sql/packing.sql")


def carton_labels(
    ground: Ground, *, order_id: int = 0, carton_id: int = 0
) -> tuple[CartonLabel, ...]:
    """Labels of an order's cartons that hold something, or of one carton, which may be empty; ()
    if there is none.
    """
    with ground.pg.snapshot() as conn:
        heads = _dicts(conn, "labels", {"order_id": order_id or None, "carton_id": carton_id})
        heads = [head for head in heads if carton_id in (0, head["carton_id"])]
        where = {"carton_ids": [head["carton_id"] for head in heads]}
        lines = _dicts(conn, "label_contents", where) if heads else []
    contents: dict[int, list[LabelContent]] = {}
    for line in lines:
        of, codes = line.pop("carton_id"), line.pop("barcodes")
        gtin = next((code for code in codes if len(code) == 14 and is_gtin(code)), "")
        contents.setdefault(of, []).append(LabelContent(**line, gtin=gtin))
    return tuple(_label(head, tuple(contents.get(head["carton_id"], ()))) for head in heads)


def _label(head: dict[str, Any], contents: tuple[LabelContent, ...]) -> CartonLabel:
    document = load_json(head.pop("content").encode())
    assert isinstance(document, OutboundOrder)
    return CartonLabel(
        **head, ship_to=document.ship_to, service_code=document.service_code, contents=contents,
        references=tuple((entry.kind, entry.number) for entry in document.references),
    )  # fmt: skip


def _dicts(conn: Connection, name: str, where: dict[str, Any]) -> list[dict[str, Any]]:
    with conn.cursor() as cursor:
        cursor.execute(SQL[name], where)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor]
