"""Databases in which lives are lived one after the other, each as empty as the first.

A new database for each life, with new connections to it, took longer than the life: every
statement had to be understood and planned again. Here the database and its connections stay. What
a life has written goes, down to empty files, so that the next one finds its rows in the same
places; numbers begin where they began.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg import pq, sql

from landbridge.kit.pg.database import Connection, connect

ROOMS = ("hub", "wms")
KEPT = "opening"  # the schema with copies of the rows that each life begins with
Name = tuple[str, str]  # room, table


class Stack:
    """The connections of one room. Whoever asks while nobody else has one gets the same one.

    Nothing here depends on time or on other threads: lives of one seed use connections alike.
    """

    def __init__(self, dsn: str, room: str) -> None:
        self._dsn = dsn
        self._room = room
        self._free: list[Connection] = []

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        conn = self._free.pop() if self._free else self._open()
        try:
            yield conn
        finally:
            if conn.info.transaction_status == pq.TransactionStatus.IDLE:
                self._free.append(conn)
            else:
                conn.close()

    def _open(self) -> Connection:
        conn = connect(self._dsn, role=f"landbridge_{self._room}", schema=self._room)
        # The same few hundred statements come in every life.
        conn.prepare_threshold = 0
        conn.prepared_max = None
        return conn

    def close(self) -> None:
        while self._free:
            self._free.pop().close()


@dataclass(frozen=True, slots=True)
class Home:
    """Where one life is lived. rooms: the connections to each room's tables."""

    dsn: str
    rooms: Mapping[str, Stack]


class House:
    """One database, filled once, and how to empty it. Nobody else uses it."""

    def __init__(self, dsn: str, *, options: str) -> None:
        at_work = f"{dsn} options='{options}'"
        self.home = Home(at_work, {room: Stack(at_work, room) for room in ROOMS})
        # Triggers and foreign keys do not stop us.
        self._conn = psycopg.connect(
            dsn, autocommit=True, options="-c session_replication_role=replica"
        )
        self._tables = set(self._found())
        self._refill = sql.Composed([*self._keep_rows(), *self._keep_numbers()])
        self._run("VACUUM {}", sorted(self._tables))

    def emptied(self) -> Home:
        """As it was when it was made. The life before must be over."""
        found = self._found()
        if late := sorted(found.keys() - self._tables):  # partitions of days it has come to
            self._run("DROP TABLE {}", late)
        used = [name for name in sorted(self._tables) if found[name]]
        self._conn.execute(
            sql.Composed([sql.SQL("DELETE FROM {};").format(sql.Identifier(*one)) for one in used])
        )
        self._run("VACUUM {}", used)
        assert not any(self._found().values()), "a transaction of the last life is still open"
        self._conn.execute(self._refill)
        return self.home

    def close(self) -> None:
        for stack in self.home.rooms.values():
            stack.close()
        self._conn.close()

    # ------------------------------------------------------------ how it is emptied

    def _run(self, statement: LiteralString, tables: Sequence[Name]) -> None:
        listed = sql.SQL(", ").join(sql.Identifier(*one) for one in tables)
        self._conn.execute(sql.SQL(statement).format(listed))

    def _found(self) -> dict[Name, bool]:
        """All tables, each with whether something stands in its file."""
        rows = self._conn.execute(
            """SELECT relnamespace::regnamespace::text, relname, pg_relation_size(oid) > 0
                 FROM pg_class WHERE relkind = 'r' AND relnamespace = ANY (%s::regnamespace[])""",
            [list(ROOMS)],
        ).fetchall()
        return {(room, name): written for room, name, written in rows}

    def _keep_rows(self) -> Iterator[sql.Composable]:
        """Copies the rows of the opening; the statements that bring them back."""
        self._conn.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(KEPT)))
        for (room, name), written in sorted(self._found().items()):
            if not written:
                continue
            kept, table = sql.Identifier(KEPT, f"{room}_{name}"), sql.Identifier(room, name)
            columns = sql.SQL(", ").join(map(sql.Identifier, self._columns(room, name)))
            self._conn.execute(sql.SQL("CREATE TABLE {} AS TABLE {}").format(kept, table))
            yield sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {};").format(
                table, columns, columns, kept
            )

    def _columns(self, room: str, name: str) -> list[str]:
        """Those that are not computed from others."""
        rows = self._conn.execute(
            """SELECT attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
                WHERE relnamespace = %s::regnamespace AND relname = %s
                  AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
                ORDER BY attnum""",
            [room, name],
        ).fetchall()
        return [row[0] for row in rows]

    def _keep_numbers(self) -> Iterator[sql.Composable]:
        """The statements that set each sequence to where it stands now."""
        rows = self._conn.execute(
            """SELECT schemaname, sequencename, coalesce(last_value, start_value),
                      last_value IS NOT NULL
                 FROM pg_sequences WHERE schemaname = ANY (%s)""",
            [list(ROOMS)],
        ).fetchall()
        for room, name, last, is_called in rows:
            yield sql.SQL("SELECT setval({}, {}, {});").format(
                sql.Literal(f"{room}.{name}"), sql.Literal(last), sql.Literal(is_called)
            )
