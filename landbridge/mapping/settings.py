"""What is done with a value after it was found: the settings of a rule, read and checked."""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypedDict
from zoneinfo import ZoneInfo

from landbridge.mapping.located import Located, Place, Plain, Scalar, Table
from landbridge.mapping.rules import KEEP, Condition, Rule, Source, Unit, Unset
from landbridge.mapping.shapes import suggest

Complain = Callable[[Place, str], None]

SETTINGS = (
    "trim", "case", "split", "table", "reverse", "lookup", "otherwise", "keep_unknown", "as",
    "format", "zone", "decimal_mark", "group_mark", "factor", "round", "length_max", "default",
    "required", "about",
)  # fmt: skip
KINDS = ("text", "integer", "decimal", "boolean", "date", "instant")
FORMATS = ("iso", "epoch_s", "epoch_ms")
_FRACTION = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18}|/0*[1-9][0-9]{0,17})?")
_DIRECTIVES = re.compile(r"%[YymdHMSfjz]")


def constant(value: Located, complain: Complain) -> Plain:
    """A written value; a list or mapping is a problem."""
    if isinstance(value, Scalar):
        return value.value
    complain(value.place, "A single value is expected here.")
    return None


def read_fraction(value: Located) -> Fraction | None:
    """`12`, `0.5` or `1/3`; None for anything else and for 0."""
    text = str(value.value) if isinstance(value, Scalar) else ""
    if not _FRACTION.fullmatch(text):
        return None
    return Fraction(text) or None


class CodeTables:
    """The named tables of a map; remembers which were used."""

    def __init__(
        self, named: Mapping[str, Located], units: Mapping[str, Unit], complain: Complain
    ) -> None:
        self.named = named
        self.units = units
        self.complain = complain
        self.used: set[str] = set()

    def unused(self) -> dict[str, Place]:
        return {name: t.place for name, t in self.named.items() if name not in self.used}

    def codes(self, value: Located) -> Mapping[str, Plain]:
        """A table written in place, or named, or `units` (those of factor 1)."""
        if isinstance(value, Table):
            return {key: constant(item, self.complain) for key, item in value.items.items()}
        name = value.value if isinstance(value, Scalar) else None
        if name == "units" and "units" not in self.named:
            return {code: unit.uom for code, unit in self.units.items() if unit.factor == 1}
        found = self.named.get(str(name))
        if isinstance(found, Table):
            self.used.add(str(name))
            return self.codes(found)
        known = (*self.named, "units")
        self.complain(value.place, f"There is no table {name!r}.{suggest(str(name), known)}")
        return {}

    def reversed(self, value: Located) -> Mapping[str, Plain]:
        """The table read backwards; two codes for one value would make it a guess: a problem."""
        turned: dict[str, Plain] = {}
        for code, meaning in self.codes(value).items():
            key = str(meaning)
            if key in turned:
                self.complain(
                    value.place,
                    f"The table cannot be reversed: {turned[key]!r} and {code!r} both mean "
                    f"{key!r}. Write a table for this direction.",
                )
            turned[key] = code
        return turned


class _Settled(TypedDict, total=False):
    trim: bool
    case: str
    split: str
    codes: Mapping[str, Plain]
    lookup: str
    otherwise: Plain | Unset
    kind: str
    format: str
    zone: str
    decimal_mark: str
    group_mark: str
    factor: Fraction
    digits: int
    length_max: int
    default: Plain | Unset
    required: bool


class RuleSettings:
    """Reads the settings beside a source."""

    def __init__(self, tables: CodeTables, complain: Complain) -> None:
        self._tables = tables
        self._complain = complain

    def read(
        self,
        given: Mapping[str, Located],
        *,
        place: Place,
        source: Source,
        when: Condition | None,
    ) -> Rule:
        settled: _Settled = {}
        for key, value in given.items():
            if key not in SETTINGS:
                self._complain(value.place, f"A rule has no {key!r}.{suggest(key, SETTINGS)}")
            self._read_codes(key, value, settled)
            self._read_text(key, value, settled)
            self._read_number(key, value, settled)
        self._check_pairs(given, place)
        return Rule(place=place, source=source, when=when, **settled)

    def _read_codes(self, key: str, value: Located, settled: _Settled) -> None:
        match key:
            case "table":
                settled["codes"] = self._tables.codes(value)
            case "reverse":
                settled["codes"] = self._tables.reversed(value)
            case "lookup":
                settled["lookup"] = self._text(value, key)
            case "otherwise":
                settled["otherwise"] = constant(value, self._complain)
            case "keep_unknown":
                if self._yes_no(value, key):
                    settled["otherwise"] = KEEP
            case "default":
                settled["default"] = constant(value, self._complain)
            case "required":
                settled["required"] = self._yes_no(value, key)
            case _:
                pass

    def _read_text(self, key: str, value: Located, settled: _Settled) -> None:
        match key:
            case "trim":
                settled["trim"] = self._yes_no(value, key)
            case "case":
                settled["case"] = self._one_of(value, key, ("upper", "lower"))
            case "split":
                settled["split"] = self._text(value, key)
            case "as":
                settled["kind"] = self._one_of(value, key, KINDS)
            case "format":
                settled["format"] = self._format(value)
            case "zone":
                settled["zone"] = self._zone(value)
            case "decimal_mark":
                settled["decimal_mark"] = self._one_of(value, key, (".", ","))
            case "group_mark":
                settled["group_mark"] = self._one_of(value, key, (".", ",", " ", "'"))
            case _:
                pass

    def _read_number(self, key: str, value: Located, settled: _Settled) -> None:
        match key:
            case "factor":
                settled["factor"] = self._factor(value)
            case "round":
                settled["digits"] = self._count(value, key, 0, 12)
            case "length_max":
                settled["length_max"] = self._count(value, key, 1, 100_000)
            case _:
                pass

    def _check_pairs(self, given: Mapping[str, Located], place: Place) -> None:
        if len(given.keys() & {"table", "reverse", "lookup"}) > 1:
            self._complain(place, "A rule has one of table, reverse and lookup, not two.")
        if "otherwise" in given and "keep_unknown" in given:
            self._complain(place, "A rule has `otherwise` or `keep_unknown`, not both.")
        for key in given.keys() & {"otherwise", "keep_unknown"}:
            if not given.keys() & {"table", "reverse", "lookup"}:
                self._complain(place, f"`{key}` needs a table, reverse or lookup beside it.")
        if "default" in given and "required" in given:
            self._complain(place, "A rule with a `default` is never missing; drop `required`.")

    def _text(self, value: Located, key: str) -> str:
        text = value.value if isinstance(value, Scalar) else None
        if isinstance(text, str) and text:
            return text
        self._complain(value.place, f"`{key}` must be a text.")
        return ""

    def _yes_no(self, value: Located, key: str) -> bool:
        if isinstance(value, Scalar) and isinstance(value.value, bool):
            return value.value
        self._complain(value.place, f"`{key}` is true or false.")
        return False

    def _one_of(self, value: Located, key: str, allowed: tuple[str, ...]) -> str:
        text = value.value if isinstance(value, Scalar) else None
        if text in allowed:
            return str(text)
        self._complain(value.place, f"`{key}` is one of {', '.join(map(repr, allowed))}.")
        return ""

    def _count(self, value: Located, key: str, least: int, most: int) -> int:
        number = value.value if isinstance(value, Scalar) else None
        if type(number) is int and least <= number <= most:
            return number
        self._complain(value.place, f"`{key}` is a whole number from {least} to {most}.")
        return least

    def _factor(self, value: Located) -> Fraction:
        made = read_fraction(value)
        if made is None:
            self._complain(value.place, "`factor` is a fraction other than 0: `12` or `1/1000`.")
        return made or Fraction(1)

    def _format(self, value: Located) -> str:
        text = self._text(value, "format")
        rest = _DIRECTIVES.sub("", text)
        if text in FORMATS or (text != rest and "%" not in rest and len(text) <= 60):
            return text
        if text:
            self._complain(
                value.place,
                f"The format {text!r} is not one of {', '.join(FORMATS)} or made of "
                "%Y %y %m %d %H %M %S %f %j %z (e.g. %Y%m%d).",
            )
        return "iso"

    def _zone(self, value: Located) -> str:
        text = self._text(value, "zone")
        if text and text != "site":
            try:
                ZoneInfo(text)
            except (ValueError, OSError, KeyError):
                self._complain(
                    value.place,
                    f"{text!r} is no time zone; write `site` or a name like Europe/Berlin.",
                )
                return "UTC"
        return text
