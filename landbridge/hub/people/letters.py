"""Dead letters and deliveries in people's hands. Everything is recorded with who and why."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from landbridge.hub.channels import DELIVERY, INTAKE, ROUTING, nudge
from landbridge.hub.events import Event, record
from landbridge.hub.facade.contracts import Mandate, NothingToDoError, Replayed, Retried
from landbridge.hub.numbers import take_numbers
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql

SQL = named_sql(__package__, "sql/people.sql")
LETTERS_MAX = 10_000


def retry(ground: Ground, *, dead_letters: Sequence[str], mandate: Mandate) -> Retried:
    """Set dead letters going again; see `facade.retry`."""
    if len(dead_letters) > LETTERS_MAX:
        raise NothingToDoError(f"at most {LETTERS_MAX} are retried at once")
    retried: list[str] = []
    skipped: list[tuple[str, str]] = []
    with ground.pg.transaction() as conn:
        events: list[Event] = []
        for letter in dict.fromkeys(dead_letters):
            done = _retry_one(ground, conn, letter, mandate)
            if isinstance(done, str):
                skipped.append((letter, done))
            else:
                retried.append(letter)
                events += done
        record(ground, conn, events)
    return Retried(retried=tuple(retried), skipped=tuple(skipped))


def _retry_one(
    ground: Ground, conn: Connection, letter: str, mandate: Mandate
) -> list[Event] | str:
    """Events to record, or why it was left alone."""
    kind, number = parse(letter)
    match kind:
        case "d":
            return _retry_delivery(ground, conn, number, mandate)
        case "m":
            return _retry_message(ground, conn, number, mandate)
        case _:
            return _retry_envelope(ground, conn, number, mandate)


def _retry_delivery(
    ground: Ground, conn: Connection, number: int, mandate: Mandate
) -> list[Event] | str:
    values = _values(ground, number, mandate)
    row = conn.execute(SQL["retry_delivery"], values).fetchone()
    if row is None:
        return _why_not(conn, number)
    message_id, envelope_id, target_id = row
    nudge(conn, DELIVERY, str(target_id))
    return [
        _event(
            "retried", mandate, message_id=message_id, envelope_id=envelope_id, delivery_id=number
        )
    ]


def _why_not(conn: Connection, number: int) -> str:
    row = conn.execute(SQL["delivery_state"], {"id": number}).fetchone()
    if row is None:
        return "there is no such delivery"
    state, in_flight = row
    return "it is on its way right now" if in_flight else f"it is {state} already"


def _retry_message(
    ground: Ground, conn: Connection, number: int, mandate: Mandate
) -> list[Event] | str:
    values = _values(ground, number, mandate)
    row = conn.execute(SQL["retry_message"], values).fetchone()
    if row is not None:
        nudge(conn, INTAKE)
        return [_event("retried", mandate, message_id=number, envelope_id=row[0])]
    row = conn.execute(SQL["route_again"], values).fetchone()
    if row is not None:
        nudge(conn, ROUTING)
        return [_event("routed_again", mandate, message_id=number, envelope_id=row[0])]
    row = conn.execute(SQL["message_state"], values).fetchone()
    return "there is no such document" if row is None else "it does not wait for anybody"


def _retry_envelope(
    ground: Ground, conn: Connection, number: int, mandate: Mandate
) -> list[Event] | str:
    """All of a payload that is held; or it is looked at now if it waits for its endpoint."""
    held = [row[0] for row in conn.execute(SQL["held_of"], {"id": number})]
    if held:
        events: list[Event] = []
        for message_id in held:
            done = _retry_message(ground, conn, message_id, mandate)
            events += [] if isinstance(done, str) else done
        return events
    if conn.execute(SQL["hurry"], _values(ground, number, mandate)).fetchone() is None:
        return "nothing of it waits for anybody"
    nudge(conn, INTAKE)
    return [_event("retried", mandate, envelope_id=number)]


def dismiss(ground: Ground, *, dead_letter: str, mandate: Mandate) -> None:
    """Close it without sending; see `facade.dismiss`."""
    kind, number = parse(dead_letter)
    with ground.pg.transaction() as conn:
        values = _values(ground, number, mandate)
        if kind == "d":
            row = conn.execute(SQL["dismiss_delivery"], values).fetchone()
            if row is None:
                raise NothingToDoError(_why_not(conn, number), subject=f"delivery {number}")
            event = _event(
                "dismissed", mandate, message_id=row[0], envelope_id=row[1], delivery_id=number
            )
        else:
            row = conn.execute(SQL["dismiss_message"], values).fetchone()
            if row is None:
                raise NothingToDoError("it does not wait for anybody", subject=f"document {number}")
            event = _event("dismissed", mandate, message_id=number, envelope_id=row[0])
        record(ground, conn, [event])


def park(ground: Ground, *, delivery_id: int, mandate: Mandate) -> None:
    """Stop an open delivery; see `facade.park`."""
    with ground.pg.transaction() as conn:
        row = conn.execute(SQL["park"], _values(ground, delivery_id, mandate)).fetchone()
        if row is None:
            raise NothingToDoError(_why_not(conn, delivery_id), subject=f"delivery {delivery_id}")
        event = _event(
            "parked", mandate, message_id=row[0], envelope_id=row[1], delivery_id=delivery_id
        )
        record(ground, conn, [event])


def replay(ground: Ground, *, delivery_id: int, mandate: Mandate) -> Replayed:
    """Deliver it once more; see `facade.replay`."""
    subject = f"delivery {delivery_id}"
    with ground.pg.transaction() as conn:
        row = conn.execute(SQL["closed"], {"id": delivery_id}).fetchone()
        if row is None:
            why = _why_not(conn, delivery_id)
            raise NothingToDoError(why, subject=subject, remedy="Only final ones are repeated.")
        message_id, envelope_id, source_id, target_id, kind, owner, number, version, *_ = row
        key = {
            "source": source_id, "kind": kind, "owner": owner, "number": number,
            "version": version, "message": message_id, "target": target_id, "id": message_id,
        }  # fmt: skip
        _expect_repeatable(conn, subject, key)
        (new,) = take_numbers(ground, conn, 1)
        conn.execute(SQL["add_replay"], _values(ground, delivery_id, mandate) | {"new": new})
        event = _event(
            "replayed", mandate, message_id=message_id, envelope_id=envelope_id, delivery_id=new
        )
        record(ground, conn, [event])
        nudge(conn, DELIVERY, str(target_id))
    return Replayed(delivery_id=new, replay_of=delivery_id, message_id=message_id)


def _expect_repeatable(conn: Connection, subject: str, key: dict[str, Any]) -> None:
    """An old version never overwrites; what is on its way is not sent beside itself."""
    newer = conn.execute(SQL["newer"], key).fetchone()
    if newer is not None:
        raise NothingToDoError(
            f"version {newer[0]} has overtaken it", subject=subject, remedy="Repeat that one."
        )
    still_open = conn.execute(SQL["still_open"], key).fetchone()
    if still_open is not None:
        raise NothingToDoError(
            f"delivery {still_open[0]} brings the same document already", subject=subject
        )
    if conn.execute(SQL["message_state"], key).fetchone() is None:
        raise NothingToDoError(
            "its document is not kept any more", subject=subject, remedy="Send it from its source."
        )


def acknowledge(
    ground: Ground, *, endpoint: str, delivery_id: int, ack: str, at: datetime | None = None
) -> bool:
    """The target's later answer; see `facade.acknowledge`."""
    with ground.pg.transaction() as conn:
        row = conn.execute(
            SQL["acknowledge"],
            {"id": delivery_id, "endpoint": endpoint, "ack": ack, "at": at or ground.clock.now()},
        ).fetchone()
    return row is not None


def parse(letter: str) -> tuple[str, int]:
    """`d17`, `m4`, `e9`. Raises NothingToDoError."""
    kind, digits = letter[:1], letter[1:]
    if kind not in ("d", "m", "e") or not digits.isascii() or not digits.isdigit():
        raise NothingToDoError(f"{letter!r} is no dead letter")
    return kind, min(int(digits), 2**63 - 1)


def _values(ground: Ground, number: int, mandate: Mandate) -> dict[str, Any]:
    return {"id": number, "now": ground.clock.now(), "by": mandate.by, "why": mandate.why}


def _event(
    result: str,
    mandate: Mandate,
    *,
    message_id: int | None = None,
    envelope_id: int | None = None,
    delivery_id: int | None = None,
) -> Event:
    return Event(
        step="person",
        result=result,
        message_id=message_id,
        envelope_id=envelope_id,
        delivery_id=delivery_id,
        actor=mandate.by,
        why=mandate.why,
    )
