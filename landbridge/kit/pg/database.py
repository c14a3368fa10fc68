"""A database handle: a pool of connections bound to one role and schema.

`Database.transaction()` is the only way to commit. A `CommitWatcher` may stand before and after
each commit: the simulator uses it to crash at every commit point.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol, TypeVar

import psycopg
from psycopg import IsolationLevel, errors, sql
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

Connection = psycopg.Connection[TupleRow]
Result = TypeVar("Result")

CONFLICT_TRIES_MAX = 12


class CommitWatcher(Protocol):
    """Told of each commit. Raising from `before_commit` rolls the transaction back."""

    def before_commit(self) -> None: ...

    def after_commit(self) -> None: ...


class Pool(Protocol):
    """Connections in autocommit, each given to one caller at a time."""

    def connection(self) -> AbstractContextManager[Connection]: ...

    def close(self) -> None: ...


class Database:
    """Connections to one database as one role, with `schema` first on the search path.

    role: a database role the login may take (SET ROLE), or None for the login itself.
    size_max: connections at the most; a caller waits up to `timeout_s` for one, then PoolTimeout.
    pool: connections that outlive this handle, made as `connect` makes them.
    """

    def __init__(
        self,
        dsn: str,
        *,
        role: str | None = None,
        schema: str | None = None,
        size_max: int = 8,
        timeout_s: float = 30.0,
        watcher: CommitWatcher | None = None,
        pool: Pool | None = None,
    ) -> None:
        self.dsn = dsn
        self.role = role
        self.schema = schema
        self.watcher = watcher
        self._keeps_pool = pool is not None
        self._pool: Pool = pool or ConnectionPool(
            dsn,
            min_size=0,
            max_size=size_max,
            timeout=timeout_s,
            configure=lambda conn: _configure(conn, role, schema),
            kwargs={"autocommit": True},
            open=True,
            name=f"landbridge-{schema or 'public'}",
        )

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction: commits when the block ends, rolls back when it raises."""
        with self._pool.connection() as conn:
            with conn.transaction():
                yield conn
                if self.watcher is not None:
                    self.watcher.before_commit()
            if self.watcher is not None:
                self.watcher.after_commit()

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A read-only, repeatable-read transaction: many reads of one instant."""
        with self._pool.connection() as conn:
            # They go with BEGIN, in one word to the server.
            conn.isolation_level, conn.read_only = IsolationLevel.REPEATABLE_READ, True
            try:
                with conn.transaction():
                    yield conn
            finally:
                if not conn.closed:
                    conn.isolation_level = conn.read_only = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection in autocommit for single reads."""
        with self._pool.connection() as conn:
            yield conn

    def retrying(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` in a transaction; after a deadlock or serialization failure run it again.

        `work` must have no effect outside the transaction. The last failure is raised.
        """
        for attempt in range(1, CONFLICT_TRIES_MAX + 1):
            try:
                with self.transaction() as conn:
                    return work(conn)
            except (errors.DeadlockDetected, errors.SerializationFailure):
                if attempt == CONFLICT_TRIES_MAX:
                    raise
                # Waiters of one deadlock must not meet again at the same moment.
                time.sleep(random.uniform(0.001, 0.01) * attempt)  # noqa: S311
        raise AssertionError("unreachable")

    def listen(self) -> Connection:
        """A connection of its own for LISTEN, outside the pool; the caller closes it."""
        return connect(self.dsn, role=self.role, schema=self.schema)

    def close(self) -> None:
        if not self._keeps_pool:
            self._pool.close()

    def __repr__(self) -> str:
        # A DSN may hold a password.
        return f"Database(role={self.role!r}, schema={self.schema!r})"


def connect(dsn: str, *, role: str | None = None, schema: str | None = None) -> Connection:
    """One connection in autocommit, as a `Database` would give it; the caller closes it."""
    conn = psycopg.connect(dsn, autocommit=True)
    _configure(conn, role, schema)
    return conn


def _configure(conn: psycopg.Connection[Any], role: str | None, schema: str | None) -> None:
    if role is not None:
        conn.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
    if schema is not None:
        conn.execute(sql.SQL("SET search_path TO {}, public").format(sql.Identifier(schema)))
