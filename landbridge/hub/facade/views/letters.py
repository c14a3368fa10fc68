"""Dead letters: what needs a person."""

from dataclasses import dataclass
from datetime import datetime

from landbridge.hub.facade.views.shared import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterFilter:
    """rule: of the first finding.  text: a number, exact or its beginning."""

    source: str = ""
    target: str = ""
    kind: str = ""
    rule: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterRow:
    """Something that needs a person.

    subject: `delivery` (understood, but a target did not take it) or `message` (not understood,
    or not fit to travel; target is "" then).
    dead_letter: its id for `preview_retry`, `retry` and `dismiss`, e.g. `d17` or `m4`.
    kind, number: "" when even they could not be read.  remedy: what to do, in words.
    """

    dead_letter: str
    subject: str
    message_id: int
    delivery_id: int | None
    envelope_id: int
    kind: str
    kind_title: str
    number: str
    owner: str
    source: str
    target: str
    reason: str
    remedy: str
    rule: str
    problems: tuple[Problem, ...]
    attempts_count: int
    received_at: datetime
    held_at: datetime
    age_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterGroup:
    """Dead letters that have one cause in common: what to mend once."""

    rule: str
    target: str
    source: str
    kind: str
    text: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterList:
    rows: tuple[DeadLetterRow, ...]
    groups: tuple[DeadLetterGroup, ...]
    total_count: int
    next_page: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPreview:
    """What a bulk retry will do, before it does it.

    dead_letters: exactly those it will send.  skipped: those it will leave, each with a reason.
    warnings: e.g. a target that is paused, so that they will wait.
    """

    sentence: str
    dead_letters: tuple[str, ...]
    by_target: tuple[tuple[str, int], ...]
    skipped: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
