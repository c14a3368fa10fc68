"""Two endpoints compared: what differs, and which documents explain it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from landbridge.hub.facade.views.shared import Tone


class Standing(StrEnum):
    """Where a document stands that its target has not booked, or may not have booked.

    UNCERTAIN: it was sent and the answer is not known yet, so the target may have booked it.
    REJECTED: it needs a person.  DISMISSED: a person set it aside; the target may have been
    mended by hand since.
    """

    IN_FLIGHT = "in_flight"
    UNCERTAIN = "uncertain"
    REJECTED = "rejected"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentOnTheWay:
    """A document that its source has booked and its target has not, or may not have."""

    message_id: int
    kind: str
    number: str
    source: str
    target: str
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDifference:
    """A field that both sides tell, and tell differently."""

    field: str
    left: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A key on which the sides differ.

    left - right = in_flight + unconfirmed + rejected + unexplained

    key: owner, item, lot, status.  Figures are in `uom`; a side that does not know the key
    counts 0.  unconfirmed: what a side has booked but no document of it tells yet (goods of a
    receipt that is still open).  documents: those that explain it, in part or in whole.
    note: what hinders comparing, "" if nothing.  fields: of master data, those that differ.
    """

    key: tuple[str, ...]
    uom: str
    left: Decimal
    right: Decimal
    in_flight: Decimal
    unconfirmed: Decimal
    rejected: Decimal
    unexplained: Decimal
    documents: tuple[DocumentOnTheWay, ...]
    note: str = ""
    fields: tuple[FieldDifference, ...] = ()

    @property
    def is_unexplained(self) -> bool:
        return bool(self.unexplained or self.note or self.fields)

    @property
    def difference(self) -> Decimal:
        return self.left - self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationRow:
    """One comparison in a list. agrees: nothing is unexplained and nothing rejected.

    in_flight_count, rejected_count, unexplained_count: keys that have such a part.
    """

    reconciliation_id: int
    left: str
    right: str
    subject: str
    site: str
    owner: str
    asked_by: str
    started_at: datetime
    finished_at: datetime
    rounds_count: int
    keys_count: int
    in_flight_count: int
    rejected_count: int
    unexplained_count: int
    agrees: bool
    tone: Tone
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """A comparison with its differences, unexplained ones first.

    not_understood_count: payloads and documents of either side whose effect nobody knows yet.
    """

    row: ReconciliationRow
    differences: tuple[Difference, ...]
    not_understood_count: int
