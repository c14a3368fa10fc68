"""The journal: business facts, appended in the transaction that makes them true."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from landbridge.kit.pg.columns import texts
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.ledger.contracts import Fact, InvalidMoveError, JournalPosition, StockMove

_SQL = named_sql("landbridge.wms.ledger", "sql/journal.sql")
CONTENT_BYTES_MAX = 50_000_000


def append(
    conn: Connection,
    facts: Sequence[Fact],
    *,
    at: datetime,
    recorded_at: datetime,
    actor: str,
    posting_id: int | None = None,
) -> tuple[JournalPosition, ...]:
    """Write facts in order; their positions. InvalidMoveError for content that cannot be kept."""
    if not facts:
        return ()
    if sum(len(fact.content) for fact in facts) > CONTENT_BYTES_MAX:
        raise InvalidMoveError("the facts are larger than a journal entry may be.")
    try:
        columns = {
            "kinds": texts([fact.kind for fact in facts]),
            "sites": texts([fact.site for fact in facts]),
            "owners": texts([fact.owner for fact in facts]),
            "numbers": texts([fact.number for fact in facts]),
            "contents": texts([fact.content.decode() for fact in facts]),
        }
    except ValueError as error:
        raise InvalidMoveError(f"a fact cannot be written: {error}.") from error
    rows = conn.execute(
        _SQL["append"],
        columns | {"posting_id": posting_id, "at": at, "recorded_at": recorded_at, "actor": actor},
    )
    return tuple(JournalPosition(row[0], row[1], row[2]) for row in rows)


def moved_fact(moves: Sequence[StockMove], key: str) -> Fact:
    """What the journal says of a posting to which its caller had nothing to say."""
    first = moves[0] if moves else None
    return Fact(
        kind="stock_moved",
        site=first.source.site if first else "",
        owner=first.source.owner if first else "",
        number=first.document.number if first else "",
        content=json.dumps(
            {
                "key": key,
                "moves": len(moves),
                "reasons": dict(sorted(Counter(str(move.reason) for move in moves).items())),
            }
        ).encode(),
    )
