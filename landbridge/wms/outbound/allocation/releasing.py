"""From held stock to picks: what was allocated goes to the floor."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from landbridge.kit.ground import Ground
from landbridge.kit.pg.columns import numbers
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.outbound.cutoffs.operations import ready_by
from landbridge.wms.outbound.orders.progress import progress_facts
from landbridge.wms.rulebook.queries import count_uses

SQL = named_sql("landbridge.wms.outbound", "sql/releasing.sql")
ZERO = Decimal(0)
BY_MODE = {"at_once": "At once", "waves": "By waves", "capacity": "As the floor has room"}


class MadePick(NamedTuple):
    task_id: int
    bin: str
    order_id: int
    outbound_line_id: int
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Picks:
    """Pick tasks that were made, by priority, line and bin."""

    tasks: tuple[MadePick, ...] = ()

    @property
    def quantity(self) -> Decimal:
        return sum((task.quantity for task in self.tasks), ZERO)


def release_held(
    ground: Ground,
    conn: Connection,
    order_ids: Collection[int],
    *,
    actor: str,
    line_ids: Sequence[int] | None = None,
) -> Picks:
    """Make picks of all that locked orders hold. Doing it again finds nothing (T-27)."""
    if not order_ids:
        return Picks()
    now = ground.clock.now()
    # A pick in place of one that fell short is no second going to the floor.
    timed = ready_by(conn, order_ids, now, count=line_ids is None)
    rows = conn.execute(
        SQL["make_picks"],
        {
            "order_ids": [*order_ids], "line_ids": line_ids, "at": now, "timed": [*timed],
            "ready_by": [*timed.values()],
        },
    )  # fmt: skip
    made = tuple(MadePick(*row) for row in rows)
    if not made:
        return Picks()
    conn.execute(
        SQL["count_released"],
        {
            "line_ids": numbers([pick.outbound_line_id for pick in made]),
            "quantities": numbers([pick.quantity for pick in made]),
        },
    )
    served = sorted({pick.order_id for pick in made})
    facts = progress_facts(conn, served, stage="released", at=now)
    if facts:
        ledger.append_journal(ground, facts, at=now, actor=actor, conn=conn)
    return Picks(made)


def count_released(ground: Ground, conn: Connection, rule: str, orders: Mapping[int, int]) -> None:
    """Remember which rule sent orders to the floor: one of BY_MODE, or a template's code.

    orders: how many, by site_id.
    """
    uses = {(site_id, rule): count for site_id, count in orders.items()}
    count_uses(conn, "release", uses, ground.clock.now())
