"""Nothing is lost and nothing read again and again, whenever transactions become visible."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from landbridge.connect.protocols import PositionLost
from landbridge.connectors.tryton.pull import PAGE_MAX, Position, Stream, pull
from landbridge.connectors.tryton.values import instant_to_us

START = datetime(2026, 11, 22, 12, 0)
OVERLAP_S = 30.0


@dataclass
class Erp:
    """FAKE: records with an instant of change, visible from another instant on."""

    records: dict[int, tuple[datetime, datetime]] = field(default_factory=dict)
    now: datetime = START
    asked: int = 0
    given: int = 0

    def change(self, number: int, *, visible_after_s: float = 0.0) -> int:
        self.records[number] = (self.now, self.now + timedelta(seconds=visible_after_s))
        return instant_to_us(self.now)

    def search_read(
        self, _model: str, domain: list[Any], _fields: object, *, limit: int
    ) -> list[dict[str, Any]]:
        self.asked += 1
        visible = {n: at for n, (at, seen) in self.records.items() if seen <= self.now}
        found = [n for n in sorted(visible) if holds(domain, n, visible[n])]
        self.given += len(found[:limit])
        return [{"id": n, "at": visible[n]} for n in found[:limit]]


def holds(domain: Any, number: int, at: datetime) -> bool:
    """Tryton's way to write conditions, as far as the pull uses it."""
    if not domain:
        return True
    if isinstance(domain[0], str) and domain[0] != "OR":
        path, operator, value = domain
        left: Any = number if path == "id" else at
        return {
            ">=": lambda: left >= value, ">": lambda: left > value,
            "in": lambda: left in value, "not in": lambda: left not in value,
        }[operator]()  # fmt: skip
    if domain[0] == "OR":
        return any(holds(part, number, at) for part in domain[1:])
    return all(holds(part, number, at) for part in domain)


def tree(record: dict[str, Any]) -> dict[str, Any]:
    return {"id": record["id"], "version": instant_to_us(record["at"])}


STREAM = Stream(
    name="s", model="m", fields=(), domain=(), first_domain=(), changed=("at",),
    to_trees=lambda records: [tree(dict(record)) for record in records],
)  # fmt: skip


class Reader:
    def __init__(self, erp: Erp) -> None:
        self.erp = erp
        self.cursor: str | None = None
        self.got: list[str] = []

    def read(self, *, limit: int = 500) -> list[str]:
        got: list[str] = []
        while True:
            pulled = pull(
                self.erp, STREAM, self.cursor, limit=limit, overlap_s=OVERLAP_S,  # type: ignore[arg-type]
                now=self.erp.now.replace(tzinfo=UTC),
            )  # fmt: skip
            got += [payload.source_key.rpartition("-")[0] for payload in pulled.payloads]
            self.cursor = pulled.cursor
            if not pulled.more:
                self.got += got
                return got


def test_each_version_is_given_once() -> None:
    erp = Erp()
    reader = Reader(erp)
    assert reader.read() == []
    first = erp.change(1)
    assert reader.read() == [f"m,1@{first}"]
    assert reader.read() == []
    erp.now += timedelta(seconds=1)
    second = erp.change(1)
    assert reader.read() == [f"m,1@{second}"]


def test_t11_many_changes_of_one_instant_all_come_once(count: int = 60) -> None:
    """60 rows share one timestamp and become visible around the poll."""
    for seed in range(20):
        chance = random.Random(seed)
        erp = Erp()
        reader = Reader(erp)
        for number in range(1, count + 1):
            erp.change(number, visible_after_s=chance.choice([0, 0.4, 2, 20]))
        for _ in range(60):
            reader.read(limit=7)
            erp.now += timedelta(seconds=0.5)
        assert sorted(reader.got) == sorted({f"m,{n}@{instant_to_us(START)}" for n in erp.records})


def test_an_old_instant_that_becomes_visible_late_is_not_missed() -> None:
    erp = Erp()
    reader = Reader(erp)
    late = erp.change(1, visible_after_s=25)
    erp.now += timedelta(seconds=5)
    erp.change(2)
    assert reader.read() == [f"m,2@{instant_to_us(erp.now)}"]
    for _ in range(60):
        erp.now += timedelta(seconds=0.5)
        reader.read()
    assert f"m,1@{late}" in reader.got and len(reader.got) == 2


def test_changes_while_many_pages_are_read_are_not_skipped() -> None:
    erp = Erp()
    for number in range(1, 3 * PAGE_MAX):
        erp.change(number)
    reader = Reader(erp)
    erp.now += timedelta(seconds=60)
    first = pull(
        erp, STREAM, None, limit=PAGE_MAX, overlap_s=OVERLAP_S,  # type: ignore[arg-type]
        now=erp.now.replace(tzinfo=UTC),
    )  # fmt: skip
    assert first.more and len(first.payloads) == PAGE_MAX
    reader.cursor = first.cursor
    changed = erp.change(5)
    reader.read()
    erp.now += timedelta(seconds=90)
    reader.read()
    assert f"m,5@{changed}" in reader.got
    assert len(reader.got) == 2 * PAGE_MAX - 1 + 1


def test_an_idle_poll_soon_finds_nothing_at_all() -> None:
    erp = Erp()
    for number in range(1, 40):
        erp.change(number)
    reader = Reader(erp)
    reader.read()
    for _ in range(70):
        erp.now += timedelta(seconds=0.5)
        assert reader.read() == []
    cursor, given = reader.cursor, erp.given
    for _ in range(100):
        erp.now += timedelta(seconds=0.5)
        assert reader.read() == []
    assert (reader.cursor, erp.given) == (cursor, given)
    assert Position.read(cursor).seen == {}


def test_a_page_is_asked_for_with_one_call() -> None:
    erp = Erp()
    erp.change(1)
    reader = Reader(erp)
    for _ in range(5):
        reader.read()
    assert erp.asked == 5


@pytest.mark.parametrize("cursor", ["", "x", "[]", "5", '{"at": "x"}', '{"nonsense": 1}'])
def test_a_cursor_of_others_is_not_taken(cursor: str) -> None:
    with pytest.raises(PositionLost):
        Position.read(cursor)


def test_a_cursor_comes_back_as_it_went() -> None:
    position = Position(at=5, floor=3, still=9, seen={"1": 4}, after=7, first=2)
    assert Position.read(position.write()) == position
    assert Position.read(Position().write()) == Position() == Position.read(None)
