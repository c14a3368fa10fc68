"""Two contents side by side: which values are only here, and what a newer version changed.

Pure text work, made for eyes: raw and canonical content have different syntaxes, so values are
compared, not lines. A value counts as carried over when the other side has it anywhere.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from landbridge.kit.quantity import is_writable, plain

LINES_MAX = 4000
# What stands in every document anyway tells nothing.
COMMON = frozenset({"", "0", "1", "true", "false", "null", "none"})
_PAIR = re.compile(r'^\s*"(?:[^"\\]|\\.)*"\s*:\s*(?P<value>.*?),?\s*$')
_WORD = re.compile(r"[\w][\w.\-:/@]*", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Line:
    """mark: `only` (a value the other side lacks), `gone`, `new`, or "" for none."""

    text: str
    mark: str = ""


def plain_lines(text: str) -> tuple[Line, ...]:
    return tuple(Line(line) for line in text.splitlines()[:LINES_MAX])


def lines_only_here(text: str, other: str) -> tuple[Line, ...]:
    """The lines of `text`, marked where they hold a value that `other` has nowhere."""
    if not other:
        return plain_lines(text)
    there = {value for line in other.splitlines() for value in _values(line)}
    return tuple(
        Line(line, "only" if any(value not in there for value in _values(line)) else "")
        for line in text.splitlines()[:LINES_MAX]
    )


def lines_changed(older: str, newer: str) -> tuple[Line, ...]:
    """The newer text with what it dropped and added; long unchanged stretches are shortened."""
    left, right = older.splitlines()[:LINES_MAX], newer.splitlines()[:LINES_MAX]
    found: list[Line] = []
    matcher = difflib.SequenceMatcher(a=left, b=right, autojunk=False)
    for group in matcher.get_grouped_opcodes(3):
        if found:
            found.append(Line("…"))
        for tag, left_from, left_to, right_from, right_to in group:
            if tag == "equal":
                found.extend(Line(line) for line in right[right_from:right_to])
                continue
            found.extend(Line(line, "gone") for line in left[left_from:left_to])
            found.extend(Line(line, "new") for line in right[right_from:right_to])
    return tuple(found)


def _values(line: str) -> Iterator[str]:
    pair = _PAIR.match(line)
    for word in _WORD.findall(pair["value"] if pair else line):
        value = _same_form(word.strip(".:-/"))
        if value not in COMMON:
            yield value


def _same_form(word: str) -> str:
    """Numbers compare by value (`12.0` is `12`), everything else without regard to case."""
    try:
        number = Decimal(word)
    except InvalidOperation:
        return word.casefold()
    return plain(number) if is_writable(number) else word.casefold()
