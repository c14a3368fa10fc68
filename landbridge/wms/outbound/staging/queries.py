"""Where cartons stand that have not left, and where to bring one."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.contracts import Page, Wrong
from landbridge.wms.forms.rows import (
    clean,
    fetch_all,
    fetch_one,
    page_limit,
    page_of,
    read_position,
)
from landbridge.wms.master.queries import site_by_code
from landbridge.wms.outbound.cutoffs.queries import times
from landbridge.wms.outbound.staging.contracts import (
    CartonsAt,
    CartonStanding,
    StagingPlace,
    StandingSum,
)
from landbridge.wms.outbound.staging.rules import (
    STAGED_KINDS,
    Advice,
    Going,
    Lane,
    Place,
    Truck,
    where_to,
)

SQL = named_sql("landbridge.wms.outbound", "sql/staging.sql")


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonNow:
    """A carton as it stands."""

    carton_id: int
    order_id: int
    sscc: str
    bin: str
    closed_at: datetime | None
    shipment_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingNow:
    """The order of a carton, as far as its way matters."""

    site_id: int
    site: str
    timezone: str
    order_number: str
    carrier_code: str
    service_code: str
    ship_on: date | None


def staging_place(
    ground: Ground, *, sscc: str = "", carton_id: int = 0, site: str = ""
) -> StagingPlace:
    """Where to bring a packed carton, and why there. site: where the question is asked.

    Wrong: unknown-code, carton-open, left, loaded, wrong-site.
    """
    with ground.pg.snapshot() as conn:
        found = find_carton(conn, sscc=sscc, carton_id=carton_id)
        carton = fetch_one(conn, CartonNow, SQL["carton"], {"carton_id": found[0]})
        assert carton is not None
        going = going_of(conn, carton.order_id)
        check_here(conn, carton, going, site=site)
        advice = advise(conn, going, carton, now=ground.clock.now())
        return StagingPlace(
            carton_id=carton.carton_id, sscc=carton.sscc, order_id=carton.order_id,
            order_number=going.order_number, carrier_code=going.carrier_code,
            stands_in=carton.bin, staged=is_staged(conn, going, carton),
            bin=advice.bin, text=advice.why, others=others_of(conn, carton, bin=carton.bin),
        )  # fmt: skip


def find_carton(conn: Connection, *, sscc: str, carton_id: int) -> tuple[int, int]:
    """Id and order of a carton, by its id if one is given. Wrong: unknown-code, not-found."""
    where = {"sscc": clean(sscc), "carton_id": carton_id}
    row = conn.execute(SQL["find_carton"], where).fetchone()
    if row is not None:
        return (row[0], row[1])
    if carton_id:
        raise Wrong("There is no such carton.", "not-found", read=str(carton_id))
    raise Wrong(f"No carton has the number {sscc}.", "unknown-code", read=sscc)


def going_of(conn: Connection, order_id: int) -> GoingNow:
    going = fetch_one(conn, GoingNow, SQL["going"], {"order_id": order_id})
    assert going is not None, "a carton has an order"
    return going


def check_here(conn: Connection, carton: CartonNow, going: GoingNow, *, site: str) -> None:
    """It is closed and stands here. Wrong: wrong-site, left, loaded, carton-open."""
    code = carton.sscc
    if site and going.site != site:
        raise Wrong(f"Carton {code} is of another site.", "wrong-site", read=code)
    if carton.shipment_id is not None:
        raise Wrong(f"Carton {code} has left already.", "left", read=code)
    if carton.closed_at is None:
        raise Wrong(f"Carton {code} is still open.", "carton-open", read=code)
    loaded = conn.execute(SQL["load_of_carton"], {"carton_id": carton.carton_id}).fetchone()
    if loaded is not None:
        raise Wrong(f"Carton {code} is on load {loaded[0]} already.", "loaded", read=code)


def advise(conn: Connection, going: GoingNow, carton: CartonNow, *, now: datetime) -> Advice:
    """Where the carton goes, as things stand now."""
    where = {
        "site_id": going.site_id, "order_id": carton.order_id, "carton_id": carton.carton_id,
    }  # fmt: skip
    known = times(conn, now)
    zone = ZoneInfo(going.timezone)

    def until(carrier: str, service: str, ship_on: date | None) -> datetime | None:
        leaves = known.of(going.site_id, going.timezone, ship_on, carrier, service)
        return leaves.leaving.until

    def label(carrier: str, leaves: datetime | None) -> str:
        if leaves is None:
            return carrier
        at = leaves.astimezone(zone)
        day = "" if at.date() == now.astimezone(zone).date() else f"{at:%Y-%m-%d} "
        return f"{carrier} {day}{at:%H:%M}".strip()

    return where_to(
        Going(
            order_number=going.order_number, carrier_code=going.carrier_code,
            service_code=going.service_code, ship_on=going.ship_on,
            staged_in=carton.bin if is_staged(conn, going, carton) else "",
        ),
        lanes=fetch_all(conn, Lane, SQL["lanes"], where),
        trucks=fetch_all(conn, Truck, SQL["trucks"], where),
        places=fetch_all(conn, Place, SQL["places"], where), until=until, label=label,
    )  # fmt: skip


def bring_text(conn: Connection, order_id: int, carton_id: int, *, now: datetime) -> str:
    """Where a carton that was just closed goes, to be said after that; "" where nobody stages."""
    going = going_of(conn, order_id)
    row = conn.execute(SQL["has_staging"], {"site_id": going.site_id}).fetchone()
    carton = fetch_one(conn, CartonNow, SQL["carton"], {"carton_id": carton_id})
    if row is None or not row[0] or carton is None:
        return ""
    advice = advise(conn, going, carton, now=now)
    if advice.bin == carton.bin:
        return f" It stays in {carton.bin}."
    return f" Bring it to {advice.bin}. {advice.why}"


def others_of(conn: Connection, carton: CartonNow, *, bin: str) -> tuple[CartonsAt, ...]:
    """Other bins than `bin` where cartons of its order stand."""
    where = {"order_id": carton.order_id, "carton_id": carton.carton_id, "bin": bin}
    return tuple(CartonsAt(row[0], row[1]) for row in conn.execute(SQL["others"], where))


def is_staged(conn: Connection, going: GoingNow, carton: CartonNow) -> bool:
    where = {"site_id": going.site_id, "bin": carton.bin}
    row = conn.execute(SQL["kind_of_bin"], where).fetchone()
    return row is not None and row[0] in STAGED_KINDS


def cartons_standing(
    ground: Ground, *, site: str = "", staged: bool | None = None, limit: int = 50,
    after: str = "",
) -> Page[CartonStanding]:  # fmt: skip
    """Closed cartons that have not left, the oldest first.

    staged: only those in staging and shipping bins, or only those elsewhere; both leave out what
    is on a load.
    """
    limit = page_limit(limit)
    start = read_position(after, int)
    with ground.pg.snapshot() as conn:
        where = {
            "site_id": site_by_code(conn, site).site_id if site else None, "staged": staged,
            "after": start[0] if start else 0, "limit": limit + 1,
        }  # fmt: skip
        rows = fetch_all(conn, CartonStanding, SQL["standing"], where)
    return page_of(rows, limit, "carton_id")


def cartons_to_stage(ground: Ground, *, site: str) -> int:
    """How many packed cartons of a site wait to be brought to a staging bin; 0 if it has none."""
    with ground.pg.reading() as conn:
        where = {"site_id": site_by_code(conn, site).site_id}
        row = conn.execute(SQL["count_to_stage"], where).fetchone()
    assert row is not None
    count: int = row[0]
    return count


def still_to_load(conn: Connection, load_id: int) -> tuple[StandingSum, ...]:
    """By bin, the cartons that an open load may still take; () once it is closed."""
    rows = conn.execute(SQL["to_load"], {"load_id": load_id})
    return tuple(
        StandingSum(
            bin=bin_, staged=staged, carton_count=count, mate_count=mates, ssccs=tuple(ssccs)
        )
        for bin_, staged, count, mates, ssccs in rows
    )
