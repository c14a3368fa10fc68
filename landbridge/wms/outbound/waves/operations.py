"""Planning, releasing and taking back waves.

Releasing is idempotent by nature: what a line holds becomes picks and is held no more, so a second
release finds nothing, and a later one finds what was allocated since (T-27).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from math import inf

from landbridge.kit.ground import Ground
from landbridge.kit.pg.columns import numbers, texts
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.words import counted
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import as_json, fetch_one
from landbridge.wms.master.queries import SiteRow, site_by_code
from landbridge.wms.outbound.allocation.releasing import (
    BY_MODE,
    MadePick,
    Picks,
    count_released,
    release_held,
)
from landbridge.wms.outbound.cutoffs.queries import times
from landbridge.wms.outbound.waves.contracts import (
    TakenOff,
    WavePlanned,
    WaveReleased,
    WaveTemplate,
)
from landbridge.wms.outbound.waves.grouping import Trip, TripTimes
from landbridge.wms.outbound.waves.outlook import metres
from landbridge.wms.outbound.waves.planning import PlannedWave, plan_wave_trips
from landbridge.wms.outbound.waves.settings import templates_in
from landbridge.wms.tasks.operations import close_tasks

SQL = named_sql("landbridge.wms.outbound", "sql/waves.sql")
CANDIDATES_MAX = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveNow:
    wave_id: int
    number: str
    site_id: int
    picking: str
    orders_per_trip: int
    state: str


def plan_wave(ground: Ground, *, key: str, actor: str, site: str, template: str) -> WavePlanned:
    """Choose orders that hold stock, by cut-off, priority and age, into a new wave.

    Wrong: unknown-site, not-found (no such template).
    """

    def work(conn: Connection) -> WavePlanned:
        place = site_by_code(conn, site)
        known = templates_in(conn, place.site_id, template)
        if not template or not known:
            raise Wrong(f"There is no template {template}.", "not-found", read=template)
        chosen = known[0]
        wanted = choose(ground, conn, place, chosen)[: chosen.orders_max]
        return make_wave(ground, conn, place, chosen, wanted, actor=actor)

    return once(
        ground, work, key=key, operation="plan_wave", actor=actor, inputs=(site, template),
        answer=WavePlanned,
    )  # fmt: skip


def make_wave(
    ground: Ground,
    conn: Connection,
    site: SiteRow,
    template: WaveTemplate,
    wanted: Sequence[int],
    *,
    actor: str,
) -> WavePlanned:
    """A wave of those of the wanted orders that still hold stock and are in no wave."""
    order_ids = [r[0] for r in conn.execute(SQL["lock_orders"], {"order_ids": [*wanted]})]
    if not order_ids:
        return WavePlanned(
            wave_id=0, number="", order_count=0,
            text="No order that fits holds stock which is not on the floor yet.",
        )  # fmt: skip
    made = conn.execute(
        SQL["insert_wave"],
        {
            "site_id": site.site_id, "template": template.code, "picking": template.picking,
            "orders_per_trip": template.orders_per_trip, "at": ground.clock.now(),
            "pickers": template.pickers, "packing_min": template.packing_min, "actor": actor,
        },
    ).fetchone()  # fmt: skip
    assert made is not None
    conn.execute(SQL["join_wave"], {"wave_id": made[0], "order_ids": order_ids})
    count_released(ground, conn, template.code, {site.site_id: len(order_ids)})
    return WavePlanned(
        wave_id=made[0], number=made[1], order_count=len(order_ids),
        text=f"Wave {made[1]}: {counted(len(order_ids), 'order')}.",
    )  # fmt: skip


def choose(ground: Ground, conn: Connection, site: SiteRow, template: WaveTemplate) -> list[int]:
    """Orders that fit, the nearest cut-off first, then by priority and age."""
    now = ground.clock.now()
    rows = conn.execute(
        SQL["candidates"],
        {
            "site_id": site.site_id, "owners": [*template.owners], "limit": CANDIDATES_MAX,
            "carrier_codes": [*template.carrier_codes], "priority_max": template.priority_max,
        },
    ).fetchall()  # fmt: skip
    known = times(conn, now)
    latest = None
    if template.cutoff_within_min is not None:
        latest = now + timedelta(minutes=template.cutoff_within_min)
    found = []
    for order_id, priority, *place in rows:
        until = known.of(site.site_id, site.timezone, *place).leaving.until
        if latest is None or (until is not None and until <= latest):
            found.append((until is None, until or now, priority, order_id))
    return [entry[3] for entry in sorted(found)]


def release_wave(
    ground: Ground, *, key: str, actor: str, wave_id: int, pickers: int | None = None
) -> WaveReleased:
    """Send what the wave's orders hold to the floor, with tours; where orders have a cut-off, in
    time for it as far as that can be. pickers: how many pick it, instead of what is known.

    The tours are planned before anything is locked; what changes meanwhile follows the pick
    sequence. Wrong: not-found, wave-cancelled, quantity.
    """
    start = ground.clock.monotonic()
    planned = plan_wave_trips(ground, wave_id, pickers=pickers)
    planning_ms = round((ground.clock.monotonic() - start) * 1000)

    def work(conn: Connection) -> WaveReleased:
        wave = _lock_wave(conn, wave_id)
        rows = conn.execute(SQL["orders_of_wave"], {"wave_id": wave_id})
        order_ids = [row[0] for row in rows]
        picks = release_held(ground, conn, order_ids, actor=actor)
        if picks.tasks:
            _join_clusters(conn, wave_id, planned, picks)
            _write_dues(conn, wave_id, planned)
        whole = planned.whole
        conn.execute(
            SQL["wave_released"],
            {
                "wave_id": wave_id, "at": ground.clock.now(), "before_m": whole.before_m,
                "planned_m": whole.planned_m, "bound_m": whole.bound_m, "work_s": whole.work_s,
                "work_bound_s": whole.work_bound_s, "pickers": planned.pickers,
                "plan_text": whole.text, "advice": planned.advice,
            },
        )  # fmt: skip
        done = _released(wave, len(order_ids), picks, planned)
        return replace(done, planning_ms=planning_ms)

    return once(
        ground, work, key=key, operation="release_wave", actor=actor, answer=WaveReleased,
        inputs=(wave_id,) if pickers is None else (wave_id, pickers),
    )  # fmt: skip


def _released(wave: WaveNow, orders: int, picks: Picks, planned: PlannedWave) -> WaveReleased:
    text = f"Wave {wave.number}: {counted(len(picks.tasks), 'pick')} released."
    if not picks.tasks:
        text = f"Wave {wave.number}: everything it holds is on the floor already."
    elif planned.advice:
        text = f"{text} {planned.advice}"
    whole = planned.whole
    return WaveReleased(
        wave_id=wave.wave_id, number=wave.number, order_count=orders,
        task_count=len(picks.tasks), quantity=picks.quantity,
        tour_count=planned.tour_count if picks.tasks else 0, before_m=metres(whole.before_m),
        planned_m=metres(whole.planned_m), bound_m=metres(whole.bound_m), text=text,
        outlook=planned.outlook() if picks.tasks else None,
    )  # fmt: skip


def _lock_wave(conn: Connection, wave_id: int) -> WaveNow:
    wave = fetch_one(conn, WaveNow, SQL["lock_wave"], {"wave_id": wave_id})
    if wave is None:
        raise Wrong("There is no such wave.", "not-found", read=str(wave_id))
    if wave.state == "cancelled":
        raise Wrong(f"Wave {wave.number} was cancelled.", "wave-cancelled", read=wave.number)
    return wave


def _join_clusters(conn: Connection, wave_id: int, planned: PlannedWave, picks: Picks) -> None:
    trips = [(zone, trip) for zone, plan in planned.zones for trip in plan.trips]
    if not trips:
        return
    rows = [
        {
            "zone": zone, "place": place, "order_count": len(trip.order_ids),
            "length_m": metres(trip.length_m),
        } | _instants(planned, trip.times)
        for place, (zone, trip) in enumerate(sorted(trips, key=_turn), 1)
    ]  # fmt: skip
    made = conn.execute(SQL["insert_clusters"], {"wave_id": wave_id, "rows": as_json(rows)})
    ids = [row[0] for row in made]
    here: dict[tuple[int, str], tuple[int, int]] = {}
    for cluster_id, (_, trip) in zip(ids, sorted(trips, key=_turn), strict=True):
        places = {code: place for place, code in enumerate(trip.bins, 1)}
        for order_id in trip.order_ids:
            here |= {(order_id, code): (cluster_id, place) for code, place in places.items()}
    _write_clusters(conn, here, picks.tasks)


def _turn(zoned: tuple[str, Trip]) -> tuple[float, float]:
    """What has to begin first is first; what is not due stays in its order behind it."""
    times = zoned[1].times
    if times is None:
        return (inf, 0.0)
    return (inf if times.begin_by_s is None else times.begin_by_s, times.start_s)


def _instants(planned: PlannedWave, times: TripTimes | None) -> dict[str, object]:
    begin_by = back = None
    if times is not None:
        back = planned.at + timedelta(seconds=times.end_s)
        if times.begin_by_s is not None:
            begin_by = planned.at + timedelta(seconds=times.begin_by_s)
    priority = None if times is None else times.priority
    return {"begin_by_at": begin_by, "back_at": back, "priority": priority}


def _write_dues(conn: Connection, wave_id: int, planned: PlannedWave) -> None:
    if planned.dues:
        rows = [
            {
                "order_id": one.order_id, "cutoff_at": one.cutoff_at, "due_at": one.due_at,
                "back_at": one.back_at,
            }
            for one in planned.dues
        ]  # fmt: skip
        conn.execute(SQL["put_dues"], {"wave_id": wave_id, "rows": as_json(rows)})


def _write_clusters(
    conn: Connection, here: dict[tuple[int, str], tuple[int, int]], tasks: Sequence[MadePick]
) -> None:
    pairs = {(task.order_id, task.bin) for task in tasks} & here.keys()
    chosen = sorted(pairs)
    conn.execute(
        SQL["join_clusters"],
        {
            "order_ids": numbers([pair[0] for pair in chosen]),
            "bins": texts([pair[1] for pair in chosen]),
            "cluster_ids": numbers([here[pair][0] for pair in chosen]),
            "sequences": numbers([here[pair][1] for pair in chosen]),
            "task_ids": numbers([task.task_id for task in tasks]),
        },
    )


def cancel_wave(ground: Ground, *, key: str, actor: str, wave_id: int) -> TakenOff:
    """Take picks nobody has begun off the floor; their stock stays held for the orders, which may
    join another wave. Wrong: not-found, wave-cancelled.
    """

    def work(conn: Connection) -> TakenOff:
        wave = _lock_wave(conn, wave_id)
        rows = conn.execute(SQL["orders_of_wave"], {"wave_id": wave_id})
        order_ids = [row[0] for row in rows]
        now = ground.clock.now()
        where = {"order_ids": order_ids, "now": now}
        task_ids = [row[0] for row in conn.execute(SQL["unclaimed_picks"], where)]
        if task_ids:
            conn.execute(SQL["back_to_held"], {"task_ids": task_ids})
            close_tasks(conn, task_ids, outcome="cancelled", at=now)
        conn.execute(SQL["leave_wave"], {"wave_id": wave_id})
        conn.execute(SQL["forget_dues"], {"wave_id": wave_id})
        conn.execute(SQL["wave_cancelled"], {"wave_id": wave_id})
        text = f"Wave {wave.number} cancelled; {counted(len(task_ids), 'pick')} taken off."
        return TakenOff(task_count=len(task_ids), text=text)

    return once(
        ground, work, key=key, operation="cancel_wave", actor=actor, inputs=(wave_id,),
        answer=TakenOff,
    )  # fmt: skip


def release_by_capacity(ground: Ground, *, site: str, limit: int = 200) -> WaveReleased | None:
    """Where a site releases by capacity: send the most urgent held orders to the floor while there
    is room. None where it does not, or where nothing is to be done. Any number side by side.
    """

    def work(conn: Connection) -> WaveReleased | None:
        place = site_by_code(conn, site)
        row = conn.execute(
            "SELECT mode, open_picks_max FROM release_policy WHERE site_id = %s FOR UPDATE",
            [place.site_id],
        ).fetchone()
        if row is None or row[0] != "capacity":
            return None
        count = conn.execute(SQL["open_pick_count"], {"site_id": place.site_id}).fetchone()
        room = row[1] - (count[0] if count else 0)
        if room <= 0:
            return None
        template = WaveTemplate(site=site, code="")
        wanted = choose(ground, conn, place, template)[: min(limit, room)]
        made: list[MadePick] = []
        for order_id in wanted:
            if len(made) >= room:
                break
            if conn.execute(SQL["lock_orders"], {"order_ids": [order_id]}).fetchone():
                made += release_held(ground, conn, [order_id], actor="release").tasks
        if not made:
            return None
        picks = Picks(tuple(made))
        sent = len({pick.order_id for pick in made})
        count_released(ground, conn, BY_MODE["capacity"], {place.site_id: sent})
        wave = WaveNow(
            wave_id=0, number="", site_id=place.site_id, picking="single", orders_per_trip=1,
            state="released",
        )  # fmt: skip
        nothing = PlannedWave(at=ground.clock.now(), packing_min=0)
        return replace(_released(wave, sent, picks, nothing), outlook=None)

    return ground.pg.retrying(work)
