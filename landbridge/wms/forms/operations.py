"""One answer per key: a form sent twice, or a request repeated after a lost answer, does nothing
the second time and is told the same."""

import hashlib
import json
from collections.abc import Callable
from typing import Any, TypeVar

from psycopg import DataError

from landbridge.canon.codec import from_tree, to_tree
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.ledger.contracts import (
    InsufficientStockError,
    LedgerError,
    SerialElsewhereError,
    UnknownBinError,
)

Answer = TypeVar("Answer")

KEY_LENGTH_MAX = 150


def once(
    ground: Ground,
    work: Callable[[Connection], Answer],
    *,
    key: str,
    operation: str,
    actor: str,
    inputs: tuple[object, ...],
    answer: type[Answer],
) -> Answer:
    """Run `work` in one transaction unless `key` was answered before; give the first answer.

    inputs: what the caller asked for; the same key with other inputs is `Wrong("key-reused")`.
    A `Wrong` from `work` rolls everything back, the key included: it may be tried again.
    """
    if not 0 < len(key) <= KEY_LENGTH_MAX:
        raise Wrong(f"The key must have 1 to {KEY_LENGTH_MAX} characters.", "key")
    digest = hashlib.sha256(json.dumps(inputs, default=str).encode()).digest()

    def attempt(conn: Connection) -> Answer:
        # A second sender of the same key waits here until the first has committed or failed.
        fresh = conn.execute(
            "INSERT INTO form (key, operation, digest, actor, answered_at)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (key) DO NOTHING",
            [key, operation, digest, actor, ground.clock.now()],
        ).rowcount
        if not fresh:
            return _first_answer(conn, key, operation, digest, answer)
        try:
            result = work(conn)
        except LedgerError as refusal:
            raise _in_words(refusal) from refusal
        conn.execute("UPDATE form SET answer = %s WHERE key = %s", [_dump(result), key])
        return result

    try:
        return ground.pg.retrying(attempt)
    except DataError as failure:
        text = f"A value cannot be stored: {failure.diag.message_primary or failure}."
        raise Wrong(text, "value") from failure


def _first_answer(
    conn: Connection, key: str, operation: str, digest: bytes, answer: type[Answer]
) -> Answer:
    row = conn.execute(
        "SELECT operation, digest, answer FROM form WHERE key = %s", [key]
    ).fetchone()
    assert row is not None
    if (row[0], bytes(row[1])) != (operation, digest):
        raise Wrong("This form was already sent with other contents. Start it anew.", "key-reused")
    tree: dict[str, Any] = json.loads(row[2])
    return from_tree(answer, tree)


def _in_words(refusal: LedgerError) -> Wrong:
    """What the ledger refused, as an answer for the floor."""
    sentence = refusal.sentence()
    match refusal:
        case InsufficientStockError():
            return Wrong(f"There is not enough free stock: {sentence}", "not-enough")
        case SerialElsewhereError():
            return Wrong(sentence[:1].upper() + sentence[1:], "serial-known")
        case UnknownBinError():
            return Wrong(sentence, "unknown-bin")
        case _:
            return Wrong(sentence, "stock")


def _dump(result: object) -> str:
    return json.dumps(to_tree(result), ensure_ascii=False, separators=(",", ":"))
