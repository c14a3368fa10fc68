"""Labels in ZPL II for label printers of 8 dots a millimetre (203 dpi).

Text of Latin letters is sent as text (UTF-8, `^CI28`); other letters are sent as dots, since a
printer's own font may lack them and would leave them out without a word.
"""

from collections.abc import Iterator, Sequence

from landbridge.console.papers.contracts import Label, Placed, Words
from landbridge.kit.paper.raster import dots_of
from landbridge.kit.paper.text import printable, width_of

DOTS = 8  # a millimetre
LATIN_MAX = 0x17F  # Latin, Latin-1 and Latin Extended-A: what font 0 of every printer has
# What ^FD would take for a command or for our own sign of an escape.
_SPECIAL = frozenset("^~_\\")


def labels_zpl(labels: Sequence[Label]) -> bytes:
    return "".join(line + "\n" for label in labels for line in _label(label)).encode()


def _label(label: Label) -> Iterator[str]:
    yield "^XA"
    yield f"^CI28^PW{round(label.width * DOTS)}^LL{round(label.height * DOTS)}^LH0,0"
    for rule in label.rules:
        width, height = max(2, round(rule.width * DOTS)), max(2, round(rule.height * DOTS))
        yield f"^FO{round(rule.x * DOTS)},{round(rule.y * DOTS)}^GB{width},{height},2^FS"
    for words in label.words:
        yield from _words(words)
    for placed in label.bars:
        yield _bars(placed)
    yield "^XZ"


def _words(words: Words) -> Iterator[str]:
    text = printable(words.text)
    if not text.strip():
        return
    width = width_of(text, words.size * DOTS, bold=words.bold)
    room = words.room * DOTS
    size = round(words.size * DOTS * min(1.0, room / width)) if width else 0
    size = max(size, 12)
    shown = width * size / (words.size * DOTS)
    left = words.x * DOTS - shown * {"left": 0.0, "middle": 0.5, "right": 1.0}[words.align]
    x = max(0, round(left))
    if all(ord(char) <= LATIN_MAX for char in text):
        top = max(0, round(words.y * DOTS - size * 0.8))
        yield f"^FO{x},{top}^A0N,{size},{size}^FH_^FD{escaped(text)}^FS"
        return
    dots = dots_of(text, size, bold=words.bold)
    top = max(0, round(words.y * DOTS - size))
    total = len(dots.rows)
    yield f"^FO{x},{top}^GFA,{total},{total},{dots.row_bytes},{dots.rows.hex().upper()}^FS"


def _bars(placed: Placed) -> str:
    """The whole dots nearest below the module asked for, in the middle of the room it had."""
    module = max(2, int(placed.module * DOTS + 1e-9))
    spare = placed.bars.symbol.modules * (placed.module * DOTS - module)
    x = round(placed.x * DOTS + spare / 2)
    return (
        f"^FO{x},{round(placed.y * DOTS)}^BY{module}"
        f"^BCN,{round(placed.height * DOTS)},N,N,N^FD{placed.bars.symbol.printer}^FS"
    )


def escaped(text: str) -> str:
    """Text for ^FH_^FD: printable ASCII as it is, all else as hexadecimal bytes of UTF-8."""
    return "".join(
        char
        if " " <= char <= "~" and char not in _SPECIAL
        else "".join(f"_{byte:02X}" for byte in char.encode())
        for char in text
    )
