"""The hash chain over the journal: sealed behind the writers, so that writers never queue for it.

Each seal covers the final entries since the seal before, and its hash covers that seal's hash.
An entry brings the digest of its posting's moves, so a changed move breaks the chain too.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from typing import Any

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.ledger.contracts import ChainCheck, JournalPosition, Settlement
from landbridge.wms.ledger.reading import move_row
from landbridge.wms.ledger.rules import LOOKS_MAX, digest_moves

_SQL = named_sql("landbridge.wms.ledger", "sql/journal.sql")
_MOVES = named_sql("landbridge.wms.ledger", "sql/moves.sql")
START = bytes(32)
BREAKS_MAX = 100
Row = Sequence[Any]


def seal(ground: Ground, conn: Connection, *, limit: int) -> int:
    """Seal at most `limit` final entries; return how many."""
    conn.execute(_SQL["hold_seals"])
    last = conn.execute(_SQL["last_seal"]).fetchone()
    seal_id, epoch, xid, entry, previous = last or (0, 0, 0, 0, START)
    rows = _entries_to_seal(conn, {"epoch": epoch, "xid": xid, "entry": entry, "limit": limit})
    if rows:
        digest = chain(bytes(previous), rows)
        conn.execute(
            _SQL["add_seal"],
            [
                seal_id + 1,
                *rows[0][:3],
                *rows[-1][:3],
                len(rows),
                ground.clock.now(),
                digest,
            ],
        )
    return len(rows)


def _entries_to_seal(conn: Connection, parameters: dict[str, int]) -> list[Row]:
    for _ in range(LOOKS_MAX):
        found = conn.execute(_SQL["entries_to_seal"], parameters).fetchall()
        rows: list[Row] = [row[:-1] for row in found if row[2] is not None]
        if rows or not found[0][-1]:
            return rows
    return []


def chain(previous: bytes, rows: Iterable[Row]) -> bytes:
    """The hash of a seal: of the seal before, and of each entry with its posting's digest."""
    digest = hashlib.sha256(previous)
    for row in rows:
        digest.update(_entry_digest(row))
    return digest.digest()


def _entry_digest(row: Row) -> bytes:
    (epoch, xid, entry_id, at, recorded_at, actor, kind, site, owner, number) = row[:10]
    (content, posting_id, key, posting_digest) = row[10:]
    parts = (
        f"{epoch}.{xid}.{entry_id}",
        at.astimezone(UTC).isoformat(),
        recorded_at.astimezone(UTC).isoformat(),
        actor,
        kind,
        site,
        owner,
        number,
        content,
        str(posting_id or ""),
        key or "",
        bytes(posting_digest or b"").hex(),
    )
    return hashlib.sha256("\x1f".join(parts).encode()).digest()


def verify(ground: Ground, *, with_moves: bool) -> ChainCheck:
    """Compute the whole chain again. with_moves: also each posting's digest from its moves."""
    seals = entries = 0
    head = START
    after = JournalPosition()
    breaks: list[str] = []
    with ground.pg.snapshot() as conn:
        for seal_id, epoch, xid, entry, count, stored in _seals(conn):
            upto = JournalPosition(epoch, xid, entry)
            rows = conn.execute(
                _SQL["sealed_entries"],
                [after.epoch, after.transaction, after.entry, epoch, xid, entry],
            ).fetchall()
            seals += 1
            entries += len(rows)
            if seal_id != seals:
                breaks.append(f"seal {seals} is missing before seal {seal_id}")
                seals = seal_id
            if len(rows) != count:
                breaks.append(
                    f"seal {seal_id} covers {count} entries up to {upto}, but {len(rows)} are there"
                )
            if chain(head, rows) != bytes(stored):
                breaks.append(f"seal {seal_id} does not match the entries after {after} to {upto}")
            if with_moves:
                breaks.extend(_changed_postings(conn, rows))
            head, after = bytes(stored), upto
            if len(breaks) >= BREAKS_MAX:
                break
        breaks.extend(
            f"posting {posting_id} ({key}) has no journal entry"
            for posting_id, key in conn.execute(_SQL["unsealed_postings"], [BREAKS_MAX])
        )
    return ChainCheck(seals=seals, entries=entries, head=head, breaks=tuple(breaks[:BREAKS_MAX]))


def _seals(conn: Connection) -> Iterator[Row]:
    last = 0
    while page := conn.execute(_SQL["seals"], [last, 500]).fetchall():
        yield from page
        last = page[-1][0]


def _changed_postings(conn: Connection, rows: Sequence[Row]) -> Iterator[str]:
    seen: set[int] = set()
    for row in rows:
        posting_id, key, stored = row[11:]
        if posting_id is None or posting_id in seen:
            continue
        seen.add(posting_id)
        moves = conn.execute(_MOVES["moves_of_posting"], {"posting_id": posting_id})
        settlements = conn.execute(_MOVES["settlements_of_posting"], [posting_id])
        digest = digest_moves(
            [move_row(move).as_move() for move in moves],
            [Settlement(*settlement) for settlement in settlements],
        )
        if stored is None or digest != bytes(stored):
            yield f"posting {posting_id} ({key}) does not match its moves"
