"""Cut-offs a site sets. Setting the same again changes nothing, so these need no key."""

from datetime import time

from landbridge.kit.ground import Ground
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.rows import clean
from landbridge.wms.master.queries import site_by_code
from landbridge.wms.outbound.cutoffs.operations import time_site
from landbridge.wms.outbound.cutoffs.queries import SQL
from landbridge.wms.outbound.cutoffs.rules import cutoff_name
from landbridge.wms.outbound.waves.contracts import CutoffRow
from landbridge.wms.rulebook.watching import Told, watched


def put_cutoff(
    ground: Ground, cutoff: CutoffRow, *, actor: str, despite_failures: bool = False
) -> None:
    """Make or change a cut-off.

    Wrong: time, weekdays, unknown-site, rule-test-failed (not if `despite_failures`).
    """
    try:
        at = time.fromisoformat(cutoff.at)
    except ValueError:
        raise Wrong(f"{cutoff.at} is not a time like 14:30.", "time", read=cutoff.at) from None
    days = sorted(set(cutoff.weekdays))
    if not days or not all(1 <= day <= 7 for day in days):
        raise Wrong("Weekdays are numbers from 1 (Monday) to 7.", "weekdays")
    carrier, service = clean(cutoff.carrier_code), clean(cutoff.service_code)
    with ground.pg.transaction() as conn:
        site_id = site_by_code(conn, cutoff.site).site_id
        what = f"{cutoff_name(carrier, service)}: {at.isoformat('minutes')}"
        told = Told(what, actor, ground.clock.now(), despite_failures)
        with watched(conn, "release", told, site_id=site_id):
            conn.execute(
                SQL["put_cutoff"],
                {
                    "site_id": site_id, "at_time": at, "carrier_code": carrier, "weekdays": days,
                    "actor": actor, "service_code": service, "at": ground.clock.now(),
                },
            )  # fmt: skip
        time_site(conn, site_id, ground.clock.now())


def remove_cutoff(
    ground: Ground, *, site: str, carrier_code: str, service_code: str, actor: str = "",
    despite_failures: bool = False,
) -> bool:  # fmt: skip
    """Forget a cut-off; the next wider one holds. False if there was none. Wrong: as putting it."""
    with ground.pg.transaction() as conn:
        site_id = site_by_code(conn, site).site_id
        where = {"site_id": site_id, "carrier_code": carrier_code, "service_code": service_code}
        what = f"{cutoff_name(carrier_code, service_code)}: forgotten"
        told = Told(what, actor, ground.clock.now(), despite_failures)
        with watched(conn, "release", told, site_id=site_id):
            known = conn.execute(SQL["remove_cutoff"], where).rowcount > 0
        time_site(conn, site_id, ground.clock.now())
        return known


def cutoffs(ground: Ground, *, site: str = "") -> tuple[CutoffRow, ...]:
    with ground.pg.reading() as conn:
        where = {"site_id": site_by_code(conn, site).site_id if site else None}
        return tuple(
            CutoffRow(site=row[0], carrier_code=row[1], service_code=row[2],
                      weekdays=tuple(row[3]), at=row[4].isoformat("minutes"))
            for row in conn.execute(SQL["cutoffs"], where)
        )  # fmt: skip
