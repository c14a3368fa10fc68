"""The proof of one document: where each field comes from, and that nothing was changed."""

from dataclasses import dataclass
from datetime import datetime

from landbridge.hub.facade.views.pages import DocumentView


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldOut:
    """One field on the other side. line: `file:line` of the map, "" where nothing is mapped."""

    target: str
    path: str
    value: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProof:
    """One field of the canonical document.

    came_from: path in the raw payload, "" for what the map says itself.  start, end: its bytes
    there, None where they cannot be told.  line: `file:line` of the map that made it.
    """

    path: str
    value: str
    came_from: str
    start: int | None
    end: int | None
    line: str
    out: tuple[FieldOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AckLevel:
    """level: `technical` (carried over), `functional` (taken), `business` (it has an effect)."""

    target: str
    level: str
    at: datetime | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    version: int
    message_id: int
    received_at: datetime | None
    state: str
    is_this: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofCheck:
    """One thing that was verified on opening. ok: None when it cannot be verified (any more)."""

    what: str
    ok: bool | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SealRow:
    """A seal of the chain that covers the document. own: sealed texts of its rows.

    members: sha256 of every row that it covers, in hex.
    """

    seal_id: int
    made_at: datetime
    previous: str
    digest: str
    members: tuple[str, ...]
    own: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofView:
    """raw_sha256, raw_bytes: of the payload; part_start, part_end: where the document is in it.

    note: what hinders naming lines or bytes.  incidents: (id, title) about this document.
    """

    page: DocumentView
    raw_sha256: str
    raw_bytes: int
    part_start: int | None
    part_end: int | None
    canon_sha256: str
    fields: tuple[FieldProof, ...]
    levels: tuple[AckLevel, ...]
    versions: tuple[VersionRow, ...]
    checks: tuple[ProofCheck, ...]
    seals: tuple[SealRow, ...]
    incidents: tuple[tuple[int, str], ...]
    key_fingerprint: str
    note: str

    @property
    def holds(self) -> bool:
        """Nothing that could be verified is wrong."""
        return all(one.ok is not False for one in self.checks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What `proof verify` says of a bundle. number: of its document.  fingerprint: of its key."""

    number: str
    fingerprint: str
    checks: tuple[ProofCheck, ...]

    @property
    def holds(self) -> bool:
        return all(one.ok is not False for one in self.checks)
