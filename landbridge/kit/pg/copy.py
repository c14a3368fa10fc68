"""Binary COPY: the fastest way in. Types are declared, so nothing is quoted or parsed as text."""

from collections.abc import Iterable, Sequence
from typing import Any

from psycopg import Cursor, sql

from landbridge.kit.pg.database import Connection


def copy_rows(
    conn: Connection,
    table: str,
    columns: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[Any]],
) -> int:
    """COPY `rows` into `table` (optionally `schema.table`); return how many were sent.

    columns: (name, type) pairs; the type is PostgreSQL's name, e.g. `int8`, `text`, `bytea`.
    """
    names = [name for name, _ in columns]
    types = [kind for _, kind in columns]
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier(*table.split(".")), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    count = 0
    cursor: Cursor[Any] = conn.cursor()
    with cursor.copy(statement) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)
            count += 1
    return count
