"""Letting go of what is allocated and not wanted any more: held stock first, then open picks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.tasks.operations import LockedTask, close_tasks, lock_open_tasks

SQL = named_sql("landbridge.wms.outbound", "sql/releasing.sql")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Freed:
    """Base units by outbound_line_id that are not allocated, and of them not released, any more.

    reservation_ids: the caller has to void them.
    """

    allocated: dict[int, Decimal] = field(default_factory=dict)
    released: dict[int, Decimal] = field(default_factory=dict)
    reservation_ids: list[int] = field(default_factory=list)


def let_go(
    conn: Connection, order_id: int, wishes: Mapping[int, Decimal], *, at: datetime
) -> Freed:
    """Free at least the wished amounts of lines of a locked order.

    wishes: base units by outbound_line_id. Whole reservations and tasks end, so it may be more;
    the rest is allocated anew.
    """
    freed = Freed()
    if not wishes:
        return freed
    _let_go_held(conn, wishes, freed)
    left = {
        line_id: wish - freed.allocated.get(line_id, ZERO)
        for line_id, wish in wishes.items()
        if wish > freed.allocated.get(line_id, ZERO)
    }
    tasks = lock_open_tasks(conn, order_id, [*left]) if left else []
    ended: list[LockedTask] = []
    for line_id, wish in left.items():
        chosen = choose([task for task in tasks if task.outbound_line_id == line_id], wish)
        amount = sum((task.left for task in chosen), ZERO)
        freed.released[line_id] = amount
        freed.allocated[line_id] = freed.allocated.get(line_id, ZERO) + amount
        ended += chosen
    close_tasks(conn, [task.task_id for task in ended], outcome="cancelled", at=at)
    freed.reservation_ids.extend(number for task in ended for number in task.reservation_ids)
    return freed


def _let_go_held(conn: Connection, wishes: Mapping[int, Decimal], freed: Freed) -> None:
    """What no pick works on yet, newest first."""
    ids: list[int] = []
    for line_id, reservation_id, quantity in conn.execute(
        SQL["held_of_lines"], {"line_ids": [*wishes]}
    ):
        got = freed.allocated.get(line_id, ZERO)
        if got < wishes[line_id]:
            freed.allocated[line_id] = got + quantity
            ids.append(reservation_id)
    if ids:
        conn.execute(SQL["hold_no_more"], {"reservation_ids": ids, "line_ids": [*wishes]})
        freed.reservation_ids.extend(ids)


def choose(tasks: Sequence[LockedTask], wish: Decimal) -> list[LockedTask]:
    """Tasks that together free at least `wish`: one that does it exactly, else the latest made."""
    exact = [task for task in tasks if task.left == wish]
    if exact:
        return exact[:1]
    chosen: list[LockedTask] = []
    free = ZERO
    for task in sorted(tasks, key=lambda task: task.task_id, reverse=True):
        if free >= wish:
            break
        chosen.append(task)
        free += task.left
    return chosen
