"""Which bins are to be counted: by class and age, by zone, item or bin, or because of an event."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import is_writable
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import fetch_all
from landbridge.wms.master.queries import known_zones, one_item, scanned_bin, site_by_code
from landbridge.wms.upkeep.counts.contracts import CountPolicy, CountsPlanned
from landbridge.wms.upkeep.counts.rows import (
    SQL,
    complete,
    lock_count,
    policy_of,
    tell,
)

PLANNED, DUE, EVENT = 50, 60, 10  # priorities: what pickers stumbled over comes first
LIMIT_MAX = 1000


def plan_counts(
    ground: Ground,
    *,
    key: str,
    actor: str,
    site: str,
    zone: str = "",
    bins: Sequence[str] = (),
    item: str = "",
    owner: str = "",
    due: bool = False,
    note: str = "",
    limit: int = 100,
) -> CountsPlanned:
    """Ask for counts: of a zone's bins, of bins by name, of an item wherever it lies, or (due) of
    bins that were not counted for longer than the class of their fastest item allows.

    A bin that is asked for already is not asked for twice.
    Wrong: unknown-site, unknown-zone, unknown-bin, unknown-code, ambiguous-code, nothing-named.
    """
    named = tuple(code.strip() for code in bins if code.strip())

    def work(conn: Connection) -> CountsPlanned:
        now = ground.clock.now()
        place = site_by_code(conn, site)
        if not (due or zone or named or item):
            raise Wrong(
                "Say what to count: a zone, bins, an item, or what is due.", "nothing-named"
            )
        known_zones(conn, place.site_id, [zone])
        codes = [scanned_bin(conn, place.site_id, code).code for code in named]
        thing = one_item(ground, conn, item, owner=owner).item if item else None
        where: dict[str, object] = {
            "site_id": place.site_id, "zone": zone, "bins": codes, "now": now,
            "item": thing.code if thing else "", "owner": thing.owner if thing else "",
            "limit": max(1, min(limit, LIMIT_MAX)),
        }  # fmt: skip
        if due:
            policy = policy_of(conn, place.site_id, place.code)
            where |= {"days_a": policy.days_a, "days_b": policy.days_b, "days_c": policy.days_c}
        found = conn.execute(SQL["bins_due" if due else "bins_named"], where).fetchall()
        made = _insert(
            conn, [row[0] for row in found], site_id=place.site_id, at=now, actor=actor,
            item_id=thing.item_id if thing and not due else None,
            cause="abc" if due else "plan", why=note.strip(), priority=DUE if due else PLANNED,
        )  # fmt: skip
        text = f"Counts asked for: {len(made)}."
        if waiting := len(found) - len(made):
            text += f" {waiting} bins were asked for before."
        elif not made:
            text = "There is nothing to count there now."
        return CountsPlanned(numbers=tuple(made), open_count=waiting, text=text)

    return once(
        ground, work, key=key, operation="plan_counts", actor=actor, answer=CountsPlanned,
        inputs=(site, zone, named, item, owner, due, note, limit),
    )  # fmt: skip


def _insert(
    conn: Connection, bin_ids: Sequence[int], *, site_id: int, item_id: int | None, cause: str,
    why: str, priority: int, at: datetime, actor: str,
) -> list[str]:  # fmt: skip
    where = {
        "site_id": site_id, "bin_ids": [*bin_ids], "item_id": item_id, "cause": cause, "why": why,
        "priority": priority, "at": at, "actor": actor,
    }  # fmt: skip
    made = conn.execute(SQL["insert_counts"], where).fetchall()
    tell(conn, [row[0] for row in made], "requested", why, at=at, actor=actor)
    return [row[1] for row in made]


def ask_for_count(
    conn: Connection, *, site_id: int, bin: str, item_id: int, cause: str, why: str, at: datetime,
    actor: str,
) -> str:  # fmt: skip
    """Have an item in a bin counted because of what somebody found there; the count's number, ""
    if one is open already."""
    place = scanned_bin(conn, site_id, bin)
    made = _insert(
        conn, [place.bin_id], site_id=site_id, item_id=item_id, cause=cause, why=why,
        priority=EVENT, at=at, actor=actor,
    )  # fmt: skip
    return made[0] if made else ""


def withdraw_count(ground: Ground, *, key: str, actor: str, count_id: int) -> CountsPlanned:
    """Take an open count off the list; nothing of it is booked. Wrong: not-found, count-done."""

    def work(conn: Connection) -> CountsPlanned:
        now = ground.clock.now()
        count = lock_count(conn, count_id)
        if count.state == "completed":
            raise Wrong(f"{count.number} is completed.", "count-done", read=count.number)
        complete(conn, count_id, "withdrawn", at=now)
        tell(conn, [count_id], "completed", "Withdrawn.", at=now, actor=actor)
        return CountsPlanned(
            numbers=(count.number,), open_count=0, text=f"{count.number} is withdrawn."
        )

    return once(
        ground, work, key=key, operation="withdraw_count", actor=actor, inputs=(count_id,),
        answer=CountsPlanned,
    )  # fmt: skip


def put_count_policy(ground: Ground, policy: CountPolicy, *, actor: str) -> CountPolicy:
    """How a site counts from now on. Wrong: unknown-site, policy."""
    tolerance = policy.tolerance_percent
    if not is_writable(tolerance) or not 0 <= tolerance <= 100:
        raise Wrong("The tolerance is a percentage from 0 to 100.", "policy")
    if min(policy.days_a, policy.days_b, policy.days_c) < 1:
        raise Wrong("A class is counted every so many days, at least one.", "policy")
    if max(policy.days_a, policy.days_b, policy.days_c) > 3650:
        raise Wrong("A class is counted at least every ten years.", "policy")
    with ground.pg.transaction() as conn:
        place = site_by_code(conn, policy.site)
        where = {
            "site_id": place.site_id, "tolerance_percent": policy.tolerance_percent,
            "posts_small": policy.posts_small, "days_a": policy.days_a, "days_b": policy.days_b,
            "days_c": policy.days_c, "at": ground.clock.now(), "actor": actor,
        }  # fmt: skip
        conn.execute(SQL["put_policy"], where)
    return replace(policy, tolerance_percent=Decimal(policy.tolerance_percent))


def count_policies(ground: Ground) -> tuple[CountPolicy, ...]:
    """Of sites that have decided; others count by the defaults of `CountPolicy`."""
    with ground.pg.reading() as conn:
        return tuple(fetch_all(conn, CountPolicy, SQL["policies"]))
