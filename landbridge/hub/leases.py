"""Leases: who works on what, until when. A token fences off those who come too late."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection

LEASE_S = 30.0
CRASHES_MAX = 3  # a document that ends its worker this often is parked as poison


class Work(StrEnum):
    """What a lease is for: the table its rows stand in."""

    INTAKE = "intake"
    DELIVERY = "delivery"
    STREAM = "stream"


class Keeper:
    """Told of each lease that is being worked under, so that a heartbeat can prolong it when the
    work takes long. This one prolongs nothing."""

    def begin(self, lease: "Lease", work: Work) -> None: ...

    def end(self, lease: "Lease") -> None: ...

    @contextmanager
    def keeping(self, lease: "Lease", work: Work) -> Iterator[None]:
        self.begin(lease, work)
        try:
            yield
        finally:
            self.end(lease)


class StaleLeaseError(Exception):
    """The lease has passed to another worker meanwhile; nothing was written."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A fresh token for one chunk of work."""

    worker_id: int
    token: int
    now: datetime
    until: datetime


def take_lease(
    ground: Ground, conn: Connection, worker_id: int, *, lease_s: float = LEASE_S
) -> Lease:
    row = conn.execute("SELECT nextval('hub.token')").fetchone()
    assert row is not None
    now = ground.clock.now()
    return Lease(worker_id, row[0], now, now + timedelta(seconds=lease_s))
