"""The warehouse's answer to a version or a cancel of an outbound order, line by line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from landbridge.canon.base import Document, KnownNumber
from landbridge.kit.findings import Finding, error
from landbridge.kit.quantity import Quantity

ANSWERS = ("accepted", "accepted_in_part", "refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredLine:
    """What became of one line. All quantities are in one unit.

    wanted: what the version asked for, 0 for a cancel.  holds: what the line stands for now.
    put_back: picked before and on its way back to its place.  refused: more than `wanted` that
    cannot be undone (or the part of `wanted` that cannot be had); `reason_code` says why:
    `already_shipped`, `order_closed`, `already_picked`.
    """

    order_line_id: str
    item: str
    wanted: Quantity
    holds: Quantity
    cancelled: Quantity
    put_back: Quantity
    refused: Quantity
    shipped: Quantity
    reason_code: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderResponse(Document):
    """`number` is the order's own, `version` the version of it that is answered.

    request: `change` or `cancel`.  answer: `accepted`, `accepted_in_part`, `refused`.
    """

    kind: ClassVar[str] = "order_response"
    told_by: ClassVar[str] = "floor"
    is_answer: ClassVar[bool] = True
    site: str
    request: str
    answer: str
    answered_at: datetime
    lines: tuple[AnsweredLine, ...]
    text: str = ""

    def findings(self) -> Iterable[Finding]:
        if self.answer not in ANSWERS:
            yield error("answer", "known-answer", f"{self.answer!r} is not one of {ANSWERS}.")

    def known_numbers(self) -> Iterable[KnownNumber]:
        yield from Document.known_numbers(self)
        yield KnownNumber(self.number, "outbound_order")
