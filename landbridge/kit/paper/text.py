"""Lines of text in any script that the fonts have: joined, in reading order, each run in its font.

What no font has is written as U+XXXX: nothing vanishes and nothing becomes a question mark.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import Any

from bidi.algorithm import get_display
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable

from landbridge.kit.paper.arabic import joined

FONTS = Path(__file__).parent / "fonts"
PLAIN, BOLD, WIDE = "LandbridgeSans", "LandbridgeSansBold", "LandbridgeWide"
FILES = {PLAIN: "DejaVuSans.ttf", BOLD: "DejaVuSans-Bold.ttf", WIDE: "wqy-microhei.ttc"}
LEADING = 1.3
_reading = Lock()


def font(name: str) -> Any:
    """A font by name, read when it is first needed; by one thread, since papers being drawn hold
    on to the one they began with.
    """
    with _reading:
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(FONTS / FILES[name])))
    return pdfmetrics.getFont(name)


def _has(name: str, char: str) -> bool:
    return ord(char) in font(name).face.charToGlyph


@lru_cache(maxsize=4096)
def font_of(char: str, bold: bool) -> str:
    """Name of the font that has the character, "" if none has. Bold exists for some scripts."""
    first = BOLD if bold else PLAIN
    return next((name for name in (first, PLAIN, WIDE) if _has(name, char)), "")


def printable(text: str) -> str:
    """The text as the fonts can show it. Marks without a shape of their own are left out."""
    out = []
    for char in unicodedata.normalize("NFC", text):
        if unicodedata.category(char) == "Cf":
            continue
        if char.isspace():
            out.append(" ")
        else:
            out.append(char if font_of(char, False) else f"U+{ord(char):04X}")
    return "".join(out)


def _runs(text: str, bold: bool) -> Iterator[tuple[str, str]]:
    """(font, text) from left to right of one line that is joined and printable."""
    for name, chars in groupby(text, key=lambda char: font_of(char, bold)):
        yield name, "".join(chars)


def _measured(text: str, size: float, bold: bool) -> float:
    return float(sum(pdfmetrics.stringWidth(run, name, size) for name, run in _runs(text, bold)))


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Width of one line, points."""
    return _measured(joined(printable(text)), size, bold)


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """Lines in the order of reading, none wider than `room` points; one at the least."""
    lines = []
    for paragraph in printable_lines(text):
        line, used = "", 0.0
        for piece in _pieces(paragraph):
            # Letters join only within a piece, so widths of pieces add up.
            bare, full = (_measured(joined(part), size, bold) for part in (piece.rstrip(), piece))
            if used + bare <= room:
                line, used = line + piece, used + full
                continue
            if line:
                lines.append(line.rstrip())
            line, used = "", 0.0
            if bare <= room:
                line, used = piece, full
                continue
            for char in piece:  # a piece wider than the room is cut
                if line and _measured(joined(line + char), size, bold) > room:
                    lines.append(line)
                    line = ""
                line += char
            used = _measured(joined(line), size, bold)
        lines.append(line.rstrip())
    return lines


def printable_lines(text: str) -> list[str]:
    return [printable(line) for line in text.split("\n")]


def _pieces(text: str) -> Iterator[str]:
    """Words with the space behind them; scripts without spaces break before each letter."""
    piece = ""
    for char in text:
        if unicodedata.east_asian_width(char) in ("W", "F"):
            if piece:
                yield piece
            piece = char
        else:
            if piece.endswith(" ") and char != " ":
                yield piece
                piece = ""
            piece += char
    if piece:
        yield piece


def _seen(text: str) -> str:
    """From left to right as it is seen: what is read from right to left turned, pairs mirrored."""
    if all(unicodedata.bidirectional(char) not in ("R", "AL", "AN") for char in text):
        return text
    return str(get_display(text))


def visible_runs(text: str, bold: bool) -> list[tuple[str, str]]:
    """(font, text) from left to right as one line is seen."""
    return list(_runs(_seen(joined(printable(text))), bold))


def draw_line(
    canvas: Any, x: float, y: float, text: str, size: float, *, bold: bool = False,
    align: str = "left",
) -> float:  # fmt: skip
    """Draw one line with its base at y; x is its left end, middle or right end. Its width."""
    shown = _seen(joined(printable(text)))
    width = _measured(shown, size, bold)
    at = x - width * {"left": 0.0, "middle": 0.5, "right": 1.0}[align]
    for name, run in _runs(shown, bold):
        canvas.setFont(name, size)
        canvas.drawString(at, y, run)
        at += pdfmetrics.stringWidth(run, name, size)
    return width


def draw_fitting(
    canvas: Any, x: float, y: float, text: str, size: float, room: float, *, bold: bool = False,
    align: str = "left", least: float = 5.0,
) -> None:  # fmt: skip
    """One line, smaller if it must be, so that all of it fits into `room` points."""
    width = width_of(text, size, bold=bold)
    fitting = size if width <= room else max(least, size * room / width)
    draw_line(canvas, x, y, text, fitting, bold=bold, align=align)


@dataclass(frozen=True, slots=True)
class Style:
    """size: points."""

    size: float
    bold: bool = False
    align: str = "left"
    before: float = 0.0
    after: float = 0.0


class Text(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Some lines on a sheet or in a cell of a grid, broken where they must."""

    def __init__(self, text: str, style: Style) -> None:
        super().__init__()
        self.text, self.style = text, style
        self.spaceBefore, self.spaceAfter = style.before, style.after
        self.lines: list[str] = []

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        self.lines = wrapped(self.text, self.style.size, room, bold=self.style.bold)
        self.width = room
        self.height = self.style.size * LEADING * len(self.lines)
        return self.width, self.height

    def draw(self) -> None:
        style = self.style
        x = {"left": 0.0, "middle": self.width / 2, "right": self.width}[style.align]
        y = self.height - style.size
        for line in self.lines:
            draw_line(self.canv, x, y, line, style.size, bold=style.bold, align=style.align)
            y -= style.size * LEADING
