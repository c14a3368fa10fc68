"""An advance ship notice: what a supplier has really sent, plate by plate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from landbridge.canon.base import Document, KnownNumber, PartyRef
from landbridge.canon.gs1 import is_sscc
from landbridge.kit.findings import Finding, error, warning
from landbridge.kit.quantity import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateLine:
    """Goods on a plate. order_line_id: the line of the order they fulfil, "" if none is told."""

    item: str
    quantity: Quantity
    order_line_id: str = ""
    lot: str = ""
    serials: tuple[str, ...] = ()
    expiry_on: date | None = None
    best_before_on: date | None = None
    production_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """A pallet, case or box with its licence plate; `parent_lpn` is the plate it stands on."""

    lpn: str
    parent_lpn: str = ""
    package_type: str = ""
    gross_weight_g: Decimal | None = None
    lines: tuple[PlateLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asn(Document):
    """`number` is the supplier's delivery note. order_number: the inbound order it belongs to.

    A version replaces the one before as a whole. status: `open` or `cancelled`.
    """

    kind: ClassVar[str] = "asn"
    site: str
    supplier: PartyRef
    order_number: str
    plates: tuple[Plate, ...]
    status: str = "open"
    expected_on: date | None = None
    carrier_code: str = ""
    tracking_number: str = ""
    note: str = ""

    def findings(self) -> Iterable[Finding]:
        if self.status not in ("open", "cancelled"):
            yield error("status", "known-status", f"{self.status!r} is not open or cancelled.")
        parents = {plate.lpn: plate.parent_lpn for plate in self.plates}
        seen: set[str] = set()
        for index, plate in enumerate(self.plates):
            path = f"plates[{index}]"
            if not plate.lpn or plate.lpn in seen:
                words = f"The plate {plate.lpn!r} is missing or appears twice."
                yield error(f"{path}.lpn", "unique-plate", words)
            seen.add(plate.lpn)
            if plate.lpn.isdigit() and len(plate.lpn) == 18 and not is_sscc(plate.lpn):
                words = f"{plate.lpn} is not an SSCC."
                yield warning(f"{path}.lpn", "sscc-check-digit", words)
            if plate.parent_lpn and plate.parent_lpn not in parents:
                words = f"{plate.lpn} stands on {plate.parent_lpn}, which the notice does not have."
                yield error(f"{path}.parent_lpn", "unknown-plate", words)
            elif _stands_on_itself(plate.lpn, parents):
                yield error(f"{path}.parent_lpn", "circle", f"{plate.lpn} stands on itself.")
            for place, line in enumerate(plate.lines):
                if line.quantity.value <= 0:
                    words = f"{line.item} on {plate.lpn}: {line.quantity} is not positive."
                    yield error(f"{path}.lines[{place}].quantity", "positive-quantity", words)

    def known_numbers(self) -> Iterable[KnownNumber]:
        yield from Document.known_numbers(self)
        yield KnownNumber(self.order_number, "inbound_order")
        for plate in self.plates:
            yield KnownNumber(plate.lpn, "lpn")
        if self.tracking_number:
            yield KnownNumber(self.tracking_number, "tracking")


def _stands_on_itself(lpn: str, parents: dict[str, str]) -> bool:
    seen: set[str] = set()
    while lpn:
        if lpn in seen:
            return True
        seen.add(lpn)
        lpn = parents.get(lpn, "")
    return False
