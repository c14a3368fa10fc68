"""Invariants of the books, computed from the rows: the same code in tests and in production."""

from landbridge.kit.ground import Ground
from landbridge.kit.pg.named import named_sql

_SQL = named_sql("landbridge.wms.ledger", "sql/checks.sql")

_SENTENCES = {
    "drifted_balances": "balance {0} holds {1}, its moves add up to {2}",
    "drifted_reserved": "balance {0} has {1} reserved, its open reservations hold {2}",
    "drifted_promises": "promise {0} is of {1}, its open soft reservations hold {2}",
    "broken_chains": "balance {0}: move {1} does not follow from the move before it",
    "broken_heads": "balance {0} does not hold what its last move {1} left",
}


def check_books(ground: Ground, *, limit: int) -> tuple[str, ...]:
    """At most `limit` sentences of each kind, all of one instant."""
    with ground.pg.snapshot() as conn:
        return tuple(
            sentence.format(*row)
            for name, sentence in _SENTENCES.items()
            for row in conn.execute(_SQL[name], [limit])
        )
