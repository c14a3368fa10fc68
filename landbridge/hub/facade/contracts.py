"""Shapes of the hub's writes: what an operation is given and what it says was done."""

from dataclasses import dataclass

from landbridge.kit.findings import Finding, LandbridgeError


class EndpointUnusableError(LandbridgeError):
    """The endpoint does not exist, is disabled, or cannot do what is asked of it."""


class NothingToDoError(LandbridgeError):
    """The delivery or document is not in a state in which this can be done (any more)."""


class NotFoundError(LandbridgeError):
    """There is nothing of that id (any more)."""


class SettingsRefusedError(LandbridgeError):
    """Settings that do not fit. findings: one for each setting, with its name as path."""

    def __init__(self, subject: str, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__(
            " ".join(finding.text for finding in findings),
            subject=subject,
            remedy="Correct these settings.",
        )


@dataclass(frozen=True, slots=True, order=True)
class Route:
    """Documents of `kind` that come from `source` go to `target`."""

    source: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """One payload is durable. The same payload again gives the same `envelope_id`.

    duplicate: this very content was taken in before under this key; nothing more will happen.
    changed: the key was taken in before with other content; this one goes its own way.
    """

    envelope_id: int
    source_key: str
    duplicate: bool = False
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the sender of a webhook or file gets. accepted: in the order of the payloads."""

    status: int
    body: bytes
    body_type: str
    accepted: tuple[Accepted, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """Who asks for it, and why; both are kept. `by` is a user name, `why` a sentence."""

    by: str
    why: str

    def __post_init__(self) -> None:
        if not self.by.strip() or not self.why.strip():
            raise NothingToDoError(
                "who asks, and why, must be said", remedy="Give a name and a reason."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """`delivery_id` carries the document again; `replay_of` is the one it repeats."""

    delivery_id: int
    replay_of: int
    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """What was set going again: dead letters as named by the reads, and those left alone."""

    retried: tuple[str, ...]
    skipped: tuple[tuple[str, str], ...]  # (dead letter, reason in words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retained:
    """Partitions of days that were dropped, by name."""

    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class AuthorityRule:
    """object: as a census calls it, or `*`.  field: of that object, or `*`."""

    object: str
    field: str
    side: str
