"""A trading partner: customer, supplier, carrier or owner."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from landbridge.canon.base import Address, Document
from landbridge.kit.findings import Finding, error


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyAddress:
    """An address of the party. purpose: `delivery`, `invoice`, `pickup`, `main`."""

    code: str
    address: Address
    purpose: str = "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party(Document):
    """`number` is the party code. roles: `customer`, `supplier`, `carrier`, `owner`."""

    kind: ClassVar[str] = "party"
    name: str
    roles: tuple[str, ...] = ()
    addresses: tuple[PartyAddress, ...] = ()
    gln: str | None = None
    tax_number: str = ""
    language: str = ""
    shelf_life_remaining_days_min: int | None = None
    active: bool = True

    def findings(self) -> Iterable[Finding]:
        codes = [entry.code for entry in self.addresses]
        if len(set(codes)) != len(codes):
            yield error("addresses", "unique-code", "Two addresses have the same code.")
