"""Which abilities tasks need and who has them, as a site has set it."""

from landbridge.kit.ground import Ground
from landbridge.kit.pg.named import named_sql
from landbridge.wms.labor.contracts import TaskNeed, WorkerAbilities
from landbridge.wms.master.queries import site_by_code

SQL = named_sql("landbridge.wms.labor", "sql/labor.sql")


def task_needs(ground: Ground, *, site: str = "") -> tuple[TaskNeed, ...]:
    """By site, kind and zone. Wrong("unknown-site")."""
    with ground.pg.reading() as conn:
        where = {"site_id": site_by_code(conn, site).site_id if site else None}
        return tuple(
            TaskNeed(site=row[0], kind=row[1], zone=row[2], needs=tuple(row[3]))
            for row in conn.execute(SQL["needs"], where)
        )


def worker_abilities(ground: Ground) -> tuple[WorkerAbilities, ...]:
    """Everybody of whom something was said, by name."""
    with ground.pg.reading() as conn:
        return tuple(
            WorkerAbilities(
                worker=row[0], abilities=tuple(row[1]), changed_at=row[2], changed_by=row[3]
            )
            for row in conn.execute(SQL["abilities"])
        )
