"""Endpoints and streams in people's hands: stop, go on."""

from landbridge.hub.channels import DELIVERY, ENDPOINT, nudge
from landbridge.hub.events import Event, record
from landbridge.hub.facade.contracts import EndpointUnusableError, Mandate, NothingToDoError
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql

SQL = named_sql(__package__, "sql/people.sql")


def pause_endpoint(ground: Ground, *, endpoint: str, mandate: Mandate) -> None:
    """Neither pull from it nor push to it; safe to repeat."""
    with ground.pg.transaction() as conn:
        endpoint_id, state = _usable(conn, endpoint)
        if state != "paused":
            _set_state(ground, conn, endpoint_id, "paused", mandate, "endpoint_paused")


def resume_endpoint(ground: Ground, *, endpoint: str, mandate: Mandate) -> None:
    """Go on at once, whatever stood in the way; safe to repeat."""
    with ground.pg.transaction() as conn:
        endpoint_id, state = _usable(conn, endpoint)
        values = {"id": endpoint_id, "now": ground.clock.now()}
        for name in ("close_circuit", "wake_endpoint", "wake_streams"):
            conn.execute(SQL[name], values)
        if state != "active":
            _set_state(ground, conn, endpoint_id, "active", mandate, "endpoint_resumed")
        nudge(conn, DELIVERY, str(endpoint_id))


def resume_stream(
    ground: Ground, *, endpoint: str, stream: str, cursor: str | None, mandate: Mandate
) -> None:
    """Go on after a lost position from `cursor`, or from the beginning with None."""
    with ground.pg.transaction() as conn:
        endpoint_id, _ = _usable(conn, endpoint)
        values = {
            "id": endpoint_id, "stream": stream, "cursor": cursor, "now": ground.clock.now()
        }  # fmt: skip
        if conn.execute(SQL["resume_stream"], values).rowcount == 0:
            raise NothingToDoError(
                f"the stream {stream!r} has not lost its position", subject=endpoint
            )
        where = "its beginning" if cursor is None else f"position {cursor}"
        event = _event(endpoint_id, "stream_resumed", mandate, f"stream {stream} from {where}")
        record(ground, conn, [event])


def _usable(conn: Connection, endpoint: str) -> tuple[int, str]:
    row = conn.execute(SQL["endpoint"], {"endpoint": endpoint}).fetchone()
    if row is None:
        raise EndpointUnusableError("there is no endpoint of that name", subject=endpoint)
    if row[1] == "disabled":
        raise EndpointUnusableError("it is disabled", subject=endpoint, remedy="Enable it first.")
    return row[0], row[1]


def _set_state(
    ground: Ground, conn: Connection, endpoint_id: int, state: str, mandate: Mandate, result: str
) -> None:
    why = mandate.why if state == "paused" else ""
    now = ground.clock.now()
    conn.execute(SQL["set_state"], {"id": endpoint_id, "state": state, "why": why, "now": now})
    record(ground, conn, [_event(endpoint_id, result, mandate, "")])
    nudge(conn, ENDPOINT)


def _event(endpoint_id: int, result: str, mandate: Mandate, detail: str) -> Event:
    return Event(
        step="person",
        result=result,
        endpoint_id=endpoint_id,
        actor=mandate.by,
        why=mandate.why,
        detail=detail,
    )
