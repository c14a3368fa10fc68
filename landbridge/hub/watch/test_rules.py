from datetime import UTC, datetime, timedelta

import pytest

from landbridge.hub.facade.views import DocumentState
from landbridge.hub.watch.rules import Standing, document_state, meaning_title

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(seconds=60)

DUE = Standing(state="due", due_at=NOW)
PUT_OFF = Standing(state="due", attempts=3, due_at=LATER)
WAITING = Standing(state="waiting", attempts=1, due_at=LATER)
SENT = Standing(state="sent", attempts=1, due_at=NOW)
DONE = Standing(state="acknowledged", attempts=1)
REJECTED = Standing(state="rejected", attempts=1, due_at=NOW)
DEAD = Standing(state="dead", attempts=9, due_at=NOW)
OVERTAKEN = Standing(state="superseded")
DISMISSED = Standing(state="dismissed")


def state(*deliveries: Standing, message: str = "fit", routing: bool = False, content: bool = True):
    return document_state(
        message, has_content=content, routing=routing, deliveries=deliveries, now=NOW
    )


@pytest.mark.parametrize(
    ("deliveries", "expected"),
    [
        ((DUE,), DocumentState.UNDERWAY),
        ((SENT,), DocumentState.UNDERWAY),
        ((PUT_OFF,), DocumentState.WAITING),
        ((WAITING,), DocumentState.WAITING),
        ((WAITING, DUE), DocumentState.UNDERWAY),
        ((DONE,), DocumentState.DELIVERED),
        ((DONE, DUE), DocumentState.UNDERWAY),
        ((DONE, REJECTED), DocumentState.HELD),
        ((DUE, DEAD), DocumentState.HELD),
        ((OVERTAKEN,), DocumentState.SUPERSEDED),
        ((OVERTAKEN, DONE), DocumentState.DELIVERED),
        ((DISMISSED,), DocumentState.DISMISSED),
        ((DISMISSED, OVERTAKEN), DocumentState.SUPERSEDED),
        ((), DocumentState.UNCLAIMED),
    ],
)
def test_deliveries_decide_the_state(deliveries, expected: DocumentState) -> None:
    assert state(*deliveries) is expected


def test_before_it_is_routed() -> None:
    assert state(routing=True) is DocumentState.UNDERSTOOD


@pytest.mark.parametrize(
    ("message", "content", "expected"),
    [
        ("held", False, DocumentState.UNREADABLE),
        ("held", True, DocumentState.HELD),
        ("late", True, DocumentState.SUPERSEDED),
        ("unchanged", True, DocumentState.UNCHANGED),
        ("skipped", True, DocumentState.UNCLAIMED),
        ("dismissed", True, DocumentState.DISMISSED),
    ],
)
def test_what_never_travelled(message: str, content: bool, expected: DocumentState) -> None:
    assert state(message=message, content=content) is expected


@pytest.mark.parametrize(
    ("meaning", "words"),
    [
        ("sales_order", "sales order number"),
        ("sscc", "SSCC"),
        ("outbound_order/line", "outbound order number (line)"),
    ],
)
def test_numbers_are_called_by_what_they_are(meaning: str, words: str) -> None:
    assert meaning_title(meaning) == words
