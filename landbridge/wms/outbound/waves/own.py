"""Waves that begin by themselves, by what their templates say.

A wave is planned in one transaction and sent out in another; what a worker that dies in between
leaves behind, the next look sends out.
"""

from datetime import datetime, timedelta

from landbridge.kit.ground import Ground
from landbridge.kit.ids import uuid7
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.master.queries import SiteRow, site_by_code
from landbridge.wms.outbound.waves.contracts import WaveReleased, WaveTemplate
from landbridge.wms.outbound.waves.operations import choose, make_wave, release_wave
from landbridge.wms.outbound.waves.settings import templates_in

SQL = named_sql("landbridge.wms.outbound", "sql/waves.sql")
ACTOR = "clock"


def begin_own_waves(ground: Ground) -> tuple[WaveReleased, ...]:
    """Plan and release each wave that is due now, and send out after them what their orders have
    got since; what went out. Run it every few seconds.

    A template is looked at by one worker at a time.
    """
    with ground.pg.reading() as conn:
        templates = conn.execute(SQL["own_templates"]).fetchall()
    released = []
    for site, code, template_id in templates:
        for wave_id in _due_waves(ground, site, code, template_id):
            # Releasing what is released does nothing, so each look may have a key of its own.
            key = f"own-wave/{wave_id}/{uuid7(ground.clock.now(), ground.chance)}"
            released.append(release_wave(ground, key=key, actor=ACTOR, wave_id=wave_id))
    return tuple(released)


def _due_waves(ground: Ground, site: str, code: str, template_id: int) -> list[int]:
    def work(conn: Connection) -> list[int]:
        row = conn.execute(SQL["lock_template"], {"template_id": template_id}).fetchone()
        place = site_by_code(conn, site)
        known = templates_in(conn, place.site_id, code)
        if row is None or not known:
            return []
        where = {"site_id": place.site_id, "code": code, "actor": ACTOR}
        begun = [int(left[0]) for left in conn.execute(SQL["begun_waves"], where)]
        planned = _plan(ground, conn, place, known[0], template_id, since=row[0])
        return [*begun, planned] if planned else begun

    return ground.pg.retrying(work)


def _plan(
    ground: Ground,
    conn: Connection,
    site: SiteRow,
    template: WaveTemplate,
    template_id: int,
    *,
    since: datetime | None,
) -> int:
    """since: since when orders have been seen to wait."""
    now = ground.clock.now()
    wanted = choose(ground, conn, site, template)
    waiting = since or now
    wave_id = 0
    if wanted and is_due(template, waiting=len(wanted), since=waiting, now=now):
        chosen = wanted[: template.orders_max]
        wave_id = make_wave(ground, conn, site, template, chosen, actor=ACTOR).wave_id
        left = len(wanted) > len(chosen)
        waiting_now = now if left else None
    else:
        waiting_now = waiting if wanted else None
    if waiting_now != since:
        conn.execute(SQL["waiting_since"], {"template_id": template_id, "since": waiting_now})
    return wave_id


def is_due(template: WaveTemplate, *, waiting: int, since: datetime, now: datetime) -> bool:
    """Whether so many waiting orders, the first of them seen at `since`, are to go now."""
    if template.orders_min is not None and waiting >= template.orders_min:
        return True
    longest = template.wait_max_min
    return longest is not None and now - since >= timedelta(minutes=longest)
