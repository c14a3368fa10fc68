"""Compare two endpoints while business runs, and keep the result.

What looks unexplained is counted again, for the items concerned only, until it is explained or
stays so.
"""

from collections.abc import Mapping
from datetime import datetime

from psycopg.types.json import Jsonb

from landbridge.connect.protocols import CensusQuestion
from landbridge.hub.facade.views import Reconciliation
from landbridge.hub.reconcile.connectors import NO_FACILITIES, connectors_for
from landbridge.hub.reconcile.counting import (
    STOCK,
    Pair,
    Taken,
    compared,
    merged,
    open_pair,
    take,
)
from landbridge.hub.reconcile.queries import SQL, as_json, reconciliation_page
from landbridge.hub.reconcile.rules import Comparison
from landbridge.kit.ground import Ground

SETTLE_S = 2.0
ROUNDS_MAX = 3
ITEMS_MAX = 500  # more than this are counted again by counting everything again


def reconcile(
    ground: Ground,
    *,
    left: str,
    right: str,
    question: CensusQuestion,
    facilities: Mapping[str, object] = NO_FACILITIES,
    asked_by: str = "",
    settle_s: float = SETTLE_S,
    rounds_max: int = ROUNDS_MAX,
) -> Reconciliation:
    """Compare two endpoints; see `facade.reconcile`."""
    started_at = ground.clock.now()
    with connectors_for(ground, facilities) as connectors:
        pair = open_pair(ground, left, right, question, connectors)
        taken = take(ground, pair)
        comparison = compared(ground, pair, taken)
        rounds = 1
        while comparison.unexplained and rounds < rounds_max:
            ground.clock.sleep(settle_s)
            comparison, taken = _again(ground, pair, comparison, taken)
            rounds += 1
    number = _keep(ground, pair, comparison, taken, started_at, rounds, asked_by)
    return reconciliation_page(ground, number)


def _again(
    ground: Ground, pair: Pair, comparison: Comparison, taken: Taken
) -> tuple[Comparison, Taken]:
    """Count the items of what is unexplained once more, and put the news in their place."""
    items = {entry.key[1] for entry in comparison.unexplained if len(entry.key) > 1}
    # Only stock is asked for by item; orders are few enough to be counted again as a whole.
    if pair.question.subject != STOCK or len(items) > ITEMS_MAX or not items:
        fresh = take(ground, pair, peek=True)
        return compared(ground, pair, fresh), fresh
    fresh = take(ground, pair.narrowed(items), peek=True)
    whole = merged(taken, fresh, frozenset(items))
    return compared(ground, pair, whole), whole


def _keep(
    ground: Ground,
    pair: Pair,
    comparison: Comparison,
    taken: Taken,
    started_at: datetime,
    rounds: int,
    asked_by: str,
) -> int:
    found = comparison.differences
    values = {
        "left": pair.left.id,
        "right": pair.right.id,
        "subject": pair.question.subject,
        "site": pair.question.site,
        "owner": pair.question.owner,
        "items": Jsonb(list(pair.question.items)),
        "asked_by": asked_by,
        "started_at": started_at,
        "finished_at": ground.clock.now(),
        "rounds_count": rounds,
        "keys_count": comparison.keys_count,
        "in_flight_count": sum(bool(one.in_flight or one.unconfirmed) for one in found),
        "rejected_count": sum(bool(one.rejected) for one in found),
        "unexplained_count": len(comparison.unexplained),
        "agrees": comparison.agrees,
        "result": Jsonb(as_json(found, taken.not_understood)),
    }
    with ground.pg.transaction() as conn:
        row = conn.execute(SQL["keep"], values).fetchone()
    assert row is not None
    return int(row[0])
