"""A chain of seals over the history, made behind its writers: what was changed shows.

The sealed rows are those that are only ever added. A seal waits until the writers of its time are
done, so nobody queues for it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from landbridge.hub.watch.bridge import rows
from landbridge.kit.crypto import sha256
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql

SQL = named_sql(__package__, "sql/proof.sql")
MARGIN_S = 60.0  # longer than any transaction of the hub
ROWS_MAX = 200  # of each table in a seal
START = bytes(32)
PARTS = {1: "envelope", 2: "delivery", 3: "event"}
BREAKS_MAX = 20


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """seals: looked at.  breaks: sentences, one for each seal that does not hold."""

    seals: int
    rows: int
    breaks: tuple[str, ...]


def chained(previous: bytes, members: Iterable[bytes]) -> bytes:
    """The digest of a seal: of the seal before, and of each member."""
    digest = hashlib.sha256(previous)
    for member in members:
        digest.update(member)
    return digest.digest()


def seal_history(ground: Ground, *, seals_max: int = 50) -> int:
    """Seal what is old enough; how many rows. Safe in any number of workers."""
    count = 0
    for _ in range(seals_max):
        with ground.pg.transaction() as conn:
            sealed = _seal(ground, conn)
        count += sealed
        if not sealed:
            break
    return count


def _seal(ground: Ground, conn: Connection) -> int:
    conn.execute(SQL["hold"])
    last = conn.execute(SQL["last_seal"]).fetchone()
    number, envelope, delivery, event, previous = last or (0, 0, 0, 0, START)
    values: dict[str, Any] = {
        "envelope": envelope, "delivery": delivery, "event": event, "limit": ROWS_MAX,
        "before": ground.clock.now() - timedelta(seconds=MARGIN_S),
    }  # fmt: skip
    found = rows(conn, SQL["to_seal"], values)
    if not found:
        return 0
    members = [bytes(row["member"]) for row in found]
    for part, name in PARTS.items():
        ids = [row["id"] for row in found if row["part"] == part]
        values[name] = max(ids, default=values[name])
    conn.execute(
        SQL["add_seal"],
        values
        | {
            "id": number + 1,
            "now": ground.clock.now(),
            "members": members,
            "previous": bytes(previous),
            "digest": chained(bytes(previous), members),
        },
    )
    return len(found)


def verify_history(ground: Ground) -> ChainCheck:
    """Look at every seal and at every row that it covers. What was dropped by age is left out."""
    breaks: list[str] = []
    count = total = 0
    previous = START
    with ground.pg.snapshot() as conn:
        for seal in rows(conn, SQL["seals"]):
            count += 1
            total += len(seal["members"])
            if bytes(seal["previous"]) != previous:
                breaks.append(f"Seal {seal['seal_id']} does not follow the seal before it.")
            breaks += broken(conn, seal)
            previous = bytes(seal["digest"])
            if len(breaks) >= BREAKS_MAX:
                break
    return ChainCheck(count, total, tuple(breaks))


def broken(conn: Connection, seal: dict[str, Any]) -> list[str]:
    """What does not hold about one seal, in sentences."""
    members = [bytes(one) for one in seal["members"]]
    name = f"Seal {seal['seal_id']}"
    if chained(bytes(seal["previous"]), members) != bytes(seal["digest"]):
        return [f"{name} was changed itself."]
    now = {sha256(row["text"].encode()) for row in rows(conn, SQL["sealed_rows"], seal)}
    strange = now - set(members)
    if strange:
        return [f"{name}: {len(strange)} of {len(members)} rows were changed since."]
    return []


def seals_of(conn: Connection, envelope_id: int, deliveries: Sequence[int]) -> list[dict[str, Any]]:
    """The seals that cover a payload and deliveries."""
    values = {"envelope": envelope_id, "deliveries": list(deliveries)}
    return rows(conn, SQL["seals_of"], values)
