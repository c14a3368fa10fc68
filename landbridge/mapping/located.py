"""YAML with places: every value knows its file and line, so that every error can name them.

Read from parser events, so that nothing recurses and nothing is expanded: aliases, tags, a second
document and keys given twice are refused. A plain scalar is null, true/false, a whole number, an
exact decimal or text; `no`, `on` and `012` are text (a country code is no truth value).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import yaml

TEXT_LENGTH_MAX = 256 * 1024
DEPTH_MAX = 24

Plain = str | int | bool | Decimal | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: file and line, from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Scalar:
    value: Plain
    place: Place


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple["Located", ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping. The place of an entry's value is the line of its key."""

    items: dict[str, "Located"]
    place: Place


Located = Scalar | Sequence | Table


class UnreadableYamlError(ValueError):
    """place and why; the text is `file:line: why`."""

    def __init__(self, place: Place, why: str) -> None:
        self.place = place
        self.why = why
        super().__init__(f"{place}: {why}")


@dataclass(slots=True)
class _Open:
    """A collection being read; `key` is set while its value is awaited."""

    place: Place
    is_table: bool
    items: list["Located"]
    table: dict[str, "Located"]
    key: str | None = None
    key_place: Place | None = None


def read_located(text: str, *, file: str) -> Table:
    """Read a YAML text whose top is a mapping. Raises UnreadableYamlError."""
    top = Place(file, 1)
    if len(text) > TEXT_LENGTH_MAX:
        raise UnreadableYamlError(top, f"the file has more than {TEXT_LENGTH_MAX} characters")
    result: Located | None = None
    stack: list[_Open] = []
    for event, place in _events(text, file):
        finished = _step(event, place, stack)
        if finished is None:
            continue
        if not stack:
            if result is not None:
                raise UnreadableYamlError(place, "only one YAML document is allowed")
            result = finished
        else:
            _put(stack[-1], finished)
    if not isinstance(result, Table):
        raise UnreadableYamlError(top, "the file must be a mapping of `key: value` lines")
    return result


def _events(text: str, file: str) -> Iterator[tuple[yaml.Event, Place]]:
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            mark = event.start_mark
            yield event, Place(file, mark.line + 1 if mark else 1)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        why = f"not readable as YAML ({error.problem or error.context}); quote special characters"
        raise UnreadableYamlError(Place(file, line), why) from error
    except yaml.YAMLError as error:
        raise UnreadableYamlError(Place(file, 1), f"not readable as YAML ({error})") from error
    except RecursionError as error:
        raise UnreadableYamlError(Place(file, 1), "nested too deep") from error


def _step(event: yaml.Event, place: Place, stack: list[_Open]) -> Located | None:
    """Take one event; gives the value it finishes, if it does."""
    if isinstance(event, yaml.AliasEvent):
        raise UnreadableYamlError(place, "aliases (`*name`) are not allowed; write it out")
    if isinstance(event, yaml.NodeEvent) and event.anchor:
        raise UnreadableYamlError(place, "anchors (`&name`) are not allowed; write it out")
    if isinstance(event, yaml.ScalarEvent):
        if event.tag not in (None, "!"):
            raise UnreadableYamlError(place, f"tags ({event.tag}) are not allowed")
        return _scalar(event, place, stack)
    if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
        if event.tag is not None:
            raise UnreadableYamlError(place, f"tags ({event.tag}) are not allowed")
        if len(stack) == DEPTH_MAX:
            raise UnreadableYamlError(place, f"nested deeper than {DEPTH_MAX} levels")
        if stack and stack[-1].is_table:
            if stack[-1].key is None:
                raise UnreadableYamlError(place, "a key must be a text")
            place = stack[-1].key_place or place
        stack.append(_Open(place, isinstance(event, yaml.MappingStartEvent), [], {}))
        return None
    if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
        done = stack.pop()
        if done.is_table:
            return Table(done.table, done.place)
        return Sequence(tuple(done.items), done.place)
    return None


def _scalar(event: yaml.ScalarEvent, place: Place, stack: list[_Open]) -> Located | None:
    top = stack[-1] if stack else None
    if top is not None and top.is_table and top.key is None:
        if event.value in top.table:
            raise UnreadableYamlError(place, f"the key {event.value!r} is given twice")
        top.key, top.key_place = event.value, place
        return None
    if top is not None and top.key_place is not None:
        place = top.key_place
    plain = event.style is None
    return Scalar(_resolve(event.value) if plain else event.value, place)


def _put(top: _Open, value: Located) -> None:
    if not top.is_table:
        top.items.append(value)
        return
    assert top.key is not None
    top.table[top.key] = value
    top.key = top.key_place = None


_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_EXACT = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")


def _resolve(text: str) -> Plain:
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _WHOLE.fullmatch(text):
        return int(text)
    if _EXACT.fullmatch(text):
        return Decimal(text)
    return text
