"""Pure decisions on versions of outbound orders and on where an order stands.

A new version is an absolute target. What is free follows it at once; what is picked or shipped
already does not, and a finding says so.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from landbridge.kit.findings import Finding, warning
from landbridge.kit.quantity import plain
from landbridge.wms.outbound.contracts import LineLadder

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineNow:
    """A line with its ladder."""

    outbound_line_id: int
    line_id: str
    item_id: int
    wanted: Decimal
    ordered: Decimal
    allocated: Decimal
    released: Decimal
    picked: Decimal
    packed: Decimal
    shipped: Decimal
    short: Decimal
    cancelled: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """What a line becomes. give_back: allocated, not yet picked goods to let go.

    put_back: picked goods that have not left and go back to their place.
    """

    wanted: Decimal
    ordered: Decimal
    short: Decimal
    cancelled: Decimal
    give_back: Decimal
    put_back: Decimal = NOTHING
    findings: tuple[Finding, ...] = ()

    def changes(self, line: LineNow) -> bool:
        before = (line.wanted, line.ordered, line.short, line.cancelled)
        after = (self.wanted, self.ordered, self.short, self.cancelled)
        return bool(self.give_back or self.put_back) or after != before


def retarget(line: LineNow, wanted: Decimal) -> LineChange:
    """A line under a new target (T-28); what has left stays. An unchanged one changes nothing."""
    if wanted == line.wanted and not line.cancelled:
        return LineChange(
            wanted=wanted, ordered=line.ordered, short=line.short, cancelled=NOTHING,
            give_back=NOTHING, findings=_too_late(line, wanted),
        )  # fmt: skip
    ordered = max(wanted, line.shipped)
    kept = min(line.picked, ordered)
    short = min(line.short, ordered - kept)
    put_back = line.picked - kept
    return LineChange(
        wanted=wanted, ordered=ordered, short=short, cancelled=NOTHING, put_back=put_back,
        give_back=max(line.allocated - put_back - (ordered - short), NOTHING),
        findings=_too_late(line, wanted),
    )  # fmt: skip


def _too_late(line: LineNow, wanted: Decimal) -> tuple[Finding, ...]:
    if wanted >= line.shipped:
        return ()
    text = (
        f"Line {line.line_id} asks for {plain(wanted)}, but {plain(line.shipped)} were shipped "
        f"before; {plain(line.shipped)} holds."
    )
    return (warning(f"lines[{line.line_id}].quantity", "already-shipped", text),)


def cancel(line: LineNow) -> LineChange:
    """A line under a cancel: what is free ends, what is picked goes back, what has left stays.

    T-26: each part has its own answer.
    """
    findings: tuple[Finding, ...] = ()
    if line.shipped:
        text = f"Line {line.line_id}: {plain(line.shipped)} were shipped and are not cancelled."
        findings = (warning(f"lines[{line.line_id}]", "already-shipped", text),)
    return LineChange(
        wanted=NOTHING, ordered=line.ordered, short=line.short,
        cancelled=line.ordered - line.shipped - line.short, put_back=line.picked - line.shipped,
        give_back=line.allocated - line.picked, findings=findings,
    )  # fmt: skip


def asks_after_closing(line: LineNow | None, wanted: Decimal) -> bool:
    """Whether a version wants something of a closed order that it did not want before."""
    if line is None:
        return wanted > 0
    return wanted not in (line.wanted, line.shipped)


def state_of(ladder: LineLadder, *, cancelled: bool, closed: bool) -> str:
    """The one word for where an order stands, out of its ladder."""
    if closed:
        if cancelled and not ladder.shipped:
            return "cancelled"
        return "shipped" if ladder.shipped else "closed"
    if ladder.picked == ladder.released and ladder.released > ladder.shipped:
        return _after_picking(ladder)
    if ladder.picked > ladder.shipped:
        return "picking"
    if ladder.released > ladder.picked:
        return "released" if ladder.released == _due(ladder) else "part_released"
    if ladder.allocated > ladder.released:
        return "allocated"
    return "part_shipped" if ladder.shipped else "waiting"


def _after_picking(ladder: LineLadder) -> str:
    if ladder.packed == ladder.picked:
        return "packed"
    return "packing" if ladder.packed > ladder.shipped else "picked"


def _due(ladder: LineLadder) -> Decimal:
    return ladder.ordered - ladder.short - ladder.cancelled


def status_text(state: str, ladder: LineLadder) -> str:
    """The same as a sentence, with the amounts that matter (base units over all lines)."""
    waiting = _due(ladder) - ladder.allocated
    rest = f" Waiting for stock: {plain(waiting)}." if waiting else ""
    held = ladder.allocated - ladder.released
    if held and state != "allocated":
        rest = f" Waiting for release: {plain(held)}.{rest}"
    gone = f" Short: {plain(ladder.short)}." if ladder.short else ""
    match state:
        case "waiting":
            return f"Waiting for stock: {plain(waiting)} to come."
        case "allocated":
            return f"Has its stock, waits for its release: {plain(held)}.{rest}{gone}"
        case "released" | "part_released":
            return f"Ready to pick: {plain(ladder.released - ladder.picked)}.{rest}{gone}"
        case "picking":
            return f"Being picked: {_of(ladder.picked, ladder.released, ladder)}.{rest}{gone}"
        case "picked":
            return f"Picked, to be packed: {plain(ladder.picked - ladder.packed)}.{rest}{gone}"
        case "packing":
            return f"Being packed: {_of(ladder.packed, ladder.picked, ladder)}.{rest}{gone}"
        case "packed":
            return f"Packed, to be shipped: {plain(ladder.packed - ladder.shipped)}.{rest}{gone}"
        case "part_shipped":
            return f"{plain(ladder.shipped)} shipped, {plain(ladder.open)} still open."
        case "shipped":
            return f"Shipped: {plain(ladder.shipped)} of {plain(ladder.ordered)}.{gone}"
        case "cancelled":
            return "Cancelled."
        case _:
            return f"Closed.{gone}"


def _of(part: Decimal, whole: Decimal, ladder: LineLadder) -> str:
    return f"{plain(part - ladder.shipped)} of {plain(whole - ladder.shipped)}"


def is_late(ship_on: date | None, today: date, *, closed: bool) -> bool:
    return not closed and ship_on is not None and ship_on < today
