"""Rows of the database as frozen dataclasses, and keyset positions of lists as text."""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from psycopg.rows import class_row

from landbridge.kit.pg.database import Connection
from landbridge.wms.forms.contracts import Page, Wrong

Shape = TypeVar("Shape")
Params = Mapping[str, Any] | Sequence[Any] | None

LIMIT_MAX = 500


def fetch_all(
    conn: Connection, cls: type[Shape], statement: bytes, params: Params = None
) -> list[Shape]:
    """Rows as `cls`, whose fields are the columns' names."""
    with conn.cursor(row_factory=class_row(cls)) as cursor:
        return cursor.execute(statement, params).fetchall()


def fetch_one(
    conn: Connection, cls: type[Shape], statement: bytes, params: Params = None
) -> Shape | None:
    with conn.cursor(row_factory=class_row(cls)) as cursor:
        return cursor.execute(statement, params).fetchone()


def as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows for `json_to_recordset`: one parameter whatever their number, exact decimals as text."""
    return json.dumps(rows, default=str, ensure_ascii=False)


def write_position(*values: object) -> str:
    """A place in a list as opaque text."""
    return base64.urlsafe_b64encode(json.dumps(values, default=str).encode()).decode().rstrip("=")


def read_position(text: str, *kinds: type) -> list[Any] | None:
    """What `write_position` wrote, one value of each kind; None for the start.

    Wrong("position") if it is nonsense.
    """
    if not text:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        values = None
    if not isinstance(values, list) or [type(value) for value in values] != [*kinds]:
        raise Wrong("This list position is not one of ours. Start at the beginning.", "position")
    if any(isinstance(value, int) and abs(value) >= 2**62 for value in values):
        raise Wrong("This list position is not one of ours. Start at the beginning.", "position")
    return values


def page_of(rows: Sequence[Shape], limit: int, *position: str) -> Page[Shape]:
    """A page of `limit` rows at the most, made of up to one more than that.

    position: fields of a row that say where the next page begins.
    """
    if len(rows) <= limit:
        return Page(rows=tuple(rows), after="")
    last = rows[limit - 1]
    after = write_position(*(getattr(last, name) for name in position))
    return Page(rows=tuple(rows[:limit]), after=after)


def page_limit(limit: int) -> int:
    """A sane page size out of what was asked for."""
    return max(1, min(limit, LIMIT_MAX))


TEXT_MAX = 200


def clean(text: str) -> str:
    """What a person asked for, fit for the database."""
    return text.replace("\x00", "").strip()[:TEXT_MAX]


def _like(text: str) -> str:
    return clean(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def like_part(text: str) -> str:
    """A LIKE pattern for `text` anywhere."""
    return f"%{_like(text)}%"


def like_start(text: str) -> str:
    """A LIKE pattern for what begins with `text`."""
    return f"{_like(text)}%"
