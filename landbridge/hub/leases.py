"""Leases: who works on what, until when. A token fences off those who come too late."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection

LEASE_S = 30.0
CRASHES_MAX = 3  # a document that ends its worker this often is parked as poison


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
