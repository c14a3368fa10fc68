"""The common frame of our labels: text above, bars below, the most important at the foot."""

from collections.abc import Sequence
from dataclasses import dataclass

from landbridge.console.papers.contracts import Bars, Placed, Words
from landbridge.kit.paper.code128 import QUIET_MODULES

MARGIN = 4.0
# GS1 General Specifications, symbol specification table 5: bars of logistic units.
MODULE_LEAST, MODULE_MOST = 0.495, 0.66
BAR_HEIGHT = 31.75
UNDER = 5.0  # for what is written beneath bars


@dataclass(frozen=True, slots=True)
class Stack:
    bars: tuple[Placed, ...]
    words: tuple[Words, ...]
    top: float


def fits(bars: Bars, width: float, *, least: float = MODULE_LEAST) -> bool:
    return (bars.symbol.modules + 2 * QUIET_MODULES) * least <= width


def stacked(
    bars: Sequence[Bars], *, width: float, foot: float, height: float = BAR_HEIGHT,
    most: float = MODULE_MOST, text: float = 4.2,
) -> Stack:  # fmt: skip
    """Bars one above the other, the last at the foot; `top` is where they begin."""
    placed, words = [], []
    y = foot - MARGIN + 1
    for each in reversed(bars):
        modules = each.symbol.modules
        module = min(most, width / (modules + 2 * QUIET_MODULES))
        words.append(
            Words(x=width / 2, y=y - 1, text=each.text, size=text, room=width - 2 * MARGIN,
                  align="middle")
        )  # fmt: skip
        y -= UNDER + height
        placed.append(
            Placed(x=(width - modules * module) / 2, y=y, bars=each, module=module, height=height)
        )
        y -= 2
    return Stack(tuple(reversed(placed)), tuple(reversed(words)), y)


def facts(
    pairs: Sequence[tuple[str, str]], *, x: float, y: float, width: float, columns: int,
    row: float = 8.6,
) -> tuple[Words, ...]:  # fmt: skip
    """Titles in small with their values beneath, in columns; pairs without a value are left out."""
    found = [pair for pair in pairs if pair[1]]
    words = []
    room = width / columns
    for number, (title, value) in enumerate(found):
        left, top = x + number % columns * room, y + number // columns * row
        words.append(Words(x=left, y=top, text=title, size=2.2, room=room - 2))
        words.append(Words(x=left, y=top + 4.4, text=value, size=4, room=room - 2, bold=True))
    return tuple(words)
