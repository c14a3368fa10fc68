"""The diary: what happened outside the plain way, and what people did."""

from collections.abc import Sequence
from dataclasses import dataclass

from landbridge.hub.notes import short
from landbridge.hub.numbers import take_numbers
from landbridge.kit.ground import Ground
from landbridge.kit.pg.copy import copy_rows
from landbridge.kit.pg.database import Connection

COLUMNS = (
    ("id", "int8"), ("at", "timestamptz"), ("step", "text"), ("result", "text"),
    ("endpoint_id", "int4"), ("envelope_id", "int8"), ("message_id", "int8"),
    ("delivery_id", "int8"), ("actor", "text"), ("why", "text"), ("detail", "text"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """step: `received`, `understood`, `routed`, `delivered` or `person`; see 0002_history.sql."""

    step: str
    result: str
    endpoint_id: int | None = None
    envelope_id: int | None = None
    message_id: int | None = None
    delivery_id: int | None = None
    actor: str = ""
    why: str = ""
    detail: str = ""


def record(ground: Ground, conn: Connection, events: Sequence[Event]) -> None:
    """Write events in the caller's transaction."""
    if not events:
        return
    now = ground.clock.now()
    ids = take_numbers(ground, conn, len(events))
    copy_rows(
        conn,
        "hub.event",
        COLUMNS,
        (
            (
                number, now, one.step, one.result, one.endpoint_id, one.envelope_id,
                one.message_id, one.delivery_id, short(one.actor), short(one.why),
                short(one.detail),
            )
            for number, one in zip(ids, events, strict=True)
        ),
    )  # fmt: skip
