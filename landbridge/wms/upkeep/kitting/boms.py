"""What kits are made of. Each change is a new version; work orders keep theirs."""

from collections.abc import Sequence
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.contracts import Page, Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import (
    as_json,
    clean,
    fetch_all,
    like_part,
    page_limit,
    page_of,
    read_position,
)
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.queries import one_item
from landbridge.wms.master.rules import to_base
from landbridge.wms.upkeep.kitting.contracts import BomLineView, BomPage, BomPart, BomPut, BomRow

SQL = named_sql("landbridge.wms.upkeep", "sql/kitting.sql")
LINES_MAX = 100
NOTE_MAX = 200


def put_bom(
    ground: Ground, *, key: str, actor: str, item: str, parts: Sequence[BomPart], owner: str = "",
    note: str = "",
) -> BomPut:  # fmt: skip
    """A new version of what one base unit of an item is made of; no parts: it is made no more.

    Orders that are open keep the version they were opened with. Wrong: unknown-code,
    ambiguous-code, quantity, unknown-uom, same-item, made-of-itself, too-many, note.
    """
    wanted = tuple(parts)
    inputs = [(part.item, str(part.quantity), part.uom) for part in wanted]

    def work(conn: Connection) -> BomPut:
        kit = one_item(ground, conn, item, owner=owner).item
        conn.execute(SQL["lock_item"], {"item_id": kit.item_id})
        rows = _rows(ground, conn, kit, wanted)
        if len(note) > NOTE_MAX:
            raise Wrong(f"The note has more than {NOTE_MAX} characters.", "note")
        last = conn.execute(SQL["last_bom"], {"item_id": kit.item_id}).fetchone()
        version = last[1] + 1 if last else 1
        where = {
            "item_id": kit.item_id, "version": version, "note": note.strip(),
            "at": ground.clock.now(), "actor": actor,
        }  # fmt: skip
        made = conn.execute(SQL["insert_bom"], where).fetchone()
        assert made is not None
        conn.execute(SQL["insert_bom_lines"], {"bom_id": made[0], "rows": as_json(rows)})
        text = f"{kit.code} is made of {len(rows)} components, version {version}."
        if not rows:
            text = f"{kit.code} is not made any more, version {version}."
        return BomPut(item=kit.code, version=version, text=text)

    return once(
        ground, work, key=key, operation="put_bom", actor=actor, answer=BomPut,
        inputs=(item, inputs, owner, note),
    )  # fmt: skip


def _rows(
    ground: Ground, conn: Connection, kit: ItemView, parts: Sequence[BomPart]
) -> list[dict[str, object]]:
    if len(parts) > LINES_MAX:
        raise Wrong(f"{len(parts)} components; a kit has at most {LINES_MAX}.", "too-many")
    rows: list[dict[str, object]] = []
    seen: set[int] = set()
    for line, part in enumerate(parts, 1):
        thing = one_item(ground, conn, part.item, owner=kit.owner).item
        if thing.item_id in seen:
            text = f"{thing.code} is named twice. Add its amounts up."
            raise Wrong(text, "same-item", read=thing.code)
        seen.add(thing.item_id)
        base = to_base(thing, part.quantity, part.uom)
        if thing.serial_controlled and base != int(base):
            raise Wrong(f"{thing.code} has serials; it goes in whole.", "quantity", read=str(base))
        rows.append(
            {
                "line": line, "item_id": thing.item_id, "quantity": Decimal(part.quantity),
                "uom": part.uom or thing.base_uom, "base_quantity": base,
            }
        )  # fmt: skip
    deep = {row[0] for row in conn.execute(SQL["made_of"], {"item_ids": [*seen]})}
    if kit.item_id in deep:
        raise Wrong(f"{kit.code} would be made of itself.", "made-of-itself", read=kit.code)
    return rows


def boms(ground: Ground, *, text: str = "", limit: int = 50, after: str = "") -> Page[BomRow]:
    """The newest version of each list."""
    limit = page_limit(limit)
    start = read_position(after, int)
    with ground.pg.reading() as conn:
        where = {
            "text": clean(text), "part": like_part(text), "after": start[0] if start else 0,
            "limit": limit + 1,
        }  # fmt: skip
        rows = fetch_all(conn, BomRow, SQL["bom_page"], where)
    return page_of(rows, limit, "item_id")


def bom(ground: Ground, *, owner: str, item: str) -> BomPage | None:
    """What an item is made of, with the versions before; None if it never was a kit."""
    with ground.pg.snapshot() as conn:
        versions = fetch_all(conn, BomRow, SQL["boms_of_item"], {"owner": owner, "item": item})
        if not versions:
            return None
        lines = bom_lines(conn, versions[0].bom_id)
    return BomPage(bom=versions[0], lines=tuple(lines), versions=tuple(versions[1:]))


def bom_lines(conn: Connection, bom_id: int) -> list[BomLineView]:
    return fetch_all(conn, BomLineView, SQL["bom_lines"], {"bom_id": bom_id})
