"""What stock may serve wanted lines: found in FEFO order, locked, and shared out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from landbridge.kit.pg.columns import numbers
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.ledger import holding
from landbridge.wms.ledger.contracts import InvalidMoveError, StockKey, UnknownBinError, Wanted
from landbridge.wms.ledger.names import find_item_ids, key_texts, safe_texts
from landbridge.wms.ledger.rules import Held
from landbridge.wms.ledger.sharing import ZERO, Ask, Budget, Shared, Supply, share_out

_SQL = named_sql("landbridge.wms.ledger", "sql/reserving.sql")
SUPPLIES_FIRST = 16
SUPPLIES_MAX = 1 << 20


class Group(NamedTuple):
    """Stock whose reservers take turns."""

    item_id: int
    site_id: int
    status: str


@dataclass(frozen=True, slots=True)
class Line:
    """A wanted line with its numbers. group: None for an item the ledger has never seen."""

    wanted: Wanted
    group: Group | None
    today: date


class Question(NamedTuple):
    """Lines with equal questions have the same supplies."""

    group: Group
    lot: str
    serial: str
    use_by_on_min: date
    strict: bool


@dataclass(frozen=True, slots=True)
class Promise:
    """A locked item_promise: what is promised of a group, and the day it is at its site."""

    promise_id: int
    promised: Decimal
    today: date


def to_lines(conn: Connection, wanted: Sequence[Wanted], now: datetime) -> list[Line]:
    """Numbers for the codes of wanted lines. UnknownBinError for an unknown site."""
    items = find_item_ids(conn, {(one.owner, one.item) for one in wanted})
    codes = sorted({one.site for one in wanted})
    rows = conn.execute(_SQL["find_sites"], [now, codes])
    sites = {code: (site_id, today) for code, site_id, today in rows}
    lines = []
    for one in wanted:
        if one.site not in sites:
            raise UnknownBinError(f"there is no site {one.site}.", remedy="Check the code.")
        site_id, today = sites[one.site]
        item_id = items.get((one.owner, one.item))
        group = None if item_id is None else Group(item_id, site_id, one.status)
        lines.append(Line(one, group, today))
    return lines


def share_hard(conn: Connection, lines: Sequence[Line]) -> tuple[Shared, dict[int, Held]]:
    """Share out free storage stock; also the soft reservations that lines brought, by line."""
    promises = _hold_promises(conn, lines)
    soft = _soft_of_lines(conn, lines, promises)
    promised = [one for one in promises.values() if one.promised > 0]
    free_totals = _free_totals(conn, promised)
    wanted: dict[Group, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        if line.group is not None:
            wanted[line.group] += line.wanted.quantity
    questions = list(dict.fromkeys(q for line in lines if (q := _question(line)) is not None))
    limit = SUPPLIES_FIRST
    while True:
        found, cut = _find_supplies(conn, questions, wanted, limit)
        standings = holding.hold_balances(conn, {id_ for ids in found.values() for id_ in ids})
        supplies = {id_: Supply(id_, one.on_hand - one.reserved) for id_, one in standings.items()}
        lists = {question: [supplies[id_] for id_ in ids] for question, ids in found.items()}
        lacking = {
            question
            for question in cut
            if sum((one.free for one in lists[question]), ZERO) < wanted[question.group]
        }
        if lacking and limit < SUPPLIES_MAX:
            # Others took stock between our look and our lock, or it lies in many small amounts.
            limit *= 16
            continue
        budgets = {
            group: Budget(free_totals[one.promise_id] - one.promised)
            for group, one in promises.items()
            if one.promised > 0
        }
        return share_out(_asks(lines, lists, budgets, soft)), soft


def share_soft(conn: Connection, lines: Sequence[Line]) -> Shared:
    """Share out what is free of items and promised to nobody; the sources are promises."""
    promises = _hold_promises(conn, lines)
    free_totals = _free_totals(conn, promises.values())
    supplies = {
        group: [Supply(one.promise_id, max(free_totals[one.promise_id] - one.promised, ZERO))]
        for group, one in promises.items()
    }
    return share_out(
        [
            _ask(place, line, supplies[line.group] if line.group else [])
            for place, line in enumerate(lines)
        ]
    )


def share_keys(conn: Connection, lines: Sequence[Line], keys: Sequence[StockKey]) -> Shared:
    """Share out what is free on exactly these keys, one for each line."""
    columns = key_texts(keys) | {
        "owners": safe_texts([key.owner for key in keys]),
        "items": safe_texts([key.item for key in keys]),
        "sites": safe_texts([key.site for key in keys]),
        "bins": safe_texts([key.bin for key in keys]),
    }
    found = {place - 1: id_ for place, id_ in conn.execute(_SQL["find_balances"], columns)}
    standings = holding.hold_balances(conn, found.values())
    supplies = {id_: Supply(id_, one.on_hand - one.reserved) for id_, one in standings.items()}
    return share_out(
        [
            _ask(place, line, [supplies[found[place]]] if place in found else [])
            for place, line in enumerate(lines)
        ]
    )


def _question(line: Line) -> Question | None:
    if line.group is None:
        return None
    wanted = line.wanted
    strict = wanted.use_by_on_min is not None
    day = max(wanted.use_by_on_min or line.today, line.today)
    return Question(line.group, wanted.lot, wanted.serial, day, strict)


def _asks(
    lines: Sequence[Line],
    lists: Mapping[Question, Sequence[Supply]],
    budgets: Mapping[Group, Budget],
    soft: Mapping[int, Held],
) -> list[Ask]:
    asks = []
    for place, line in enumerate(lines):
        question = _question(line)
        if question is None:
            asks.append(_ask(place, line, []))
            continue
        asks.append(
            _ask(
                place,
                line,
                lists[question],
                budget=budgets.get(question.group),
                promised=soft[place].open_quantity if place in soft else ZERO,
            )
        )
    return asks


def _ask(
    place: int,
    line: Line,
    supplies: Sequence[Supply],
    *,
    budget: Budget | None = None,
    promised: Decimal = ZERO,
) -> Ask:
    wanted = line.wanted
    return Ask(
        line=place,
        quantity=wanted.quantity,
        supplies=supplies,
        multiple_of=wanted.multiple_of,
        whole=wanted.whole,
        together=wanted.together,
        promised=promised,
        budget=budget,
    )


def _hold_promises(conn: Connection, lines: Sequence[Line]) -> dict[Group, Promise]:
    """Lock the promises of all groups, made where there are none."""
    days = {line.group: line.today for line in lines if line.group is not None}
    if not days:
        return {}
    columns = [
        numbers([group.item_id for group in days]),
        numbers([group.site_id for group in days]),
        safe_texts([group.status for group in days]),
    ]
    conn.execute(_SQL["add_promises"], columns)
    promises = {}
    for item_id, site_id, status, promise_id, promised in conn.execute(
        _SQL["hold_promises"], columns
    ):
        group = Group(item_id, site_id, status)
        promises[group] = Promise(promise_id, promised, days[group])
    return promises


def _free_totals(conn: Connection, promises: Iterable[Promise]) -> dict[int, Decimal]:
    """Free storage stock of each promise's item, without what is past its use-by day."""
    some = list(promises)
    if not some:
        return {}
    columns = [numbers([one.promise_id for one in some]), [one.today for one in some]]
    return dict(conn.execute(_SQL["free_totals"], columns).fetchall())


def _soft_of_lines(
    conn: Connection, lines: Sequence[Line], promises: Mapping[Group, Promise]
) -> dict[int, Held]:
    """Open soft reservations that lines bring along. InvalidMoveError for another item's."""
    ids = {
        place: line.wanted.soft_reservation_id
        for place, line in enumerate(lines)
        if line.wanted.soft_reservation_id is not None
    }
    held = holding.find(conn, list(ids.values()))
    for place, id_ in ids.items():
        group = lines[place].group
        if group is None or held[id_].promise_id != promises[group].promise_id:
            raise InvalidMoveError(
                f"reservation {id_} is not a soft one of {lines[place].wanted.item}.",
                remedy="Bring the line's own soft reservation, or none.",
            )
    return {place: held[id_] for place, id_ in ids.items() if held[id_].open_quantity > 0}


def _find_supplies(
    conn: Connection,
    questions: Sequence[Question],
    wanted: Mapping[Group, Decimal],
    limit: int,
) -> tuple[dict[Question, list[int]], set[Question]]:
    """Balances for each question in FEFO order, as many as its group wants; and which were cut."""
    found: dict[Question, list[int]] = {question: [] for question in questions}
    cut: set[Question] = set()
    if not questions:
        return found, cut
    free: dict[Question, Decimal] = defaultdict(lambda: ZERO)
    seen: dict[Question, int] = defaultdict(int)
    groups = [question.group for question in questions]
    columns = {
        "item_ids": numbers([group.item_id for group in groups]),
        "site_ids": numbers([group.site_id for group in groups]),
        "statuses": safe_texts([group.status for group in groups]),
        "lots": safe_texts([question.lot for question in questions]),
        "serials": safe_texts([question.serial for question in questions]),
        "use_by_on_min": [question.use_by_on_min for question in questions],
        "strict": [question.strict for question in questions],
        "limit": limit,
    }
    for place, balance_id, amount in conn.execute(_SQL["find_supplies"], columns):
        question = questions[place - 1]
        seen[question] += 1
        if free[question] < wanted[question.group]:
            found[question].append(balance_id)
            free[question] += amount
        if seen[question] == limit or free[question] >= wanted[question.group]:
            cut.add(question)
    return found, cut
