"""Pure decisions: what a result of a push means for its delivery and for its endpoint."""

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from landbridge.connect.protocols import (
    CannotTell,
    Delivered,
    Found,
    PushResult,
    Refused,
    Unavailable,
    Unknown,
)
from landbridge.kit.findings import Finding, error

UNAVAILABLE_S, UNAVAILABLE_S_MAX = 1.0, 300.0
UNKNOWN_S, UNKNOWN_S_MAX = 2.0, 300.0
WAITING_S, WAITING_S_MAX = 5.0, 900.0
RETRY_AFTER_S_MAX = 86_400.0

# Results of attempts that asked the endpoint nothing, and those it did not answer.
UNASKED = frozenset({"unmapped", "left_out", "superseded", "poison"})
SILENT = frozenset({"unavailable", "unknown", "cannot_tell"})
FINAL = frozenset({"acknowledged", "superseded", "dismissed"})
NOTHING: Mapping[str, str] = {}


class Leased(NamedTuple):
    """A delivery in our hands. newer: version of its document that has overtaken it, if any.

    before_*: the lease that expired, if its worker did not come back.
    """

    id: int
    message_id: int
    envelope_id: int
    source_id: int
    target_id: int
    kind: str
    owner: str
    number: str
    version: int
    order_key: str
    received_at: datetime
    created_at: datetime
    attempts: int
    crashes: int
    uncertain: bool
    replay_of: int | None
    asked_by: str
    asked_why: str
    before_worker: int | None
    before_at: datetime | None
    newer: int | None

    @property
    def document_key(self) -> str:
        return f"{self.kind}/{self.owner}/{self.number}"


@dataclass(frozen=True, slots=True)
class Unmapped:
    """The target's map cannot say this document; or leaves it out, then without errors."""

    findings: tuple[Finding, ...]
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A newer version is known, and this one has had no effect."""

    version: int


@dataclass(frozen=True, slots=True)
class Poisonous:
    """It has ended its worker too often."""

    crashes: int


Outcome = PushResult | Found | CannotTell | Unmapped | Overtaken | Poisonous


@dataclass(slots=True)
class Sent:
    """What was pushed, for the attempt: kept as a whole only when it was not delivered."""

    content: bytes = b""
    map_name: str = ""
    map_version: str = ""


@dataclass(slots=True, kw_only=True)
class Settled:
    """What becomes of a delivery. state: final, or one of the open ones.

    result, why: of the attempt, as in the table.  due_at: when it is looked at again.
    numbers: identifiers the target gave.  pause_s: what an unavailable endpoint asks for.
    """

    leased: Leased
    state: str
    result: str
    why: str = ""
    reason: str = ""
    due_at: datetime
    uncertain: bool = False
    findings: tuple[Finding, ...] = ()
    waits_for: str = ""
    ack: str = ""
    target_number: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)
    sent: Sent = field(default_factory=Sent)
    started_at: datetime
    took_us: int = 0
    pause_s: float = 0.0
    needs_login: bool = False

    @property
    def is_final(self) -> bool:
        return self.state in FINAL


def idempotency_key(source: str, target: str, leased: Leased) -> str:
    """The same for every attempt and replay of one document version at one target.

    Made of names and numbers only, so that it even survives a new installation.
    """
    text = "\0".join(
        (source, target, leased.kind, leased.owner, leased.number, str(leased.version))
    )
    return "LB" + hashlib.sha256(text.encode()).hexdigest()[:38]


def backoff_s(tries: int, first_s: float, longest_s: float, chance: random.Random) -> float:
    """Doubles with each try; between half and the whole, so that many do not come at once."""
    whole = min(longest_s, first_s * float(2 ** min(max(tries - 1, 0), 30)))
    return whole * chance.uniform(0.5, 1.0)


def settle(
    leased: Leased,
    outcome: Outcome,
    *,
    sent: Sent,
    started_at: datetime,
    now: datetime,
    took_us: int,
    chance: random.Random,
) -> Settled:
    """The state a delivery takes after an attempt."""
    settled = Settled(
        leased=leased,
        state="due",
        result="",
        due_at=now,
        sent=sent,
        started_at=started_at,
        took_us=took_us,
    )
    match outcome:
        case Delivered() | Found():
            _arrive(settled, outcome)
        case Overtaken():
            settled.state = settled.result = "superseded"
            settled.why = f"overtaken by version {outcome.version}"
        case Unmapped(left_out=True):
            settled.state, settled.result = "dismissed", "left_out"
            settled.why = "the target's map leaves it out"
        case Unmapped():
            _reject(settled, "unmapped", "map", outcome.findings)
        case Refused(waits_for=""):
            findings = outcome.findings or (_silent_refusal(),)
            _reject(settled, "refused", "refused", findings)
        case Poisonous():
            settled.state, settled.result, settled.reason = "dead", "poison", "poison"
            settled.why = f"it ended its worker {outcome.crashes} times"
            settled.uncertain = True
        case _:
            _try_later(settled, outcome, chance)
    return settled


def _arrive(settled: Settled, outcome: Delivered | Found) -> None:
    settled.state = "acknowledged"
    settled.result = "found"
    settled.target_number = outcome.target_number
    settled.numbers = outcome.numbers
    if isinstance(outcome, Delivered):
        settled.result = "already_there" if outcome.already_there else "delivered"
        settled.ack = outcome.ack
        if outcome.answers_later:
            settled.state = "sent"


def _reject(settled: Settled, result: str, reason: str, findings: tuple[Finding, ...]) -> None:
    """It waits for a person and is never sent again by itself (T-06)."""
    settled.state, settled.result, settled.reason = "rejected", result, reason
    settled.findings = findings
    settled.why = findings[0].text if findings else ""


def _try_later(
    settled: Settled, outcome: Refused | Unavailable | Unknown | CannotTell, chance: random.Random
) -> None:
    """Without end: what is old raises an alarm, but nothing is given up by itself."""
    tries = settled.leased.attempts
    match outcome:
        case Refused():
            after_s = backoff_s(tries, WAITING_S, WAITING_S_MAX, chance)
            settled.state, settled.result, settled.reason = "waiting", "refused", "refused"
            settled.waits_for = outcome.waits_for
            settled.findings = outcome.findings
            settled.why = f"waits for {outcome.waits_for}"
        case Unavailable():
            after_s = backoff_s(tries, UNAVAILABLE_S, UNAVAILABLE_S_MAX, chance)
            settled.result = settled.reason = "unavailable"
            settled.why = outcome.why
            settled.needs_login = outcome.needs_login
            settled.pause_s = min(max(outcome.retry_after_s or 0.0, 0.0), RETRY_AFTER_S_MAX)
            after_s = max(after_s, settled.pause_s)
        case Unknown() | CannotTell():
            after_s = backoff_s(tries, UNKNOWN_S, UNKNOWN_S_MAX, chance)
            settled.result = "unknown" if isinstance(outcome, Unknown) else "cannot_tell"
            settled.reason = "unknown"
            settled.why = outcome.why
            settled.uncertain = True
    settled.due_at += timedelta(seconds=after_s)


def _silent_refusal() -> Finding:
    return error("", "refused", "The target refused it without saying why.")


@dataclass(frozen=True, slots=True)
class Weather:
    """What a call says about its endpoint. reached: it answered something that proves it is up.

    failed: nothing was answered; then why, and the pause it asks for.
    """

    reached: bool = False
    failed: bool = False
    why: str = ""
    pause_s: float = 0.0
    needs_login: bool = False


def weather(settled: Sequence[Settled]) -> Weather:
    """An endpoint is down when no outcome of a call is an answer."""
    asked = [one for one in settled if one.result not in UNASKED]
    silent = [one for one in asked if one.result in SILENT]
    if not asked:
        return Weather()
    if any(one.needs_login for one in asked):
        return Weather(failed=True, why=silent[0].why, needs_login=True)
    if len(silent) < len(asked):
        return Weather(reached=True)
    return Weather(failed=True, why=silent[0].why, pause_s=max(one.pause_s for one in silent))
