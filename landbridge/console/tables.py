"""A list as data: one template draws it, one writer makes CSV of it.

A cell has a kind, which decides how it is written and aligned. Times are aware instants, ages and
durations seconds, quantities `Decimal` or `Quantity`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.http import HttpRequest

from landbridge.kit.quantity import Quantity

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PAGE_SIZE = 50
RIGHT = ("count", "quantity", "age", "duration")

Value = object  # str, int, Decimal, Quantity, datetime, date, float seconds or None


@dataclass(frozen=True, slots=True)
class Column:
    """kind: of its cells: text, code, count, quantity, age, duration, instant, day, badge.

    wide: takes the room that is left.  aside: left out on a phone.
    """

    title: "str | StrPromise"
    kind: str = "text"
    wide: bool = False
    aside: bool = False

    @property
    def side(self) -> str:
        return "right" if self.kind in RIGHT else "left"


@dataclass(frozen=True, slots=True)
class Cell:
    """value: None is shown as a dash.  tone: of a badge.  note: a quiet second line."""

    value: Value = None
    href: str = ""
    tone: str = ""
    note: "str | StrPromise" = ""

    @property
    def is_empty(self) -> bool:
        return self.value in (None, "") and not self.note


@dataclass(frozen=True, slots=True)
class Row:
    """href: where enter leads.  key: value of its box in a form for many rows, "" for none."""

    cells: Sequence[Cell]
    href: str = ""
    key: str = ""
    tone: str = ""

    @staticmethod
    def of(*values: Value, href: str = "", key: str = "", tone: str = "") -> "Row":
        """A row of plain values and cells mixed."""
        cells = tuple(value if isinstance(value, Cell) else Cell(value) for value in values)
        return Row(cells, href=href, key=key, tone=tone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """next_page: keyset token of the page after, "" on the last.

    sentence: what would fill the list and how, shown when it is empty.
    """

    columns: tuple[Column, ...]
    rows: Sequence[Row] = field(default_factory=tuple)
    next_page: str = ""
    sentence: "str | StrPromise" = ""
    has_csv: bool = True
    caption: "str | StrPromise" = ""

    @property
    def pairs(self) -> list[tuple[Row, list[tuple[Column, Cell]]]]:
        """Rows with each cell beside its column, for the template."""
        return [(row, list(zip(self.columns, row.cells, strict=True))) for row in self.rows]

    @property
    def has_keys(self) -> bool:
        return any(row.key for row in self.rows)


@dataclass(frozen=True, slots=True)
class Page:
    """Which page of a list is asked for."""

    token: str
    limit: int


def page_of(request: HttpRequest) -> Page:
    """The page in the address; a list for CSV is read in larger pages."""
    limit: int = getattr(request, "page_limit", PAGE_SIZE)
    return Page(request.GET.get("page", "")[:500], limit)


def plain_value(value: Value) -> str:
    """A value as CSV has it: exact, ISO 8601, no words of a language."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Quantity):
        return str(value)
    return str(value)
