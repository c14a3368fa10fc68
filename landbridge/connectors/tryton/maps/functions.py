"""What the maps of Tryton cannot say in yaml: its units of measure."""

import re
from collections.abc import Mapping
from decimal import Decimal

# Tryton's own symbols (module product) and UN/ECE Recommendation 20; `cs12` is a case of 12.
_CODES = {
    "u": "C62", "kg": "KGM", "g": "GRM", "lb": "LBR", "oz": "ONZ", "m": "MTR", "km": "KMT",
    "cm": "CMT", "mm": "MMT", "ft": "FOT", "yd": "YRD", "in": "INH", "l": "LTR", "m³": "MTQ",
    "cm³": "CMQ", "m²": "MTK", "cm²": "CMK", "h": "HUR", "d": "DAY", "min": "MIN", "s": "SEC",
}  # fmt: skip
_CASE = re.compile(r"(cs|case|ct|carton)\W*\d*", re.IGNORECASE)
_PALLET = re.compile(r"(pf|pal|pallet)\W*\d*", re.IGNORECASE)
_MM = {"mm": Decimal(1), "cm": Decimal(10), "m": Decimal(1000), "in": Decimal("25.4")}
_G = {
    "g": Decimal(1), "kg": Decimal(1000), "lb": Decimal("453.59237"), "oz": Decimal("28.349523125"),
}  # fmt: skip


def uom_code(symbol: object) -> str | None:
    """The code of a unit by Tryton's symbol; a symbol nobody knows is its own code."""
    if symbol is None or symbol == "":
        return None
    text = str(symbol)
    if (code := _CODES.get(text)) is not None:
        return code
    if _CASE.fullmatch(text):
        return "CS"
    return "PF" if _PALLET.fullmatch(text) else text


def millimetres(measured: object) -> Decimal | None:
    """A length `{value, unit}` in millimetres."""
    return _in(measured, _MM)


def grams(measured: object) -> Decimal | None:
    """A weight `{value, unit}` in grams."""
    return _in(measured, _G)


def _in(measured: object, units: Mapping[str, Decimal]) -> Decimal | None:
    if measured is None:
        return None
    if not isinstance(measured, Mapping):
        raise ValueError("an amount with a unit is expected")
    factor = units.get(measured["unit"])
    if factor is None:
        raise ValueError(f"{measured['unit']!r} is no unit that is known here")
    return Decimal(measured["value"]) * factor
