"""Tasks to bring goods back, and bringing them: the mirror of putting away what was received."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import plain
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import as_json
from landbridge.wms.inbound.putaway.storing import Storing, store
from landbridge.wms.ledger.contracts import DocumentRef
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.putback.contracts import PutBack
from landbridge.wms.tasks.operations import (
    LockedTask,
    NewTask,
    make_tasks,
)

SQL = named_sql("landbridge.wms.putback", "sql/putback.sql")
KIND = "putback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """Goods to bring back. task: of kind `putback`.  document: whose goods they were."""

    task: NewTask
    document: DocumentRef
    why: str


def make_put_backs(conn: Connection, wanted: Sequence[Back], *, at: datetime) -> list[int]:
    """One task each; their ids in the order given."""
    ids = make_tasks(conn, [back.task for back in wanted], at=at)
    rows = [
        {
            "task_id": task_id, "document_kind": back.document.kind,
            "document_number": back.document.number, "document_line": back.document.line,
            "why": back.why,
        }
        for task_id, back in zip(ids, wanted, strict=True)
    ]  # fmt: skip
    if rows:
        conn.execute(SQL["insert_put_backs"], {"rows": as_json(rows)})
    return ids


def put_back(
    ground: Ground,
    *,
    key: str,
    actor: str,
    task_id: int,
    bin: str,
    item: str = "",
    quantity: Decimal | None = None,
) -> PutBack:
    """Bring goods of a putback task to the scanned storage bin; default all. item: check scan.

    Another storage bin than the one they came from is right too. Wrong: as `store` says.
    """

    def work(conn: Connection) -> PutBack:
        this = Storing(
            kind=KIND, task_id=task_id, bin=bin, item=item, quantity=quantity,
            document=_document, plate=_no_plate,
        )  # fmt: skip
        now = ground.clock.now()
        done = store(ground, conn, this, key=f"put_back/{key}", actor=actor, at=now)
        code, amount = done.item.code, done.quantity
        return PutBack(
            task_id=task_id, item=code, uom=done.item.base_uom, quantity=amount, bin=done.bin,
            remaining=done.remaining, text=f"Back in {done.bin}: {plain(amount)} {code}.",
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="put_back", actor=actor,
        inputs=(task_id, bin, item, quantity), answer=PutBack,
    )  # fmt: skip


def _document(conn: Connection, task: LockedTask) -> DocumentRef:
    row = conn.execute(SQL["put_back_of"], {"task_id": task.task_id}).fetchone()
    assert row is not None
    return DocumentRef(*row)


def _no_plate(conn: Connection, task: LockedTask, item: ItemView, whole: bool) -> str:
    """What was picked stands on no plate any more."""
    return ""
