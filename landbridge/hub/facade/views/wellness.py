"""What the doctor finds, and figures for monitoring."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One observation of the doctor. severity: `ok`, `note`, `warning`, `error`.

    area: `database`, `disk`, `worker`, `endpoint`, `flow`, `dead-letters`, `clock`, `retention`.
    """

    area: str
    subject: str
    severity: str
    sentence: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    value: float
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A figure for monitoring. kind: `gauge` or `counter` (Prometheus text format)."""

    name: str
    help: str
    kind: str
    samples: tuple[Sample, ...] = field(default=())
