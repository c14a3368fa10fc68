"""GS1 keys and element strings: check digits, forms, application identifiers.

Source: GS1 General Specifications, sections 3 and 7.
"""

import calendar
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
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
# What scanners send in place of FNC1 and other separators where a keyboard has no such key.
_STAND_INS = {
    sign.upper(): char
    for char, signs in {
        FNC1: ("␝", "<GS>", "{GS}", "[GS]", "<FNC1>", "{FNC1}", "^]", "\\x1d", "\\u001d"),
        "\x1e": ("␞", "<RS>", "{RS}", "[RS]"),
        "\x04": ("␄", "<EOT>", "{EOT}", "[EOT]"),
    }.items()
    for sign in signs
}
_STAND_IN = re.compile("|".join(map(re.escape, _STAND_INS)), re.IGNORECASE)
# What a value may have swallowed where separators are lost; others are rare beside a lot or serial.
_SWALLOWED = ("10", "11", "13", "15", "17", "21", "30", "37")
_DATES = ("11", "12", "13", "15", "16", "17")
READINGS_MAX = 6
_ATTEMPTS_MAX = 2000
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
    def net_weight_kg(self) -> Decimal | None:
        """AI 310n: six digits, of which n stand behind the point."""
        found = next(((ai, value) for ai, value in self.elements if ai.startswith("310")), None)
        return Decimal(found[1]).scaleb(-int(found[0][3])) if found else None

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


def with_separators(text: str) -> str:
    """The text with what scanners write for separators (`<GS>`, `^]`, ...) made separators."""
    return _STAND_IN.sub(lambda found: _STAND_INS[found.group().upper()], text)


def read_element_string(text: str) -> ElementString | None:
    """Read a scan as a GS1 element string; None when nothing says that it is one.

    The first of `element_strings`; with a lost separator there may be others.
    Raises ElementStringError when the text is marked but wrong.
    """
    return next(iter(element_strings(text)), None)


def element_strings(text: str) -> tuple[ElementString, ...]:
    """Every reading of a scan as a GS1 element string; () when nothing says that it is one.

    It is one when a symbology identifier or FNC1 marks it, when it is written with brackets, or
    when it begins with 00, 01 or 02 and a key with right check digit and all of it fits the
    grammar. A lot like `10D9T` alone is never taken for AI 10. Without any separator in it, a lot
    may have swallowed what came behind: then the standard's reading comes first and the others
    follow. Raises ElementStringError when the text is marked but wrong.
    """
    if text.startswith(_GS1_SYMBOLS):
        text = text[3:].removeprefix(FNC1)
        return _readings(text, marked=True)
    if FNC1 in text:
        return _readings(text.removeprefix(FNC1), marked=True)
    if _IN_BRACKETS.fullmatch(text):
        pairs = re.findall(r"\((\d{2,4})\)([^()]+)", text)
        return (ElementString(checked_elements(pairs), True),)
    if text[:2] in ("00", "01", "02") and len(text) >= 16:
        with suppress(ElementStringError):
            return _readings(text, marked=False)
    return ()


def checked_elements(pairs: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """(application identifier, value) in order, each of a right form; else ElementStringError."""
    return _checked([(ai, value, _row(ai)) for ai, value in pairs])


def _readings(text: str, *, marked: bool) -> tuple[ElementString, ...]:
    if FNC1 in text:
        return (ElementString(_cut(text), marked),)
    try:
        first = (ElementString(_cut(text), marked),)
    except ElementStringError:
        # Too long for one value, perhaps: others may still fit.
        others = tuple(islice(_others(text, marked), READINGS_MAX))
        if not others:
            raise
        return others
    return (*first, *islice(_others(text, marked), READINGS_MAX - 1))


def _others(text: str, marked: bool) -> Iterator[ElementString]:
    """Readings in which a value ends before the text does, though no separator says so."""
    head: list[tuple[str, str, ApplicationIdentifier]] = []
    rest = text
    while rest:
        ai, row = _ai_of(rest)
        rest = rest[len(ai) :]
        if not row.fixed:
            break
        head.append((ai, rest[: row.length_max], row))
        rest = rest[row.length_max :]
    else:
        return
    attempts = iter(range(_ATTEMPTS_MAX))
    for tail in _tails(ai, row, rest, {ai, *(known for known, _, _ in head)}, attempts):
        with suppress(ElementStringError):
            yield ElementString(_checked([*head, *tail]), marked)


def _tails(
    ai: str, row: ApplicationIdentifier, rest: str, used: set[str], attempts: Iterator[int]
) -> Iterator[list[tuple[str, str, ApplicationIdentifier]]]:
    """Ways to end the value of `ai` early, so that all that follows are elements too."""
    for end in range(1, min(row.length_max, len(rest) - 2) + 1):
        following, behind = rest[end : end + 2], rest[end + 2 :]
        if following not in _SWALLOWED or following in used:
            continue
        if following == "37" and not {"00", "02"} & used:
            continue  # a count is of what stands on something
        if next(attempts, None) is None:
            raise ElementStringError("it can be read in too many ways")
        known = APPLICATION_IDENTIFIERS[following]
        value = (ai, rest[:end], row)
        if known.fixed:
            behind, more = behind[: known.length_max], behind[known.length_max :]
            if not _is_day(behind):
                continue
            fixed = (following, behind, known)
            if not more:
                yield [value, fixed]
            else:
                for tail in _starting(more, {*used, following}, attempts):
                    yield [value, fixed, *tail]
            continue
        if len(behind) <= known.length_max:
            yield [value, (following, behind, known)]
        for tail in _tails(following, known, behind, {*used, following}, attempts):
            yield [value, *tail]


def _starting(
    text: str, used: set[str], attempts: Iterator[int]
) -> Iterator[list[tuple[str, str, ApplicationIdentifier]]]:
    """Ways to read all of a text that begins with an element."""
    ai = text[:2]
    row = APPLICATION_IDENTIFIERS.get(ai)
    if row is None or ai in used or ai not in _SWALLOWED:
        return
    rest = text[2:]
    if not row.fixed:
        if len(rest) <= row.length_max:
            yield [(ai, rest, row)]
        yield from _tails(ai, row, rest, {*used, ai}, attempts)
        return
    value, more = rest[: row.length_max], rest[row.length_max :]
    if not _is_day(value):
        return
    if not more:
        yield [(ai, value, row)]
        return
    for tail in _starting(more, {*used, ai}, attempts):
        yield [(ai, value, row), *tail]


def _is_day(text: str) -> bool:
    if len(text) != 6 or not text.isascii() or not text.isdigit():
        return False
    with suppress(ElementStringError):
        return bool(read_day(text, year=2000 + int(text[:2])))
    return False


def _row(ai: str) -> ApplicationIdentifier:
    row = APPLICATION_IDENTIFIERS.get(ai)
    if row is None and len(ai) == 4 and ai[3] in "012345":
        row = APPLICATION_IDENTIFIERS.get(f"{ai[:3]}n")
    if row is None:
        raise ElementStringError(f"({ai}) is not an application identifier known here")
    return row


def _ai_of(text: str) -> tuple[str, ApplicationIdentifier]:
    """The application identifier that a text begins with. Raises ElementStringError."""
    for length in (2, 3, 4):
        with suppress(ElementStringError):
            return text[:length], _row(text[:length])
    raise ElementStringError(f"no application identifier begins {text[:10]!r}")


def _cut(text: str) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str, ApplicationIdentifier]] = []
    rest = text
    while rest:
        ai, row = _ai_of(rest)
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
        if ai in _DATES and not _is_day(value):
            raise ElementStringError(f"({ai}) is not a date (YYMMDD): {value}")
        if not _ALPHABET.fullmatch(value):
            raise ElementStringError(f"({ai}) has a character that GS1 does not know: {value!r}")
        if row.name in ("sscc", "gtin", "content_gtin") and not has_check_digit(value):
            raise ElementStringError(f"({ai}) has a wrong check digit: {value}")
        if values.setdefault(ai, value) != value:
            raise ElementStringError(f"({ai}) stands twice with different values")
    if not values:
        raise ElementStringError("there is no element in it")
    return tuple(values.items())
