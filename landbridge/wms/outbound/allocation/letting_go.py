"""Ending picks that are not wanted any more."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from landbridge.kit.pg.database import Connection
from landbridge.wms.tasks.operations import LockedTask, close_tasks, lock_open_tasks

ZERO = Decimal(0)


def let_go(
    conn: Connection, order_id: int, wishes: Mapping[int, Decimal], *, at: datetime
) -> tuple[dict[int, Decimal], list[int]]:
    """End open picks of lines until at least the wished amounts are free again.

    wishes: base units by outbound_line_id. Returns what was freed (whole tasks end, so it may be
    more; the rest is allocated anew) and the reservations the caller has to void.
    """
    freed: dict[int, Decimal] = {}
    if not wishes:
        return freed, []
    tasks = lock_open_tasks(conn, order_id, [*wishes])
    ended: list[LockedTask] = []
    for line_id, wish in wishes.items():
        mine = [task for task in tasks if task.outbound_line_id == line_id]
        chosen = choose(mine, wish)
        freed[line_id] = sum((task.left for task in chosen), ZERO)
        ended += chosen
    close_tasks(conn, [task.task_id for task in ended], outcome="cancelled", at=at)
    return freed, [number for task in ended for number in task.reservation_ids]


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
