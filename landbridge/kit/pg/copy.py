"""COPY, the fastest way in. Binary where types are declared and values are of any kind; as text for
many narrow rows of codes and numbers, which Python formats three times faster than it packs them.
"""

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


def copy_lines(
    conn: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]
) -> int:
    """COPY `rows` as text into `table`; return how many were sent.

    Each value is written as `str` writes it (whole numbers, decimals, texts); None is NULL.
    """
    if not rows:
        return 0
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(*table.split(".")), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    form = "\t".join(["%s"] * len(columns))
    text = "\n".join([form % row for row in rows]) + "\n"
    # Hardly any code needs an escape: one look at the whole tells, instead of one at each value.
    if (
        "\\" in text
        or "\r" in text
        or "None" in text
        or text.count("\t") != len(rows) * (len(columns) - 1)
        or text.count("\n") != len(rows)
    ):
        text = "".join(["\t".join(map(_escaped, row)) + "\n" for row in rows])
    cursor: Cursor[Any] = conn.cursor()
    with cursor.copy(statement) as copy:
        copy.write(text)
    return len(rows)


def _escaped(value: object) -> str:
    if value is None:
        return "\\N"
    text = str(value).replace("\\", "\\\\").replace("\t", "\\t")
    return text.replace("\n", "\\n").replace("\r", "\\r")
