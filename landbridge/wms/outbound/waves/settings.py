"""Policies a site sets: how stock is chosen, when it is released, templates of waves.

Setting the same again changes nothing, so these need no key.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.rows import clean, fetch_all
from landbridge.wms.master.queries import site_by_code
from landbridge.wms.outbound.waves.contracts import (
    MODES,
    PICKERS_MAX,
    PICKING,
    WAYS,
    AllocationPolicy,
    ReleasePolicy,
    WaveTemplate,
)
from landbridge.wms.rulebook.watching import Told, watched

SQL = named_sql("landbridge.wms.outbound", "sql/waves.sql")


def put_allocation_policy(
    ground: Ground, policy: AllocationPolicy, *, actor: str, despite_failures: bool = False
) -> None:
    """Make or change the policy of an owner and item class.

    Wrong: way, quantity, rule-test-failed (as with rules; not if `despite_failures`).
    """
    _one_of(policy.way, WAYS, "way")
    days = policy.shelf_life_remaining_days_min
    if days is not None and not 0 <= days <= 36_500:
        raise Wrong(f"{days} days cannot remain.", "quantity", read=str(days))
    fields = asdict(policy) | {
        "owner": clean(policy.owner), "item_class": clean(policy.item_class), "actor": actor,
        "at": ground.clock.now(),
    }  # fmt: skip
    what = f"Stock of {_whose(policy.owner, policy.item_class)}: {policy.way}"
    told = Told(what, actor, ground.clock.now(), despite_failures)
    with ground.pg.transaction() as conn, watched(conn, "allocation", told):
        conn.execute(SQL["put_policy"], fields)


def remove_allocation_policy(
    ground: Ground, *, owner: str, item_class: str, actor: str = "",
    despite_failures: bool = False,
) -> bool:  # fmt: skip
    """Forget a policy; the next wider one holds. False if there was none. Wrong: as putting it."""
    what = f"Stock of {_whose(owner, item_class)}: forgotten"
    told = Told(what, actor, ground.clock.now(), despite_failures)
    with ground.pg.transaction() as conn, watched(conn, "allocation", told):
        where = {"owner": owner, "item_class": item_class}
        return conn.execute(SQL["remove_policy"], where).rowcount > 0


def _whose(owner: str, item_class: str) -> str:
    return f"{owner or 'any owner'}, {f'class {item_class}' if item_class else 'any class'}"


def allocation_policies(ground: Ground) -> tuple[AllocationPolicy, ...]:
    with ground.pg.reading() as conn:
        return tuple(AllocationPolicy(**_named(row)) for row in conn.execute(SQL["policies"]))


def _named(row: Sequence[Any]) -> dict[str, Any]:
    names = ("owner", "item_class", "way", "packs_only", "whole_lines")
    return dict(zip(names, row, strict=False)) | {"shelf_life_remaining_days_min": row[5]}


def put_release_policy(
    ground: Ground, policy: ReleasePolicy, *, actor: str, despite_failures: bool = False
) -> None:
    """Say when a site releases what is allocated.

    Wrong: mode, quantity, unknown-site, rule-test-failed (not if `despite_failures`).
    """
    _one_of(policy.mode, MODES, "mode")
    if not 1 <= policy.open_picks_max <= 1_000_000:
        raise Wrong("At least one pick must be allowed to be open.", "quantity")
    with ground.pg.transaction() as conn:
        site_id = site_by_code(conn, policy.site).site_id
        told = Told(f"Release: {policy.mode}", actor, ground.clock.now(), despite_failures)
        with watched(conn, "release", told, site_id=site_id):
            conn.execute(
                SQL["put_release_policy"],
                {
                    "site_id": site_id, "mode": policy.mode, "at": ground.clock.now(),
                    "open_picks_max": policy.open_picks_max, "actor": actor,
                },
            )  # fmt: skip
        # What is held already goes by the new rule: its worker looks again.
        conn.execute("SELECT pg_notify('wms_work', '')")


def release_policies(ground: Ground) -> tuple[ReleasePolicy, ...]:
    with ground.pg.reading() as conn:
        return tuple(fetch_all(conn, ReleasePolicy, SQL["release_policies"]))


def put_wave_template(
    ground: Ground, template: WaveTemplate, *, actor: str, despite_failures: bool = False
) -> None:
    """Make or change a template.

    Wrong: picking, quantity, unknown-site, code, rule-test-failed (not if `despite_failures`).
    """
    _one_of(template.picking, PICKING, "picking")
    if not template.code.strip():
        raise Wrong("The template needs a code.", "code")
    if not (1 <= template.orders_max <= 5_000 and 1 <= template.orders_per_trip <= 100):
        raise Wrong("1 to 5,000 orders a wave, 1 to 100 a tour.", "quantity")
    if template.cutoff_within_min is not None and template.cutoff_within_min <= 0:
        raise Wrong("The cut-off is some minutes away.", "quantity")
    if template.orders_min is not None and not 1 <= template.orders_min <= template.orders_max:
        raise Wrong(
            f"A wave takes {template.orders_max} orders at most; it cannot wait for "
            f"{template.orders_min}.", "quantity", read=str(template.orders_min),
        )  # fmt: skip
    if template.wait_max_min is not None and not 1 <= template.wait_max_min <= 1440:
        raise Wrong("The first order waits 1 to 1,440 minutes.", "quantity")
    if template.pickers is not None and not 1 <= template.pickers <= PICKERS_MAX:
        raise Wrong(f"1 to {PICKERS_MAX} people pick a wave.", "quantity")
    if not 0 <= template.packing_min <= 1440:
        raise Wrong("Packing and loading take 0 to 1,440 minutes.", "quantity")
    with ground.pg.transaction() as conn:
        site_id = site_by_code(conn, template.site).site_id
        fields = asdict(template) | {
            "site_id": site_id, "code": clean(template.code),
            "owners": [*template.owners], "carrier_codes": [*template.carrier_codes],
            "at": ground.clock.now(), "actor": actor,
        }  # fmt: skip
        what = f"Template {template.code}"
        told = Told(what, actor, ground.clock.now(), despite_failures)
        with watched(conn, "release", told, site_id=site_id):
            conn.execute(SQL["put_template"], fields)


def remove_wave_template(
    ground: Ground, *, site: str, code: str, actor: str = "", despite_failures: bool = False
) -> bool:
    """Forget a template; waves made from it stay as they are. False if there was none.

    Wrong: unknown-site, rule-test-failed (not if `despite_failures`).
    """
    with ground.pg.transaction() as conn:
        site_id = site_by_code(conn, site).site_id
        where = {"site_id": site_id, "code": code}
        what = f"Template {code}: forgotten"
        told = Told(what, actor, ground.clock.now(), despite_failures)
        with watched(conn, "release", told, site_id=site_id):
            return conn.execute(SQL["remove_template"], where).rowcount > 0


def wave_templates(ground: Ground, *, site: str = "", code: str = "") -> tuple[WaveTemplate, ...]:
    with ground.pg.reading() as conn:
        return templates_in(conn, site_by_code(conn, site).site_id if site else None, code)


def templates_in(conn: Connection, site_id: int | None, code: str) -> tuple[WaveTemplate, ...]:
    """By site and code. site_id: None means every site.  code: "" means every code."""
    rows = conn.execute(SQL["templates"], {"site_id": site_id, "code": code})
    return tuple(
        WaveTemplate(
            site=row[0], code=row[1], picking=row[2], owners=tuple(row[3]),
            carrier_codes=tuple(row[4]), priority_max=row[5], cutoff_within_min=row[6],
            orders_max=row[7], orders_per_trip=row[8], orders_min=row[9], wait_max_min=row[10],
            pickers=row[11], packing_min=row[12],
        )
        for row in rows
    )  # fmt: skip


def _one_of(value: str, known: Sequence[str], what: str) -> None:
    if value not in known:
        raise Wrong(f"{value} is not one of {', '.join(known)}.", what, read=value)
