"""What planners of picking ask of labor: how long work takes, and how many people there are."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.labor.rules import (
    WALK_UNKNOWN_M,
    ZERO,
    expected_s,
    height_as_way_m,
    speed_and_lift,
)

SQL = named_sql("landbridge.wms.labor", "sql/labor.sql")
TOUR = "tour"  # taking a cart and leaving it: a handling like others

Needs = dict[str, tuple[str, ...]]


def people_of(conn: Connection, site_id: int, on_day: date) -> int | None:
    """How many people the shift of that day has; None if nobody said."""
    row = conn.execute(SQL["shift"], {"site_id": site_id, "on_day": on_day}).fetchone()
    return None if row is None else int(row[0])


def needs_of_picks(conn: Connection, site_id: int, zones: Sequence[str]) -> Needs:
    """What picks in each of these zones need."""
    where = {"site_id": site_id, "kind": "pick", "zones": [*zones]}
    rows = conn.execute(SQL["needs_by_zone"], where)
    return {row[0]: tuple(row[1]) for row in rows}


def pick_s(pieces: Decimal, needs: Sequence[str], z_mm: int | None) -> float:
    """One pick from a bin that stands so high (None: not known), without the way to it."""
    return float(expected_s("pick", pieces, ZERO, needs, heights_mm=(z_mm,)))


def reach_m(z_mm: int | None, needs: Sequence[str]) -> float:
    """What the height of a bin adds to each pick, as the way that one goes in that time."""
    return float(height_as_way_m(z_mm, needs))


def setup_s() -> float:
    """Beginning and ending a tour."""
    return float(expected_s(TOUR, ZERO, ZERO))


def way_s_per_m(needs: Sequence[Sequence[str]]) -> float:
    """A metre of a tour that comes to places with these needs: as fast as the slowest of them."""
    return float(1 / min((speed_and_lift(one)[0] for one in needs), default=speed_and_lift(())[0]))


def picks_s(count: int, pieces: Decimal, needs: Sequence[str], z_mm: int | None) -> float:
    """Picks of which only the places are known, all so high, with the usual ways between them."""
    each = expected_s("pick", pieces / max(1, count), WALK_UNKNOWN_M, needs, heights_mm=(z_mm,))
    return float(count * each)


def usual_way_m() -> float:
    """To a place that is not on the map."""
    return float(WALK_UNKNOWN_M)
