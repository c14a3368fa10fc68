"""Shapes of goods on their way back."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """remaining: what of the task is still to be brought back."""

    task_id: int
    item: str
    uom: str
    quantity: Decimal
    bin: str
    remaining: Decimal
    text: str
