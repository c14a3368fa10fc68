"""GS1 keys and element strings: check digits, forms, application identifiers.

Source: GS1 General Specifications, sections 3 and 7.
"""

import calendar
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType


def check_digit(digits: str) -> int:
    """Modulo-10 check digit of a numeric key without its last digit. ValueError if not digits."""
    if not digits.isascii() or not digits.isdigit():
        raise ValueError(f"{digits!r} is not numeric")
    weighted = sum(
        int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(reversed(digits))
    )
    return -weighted % 10


def has_check_digit(key: str) -> bool:
    return key.isascii() and key.isdigit() and check_digit(key[:-1]) == int(key[-1])


def is_gtin(key: str) -> bool:
    """GTIN-8, -12, -13 or -14 with a right check digit."""
    return len(key) in (8, 12, 13, 14) and has_check_digit(key)


def is_sscc(key: str) -> bool:
    """An 18-digit serial shipping container code with a right check digit."""
    return len(key) == 18 and has_check_digit(key)


def is_gln(key: str) -> bool:
    return len(key) == 13 and has_check_digit(key)


def make_sscc(extension: int, company_prefix: str, serial: int) -> str:
    """Build an SSCC: extension digit, GS1 company prefix, serial reference, check digit.

    ValueError if the serial does not fit into the digits that the prefix leaves.
    """
    room = 16 - len(company_prefix)
    if (
        not 0 <= extension <= 9
        or not company_prefix.isdigit()
        or not 4 <= len(company_prefix) <= 12
    ):
        raise ValueError("extension is one digit, company prefix 4 to 12 digits")
    if serial < 0 or len(str(serial)) > room:
        raise ValueError(f"serial {serial} does not fit into {room} digits")
    body = f"{extension}{company_prefix}{serial:0{room}d}"
    return f"{body}{check_digit(body)}"


@dataclass(frozen=True, slots=True)
class ApplicationIdentifier:
    """One row of the AI table. length_max: characters; `fixed` means exactly so many."""

    ai: str
    name: str
    length_max: int
    fixed: bool = False
    numeric: bool = False


def _rows(*rows: tuple[str, str, str]) -> dict[str, ApplicationIdentifier]:
    """Rows from the format notation of the General Specifications: `n14`, `n..8`, `x..20`."""
    table = {}
    for ai, name, form in rows:
        fixed = ".." not in form
        length = int(form.lstrip("nx."))
        table[ai] = ApplicationIdentifier(ai, name, length, fixed, form[0] == "n")
    return table


# GS1 General Specifications, section 3.2: those a warehouse meets. Four-digit identifiers whose
# last digit counts decimal places stand here with `n`.
APPLICATION_IDENTIFIERS: Mapping[str, ApplicationIdentifier] = MappingProxyType(
    _rows(
        ("00", "sscc", "n18"), ("01", "gtin", "n14"), ("02", "content_gtin", "n14"),
        ("10", "lot", "x..20"), ("11", "production_date", "n6"), ("12", "due_date", "n6"),
        ("13", "packaging_date", "n6"), ("15", "best_before", "n6"), ("16", "sell_by", "n6"),
        ("17", "expiry", "n6"), ("20", "variant", "n2"), ("21", "serial", "x..20"),
        ("22", "consumer_variant", "x..20"), ("30", "variable_count", "n..8"),
        ("37", "count", "n..8"), ("240", "additional_id", "x..30"),
        ("241", "customer_part", "x..30"), ("250", "secondary_serial", "x..30"),
        ("251", "source_reference", "x..30"), ("400", "customer_order", "x..30"),
        ("401", "ginc", "x..30"), ("402", "gsin", "n17"), ("403", "routing", "x..30"),
        ("410", "ship_to_gln", "n13"), ("411", "bill_to_gln", "n13"), ("412", "from_gln", "n13"),
        ("414", "place_gln", "n13"), ("420", "ship_to_postal", "x..20"),
        ("421", "ship_to_postal_iso", "x..12"), ("422", "origin", "n3"),
        ("310n", "net_weight_kg", "n6"), ("330n", "gross_weight_kg", "n6"),
        ("8003", "grai", "x..30"), ("8004", "giai", "x..30"), ("8020", "payment_slip", "x..25"),
        ("90", "internal", "x..30"), ("91", "company_91", "x..90"), ("92", "company_92", "x..90"),
        ("93", "company_93", "x..90"), ("94", "company_94", "x..90"), ("95", "company_95", "x..90"),
        ("96", "company_96", "x..90"), ("97", "company_97", "x..90"), ("98", "company_98", "x..90"),
        ("99", "company_99", "x..90"),
    )
)  # fmt: skip

FNC1 = "\x1d"
# Symbology identifiers (ISO/IEC 15424) that say: GS1 element string.
_GS1_SYMBOLS = ("]C1", "]e0", "]d2", "]Q3", "]J1")
_ALPHABET = re.compile(r"[!\"%-?A-Z_a-z]+")
_IN_BRACKETS = re.compile(r"(?:\(\d{2,4}\)[^()]+)+")


class ElementStringError(ValueError):
    """A text that says it is a GS1 element string and is not a right one; the text says why."""


@dataclass(frozen=True, slots=True)
class ElementString:
    """What a GS1 code says: (application identifier, value) in the order read.

    marked: the scanner or brackets said that it is GS1; else only its form did.
    """

    elements: tuple[tuple[str, str], ...]
    marked: bool

    def value(self, ai: str) -> str:
        """Value of an application identifier, "" if it is not there."""
        return next((value for found, value in self.elements if found == ai), "")

    def day(self, ai: str, *, year: int) -> date | None:
        """A date element; `year` is the current one and settles the century."""
        text = self.value(ai)
        return read_day(text, year=year) if text else None

    @property
    def gtin(self) -> str:
        return self.value("01") or self.value("02")

    @property
    def count(self) -> int | None:
        text = self.value("37") or self.value("30")
        return int(text) if text else None


def read_day(text: str, *, year: int) -> date:
    """YYMMDD as GS1 means it: within 50 years of `year`; day 00 is the month's last.

    Raises ElementStringError.
    """
    try:
        short, month, day = int(text[:2]), int(text[2:4]), int(text[4:6])
        century = year - year % 100
        distance = short - year % 100
        century += -100 if distance > 50 else 100 if distance < -49 else 0
        full = century + short
        return date(full, month, day or calendar.monthrange(full, month)[1])
    except ValueError as error:
        raise ElementStringError(f"{text} is not a date (YYMMDD)") from error


def read_element_string(text: str) -> ElementString | None:
    """Read a scan as a GS1 element string; None when nothing says that it is one.

    It is one when a symbology identifier or FNC1 marks it, when it is written with brackets, or
    when it begins with 00, 01 or 02 and a key with right check digit and all of it fits the
    grammar. A lot like `10D9T` alone is never taken for AI 10. Raises ElementStringError when the
    text is marked but wrong.
    """
    if text.startswith(_GS1_SYMBOLS):
        return ElementString(_cut(text[3:].removeprefix(FNC1)), True)
    if FNC1 in text:
        return ElementString(_cut(text.removeprefix(FNC1)), True)
    if _IN_BRACKETS.fullmatch(text):
        pairs = re.findall(r"\((\d{2,4})\)([^()]+)", text)
        return ElementString(_checked([(ai, value, _row(ai)) for ai, value in pairs]), True)
    if text[:2] in ("00", "01", "02") and len(text) >= 16:
        with suppress(ElementStringError):
            return ElementString(_cut(text), False)
    return None


def _row(ai: str) -> ApplicationIdentifier:
    row = APPLICATION_IDENTIFIERS.get(ai)
    if row is None and len(ai) == 4 and ai[3] in "012345":
        row = APPLICATION_IDENTIFIERS.get(f"{ai[:3]}n")
    if row is None:
        raise ElementStringError(f"({ai}) is not an application identifier known here")
    return row


def _cut(text: str) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str, ApplicationIdentifier]] = []
    rest = text
    while rest:
        for length in (2, 3, 4):
            with suppress(ElementStringError):
                ai, row = rest[:length], _row(rest[:length])
                break
        else:
            raise ElementStringError(f"no application identifier begins {rest[:10]!r}")
        rest = rest[len(ai) :]
        if row.fixed:
            value, rest = rest[: row.length_max], rest[row.length_max :].removeprefix(FNC1)
        else:
            value, _, rest = rest.partition(FNC1)
        found.append((ai, value, row))
    return _checked(found)


def _checked(
    found: list[tuple[str, str, ApplicationIdentifier]],
) -> tuple[tuple[str, str], ...]:
    values: dict[str, str] = {}
    for ai, value, row in found:
        if not value or len(value) > row.length_max or (row.fixed and len(value) < row.length_max):
            raise ElementStringError(f"({ai}) has a wrong length: {value!r}")
        if row.numeric and not (value.isascii() and value.isdigit()):
            raise ElementStringError(f"({ai}) is not numeric: {value!r}")
        if not _ALPHABET.fullmatch(value):
            raise ElementStringError(f"({ai}) has a character that GS1 does not know: {value!r}")
        if row.name in ("sscc", "gtin", "content_gtin") and not has_check_digit(value):
            raise ElementStringError(f"({ai}) has a wrong check digit: {value}")
        if values.setdefault(ai, value) != value:
            raise ElementStringError(f"({ai}) stands twice with different values")
    if not values:
        raise ElementStringError("there is no element in it")
    return tuple(values.items())
