"""Lists of documents, and search."""

from dataclasses import dataclass
from datetime import datetime

from landbridge.hub.facade.views.shared import DocumentState, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFilter:
    """All set fields must hold. text: any number of either side, exact or its beginning.

    endpoint: source or target.  since/until: received at or after / before.
    """

    kind: str = ""
    source: str = ""
    target: str = ""
    endpoint: str = ""
    state: DocumentState | None = None
    owner: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """A document in a list. duration_s: received until finished, None while open.

    target_numbers: numbers the targets gave, without repeats.
    occurred_at: the source's own instant of the fact, None if it said none.
    """

    message_id: int
    kind: str
    kind_title: str
    number: str
    owner: str
    version: int
    source: str
    targets: tuple[str, ...]
    target_numbers: tuple[str, ...]
    state: DocumentState
    state_title: str
    tone: Tone
    occurred_at: datetime | None
    received_at: datetime
    finished_at: datetime | None
    age_s: float
    duration_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentList:
    """A page of documents, newest first. next_page: pass as `page`; "" on the last page."""

    rows: tuple[DocumentRow, ...]
    next_page: str
    sentence: str  # what would fill an empty list, or how far was searched; else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeRow:
    """A payload that is stored and waits to be understood. why: what hindered it, "" if nothing."""

    envelope_id: int
    source: str
    source_key: str
    wire_type: str
    received_at: datetime
    age_s: float
    attempts_count: int
    why: str
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberMatch:
    """Why a document was found: the number, what it is (`sales order`, `SSCC`), exact or not."""

    number: str
    meaning: str
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    document: DocumentRow
    matches: tuple[NumberMatch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """Exact matches first, then newest. only_hit: go straight there when it is not None."""

    text: str
    hits: tuple[SearchHit, ...]
    only_hit: int | None
    sentence: str
