"""What commands print: tables for people, JSON for programs."""

import dataclasses
import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from landbridge.kit.quantity import plain


def as_plain(value: object) -> object:
    """Dataclasses, decimals and instants as JSON has them; a decimal becomes a string."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            item.name: as_plain(getattr(value, item.name)) for item in dataclasses.fields(value)
        }
    if isinstance(value, dict):
        return {str(name): as_plain(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(member) for member in value]
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)


def json_line(value: object) -> str:
    return json.dumps(as_plain(value), ensure_ascii=False)


def print_json(value: object) -> None:
    print(json_line(value), flush=True)


def print_table(titles: Sequence[str], rows: Sequence[Sequence[object]], *, empty: str) -> None:
    """Columns as wide as they need to be; `empty` is said when there are no rows."""
    if not rows:
        print(empty)
        return
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [
        max(len(title), *(len(row[index]) for row in cells)) for index, title in enumerate(titles)
    ]
    for row in [list(titles), *cells]:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )
