"""Incidents: what a person must know of, why it probably came about, and what would mend it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from landbridge.hub.facade.views.reconciling import Difference
from landbridge.hub.facade.views.shared import Tone


class Cause(StrEnum):
    """The suspected cause of an incident; `UNKNOWN` is said when nothing is suspected."""

    REJECTED = "rejected"
    NOT_UNDERSTOOD = "not_understood"
    SET_ASIDE = "set_aside"
    NOT_TOLD = "not_told"
    NOT_ROUTED = "not_routed"
    LEFT_OUT = "left_out"
    NOT_BOOKED = "not_booked"
    BOOKED_TWICE = "booked_twice"
    WRONG_UNIT = "wrong_unit"
    WRONG_QUANTITY = "wrong_quantity"
    WRONG_LOT = "wrong_lot"
    WRONG_STATUS = "wrong_status"
    WRONG_ITEM = "wrong_item"
    MANUAL_CHANGE = "manual_change"
    BACKDATED = "backdated"
    REVERSED = "reversed"
    OVERTAKEN = "overtaken"
    NOT_COMPARABLE = "not_comparable"
    POSITION_LOST = "position_lost"
    NEEDS_LOGIN = "needs_login"
    NUMBERS_MISSING = "numbers_missing"
    CONTROL_TOTAL = "control_total"
    NOT_COUNTED = "not_counted"
    UNKNOWN = "unknown"


class Action(StrEnum):
    """What a proposed correction does. BY_HAND: the bridge cannot do it itself."""

    ADJUST = "adjust"
    REPLAY = "replay"
    RETRY = "retry"
    READ_AGAIN = "read_again"
    RESUME = "resume"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalLine:
    """A change of stock at the target."""

    item: str
    lot: str
    status: str
    change: Decimal
    uom: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """source: the endpoint that is right.  target: the one to be corrected.

    lines: of an adjustment.  what: the dead letter, delivery or stream it acts on.
    """

    action: Action
    sentence: str
    source: str = ""
    target: str = ""
    owner: str = ""
    site: str = ""
    lines: tuple[ProposalLine, ...] = ()
    what: str = ""

    @property
    def is_possible(self) -> bool:
        """A person may approve it with one click."""
        return self.action is not Action.BY_HAND


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One booking of one side since both last agreed, or a document that crossed the bridge.

    side: the endpoint.  message_id: of the document, None if the bridge does not know one.
    """

    side: str
    at: datetime
    change: Decimal
    uom: str
    lot: str
    status: str
    reason: str
    document: str
    reference: str
    actor: str
    effective_on: date | None
    message_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEntry:
    """What happened to it, or what somebody said."""

    at: datetime
    actor: str
    what: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """Whom it was told to. sent_at: None while it is tried."""

    channel: str
    sent_at: datetime | None
    attempts_count: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRow:
    """One incident in a list. kind: `difference`, `dead_letter`, `stream`, `numbers`, `total`.

    grouped_by: incidents of one cause share it.  is_corrected: a correction is on its way.
    """

    incident_id: int
    kind: str
    cause: Cause
    cause_title: str
    title: str
    sentence: str
    endpoints: tuple[str, ...]
    is_open: bool
    is_corrected: bool
    tone: Tone
    opened_at: datetime
    closed_at: datetime | None
    closed_why: str
    age_s: float
    assigned_to: str
    grouped_by: str
    message_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentGroup:
    """Open incidents of one cause between the same endpoints."""

    grouped_by: str
    text: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFilter:
    """text: part of title.  state: `open`, `closed` or "" for all."""

    state: str = "open"
    cause: str = ""
    endpoint: str = ""
    assigned_to: str = ""
    grouped_by: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentList:
    rows: tuple[IncidentRow, ...]
    groups: tuple[IncidentGroup, ...]
    open_count: int
    next_page: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    """One incident. agreed_at: when both sides last agreed, None if they never did.

    history: bookings of both sides since.  correction: what was approved, in words.
    """

    row: IncidentRow
    advice: str
    differences: tuple[Difference, ...]
    left: str
    right: str
    subject: str
    agreed_at: datetime | None
    history: tuple[HistoryLine, ...]
    proposal: Proposal | None
    correction: str
    correction_message_id: int | None
    entries: tuple[IncidentEntry, ...]
    notices: tuple[NoticeRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityRow:
    """Who is right about a field. endpoint: "" when a person is asked.  is_default: of the code."""

    object: str
    field: str
    side: str
    endpoint: str
    is_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRow:
    """How one subject of a pair stands. looked_at: None before the first look."""

    subject: str
    looked_at: datetime | None
    full_at: datetime | None
    due_at: datetime
    took_ms: int
    keys_count: int
    in_flight_count: int
    rejected_count: int
    unexplained_count: int
    tone: Tone
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """Two endpoints that are compared all the time. left: the office's, right: the floor's."""

    pair_id: int
    left: str
    right: str
    is_enabled: bool
    owner: str
    site: str
    options: tuple[tuple[str, float], ...]
    turns: tuple[TurnRow, ...]
    authority: tuple[AuthorityRow, ...]
    tone: Tone
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelView:
    """Whom incidents are told to. kind: `mail` or `webhook`. target: address, never a secret."""

    name: str
    kind: str
    target: str
    is_enabled: bool
    sent_count: int
    waiting_count: int
    why: str
