"""Writing to Tryton: what every delivery shares.

A delivery is several calls, each a transaction of Tryton's. Its first write puts our number into
the record's `reference`; whoever comes again (after a crash, a lost answer, a paused worker) finds
the record by it and goes on from the state it is in. Nothing is ever done twice.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from landbridge.codecs.base import Tree
from landbridge.codecs.json.reader import parse_object
from landbridge.connect.protocols import (
    PushResult,
    Refused,
    Unavailable,
    Unknown,
)
from landbridge.connect.transports.http import retry_after_s
from landbridge.connectors.tryton.rpc import (
    Busy,
    Changed,
    Declined,
    Failed,
    LoginRefused,
    Lost,
    RpcError,
    TrytonRpc,
    Warned,
)
from landbridge.connectors.tryton.standing import Standing
from landbridge.kit.clock import Clock
from landbridge.kit.findings import Finding, error

STEPS_MAX = 20
# Tryton warns of what has physically happened; the goods are there or gone, whatever it says.
PHYSICAL_WARNINGS = (
    "check_expiration_dates", "check_quantity_product", "check_quantity_lot", ".no_carrier",
)  # fmt: skip
# More than was ordered; goods that nobody ordered (moves without an origin).
OVER_RECEIPT_WARNINGS = ("check_move_quantity", ".done")


class RefusedByUs(Exception):
    """We cannot write this delivery as it is; a person must look. waits_for: as in Refused."""

    def __init__(self, *findings: Finding, waits_for: str = "") -> None:
        self.findings = findings
        self.waits_for = waits_for
        super().__init__("; ".join(finding.text for finding in findings))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some pieces of a line: a quantity in base units, of one lot or serial or of none."""

    quantity: Decimal
    lot: str = ""
    is_serial: bool = False
    expires_on: date | None = None
    best_before_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the writers work with."""

    rpc: TrytonRpc
    standing: Standing
    clock: Clock
    confirmed_warnings: tuple[str, ...]

    def press(self, model: str, button: str, records: Sequence[Mapping[str, Any]]) -> None:
        """Press a button, if the records are still as they were read with `_timestamp`.

        Warnings that only tell what has happened already are confirmed.
        """
        ids = [record["id"] for record in records]
        unchanged = {"_timestamp": timestamps(model, records)}
        for _ in range(STEPS_MAX * len(ids)):
            try:
                self.rpc.model(model, button, ids, context=unchanged)
                return
            except Warned as warned:
                if not warned.name.endswith(self.confirmed_warnings):
                    raise
                self.rpc.confirm_warning(warned)
        raise Failed(f"Tryton warns again and again when {button} is asked for on {model}.")

    def blame_changes(
        self, fault: RpcError, before: Mapping[str, Any], now: Mapping[str, Any]
    ) -> None:
        """Raise Changed for a refusal of a record that somebody changed since it was read.

        Tryton looks whether a field may be written before it looks at timestamps.
        """
        if isinstance(fault, Declined) and now.get("_timestamp") != before["_timestamp"]:
            raise Changed(f"somebody changed it meanwhile: {fault}") from fault


def result_of(fault: RpcError, clock: Clock) -> PushResult:
    if isinstance(fault, Lost):
        return Unknown(str(fault))
    if isinstance(fault, LoginRefused):
        return Unavailable(str(fault), needs_login=True)
    if isinstance(fault, Busy):
        wait = retry_after_s(fault.retry_after, clock) if fault.retry_after else None
        return Unavailable(str(fault), retry_after_s=wait)
    if isinstance(fault, Warned):
        words = f"Tryton asks for a decision: {sentence(fault)} Settle it there, then try again."
        return Refused((error("", "tryton-warning", words),))
    if isinstance(fault, Declined):
        return Refused((error("", "tryton-says-no", f"Tryton refuses it: {sentence(fault)}"),))
    return Refused((error("", "tryton-failed", sentence(fault)),))


def sentence(fault: Exception) -> str:
    """Its words, ended properly."""
    text = str(fault).strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def timely_date(clock: Clock, told: object) -> dict[str, date]:
    """The day it happened, as the shipment's effective date; none for today, which is Tryton's
    own to say: it may still be yesterday where the company is."""
    day = _day(told)
    return {"effective_date": day} if day is not None and day < clock.now().date() else {}


def timestamps(model: str, records: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Context for a write that must fail if one of the records was changed after we read it."""
    return {f"{model},{record['id']}": record["_timestamp"] for record in records}


def read_content(content: bytes) -> Tree:
    """The wire tree of a parcel. Raises PayloadUnreadableError."""
    return parse_object(content)


def parts_of(line: Mapping[str, Any], to_base: Callable[[Decimal, str], Decimal]) -> list[Part]:
    """What a line of a parcel says has moved, lot by lot and serial by serial.

    to_base: a quantity in a unit code to base units. What the lots do not cover has no lot.
    """
    unit = str(line["unit"])
    total = to_base(Decimal(line["quantity"]), unit)
    parts: list[Part] = []
    for entry in line.get("lots") or ():
        quantity = to_base(Decimal(entry["quantity"]), unit)
        whole = Part(
            quantity=quantity,
            lot=str(entry.get("number") or ""),
            expires_on=_day(entry.get("expiration_date")),
            best_before_on=_day(entry.get("best_before")),
        )
        # A serial number is a lot of one piece in Tryton.
        serials = [str(serial) for serial in entry.get("serials") or ()]
        parts += [
            replace(whole, quantity=Decimal(1), lot=serial, is_serial=True) for serial in serials
        ]
        if quantity > len(serials):
            parts.append(replace(whole, quantity=quantity - len(serials)))
    covered = sum((part.quantity for part in parts), Decimal(0))
    if covered > total:
        raise RefusedByUs(
            error(
                f"lines[{line['line']}].lots",
                "lots-exceed-line",
                f"Line {line['line']} of {line['product']} has {total}, but its lots add up to "
                f"{covered}; correct it at its source.",
            )
        )
    if covered < total:
        parts.append(Part(quantity=total - covered))
    return _merged(parts)


def _merged(parts: Sequence[Part]) -> list[Part]:
    """Parts of one lot together, in the order of their first mention."""
    found: dict[str, Part] = {}
    for part in parts:
        known = found.get(part.lot)
        found[part.lot] = (
            part if known is None else replace(known, quantity=known.quantity + part.quantity)
        )
    return [part for part in found.values() if part.quantity]


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None
