"""A delivery as its document's page shows it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from landbridge.hub.deliver.rules import Leased, idempotency_key
from landbridge.hub.facade.views import AttemptRow, Content, ContentPart, DeliveryView
from landbridge.hub.watch import telling
from landbridge.hub.watch.bridge import Row
from landbridge.hub.watch.contents import content
from landbridge.hub.watch.rules import FINAL, NEEDS_PERSON, Standing, is_waiting, problems_of

NOT_KEPT = (
    "What is delivered is not kept twice: it is written again from the canonical content when "
    "you download it, and compared with the digest of what was sent."
)


def delivery_view(message: Row, row: Row, attempts: Sequence[Row], now: datetime) -> DeliveryView:
    last = attempts[-1] if attempts else None
    state = row["state"]
    waits = is_waiting(Standing(state=state, attempts=row["attempts"], due_at=row["due_at"]), now)
    in_flight = row["lease_until"] is not None and row["lease_until"] > now
    return DeliveryView(
        delivery_id=row["id"],
        target=row["target"],
        target_title=row["target_title"] or row["target"],
        state=state,
        state_title=telling.DELIVERY_TITLES[state],
        tone=telling.delivery_tone(state, waits=waits),
        sentence=telling.delivery(row, now),
        created_at=row["created_at"],
        due_at=row["due_at"],
        finished_at=row["closed_at"],
        attempts_count=row["attempts"],
        target_number=row["target_number"],
        answer=row["ack"],
        map_name=last["map_name"] if last else "",
        map_version=last["map_version"] if last else "",
        idempotency_key=idempotency_key(message["source"], row["target"], leased(row)),
        waits_for=row["waits_for"],
        problems=problems_of(row["findings"]),
        attempts=tuple(_attempt(one) for one in attempts),
        sent=_sent(row["id"], attempts),
        dead_letter=f"d{row['id']}" if state in NEEDS_PERSON else "",
        can_replay=state in FINAL,
        can_park=state in ("due", "waiting") and not in_flight,
        replay_of=row["replay_of"],
        asked_by=row["asked_by"],
        asked_why=row["asked_why"],
    )


def leased(row: Row) -> Leased:
    """The delivery in the form in which the delivering step knows it."""
    names = ("id", "message_id", "envelope_id", "source_id", "target_id", "kind", "owner",
             "number", "version", "order_key", "received_at", "created_at", "attempts",
             "uncertain", "replay_of", "asked_by", "asked_why")  # fmt: skip
    return Leased(
        **{name: row[name] for name in names},
        crashes=0,
        before_worker=None,
        before_at=None,
        newer=None,
    )


def _attempt(row: Row) -> AttemptRow:
    title, tone = telling.outcome(row["result"])
    worker = f"{row['host']}/{row['process_number']}" if row["host"] else str(row["worker_id"])
    return AttemptRow(
        attempt=row["attempt"],
        started_at=row["started_at"],
        duration_s=row["took_us"] / 1_000_000,
        worker=worker,
        outcome=row["result"],
        outcome_title=title,
        tone=tone,
        text=row["why"],
    )


def ended_at(one: AttemptRow) -> datetime:
    return one.started_at + timedelta(seconds=one.duration_s or 0)


def _sent(delivery_id: int, attempts: Sequence[Row]) -> Content | None:
    """What was pushed last; a body that was delivered is not kept a second time."""
    pushed = [one for one in attempts if one["sent_bytes"]]
    if not pushed:
        return None
    last = pushed[-1]
    return content(
        ContentPart.SENT,
        delivery_id,
        "As sent",
        head=last["sent"] if last["is_kept"] else None,
        size_bytes=last["sent_bytes"],
        digest=last["sent_hash"],
        missing=NOT_KEPT,
    )
