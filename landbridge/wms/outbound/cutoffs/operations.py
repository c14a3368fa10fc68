"""Until when picks must be done so that their orders leave on their day: written on them when they
go to the floor, and kept up."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.wms.outbound.cutoffs.queries import SQL, times
from landbridge.wms.outbound.cutoffs.rules import cutoff_name
from landbridge.wms.rulebook.queries import count_uses


def ready_by(
    conn: Connection, order_ids: Collection[int], now: datetime, *, count: bool = False
) -> dict[int, datetime | None]:
    """The next cut-off of orders; {} where no site has set any. count: they go to the floor now."""
    known = times(conn, now)
    if not known.of_site or not order_ids:
        return {}
    uses: Counter[tuple[int, str]] = Counter()
    found = {}
    rows = conn.execute(SQL["orders_to_time"], {"order_ids": [*order_ids]}).fetchall()
    for order_id, site_id, *place in rows:
        leaves = known.of(site_id, *place)
        found[order_id] = leaves.leaving.until
        if (cutoff := leaves.cutoff) is not None:
            uses[site_id, cutoff_name(cutoff.carrier_code, cutoff.service_code)] += 1
    if count:
        count_uses(conn, "release", uses, now)
    return found


def time_picks(conn: Connection, wanted: Mapping[int, datetime | None]) -> int:
    """Write on open picks when they must be done, by order_id; how many were changed."""
    where = {"order_ids": [*wanted], "ready_by": [*wanted.values()]}
    return conn.execute(SQL["time_picks"], where).rowcount if wanted else 0


def time_site(conn: Connection, site_id: int, now: datetime) -> None:
    """All that is on the floor of a site, after its cut-offs were changed."""
    rows = conn.execute(SQL["orders_on_the_floor"], {"site_id": site_id}).fetchall()
    wanted = dict.fromkeys((row[0] for row in rows if row[0] is not None), None)
    time_picks(conn, wanted | ready_by(conn, [*wanted], now))


def renew_times(ground: Ground) -> int:
    """Picks whose cut-off has passed get the next one; how many. Run it every few seconds."""

    def work(conn: Connection) -> int:
        now = ground.clock.now()
        missed: list[int] = []
        for site_id in sorted(times(conn, now).of_site):
            rows = conn.execute(SQL["orders_missed"], {"site_id": site_id, "now": now})
            missed += [row[0] for row in rows if row[0] is not None]
        return time_picks(conn, ready_by(conn, missed, now))

    return ground.pg.retrying(work)
