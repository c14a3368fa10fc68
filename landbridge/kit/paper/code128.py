"""Code 128 and GS1-128: a text as symbol values, bars and the commands of a label printer.

Source: ISO/IEC 15417 (values and widths), GS1 General Specifications 5.4 (GS1-128).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

FNC1 = "\x1d"  # as element strings have it between two elements
QUIET_MODULES = 10

# Widths of bar, space, bar, space, bar, space for each value; in modules.
_TABLE = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 "
    "122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 "
    "321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 "
    "211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 "
    "213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 "
    "121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 "
    "241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 "
    "412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 "
    "211214 211232"
)
_WIDTHS = tuple(_TABLE.split())
_STOP = "2331112"
_START_B, _START_C, _TO_C, _TO_B, _FNC1 = 104, 105, 99, 100, 102
_RUN = re.compile(r"\d+")


class BarsError(ValueError):
    """A text that Code 128 cannot hold here; the text says why."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """values: start, data and check, without stop.  printer: the same as ZPL's ^BC takes it."""

    values: tuple[int, ...]
    printer: str

    @property
    def widths(self) -> str:
        """Modules of bars and spaces in turn, the first a bar, quiet zones left out."""
        return "".join(_WIDTHS[value] for value in self.values) + _STOP

    @property
    def modules(self) -> int:
        return sum(map(int, self.widths))


def symbol(text: str) -> Symbol:
    """Code 128 of printable ASCII and FNC1, shortest by sets B and C. Raises BarsError."""
    wrong = [char for char in text if char != FNC1 and not " " <= char <= "~"]
    if wrong or not text:
        raise BarsError(f"{wrong[0]!r} is not in Code 128" if wrong else "there is nothing to bar")
    pieces = list(_pieces(text))
    in_c = next((piece[0] == "C" for piece in pieces if piece[0] != "F"), False)
    values = [_START_C if in_c else _START_B]
    printer = [">;" if in_c else ">:"]
    for kind, part in pieces:
        if kind == "F":
            values.append(_FNC1)
            printer.append(">8")
            continue
        if (kind == "C") != in_c:
            in_c = not in_c
            values.append(_TO_C if in_c else _TO_B)
            printer.append(">5" if in_c else ">6")
        if in_c:
            values += [int(part[at : at + 2]) for at in range(0, len(part), 2)]
            printer.append(part)
        else:
            values += [ord(char) - 32 for char in part]
            printer.append("".join(_escaped(char) for char in part))
    check = (values[0] + sum(at * value for at, value in enumerate(values))) % 103
    return Symbol((*values, check), "".join(printer))


def gs1_symbol(elements: list[tuple[str, str]], *, fixed: frozenset[str]) -> Symbol:
    """GS1-128 of (application identifier, value). fixed: identifiers of predefined length."""
    text = FNC1
    for at, (identifier, value) in enumerate(elements):
        text += identifier + value
        if at + 1 < len(elements) and identifier not in fixed:
            text += FNC1
    return symbol(text)


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """(`C` even digits, `B` other characters, `F` FNC1) in order; short digits stay in B."""
    for at, part in enumerate(text.split(FNC1)):
        if at:
            yield "F", ""
        yield from _sets(part)


def _sets(part: str) -> Iterator[tuple[str, str]]:
    """A part without FNC1. C pays from four digits at an end, or six between letters."""
    at = 0
    rest = ""
    for found in _RUN.finditer(part):
        start, end = found.span()
        length = end - start
        least = 4 if start == 0 or end == len(part) else 6
        if length < least and not (length == len(part) and length == 2):
            continue
        odd = length % 2
        rest += part[at:start] + (part[start : start + odd] if start else "")
        if rest:
            yield "B", rest
        rest = ""
        if odd and not start:  # digits first, then the odd one
            yield "C", part[start : end - 1]
            rest = part[end - 1 : end]
        else:
            yield "C", part[start + odd : end]
        at = end
    rest += part[at:]
    if rest:
        yield "B", rest


def _escaped(char: str) -> str:
    """`>` and a few others have a meaning of their own in the printer's data."""
    return {">": ">0", "~": ">="}.get(char, char)


def draw_bars(
    canvas: Any, x: float, y: float, bars: Symbol, *, module: float, height: float
) -> float:  # fmt: skip
    """Draw a symbol, its first bar at x, y the foot. Points. Gives its width."""
    at = x
    for number, modules in enumerate(map(int, bars.widths)):
        if number % 2 == 0:
            canvas.rect(at, y, modules * module, height, stroke=0, fill=1)
        at += modules * module
    return at - x
