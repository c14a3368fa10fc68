"""A line of text as black dots, for printers whose own fonts lack its letters."""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from PIL import Image, ImageDraw, ImageFont

from landbridge.kit.paper.text import FILES, FONTS, visible_runs


@dataclass(frozen=True, slots=True)
class Dots:
    """rows: from the top, one bit a dot, each row filled up to whole bytes; 1 is black."""

    width: int
    height: int
    rows: bytes

    @property
    def row_bytes(self) -> int:
        return (self.width + 7) // 8


@lru_cache(maxsize=64)
def _face(name: str, size: int) -> ImageFont.FreeTypeFont:
    # Letters are joined and in order already, so nothing may shape them a second time.
    return ImageFont.truetype(str(FONTS / FILES[name]), size, layout_engine=ImageFont.Layout.BASIC)


def dots_of(text: str, size: int, *, bold: bool = False) -> Dots:
    """One line, `size` dots to the em."""
    runs = visible_runs(text, bold)
    width = max(1, ceil(sum(_face(name, size).getlength(run) for name, run in runs)))
    height = ceil(size * 1.25)
    image = Image.new("1", (width, height), 1)
    pen = ImageDraw.Draw(image)
    at = 0.0
    for name, run in runs:
        face = _face(name, size)
        pen.text((at, size), run, fill=0, font=face, anchor="ls")
        at += face.getlength(run)
    inverted = image.point(lambda dot: 0 if dot else 255)
    return Dots(width, height, inverted.tobytes())
