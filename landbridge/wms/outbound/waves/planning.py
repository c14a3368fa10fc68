"""How a wave is picked: its tours, in time for its orders' cut-offs where they have some.

Nothing is written and nothing locked; what changes meanwhile follows the pick sequence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.rows import fetch_all, fetch_one
from landbridge.wms.labor import standards
from landbridge.wms.layout.queries import tour_ground
from landbridge.wms.master.queries import site_by_id
from landbridge.wms.outbound.cutoffs.queries import times
from landbridge.wms.outbound.waves.contracts import PICKERS_MAX, WaveOutlook
from landbridge.wms.outbound.waves.grouping import OrderStops, Trips, Walker, metres_of, plan_trips
from landbridge.wms.outbound.waves.outlook import OrderDue, advice_for, outlook_of
from landbridge.wms.outbound.waves.timing import (
    Crew,
    OrderNeed,
    backs_s,
    pickers_enough,
    plan_in_time,
    share_pickers,
    trip_s,
)

SQL = named_sql("landbridge.wms.outbound", "sql/waves.sql")
ZERO = Decimal(0)
NOTHING = Trips()
AHEAD_S = 60  # less work of others is not told


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedWave:
    """at: when; all seconds of its trips count from then.  zones: one, "", but in zone picking."""

    at: datetime
    packing_min: int
    zones: tuple[tuple[str, Trips], ...] = ()
    whole: Trips = NOTHING
    dues: tuple[OrderDue, ...] = ()
    pickers: int | None = None
    advice: str = ""

    @property
    def tour_count(self) -> int:
        return sum(len(plan.trips) for _, plan in self.zones)

    def outlook(self) -> WaveOutlook:
        return outlook_of(
            self.dues, pickers=self.pickers, packing_min=self.packing_min, whole=self.whole,
            tour_count=self.tour_count, advice=self.advice,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wave:
    wave_id: int
    number: str
    site_id: int
    site: str
    picking: str
    orders_per_trip: int
    state: str
    pickers: int | None
    packing_min: int

    @property
    def per_trip(self) -> int:
        return 1 if self.picking == "single" else self.orders_per_trip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pick:
    """Stock that an order holds in a bin, and will be one pick."""

    order_id: int
    bin: str
    zone: str
    pick_sequence: int
    z_mm: int | None
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    order_id: int
    number: str
    priority: int
    cutoff_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Facts:
    """people: who picks, and how that is known.  ahead_s: others' due work, by zone."""

    wave: _Wave
    orders: Mapping[int, _Order]
    picks: Sequence[_Pick]
    needs: standards.Needs
    people: tuple[int, str]
    ahead_s: Mapping[str, float]


def preview_wave(ground: Ground, *, wave_id: int, pickers: int | None = None) -> WaveOutlook:
    """How the wave would go if it was released now. pickers: instead of what is known.

    Wrong: not-found, quantity.
    """
    return plan_wave_trips(ground, wave_id, pickers=pickers).outlook()


def plan_wave_trips(
    ground: Ground, wave_id: int, *, pickers: int | None = None
) -> PlannedWave:  # fmt: skip
    """Tours for what the wave's orders hold now, for each zone in zone picking."""
    if pickers is not None and not 1 <= pickers <= PICKERS_MAX:
        raise Wrong(f"1 to {PICKERS_MAX} people pick a wave.", "quantity", read=str(pickers))
    now = ground.clock.now()
    with ground.pg.snapshot() as conn:
        facts = _facts(conn, wave_id, now, pickers)
    empty = PlannedWave(at=now, packing_min=facts.wave.packing_min)
    if not facts.picks:
        return empty
    codes = tuple({pick.bin for pick in facts.picks})
    walker = Walker.of(tour_ground(ground, site=facts.wave.site, codes=codes))
    zones = _zones(facts)
    parts = [_part(facts, zone, now) for zone in zones]
    if all(order.due_at is None for order in facts.orders.values()):
        return _without_dues(facts, walker, zones, parts, empty)
    return _in_time(facts, walker, zones, parts, empty)


@dataclass(frozen=True, slots=True)
class _Part:
    """What is planned by itself: a wave, or what it has in one zone."""

    stops: tuple[OrderStops, ...]
    needs: Mapping[int, OrderNeed]
    crew: Crew


def _zones(facts: _Facts) -> list[str]:
    return sorted({pick.zone for pick in facts.picks}) if facts.wave.picking == "zone" else [""]


def _part(facts: _Facts, zone: str, now: datetime) -> _Part:
    picks = [pick for pick in facts.picks if facts.wave.picking != "zone" or pick.zone == zone]
    bins: dict[int, dict[tuple[str, int], None]] = {}
    times: dict[int, float] = {}
    for pick in picks:
        bins.setdefault(pick.order_id, {})[pick.bin, pick.pick_sequence] = None
        took = standards.pick_s(pick.quantity, facts.needs[pick.zone], pick.z_mm)
        times[pick.order_id] = times.get(pick.order_id, 0.0) + took
    needs = {
        order_id: OrderNeed(
            picking_s, _seconds(facts.orders[order_id].due_at, now),
            facts.orders[order_id].priority,
        )
        for order_id, picking_s in times.items()
    }  # fmt: skip
    zoned = facts.wave.picking == "zone"
    ahead = facts.ahead_s.get(zone, 0.0) if zoned else sum(facts.ahead_s.values())
    crew = Crew(
        pickers=facts.people[0], ahead_s=ahead, setup_s=standards.setup_s(),
        way_s_per_m=standards.way_s_per_m([facts.needs[one] for one in {p.zone for p in picks}]),
        usual_way_m=standards.usual_way_m(),
    )  # fmt: skip
    stops = tuple(OrderStops(order_id, tuple(places)) for order_id, places in bins.items())
    return _Part(stops, needs, crew)


def _seconds(at: datetime | None, now: datetime) -> float | None:
    return None if at is None else (at - now).total_seconds()


def _without_dues(
    facts: _Facts, walker: Walker, zones: Sequence[str], parts: Sequence[_Part],
    empty: PlannedWave,
) -> PlannedWave:  # fmt: skip
    found = []
    for zone, part in zip(zones, parts, strict=True):
        plan = plan_trips(walker, part.stops, per_trip=facts.wave.per_trip)
        work_s = None
        if metres_of(plan.trips) is not None:
            work_s = sum(trip_s(trip, part.needs, part.crew) for trip in plan.trips)
        found.append((zone, replace(plan, work_s=work_s)))
    return replace(empty, zones=tuple(found), whole=_whole(found))


def _in_time(
    facts: _Facts, walker: Walker, zones: Sequence[str], parts: Sequence[_Part],
    empty: PlannedWave,
) -> PlannedWave:  # fmt: skip
    people, whence = facts.people
    works = [sum(need.picking_s for need in part.needs.values()) for part in parts]
    found: list[tuple[str, Trips]] = []
    backs: dict[int, float] = {}
    enough, late_anyway, busy_s = 0, 0, 0.0
    for zone, part, pickers in zip(zones, parts, share_pickers(people, works), strict=True):
        crew = replace(part.crew, pickers=pickers)
        plan = plan_in_time(walker, part.stops, part.needs, crew, per_trip=facts.wave.per_trip)
        found.append((zone, plan))
        for order_id, back in backs_s(plan.trips).items():
            backs[order_id] = max(back, backs.get(order_id, 0.0))
        wanted, hopeless = pickers_enough(plan.trips, part.needs, crew)
        enough, late_anyway = enough + wanted, late_anyway + hopeless
        busy_s = max(busy_s, crew.ready_s)
    whole = _whole(found)
    said = [whole.text, f"Pickers: {people}, {whence}."]
    if busy_s >= AHEAD_S:
        said.append(f"Other picks that are due keep them busy for {busy_s / 60:.0f} minutes first.")
    if len(zones) > people:
        said.append("Each zone is counted with one picker.")
    dues = tuple(
        OrderDue(order_id=order.order_id, number=order.number, cutoff_at=order.cutoff_at,
                 due_at=order.due_at, back_at=empty.at + timedelta(seconds=backs[order.order_id]))
        for order in facts.orders.values()
        if order.cutoff_at is not None and order.due_at is not None and order.order_id in backs
    )  # fmt: skip
    advice = advice_for(dues, pickers=people, enough=enough, late_anyway=late_anyway)
    return replace(
        empty, zones=tuple(found), whole=replace(whole, text=" ".join(said)[:2000]), dues=dues,
        pickers=people, advice=advice,
    )  # fmt: skip


def _whole(plans: Sequence[tuple[str, Trips]]) -> Trips:
    def total(values: Sequence[float | None]) -> float | None:
        known = [value for value in values if value is not None]
        return sum(known) if known and len(known) == len(values) else None

    return Trips(
        (),
        total([plan.before_m for _, plan in plans]),
        total([plan.planned_m for _, plan in plans]),
        total([plan.bound_m for _, plan in plans]),
        " ".join(f"{zone + ': ' if zone else ''}{plan.text}" for zone, plan in plans)[:2000],
        total([plan.work_s for _, plan in plans]),
        total([plan.work_bound_s for _, plan in plans]),
    )


def _facts(conn: Connection, wave_id: int, now: datetime, pickers: int | None) -> _Facts:
    wave = fetch_one(conn, _Wave, SQL["find_wave"], {"wave_id": wave_id})
    if wave is None:
        raise Wrong("There is no such wave.", "not-found", read=str(wave_id))
    picks = fetch_all(conn, _Pick, SQL["places_of_wave"], {"wave_id": wave_id})
    orders = _orders(conn, wave, now)
    zones = sorted({pick.zone for pick in picks})
    needs = standards.needs_of_picks(conn, wave.site_id, zones)
    people = _people(conn, wave, now, pickers)
    ahead: dict[str, float] = {}
    dues = [order.due_at for order in orders.values() if order.due_at is not None]
    if picks and dues:
        where = {"site_id": wave.site_id, "wave_id": wave_id, "now": now, "latest": max(dues)}
        rows = conn.execute(SQL["picks_ahead"], where).fetchall()
        known = needs | standards.needs_of_picks(conn, wave.site_id, [*{row[0] for row in rows}])
        for zone, z_mm, count, pieces in rows:
            took = standards.picks_s(count, pieces, known[zone], z_mm)
            ahead[zone] = ahead.get(zone, 0.0) + took
    return _Facts(wave, orders, picks, needs, people, ahead)


def _orders(conn: Connection, wave: _Wave, now: datetime) -> dict[int, _Order]:
    """Each order with the instant until which it must be ready to leave, and must be back."""
    timezone = site_by_id(conn, wave.site_id).timezone
    known = times(conn, now)
    packing = timedelta(minutes=wave.packing_min)
    found = {}
    for order_id, number, priority, *place in conn.execute(
        SQL["leaving_of_wave"], {"wave_id": wave.wave_id}
    ):
        until = known.of(wave.site_id, timezone, *place).leaving.until
        found[order_id] = _Order(
            order_id=order_id, number=number, priority=priority, cutoff_at=until,
            due_at=None if until is None else until - packing,
        )  # fmt: skip
    return found


def _people(conn: Connection, wave: _Wave, now: datetime, pickers: int | None) -> tuple[int, str]:
    """How many pick the wave, and how that is known."""
    if pickers is not None:
        return pickers, "as asked for"
    if wave.pickers is not None:
        return wave.pickers, "as its template says"
    day = now.astimezone(site_by_id(conn, wave.site_id).zone_info).date()
    people = standards.people_of(conn, wave.site_id, day)
    if people:
        return min(people, PICKERS_MAX), "as the day's shift has people"
    return 1, "as nobody said how many people there are today"
