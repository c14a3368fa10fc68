"""Lines of order documents against master data: which item, how many base units, what is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from landbridge.kit.findings import Finding, error
from landbridge.kit.quantity import Quantity
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.master.contracts import ItemView, Refused
from landbridge.wms.master.rules import to_base

LINE_ID_MAX = 200
Items = Mapping[tuple[str, str], ItemView]


class OrderLine(Protocol):
    """What inbound and outbound lines have in common."""

    @property
    def line_id(self) -> str: ...

    @property
    def item(self) -> str: ...

    @property
    def quantity(self) -> Quantity: ...


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line with its item; quantity in base units."""

    item: ItemView
    quantity: Decimal


def items_of(owner: str, lines: Iterable[OrderLine]) -> Iterable[tuple[str, str]]:
    """The items that lines name, as (owner, code)."""
    return ((owner, line.item) for line in lines)


def read_lines(
    owner: str, lines: Sequence[OrderLine], items: Items
) -> tuple[ReadLine, ...] | Refused:
    """All lines in base units, or why not; an unknown item is waited for."""
    read: list[ReadLine] = []
    findings: list[Finding] = []
    waits_for = ""
    for index, line in enumerate(lines):
        path = f"lines[{index}]"
        item = items.get((owner, line.item))
        if item is None:
            waits_for = waits_for or f"item/{owner}/{line.item}"
            text = f"Line {line.line_id} names item {line.item}, which is not known here yet."
            findings.append(error(f"{path}.item", "unknown-item", text))
            continue
        if not 0 < len(line.line_id) <= LINE_ID_MAX:
            text = f"A line's identity has 1 to {LINE_ID_MAX} characters."
            findings.append(error(f"{path}.line_id", "required", text))
        try:
            read.append(ReadLine(item, _base(item, line.quantity)))
        except Wrong as wrong:
            text = f"Line {line.line_id}: {wrong.what}"
            findings.append(error(f"{path}.quantity", wrong.code, text))
    return Refused(tuple(findings), waits_for) if findings else tuple(read)


def _base(item: ItemView, quantity: Quantity) -> Decimal:
    if not quantity.value:
        return Decimal(0)
    return to_base(item, quantity.value, quantity.uom)
