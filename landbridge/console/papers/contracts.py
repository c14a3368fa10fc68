"""What a paper is, and what a label is before it is drawn. Lengths in mm from the top left."""

from dataclasses import dataclass
from enum import StrEnum

from landbridge.kit.paper import code128

# Application identifiers of predefined length (GS1 General Specifications 7.8.5): what follows
# needs no FNC1 between.
FIXED = frozenset({"00", "01", "02", "11", "12", "13", "15", "16", "17", "20", "410", "414"})


class Form(StrEnum):
    """In which form a label is wanted."""

    PDF = "pdf"
    ZPL = "zpl"

    @property
    def media_type(self) -> str:
        return {"pdf": "application/pdf", "zpl": "application/zpl"}[self.value]


@dataclass(frozen=True, slots=True)
class Paper:
    file_name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar code and what is written beneath it for people."""

    symbol: code128.Symbol
    text: str

    @staticmethod
    def gs1(*elements: tuple[str, str]) -> "Bars":
        """Raises code128.BarsError for what GS1-128 cannot hold."""
        text = "".join(f"({identifier}){value}" for identifier, value in elements)
        return Bars(code128.gs1_symbol([*elements], fixed=FIXED), text)

    @staticmethod
    def plain(text: str) -> "Bars | None":
        """Of a code of our own; None if Code 128 cannot hold it."""
        try:
            return Bars(code128.symbol(text), text)
        except code128.BarsError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One line of text, smaller if it must be to fit. y: its base line.  size: of the em."""

    x: float
    y: float
    text: str
    size: float
    room: float
    bold: bool = False
    align: str = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Bars at their top left, quiet zone left out. module: width of the thinnest bar."""

    x: float
    y: float
    bars: Bars
    module: float
    height: float


@dataclass(frozen=True, slots=True)
class Ruled:
    """A thin line from left to right or from top to bottom."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    width: float
    height: float
    title: str
    words: tuple[Words, ...]
    bars: tuple[Placed, ...]
    rules: tuple[Ruled, ...] = ()
