"""Complete bytes of a document, under a name to save them by."""

import re

from landbridge.connect import registry
from landbridge.hub.deliver.again import written_again
from landbridge.hub.facade.contracts import NotFoundError
from landbridge.hub.facade.views import ContentPart, Download
from landbridge.hub.numbers import day_of, first_of
from landbridge.hub.watch.bridge import Row, rows
from landbridge.hub.watch.contents import MEDIA_TYPES, SUFFIXES, readable, syntax_of
from landbridge.hub.watch.deliveries import leased
from landbridge.hub.watch.page import SQL
from landbridge.kit.crypto import sha256
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection

NAME_LENGTH_MAX = 80


def download(ground: Ground, part: ContentPart, content_id: int) -> Download:
    match part:
        case ContentPart.RAW:
            row = _one(ground, "raw", content_id)
            return _saved(f"{row['wire_type'] or 'payload'}-{content_id}", row["content"])
        case ContentPart.CANON:
            row = _one(ground, "canon", content_id)
            return _saved(f"{row['kind']}-{row['number']}", row["content"])
        case ContentPart.SENT:
            return _sent(ground, content_id)


def _one(ground: Ground, name: str, content_id: int) -> Row:
    with ground.pg.reading() as conn:
        found = rows(conn, SQL[name], {"id": content_id})
    if not found or found[0]["content"] is None:
        raise _gone("there is no such content, or it is over the time it is kept", content_id)
    return found[0]


def _sent(ground: Ground, delivery_id: int) -> Download:
    with ground.pg.snapshot() as conn:
        pushed = rows(conn, SQL["sent"], {"id": delivery_id})
        row = _delivery(conn, delivery_id) if pushed else None
    if not pushed or row is None:
        raise _gone("nothing was sent for this delivery yet", delivery_id)
    name = f"{row['kind']}-{row['number']}-to-{row['target']}"
    if pushed[0]["sent"] is not None:
        return _saved(name, pushed[0]["sent"])
    canon = _one(ground, "canon", row["message_id"])["content"]
    # Where the target speaks canon, what was sent is the canonical content itself.
    if sha256(canon) == pushed[0]["sent_hash"]:
        return _saved(name, canon)
    again = written_again(
        ground,
        leased=leased(row),
        target=row["target"],
        content=canon,
        kinds=registry.connector_kinds(),
    )
    if again is None or sha256(again) != pushed[0]["sent_hash"]:
        raise _gone(
            "what was sent cannot be written again: the map or the identifiers of the target have "
            "changed since; the digest of what was sent is kept",
            delivery_id,
        )
    return _saved(name, again)


def _delivery(conn: Connection, delivery_id: int) -> Row | None:
    found = conn.execute("SELECT message_id FROM delivery WHERE id = %s", [delivery_id]).fetchone()
    if found is None:
        return None
    values = {"id": found[0], "floor": first_of(day_of(found[0]))}
    return next(row for row in rows(conn, SQL["deliveries"], values) if row["id"] == delivery_id)


def _gone(what: str, number: int) -> NotFoundError:
    return NotFoundError(what, subject=str(number))


def _saved(name: str, content: bytes) -> Download:
    text = readable(content, whole=True)
    syntax = "binary" if text is None else syntax_of(text)
    safe = re.sub(r"[^\w.-]+", "-", name).strip("-.")[:NAME_LENGTH_MAX] or "content"
    return Download(
        file_name=f"{safe}.{SUFFIXES[syntax]}", media_type=MEDIA_TYPES[syntax], content=content
    )
