"""What compiled maps call while they run: everything off the quick path, and the findings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from landbridge.kit.findings import Finding, Severity, has_errors
from landbridge.mapping.conversions import BadValueError, Wrong, to_decimal, to_text
from landbridge.mapping.located import Place
from landbridge.mapping.model import Explained, MapContext
from landbridge.mapping.paths import join, with_indexes
from landbridge.mapping.rules import KEEP, UNSET

FINDINGS_MAX = 200
UNUSED_MAX = 100
SHOWN_MAX = 80

Indexes = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """Patterns of what a rule reads ("" for a constant) and makes, and where it stands."""

    source: str
    target: str
    place: Place


class NotObject(dict[str, Any]):
    """Read where an object should be: each field is Wrong, so that its rule can say so."""

    def __init__(self, value: object) -> None:
        super().__init__()
        self._value = value

    def get(self, _key: str, _default: object = None) -> Wrong:
        return Wrong(self._value)


EMPTY: dict[str, Any] = {}


def as_object(value: object) -> dict[str, Any]:
    """The object, or what stands in for a missing or wrong one."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, dict):
        return value
    return NotObject(value.value if isinstance(value, Wrong) else value)


def item_at(value: object, index: int) -> object:
    """The element of a list, None if the list is shorter; Wrong if it is no list."""
    if isinstance(value, list | tuple):
        return value[index] if index < len(value) else None
    return None if value is None else Wrong(value)


def is_present(value: object) -> bool:
    return value is not None and value not in ("", [], (), {}) and not isinstance(value, Wrong)


def number_or_none(value: object) -> Decimal | None:
    try:
        return to_decimal(value)
    except BadValueError:
        return None


def shown(value: object) -> str:
    """A value for a person: quoted if text, cut short."""
    if isinstance(value, Wrong):
        value = value.value
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        text = str(value) if isinstance(value, Decimal) or value.bit_length() < 200 else "a number"
    elif isinstance(value, dict | list | tuple):
        text = "an object" if isinstance(value, dict) else "a list"
    else:
        text = repr(value[: SHOWN_MAX + 1]) if isinstance(value, str) else str(value)
    return text if len(text) <= SHOWN_MAX else text[:SHOWN_MAX] + "..."


class Report:
    """Collects findings of one run."""

    __slots__ = ("_dropped", "explained", "findings", "rules", "unused")

    def __init__(self, rules: tuple[RuleInfo, ...]) -> None:
        self.rules = rules
        self.findings: list[Finding] = []
        self.unused: dict[str, None] = {}
        self.explained: list[Explained] = []
        self._dropped = 0

    def add(
        self,
        number: int,
        indexes: Indexes,
        rule: str,
        sentence: str,
        *,
        value: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        if len(self.findings) >= FINDINGS_MAX:
            self._dropped += 1
            return
        info = self.rules[number]
        path = with_indexes(info.source or info.target, indexes)
        place = f" (rule for {info.target}, {info.place})" if info.target else f" ({info.place})"
        text = f"{path} {sentence}{place}."
        self.findings.append(Finding(path, rule, severity, text, value, str(info.place)))

    def warn(self, number: int, indexes: Indexes, rule: str, sentence: str, value: object) -> None:
        text = shown(value)
        self.add(
            number,
            indexes,
            rule,
            f"{text} {sentence}",
            value=text,
            severity=Severity.WARNING,
        )

    def finish(self) -> tuple[Finding, ...]:
        if self._dropped:
            more = f"{self._dropped} more findings are not shown."
            self.findings.append(Finding("", "many-findings", Severity.WARNING, more))
        return tuple(self.findings)

    def broken(self) -> bool:
        return has_errors(self.findings)

    # ------------------------------------------------------------ called by compiled maps

    def missing(self, number: int, indexes: Indexes) -> None:
        """A needed value is not there; not said again of one that was refused just before."""
        info = self.rules[number]
        path, origin = with_indexes(info.source or info.target, indexes), str(info.place)
        if any(found.path == path and found.origin == origin for found in self.findings):
            return
        self.add(number, indexes, "required", "is missing or empty, but it is needed")

    def take(
        self, convert: Callable[..., Any], number: int, indexes: Indexes, value: Any, *more: Any
    ) -> Any:
        """`convert(value, ...)`, or a finding and None."""
        try:
            return convert(value, *more)
        except BadValueError as error:
            text = shown(value)
            self.add(number, indexes, error.rule, f"{text} {error}", value=text)
            return None

    def timed(
        self,
        convert: Callable[..., Any],
        number: int,
        indexes: Indexes,
        value: Any,
        format: str,
        zone: str,
    ) -> Any:
        def warn(rule: str, sentence: str) -> None:
            self.warn(number, indexes, rule, sentence, value)

        return self.take(convert, number, indexes, value, format, zone, warn)

    def as_list(self, value: object, number: int, indexes: Indexes) -> list[Any] | None:
        """The list, None if missing; a finding if it is something else."""
        if value is None or value == "":
            return None
        if isinstance(value, list):
            return value
        self.add(number, indexes, "not-a-list", f"{shown(value)} is no list", value=shown(value))
        return []

    def code(
        self,
        codes: Mapping[str, Any],
        otherwise: Any,
        number: int,
        indexes: Indexes,
        value: Any,
    ) -> Any:
        key = value if type(value) is str else self.take(to_text, number, indexes, value)
        if key is None or key == "":
            return None
        if key in codes:
            return codes[key]
        if otherwise is UNSET:
            self.add(
                number,
                indexes,
                "unknown-code",
                f"{shown(value)} is not in the table; add it or give the rule `otherwise`",
                value=shown(value),
            )
            return None
        return value if otherwise is KEEP else otherwise

    def lookup(
        self,
        context: MapContext,
        kind: str,
        otherwise: Any,
        number: int,
        indexes: Indexes,
        value: Any,
    ) -> Any:
        key = self.take(to_text, number, indexes, value)
        if not key:
            return None
        found = context.crossref(kind, key)
        if found is not None:
            return found
        if otherwise is UNSET:
            self.add(
                number,
                indexes,
                f"unknown-{kind}",
                f"{shown(key)} is not known as {kind}; send that {kind} first or cross-refer it",
                value=shown(key),
            )
            return None
        return key if otherwise is KEEP else otherwise

    def call(
        self,
        function: Callable[..., Any],
        number: int,
        indexes: Indexes,
        args: tuple[Any, ...],
        named: dict[str, Any],
    ) -> Any:
        """A function of the maps; whatever it raises is a finding, never the end of the run."""
        for value in (*args, *named.values()):
            if isinstance(value, Wrong):
                return self.take(to_text, number, indexes, value)
        try:
            made = function(*args, **named)
        except ValueError as error:
            self.add(number, indexes, "function", f"was not understood: {error}")
            return None
        except Exception as error:
            what = f"made the function {function.__name__} fail: {type(error).__name__}: {error}"
            self.add(number, indexes, "function-failed", what)
            return None
        if isinstance(made, float):
            what = f"became a binary fraction in {function.__name__}; it must give a Decimal"
            self.add(number, indexes, "function-failed", what)
            return None
        return made

    def cut(self, value: str, length_max: int, number: int, indexes: Indexes) -> str:
        self.warn(
            number, indexes, "cut", f"has {len(value)} characters and is cut to {length_max}", value
        )
        return value[:length_max]

    def unknown_keys(self, node: dict[str, Any], known: set[str], pattern: str) -> None:
        for key in node:
            if key not in known and len(self.unused) < UNUSED_MAX:
                self.unused[join(pattern, key)] = None

    def skip(self, number: int) -> None:
        place = self.rules[number].place
        text = f"The map's condition does not hold, so this message is not for us ({place})."
        self.findings.append(Finding("", "skipped", Severity.NOTE, text, "", str(place)))

    def trace(self, number: int, source: Indexes, target: Indexes, value: Any) -> None:
        info = self.rules[number]
        self.explained.append(
            Explained(
                target=with_indexes(info.target, target),
                source=with_indexes(info.source, source),
                value=shown(value),
                file=info.place.file,
                line=info.place.line,
            )
        )
