"""Asking for a study, planning it in the background, and reading it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from landbridge.kit.findings import LandbridgeError
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import plain
from landbridge.planning.slotting.problem import SlotMove, SlottingPlan
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import as_json, fetch_all, fetch_one
from landbridge.wms.inbound.putaway.finding import site_classes
from landbridge.wms.labor.standards import needs_of_picks
from landbridge.wms.layout.queries import tour_ground
from landbridge.wms.master.queries import (
    SiteRow,
    items_by_id,
    known_zones,
    site_by_code,
    site_by_id,
)
from landbridge.wms.outbound.waves.grouping import Walker
from landbridge.wms.upkeep.slotting.building import Home, LeftOut, Question, SlotRow, build, why
from landbridge.wms.upkeep.slotting.contracts import (
    SlottingAsked,
    SlottingMoveView,
    SlottingPage,
    SlottingStudy,
)

SQL = named_sql("landbridge.wms.upkeep", "sql/slotting.sql")
DAYS_MAX = 365
TRIPS_MAX = 4_000
SLOTS_MAX = 3_000
MOVES_MAX = 50
BUDGET_MS = 10_000
CAUTION = 1.0  # the next orders are alike, not the same
LOST = timedelta(minutes=10)
LEAST_M = 0.1  # a day; what saves less is not worth the work


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    slotting_id: int
    site_id: int
    zone: str
    days: int
    begun_at: datetime


@dataclass(frozen=True, slots=True)
class _Found:
    question: Question | None
    codes: tuple[str, ...]
    day_count: int
    walker: Walker
    left_out: LeftOut


def ask_slotting(
    ground: Ground, *, key: str, actor: str, site: str, zone: str = "", days: int = 28
) -> SlottingAsked:
    """Have a worker look which items should change their bins; it takes some seconds, and nobody
    waits for it. zone: only items that are picked from there. Wrong: unknown-site, unknown-zone,
    days, asked."""

    def work(conn: Connection) -> SlottingAsked:
        place = site_by_code(conn, site)
        if not 1 <= days <= DAYS_MAX:
            raise Wrong(f"Between 1 and {DAYS_MAX} days are looked at.", "days", read=str(days))
        known_zones(conn, place.site_id, [zone.strip()])
        conn.execute("SELECT FROM site WHERE site_id = %s FOR NO KEY UPDATE", [place.site_id])
        where: dict[str, object] = {"site_id": place.site_id}
        if conn.execute(SQL["open_of_site"], where).fetchone() is not None:
            raise Wrong("A worker is looking already. Its proposals come here.", "asked")
        where |= {"zone": zone.strip(), "days": days, "at": ground.clock.now(), "actor": actor}
        row = conn.execute(SQL["ask"], where).fetchone()
        assert row is not None
        text = f"The picks of {days} days are looked at. Proposals come here in a minute."
        return SlottingAsked(slotting_id=row[0], text=text)

    return once(
        ground, work, key=key, operation="ask_slotting", actor=actor, inputs=(site, zone, days),
        answer=SlottingAsked,
    )  # fmt: skip


def study_slotting(
    ground: Ground, *, budget_ms: float = BUDGET_MS, steps: int | None = None
) -> int | None:
    """Plan the oldest study that waits; its id, None if there is none. A worker's turn: it plans
    outside of any transaction. What a lost worker had begun is begun anew after ten minutes."""

    def take(conn: Connection) -> _Taken | None:
        now = ground.clock.now()
        return fetch_one(conn, _Taken, SQL["take"], {"now": now, "lost": now - LOST})

    taken = ground.pg.retrying(take)
    if taken is None:
        return None
    found = _look(ground, taken)
    if found.question is None:
        text = (
            "Nothing is proposed: bins need coordinates, and at least two items must have been "
            f"picked in {taken.days} days from pick bins of their own (see Replenishment)."
        )
        _write(ground, taken, found, None, text, failed=False)
        return taken.slotting_id
    # The planner and its compiler take a second to load; only workers need them.
    from landbridge.planning.slotting.planner import plan_slotting

    try:
        plan = plan_slotting(
            found.question.problem, seed=0, budget_ms=budget_ms, steps=steps, caution=CAUTION,
            moves_max=MOVES_MAX, together=True,
        )  # fmt: skip
    except LandbridgeError as error:
        _write(ground, taken, found, None, error.sentence(), failed=True)
        return taken.slotting_id
    _write(ground, taken, found, plan, " ".join(plan.explanation.sentences), failed=False)
    return taken.slotting_id


def _look(ground: Ground, taken: _Taken) -> _Found:
    with ground.pg.snapshot() as conn:
        place = site_by_id(conn, taken.site_id)
        since = ground.clock.now() - timedelta(days=taken.days)
        where: dict[str, object] = {
            "site_id": taken.site_id, "since": since, "zone": taken.zone,
        }  # fmt: skip
        homes = fetch_all(conn, Home, SQL["homes"], where)
        where |= {"homes": [home.bin_id for home in homes], "limit": SLOTS_MAX}
        slots = fetch_all(conn, SlotRow, SQL["slots"], where)
        where |= {"item_ids": [home.item_id for home in homes], "limit": TRIPS_MAX}
        trips = conn.execute(SQL["trips"], where).fetchall()
        items = items_by_id(conn, [home.item_id for home in homes])
        left_out = fetch_one(conn, LeftOut, SQL["left_out"], where)
        classes = site_classes(conn, taken.site_id)
        needs = needs_of_picks(conn, taken.site_id, sorted({slot.zone for slot in slots}))
    walker = Walker.of(tour_ground(ground, site=place.code))
    question = build(walker, homes, slots, [row[0] for row in trips], items, classes, needs)
    names = tuple(items[home.item_id].code for home in question.homes) if question else ()
    assert left_out is not None
    off_map = sum(home.bin not in walker.places for home in homes)
    left_out = replace(left_out, off_map=off_map)
    return _Found(question, names, _days(place, [row[1] for row in trips]), walker, left_out)


def _days(place: SiteRow, instants: list[datetime]) -> int:
    return max(1, len({instant.astimezone(place.zone_info).date() for instant in instants}))


def _write(
    ground: Ground, taken: _Taken, found: _Found, plan: SlottingPlan | None, text: str, *,
    failed: bool,
) -> None:  # fmt: skip
    question = found.question
    text = f"{text} {found.left_out.sentence()}".strip()
    where = {
        "slotting_id": taken.slotting_id, "begun_at": taken.begun_at, "at": ground.clock.now(),
        "text": text, "failed": failed, "day_count": found.day_count,
        "item_count": len(question.homes) if question else 0,
        "trip_count": sum(question.problem.times) if question else 0,
        "now_m": _metres(plan.now_cost_m) if plan else None,
        "planned_m": _metres(plan.cost_m) if plan else None,
    }  # fmt: skip
    rows = _rows(found, plan) if plan is not None and question is not None else []

    def work(conn: Connection) -> None:
        # A worker that was thought lost writes nothing beside the one that took its place.
        if conn.execute(SQL["finish"], where).fetchone() is not None and rows:
            moves = {"slotting_id": taken.slotting_id, "rows": as_json(rows)}
            conn.execute(SQL["insert_moves"], moves)

    ground.pg.retrying(work)


def _metres(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(plain(Decimal(str(round(value, 1)))))


def _rows(found: _Found, plan: SlottingPlan) -> list[dict[str, object]]:
    question = found.question
    assert question is not None
    rows: list[dict[str, object]] = []
    for bundle in _bundles(plan.moves, found.day_count):
        share = _metres(sum(move.worth_m for move in bundle) / found.day_count / len(bundle))
        first, last = len(rows) + 1, len(rows) + len(bundle)
        for move in bundle:
            walked = {slot: _there_and_back(found.walker, question.slots[slot].bin)
                      for slot in (move.from_slot, move.to_slot)}  # fmt: skip
            text = why(question, move.item, walked, found.codes, found.day_count,
                       source=move.from_slot, target=move.to_slot)  # fmt: skip
            if len(bundle) > 1:
                text = f"Pays with moves {first} to {last} together: accept all of them. {text}"
            rows.append(
                {
                    "place": len(rows) + 1, "item_id": question.homes[move.item].item_id,
                    "from_bin_id": question.slots[move.from_slot].bin_id,
                    "to_bin_id": question.slots[move.to_slot].bin_id,
                    "other_item_id": None if move.other is None
                    else question.homes[move.other].item_id,
                    "saved_m": share, "why": text,
                }
            )  # fmt: skip
    return rows


def _bundles(moves: Sequence[SlotMove], days: int) -> list[list[SlotMove]]:
    """Moves that pay by themselves, one by one; those that pay only together, together."""
    bundles: list[list[SlotMove]] = []
    open_: list[SlotMove] = []
    for move in moves:
        open_.append(move)
        if sum(one.worth_m for one in open_) / days >= LEAST_M:
            bundles.append(open_)
            open_ = []
    return bundles


def _there_and_back(walker: Walker, bin: str) -> float:
    tour = walker.tour([(bin, 0)])
    return tour.length_m if tour is not None and tour.length_m is not None else 0.0


def slotting_studies(ground: Ground, *, site: str = "") -> tuple[SlottingStudy, ...]:
    """The newest twenty."""
    with ground.pg.reading() as conn:
        site_id = site_by_code(conn, site).site_id if site else None
        where = {"slotting_id": None, "site_id": site_id, "limit": 20}
        return tuple(fetch_all(conn, SlottingStudy, SQL["studies"], where))


def slotting_study(ground: Ground, *, slotting_id: int) -> SlottingPage | None:
    """A study with the moves it proposes, the one that pays most first."""
    with ground.pg.snapshot() as conn:
        where = {"slotting_id": slotting_id, "site_id": None, "limit": 1}
        study = fetch_one(conn, SlottingStudy, SQL["studies"], where)
        if study is None:
            return None
        moves = fetch_all(conn, SlottingMoveView, SQL["moves"], where)
    return SlottingPage(study=study, moves=tuple(moves))
