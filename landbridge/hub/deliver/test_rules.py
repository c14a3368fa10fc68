"""What a result means: decisions without a database."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from landbridge.connect.protocols import (
    CannotTell,
    Delivered,
    Found,
    Refused,
    Unavailable,
    Unknown,
)
from landbridge.hub.deliver.rules import (
    Leased,
    Outcome,
    Overtaken,
    Poisonous,
    Sent,
    Settled,
    Unmapped,
    backoff_s,
    idempotency_key,
    settle,
    weather,
)
from landbridge.kit.findings import error

NOW = datetime(2026, 3, 2, tzinfo=UTC)
BAD = (error("lines[0].item", "unknown-item", "There is no item X."),)


def leased(**changes: object) -> Leased:
    values: dict = {
        "id": 1, "message_id": 2, "envelope_id": 3, "source_id": 4, "target_id": 5,
        "kind": "outbound_order", "owner": "ACME", "number": "SO1", "version": 1,
        "order_key": "k", "received_at": NOW, "created_at": NOW, "attempts": 1, "crashes": 0,
        "uncertain": False, "replay_of": None, "asked_by": "", "asked_why": "",
        "before_worker": None, "before_at": None, "newer": None,
    }  # fmt: skip
    return Leased(**values | changes)


def settled(outcome: Outcome, **changes: object) -> Settled:
    return settle(
        leased(**changes), outcome, sent=Sent(), started_at=NOW, now=NOW, took_us=7,
        chance=random.Random(1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "state", "result", "uncertain"),
    [
        (Delivered(), "acknowledged", "delivered", False),
        (Delivered(already_there=True), "acknowledged", "already_there", False),
        (Delivered(answers_later=True), "sent", "delivered", False),
        (Found(target_number="T"), "acknowledged", "found", False),
        (Refused(BAD), "rejected", "refused", False),
        (Refused(BAD, waits_for="item/A/X"), "waiting", "refused", False),
        (Unavailable("down"), "due", "unavailable", False),
        (Unknown("lost"), "due", "unknown", True),
        (CannotTell("?"), "due", "cannot_tell", True),
        (Unmapped(BAD), "rejected", "unmapped", False),
        (Unmapped((), left_out=True), "dismissed", "left_out", False),
        (Overtaken(4), "superseded", "superseded", False),
        (Poisonous(3), "dead", "poison", True),
    ],
)
def test_every_outcome_has_its_state(
    outcome: Outcome, state: str, result: str, uncertain: bool
) -> None:
    one = settled(outcome)
    assert (one.state, one.result, one.uncertain) == (state, result, uncertain)
    assert one.is_final == (state in ("acknowledged", "dismissed", "superseded"))
    assert one.why or state in ("acknowledged", "sent")


def test_a_refusal_without_a_reason_still_says_something() -> None:
    one = settled(Refused(()))
    assert one.findings[0].text == one.why == "The target refused it without saying why."


def test_pauses_double_stay_bounded_and_never_meet() -> None:
    chance = random.Random(3)
    for tries in range(1, 200):
        whole = min(300.0, 2.0 ** (tries - 1))
        pauses = {backoff_s(tries, 1.0, 300.0, chance) for _ in range(20)}
        assert all(whole / 2 <= pause <= whole for pause in pauses)
        assert len(pauses) == 20


@pytest.mark.parametrize(
    ("asked_s", "at_least_s", "at_most_s"),
    [(None, 0.5, 1), (0.1, 0.5, 1), (90, 90, 90), (-5, 0.5, 1), (10**9, 86_400, 86_400)],
)
def test_the_pause_a_target_asks_for(
    asked_s: float | None, at_least_s: float, at_most_s: float
) -> None:
    due = settled(Unavailable("429", retry_after_s=asked_s)).due_at - NOW
    assert timedelta(seconds=at_least_s) <= due <= timedelta(seconds=at_most_s)


def test_the_idempotency_key_tells_versions_and_targets_apart_and_nothing_else() -> None:
    one = leased()
    key = idempotency_key("erp", "wms", one)
    assert key == idempotency_key("erp", "wms", leased(id=9, attempts=7, message_id=8))
    others = {
        idempotency_key("shop", "wms", one),
        idempotency_key("erp", "3pl", one),
        idempotency_key("erp", "wms", leased(version=2)),
        idempotency_key("erp", "wms", leased(number="SO2")),
        idempotency_key("erp", "wms", leased(owner="ACM", number="ESO1")),
    }
    assert len(others | {key}) == 6
    assert len(key) == 40


@pytest.mark.parametrize(
    ("outcomes", "reached", "failed"),
    [
        ([], False, False),
        ([Unmapped(BAD)], False, False),
        ([Unavailable("a"), Unknown("b"), CannotTell("c")], False, True),
        ([Unavailable("a"), Refused(BAD)], True, False),
        ([Delivered()], True, False),
        ([Unmapped(BAD), Unavailable("a")], False, True),
    ],
)
def test_an_endpoint_is_down_when_nothing_is_an_answer(
    outcomes: list[Outcome], reached: bool, failed: bool
) -> None:
    seen = weather([settled(outcome) for outcome in outcomes])
    assert (seen.reached, seen.failed) == (reached, failed)


def test_the_longest_wanted_pause_and_a_missing_login_win() -> None:
    pauses = [Unavailable("a", 5), Unavailable("b", 60), Unknown("c")]
    assert weather([settled(one) for one in pauses]).pause_s == 60
    login = [Delivered(), Unavailable("expired", needs_login=True)]
    assert weather([settled(one) for one in login]).needs_login
