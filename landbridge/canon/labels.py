"""Supplier labels with data identifiers (ANSI MH10.8.2) in an envelope of ISO/IEC 15434."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from landbridge.canon.gs1 import ElementStringError

HEAD, RECORD, GROUP, END = "[)>", "\x1e", "\x1d", "\x04"
_FIELD = re.compile(r"(\d{0,3}[A-Z])(.+)")


@dataclass(frozen=True, slots=True)
class SupplierLabel:
    """fields: (data identifier, value) in the order read."""

    fields: tuple[tuple[str, str], ...]

    def value(self, *identifiers: str) -> str:
        """The value of the first of some identifiers that is there, else ""."""
        for wanted in identifiers:
            for name, value in self.fields:
                if name == wanted:
                    return value
        return ""

    @property
    def item_code(self) -> str:
        """`P`: the number that we gave the goods. A supplier's own (`1P`) is not ours."""
        return self.value("P")

    @property
    def lot(self) -> str:
        return self.value("1T", "T")

    @property
    def serial(self) -> str:
        return self.value("S")

    @property
    def license_plate(self) -> str:
        return self.value("J", "1J", "2J", "3J", "4J", "5J", "6J")

    @property
    def order_number(self) -> str:
        return self.value("K")

    @property
    def count(self) -> int | None:
        text = self.value("Q", "7Q")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    @property
    def expiry_on(self) -> date | None:
        text = self.value("14D")
        with suppress(ValueError):
            return date(int(text[:4]), int(text[4:6]), int(text[6:8])) if len(text) == 8 else None
        return None


def read_supplier_label(text: str) -> SupplierLabel | None:
    """A label in format 06 of the envelope; None when it is none.

    Only the envelope says that a letter is an identifier: a bare `PBOLT` is never taken for one.
    Raises ElementStringError when the envelope is there and something in it is wrong.
    """
    if not text.startswith(HEAD):
        return None
    records = [part for part in text.removesuffix(END).split(RECORD)[1:] if part]
    found: list[tuple[str, str]] = []
    for record in records:
        form, *fields = record.split(GROUP)
        if form != "06":
            raise ElementStringError(f"format {form[:4]!r} of a supplier label is not known here")
        for field in filter(None, fields):
            match = _FIELD.fullmatch(field)
            if match is None:
                raise ElementStringError(f"{field[:20]!r} has no data identifier")
            found.append((match.group(1), match.group(2)))
    if not found:
        raise ElementStringError("there is nothing in the supplier label")
    names = [name for name, _ in found]
    if names.count("P") > 1 or names.count("J") > 1:
        raise ElementStringError("the supplier label names two things")
    return SupplierLabel(tuple(found))
