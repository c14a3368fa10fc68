"""Asking for a look at the levels of pick bins, working it out in the background, accepting it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from landbridge.kit.findings import LandbridgeError
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.words import counted
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import as_json, fetch_all, fetch_one
from landbridge.wms.master.queries import items_by_id, site_by_code, site_by_id
from landbridge.wms.upkeep.levels.contracts import (
    LevelPage,
    LevelProposal,
    LevelsAccepted,
    LevelsAsked,
    LevelStudy,
)
from landbridge.wms.upkeep.levels.rules import DAYS_MIN, SAME, Face, Level, Wish, level_of

SQL = named_sql("landbridge.wms.upkeep", "sql/levels.sql")
DAYS_MAX = 365
SPAN_MAX = 28
PROPOSALS_MAX = 500
LOST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    level_study_id: int
    site_id: int
    days: int
    service: Decimal
    lead_days: int
    review_days: int
    begun_at: datetime

    @property
    def wish(self) -> Wish:
        return Wish(
            service=self.service, lead_days=self.lead_days, review_days=self.review_days
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Found:
    """faces: all pick bins that are in use.  levels: proposed, the largest change first."""

    days: Sequence[date]
    faces: Sequence[Face]
    levels: Sequence[tuple[Face, Level]]
    text: str


def ask_levels(
    ground: Ground, *, key: str, actor: str, site: str, days: int = 84,
    service: Decimal = Decimal("0.95"), lead_days: int = 1, review_days: int = 1,
) -> LevelsAsked:  # fmt: skip
    """Have a worker look how full each pick bin should be, by what was picked from it; nobody waits
    for it. service: in which share of cases a minimum shall last over both spans.

    Wrong: unknown-site, days, service, asked.
    """

    def work(conn: Connection) -> LevelsAsked:
        place = site_by_code(conn, site)
        if not 1 <= days <= DAYS_MAX:
            raise Wrong(f"Between 1 and {DAYS_MAX} days are looked at.", "days", read=str(days))
        if not (0 <= lead_days <= SPAN_MAX and 1 <= review_days <= SPAN_MAX):
            raise Wrong(f"Goods come, and are looked at, within {SPAN_MAX} days.", "days")
        if not Decimal("0.5") <= service <= Decimal("0.999"):
            text = "A minimum lasts in 50 to 99.9 of 100 cases: a share from 0.5 to 0.999."
            raise Wrong(text, "service", read=str(service))
        conn.execute("SELECT FROM site WHERE site_id = %s FOR NO KEY UPDATE", [place.site_id])
        where: dict[str, object] = {"site_id": place.site_id}
        if conn.execute(SQL["open_of_site"], where).fetchone() is not None:
            raise Wrong("A worker is looking already. Its proposals come here.", "asked")
        where |= {
            "days": days, "service": service, "lead_days": lead_days, "review_days": review_days,
            "at": ground.clock.now(), "actor": actor,
        }  # fmt: skip
        row = conn.execute(SQL["ask"], where).fetchone()
        assert row is not None
        text = f"The picks of {days} days are looked at. Proposals come here in a minute."
        return LevelsAsked(level_study_id=row[0], text=text)

    return once(
        ground, work, key=key, operation="ask_levels", actor=actor, answer=LevelsAsked,
        inputs=(site, days, service, lead_days, review_days),
    )  # fmt: skip


def study_levels(ground: Ground) -> int | None:
    """Work out the oldest study that waits; its id, None if there is none. A worker's turn: it
    counts outside of any transaction. What a lost worker had begun is begun anew after ten minutes.
    """

    def take(conn: Connection) -> _Taken | None:
        now = ground.clock.now()
        return fetch_one(conn, _Taken, SQL["take"], {"now": now, "lost": now - LOST})

    taken = ground.pg.retrying(take)
    if taken is None:
        return None
    try:
        found = _look(ground, taken)
    except LandbridgeError as error:
        _write(ground, taken, _Found((), (), (), error.sentence()), failed=True)
    else:
        _write(ground, taken, found, failed=False)
    return taken.level_study_id


def _look(ground: Ground, taken: _Taken) -> _Found:
    with ground.pg.snapshot() as conn:
        place = site_by_id(conn, taken.site_id)
        # Whole days of the site: today is not over.
        today = ground.clock.now().astimezone(place.zone_info).date()
        since, until = (
            datetime.combine(day, time(), tzinfo=place.zone_info).astimezone(UTC)
            for day in (today - timedelta(days=taken.days), today)
        )
        where: dict[str, object] = {
            "site_id": taken.site_id, "since": since, "until": until, "zone": place.timezone,
        }  # fmt: skip
        faces = fetch_all(conn, Face, SQL["faces"], where)
        items = items_by_id(conn, {face.item_id for face in faces})
    if not faces:
        return _Found((), (), (), "Nothing is proposed: no bin of this site is a pick bin.")
    days = sorted(faces[0].site_days or ())
    picked = [face for face in faces if face.picks]
    if len(days) < DAYS_MIN:
        text = (
            f"Nothing is proposed: goods were picked on {counted(len(days), 'day')} of "
            f"{taken.days}, and fewer than {DAYS_MIN} say too little."
        )
        return _Found(days, faces, (), text)
    levels = [(face, level_of(face, items[face.item_id], days, taken.wish)) for face in picked]
    other = [(face, level) for face, level in levels if level.change(face) > SAME]
    other.sort(key=lambda one: (-one[1].change(one[0]), one[0].bin))
    text = (
        f"{counted(len(faces), 'pick bin')}: {len(other)} should be filled otherwise, "
        f"{len(levels) - len(other)} are right as they are within a tenth"
    )
    idle = len(faces) - len(picked)
    text += f"; nothing was picked from {idle}." if idle else "."
    if len(other) > PROPOSALS_MAX:
        text += f" The {PROPOSALS_MAX} that change most are proposed; accept them and look again."
    return _Found(days, faces, other[:PROPOSALS_MAX], text)


def _write(ground: Ground, taken: _Taken, found: _Found, *, failed: bool) -> None:
    where = {
        "level_study_id": taken.level_study_id, "begun_at": taken.begun_at,
        "at": ground.clock.now(), "text": found.text, "failed": failed,
        "bin_count": len(found.faces), "day_count": len(found.days),
    }  # fmt: skip
    rows = [
        {
            "place": place, "item_id": face.item_id, "bin_id": face.bin_id,
            "now_min": face.quantity_min, "now_max": face.quantity_max,
            "quantity_min": level.quantity_min, "quantity_max": level.quantity_max,
            "method": level.method, "per_day": level.per_day, "why": level.why,
        }
        for place, (face, level) in enumerate(found.levels, 1)
    ]  # fmt: skip

    def work(conn: Connection) -> None:
        # A worker that was thought lost writes nothing beside the one that took its place.
        if conn.execute(SQL["finish"], where).fetchone() is not None and rows:
            told = {"level_study_id": taken.level_study_id, "rows": as_json(rows)}
            conn.execute(SQL["insert_proposals"], told)

    ground.pg.retrying(work)


def level_studies(ground: Ground, *, site: str = "") -> tuple[LevelStudy, ...]:
    """The newest twenty. Wrong: unknown-site."""
    with ground.pg.reading() as conn:
        site_id = site_by_code(conn, site).site_id if site else None
        where = {"level_study_id": None, "site_id": site_id, "limit": 20}
        return tuple(fetch_all(conn, LevelStudy, SQL["studies"], where))


def level_study(ground: Ground, *, level_study_id: int) -> LevelPage | None:
    """A study with what it proposes, the largest change first."""
    with ground.pg.snapshot() as conn:
        where = {"level_study_id": level_study_id, "site_id": None, "limit": 1}
        study = fetch_one(conn, LevelStudy, SQL["studies"], where)
        if study is None:
            return None
        proposals = fetch_all(conn, LevelProposal, SQL["proposals"], where)
    return LevelPage(study=study, proposals=tuple(proposals))


def accept_levels(
    ground: Ground, *, key: str, actor: str, level_study_id: int, proposals: Sequence[int] = (),
    every: bool = False,
) -> LevelsAccepted:  # fmt: skip
    """Fill pick bins as proposed from now on: those named, or every one. A proposal whose bin has
    other levels by now, or is no pick bin any more, is dropped and says so.

    Wrong: not-found, nothing-named.
    """
    wanted = sorted(set(proposals))

    def work(conn: Connection) -> LevelsAccepted:
        where = {"level_study_id": level_study_id, "ids": wanted, "every": every}
        known = "SELECT FROM level_study WHERE level_study_id = %s"
        if conn.execute(known, [level_study_id]).fetchone() is None:
            raise Wrong("There is no such study.", "not-found", read=str(level_study_id))
        if not wanted and not every:
            raise Wrong("Mark the bins that shall be filled so.", "nothing-named")
        found = conn.execute(SQL["lock_proposals"], where).fetchall()
        if not every and len(found) < len(wanted):
            raise Wrong("A proposal is not of this study.", "not-found")
        open_ = [row[0] for row in found if row[1] == "proposed"]
        now = {"ids": open_, "at": ground.clock.now(), "actor": actor}
        conn.execute(SQL["lock_bins"], now)
        taken = {row[0] for row in conn.execute(SQL["put_levels"], now)}
        said = "Its levels were changed meanwhile, or it is no pick bin any more."
        rows = conn.execute(SQL["settle"], now | {"taken": [*taken], "said": said}).fetchall()
        dropped = tuple((bin, said) for proposal_id, bin in rows if proposal_id not in taken)
        text = f"{counted(len(taken), 'pick bin is', 'pick bins are')} filled so from now on."
        if dropped:
            text += f" {dropped[0][0]} is not: {said[0].lower()}{said[1:]}"
        if len(dropped) > 1:
            text += f" The same holds for {len(dropped) - 1} more."
        return LevelsAccepted(
            level_study_id=level_study_id, bin_count=len(taken), dropped=dropped, text=text
        )

    return once(
        ground, work, key=key, operation="accept_levels", actor=actor, answer=LevelsAccepted,
        inputs=(level_study_id, wanted, every),
    )  # fmt: skip
