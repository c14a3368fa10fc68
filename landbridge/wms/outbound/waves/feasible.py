"""Whether what is on the floor can still be done (T-27): what cannot is taken off, and its lines
wait for other stock.
"""

from collections.abc import Sequence

from landbridge.kit.ground import Ground
from landbridge.kit.pg.columns import numbers
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.words import counted
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.master.moving import stock_came
from landbridge.wms.master.queries import site_by_code
from landbridge.wms.outbound.allocation.reading import lock_orders
from landbridge.wms.outbound.orders.progress import progress_facts
from landbridge.wms.outbound.waves.contracts import TakenOff
from landbridge.wms.tasks.operations import LockedTask, close_tasks, lock_open_tasks

SQL = named_sql("landbridge.wms.outbound", "sql/waves.sql")


def check_feasible(ground: Ground, *, site: str = "") -> TakenOff:
    """Take open picks off that cannot be done: their bin was shut, their stock is not held for them
    any more, or its lot is past its day. Nothing that somebody works on is touched.

    Run it now and then; it looks at open work only.
    """

    def work(conn: Connection) -> TakenOff:
        now = ground.clock.now()
        site_id = site_by_code(conn, site).site_id if site else None
        found = conn.execute(SQL["infeasible"], {"site_id": site_id, "now": now}).fetchall()
        if not found:
            return TakenOff(task_count=0, text="All open picks can be done.")
        reasons = {row[0]: row[5] for row in found}
        orders = sorted({row[1] for row in found})
        lock_orders(conn, orders)
        gone = []
        for order_id in orders:
            lines = [row[2] for row in found if row[1] == order_id]
            # Locked now: somebody may have begun, ended or let go of one meanwhile.
            gone += [
                task
                for task in lock_open_tasks(conn, order_id, lines)
                if task.task_id in reasons
                and not task.done
                and (task.claimed_until is None or task.claimed_until <= now)
            ]
        return _take_off(ground, conn, gone, reasons)

    return ground.pg.retrying(work)


def _take_off(
    ground: Ground, conn: Connection, gone: Sequence[LockedTask], reasons: dict[int, str]
) -> TakenOff:
    now = ground.clock.now()
    close_tasks(conn, [task.task_id for task in gone], outcome="cancelled", at=now)
    conn.execute(
        SQL["unrelease_lines"],
        {
            "line_ids": numbers([task.outbound_line_id for task in gone]),
            "quantities": numbers([task.left for task in gone]),
        },
    )
    for site_id in sorted({task.site_id for task in gone}):
        items = {task.item_id for task in gone if task.site_id == site_id}
        stock_came(conn, site_id, sorted(items))
    orders = sorted({task.order_id for task in gone if task.order_id is not None})
    facts = progress_facts(conn, orders, stage="allocated", at=now)
    if facts:
        ledger.append_journal(ground, facts, at=now, actor="check", conn=conn)
    held = [number for task in gone for number in task.reservation_ids]
    if held:
        ledger.void(ground, held, actor="check", conn=conn)
    whys = sorted({reasons[task.task_id] for task in gone})
    text = f"{counted(len(gone), 'pick')} taken off the floor. {' '.join(whys)}"
    return TakenOff(task_count=len(gone), text=text.strip())
