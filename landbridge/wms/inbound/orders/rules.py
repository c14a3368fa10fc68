"""Pure decisions on versions of inbound orders."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from landbridge.kit.findings import Finding, warning
from landbridge.kit.quantity import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundLineNow:
    """A line as it stands."""

    inbound_line_id: int
    line_id: str
    item_id: int
    expected: Decimal
    received: Decimal


def what_came_too_late(
    now: Iterable[InboundLineNow], targets: Mapping[str, tuple[int, Decimal]]
) -> tuple[Finding, ...]:
    """Findings for lines that the new version wants otherwise than goods already came.

    targets: (item_id, expected) by line_id; a line that is missing is expected no more.
    """
    findings = []
    for line in now:
        item_id, expected = targets.get(line.line_id, (line.item_id, Decimal(0)))
        if line.received and item_id != line.item_id:
            text = f"Line {line.line_id} keeps its item: {plain(line.received)} came already."
            findings.append(warning(f"lines[{line.line_id}].item", "already-received", text))
        elif line.received > expected:
            text = (
                f"Line {line.line_id} expects {plain(expected)}, "
                f"but {plain(line.received)} came already."
            )
            findings.append(warning(f"lines[{line.line_id}].quantity", "already-received", text))
    return tuple(findings)


def wants_more(now: Iterable[InboundLineNow], targets: Mapping[str, tuple[int, Decimal]]) -> bool:
    """Whether a version expects goods beyond what was ever expected: it opens a closed order."""
    expected = {line.line_id: max(line.expected, line.received) for line in now}
    return any(
        target > expected.get(line_id, Decimal(0)) for line_id, (_, target) in targets.items()
    )


def state_of(cancelled_at: datetime | None, closed_at: datetime | None) -> str:
    if cancelled_at is not None:
        return "cancelled"
    return "open" if closed_at is None else "closed"


def status_text(
    state: str, *, line_count: int, received_count: int, begun_count: int, receiving: bool
) -> str:
    """Where an inbound order is, as a sentence."""
    if state == "cancelled":
        return "Cancelled."
    if state == "closed":
        return f"Closed, {begun_count} of {line_count} lines received."
    if receiving:
        return f"Being received: {received_count} of {line_count} lines complete."
    if begun_count:
        return f"Partly received: {received_count} of {line_count} lines complete."
    return "Expected."
