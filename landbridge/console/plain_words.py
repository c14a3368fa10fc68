"""Codes as words people say: units of measure, places that are no bins."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# UN/ECE Recommendation 20 and 21, those that are usual in a warehouse; others keep their code.
UNITS = {
    "C62": gettext_noop("pcs"),
    "EA": gettext_noop("pcs"),
    "H87": gettext_noop("pcs"),
    "PR": gettext_noop("pairs"),
    "DZN": gettext_noop("dozens"),
    "SET": gettext_noop("sets"),
    "CS": gettext_noop("cases"),
    "CT": gettext_noop("cartons"),
    "BX": gettext_noop("boxes"),
    "PK": gettext_noop("packs"),
    "LAY": gettext_noop("layers"),
    "PF": gettext_noop("pallets"),
    "PX": gettext_noop("pallets"),
    "KGM": "kg",
    "GRM": "g",
    "TNE": "t",
    "MTR": "m",
    "CMT": "cm",
    "MMT": "mm",
    "MTK": "m²",
    "MTQ": "m³",
    "LTR": "l",
    "MLT": "ml",
}


def unit(code: str) -> str:
    """A unit of measure in words; a code that is not known stays as it is."""
    word = UNITS.get(code)
    return code if word is None else _(word)


def place(bin_code: str) -> str:
    """A bin, or in words one of the places that are no bins (`@CUSTOMER`)."""
    if bin_code.startswith("@"):
        return bin_code.removeprefix("@").lower()
    return bin_code
