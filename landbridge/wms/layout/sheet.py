"""Rows of the layout as CSV: a header of field names, one row a bin, zone or way; what is exported
is taken back unchanged."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Generic, TypeVar, get_type_hints

from landbridge.kit.findings import Finding, error
from landbridge.kit.quantity import is_writable, plain
from landbridge.wms.layout.contracts import Aisle, Bin, BinKind, CrossAisle, Zone
from landbridge.wms.layout.rules import BINS_MAX, quoted

CHARACTERS_MAX = 50_000_000
DIGITS_MAX = 30
NAMES_MAX = 8  # of columns that are told
FINDINGS_MAX = 1_000  # nobody mends more at once; the rest of such a file is not read
_YES = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}

Shape = TypeVar("Shape", Bin, Zone, Aisle, CrossAisle)


@dataclass(frozen=True, slots=True)
class Sheet(Generic[Shape]):
    """How one kind of row is written. hidden: the database's own number. needed: never empty."""

    row: type[Shape]
    what: str
    hidden: str
    needed: tuple[str, ...] = ("code",)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(item.name for item in fields(self.row) if item.name != self.hidden)


BINS = Sheet(Bin, "bin", "bin_id")
ZONES = Sheet(Zone, "zone", "zone_id")
AISLES = Sheet(Aisle, "aisle", "aisle_id", ("code", "x_mm"))
CROSS_AISLES = Sheet(CrossAisle, "cross-aisle", "cross_aisle_id", ("code", "y_mm"))
COLUMNS = BINS.columns


def read_bins(csv_text: str) -> tuple[tuple[Bin, ...], tuple[Finding, ...]]:
    return read(BINS, csv_text)


def write_bins(bins: Iterable[Bin]) -> str:
    return write(BINS, bins)


def read(sheet: Sheet[Shape], csv_text: str) -> tuple[tuple[Shape, ...], tuple[Finding, ...]]:
    """Rows and findings; a line with a finding gives no row. Paths are `rows[2].x_mm`: file lines.

    Comma or semicolon separates (spreadsheets of many countries write semicolons). An empty cell
    takes the field's default; so does a column that is left out, see `keep`.
    """
    if len(csv_text) > CHARACTERS_MAX:
        return (), (error("", "too-large", f"The file exceeds {CHARACTERS_MAX} characters."),)
    reader = _reader(csv_text)
    types = get_type_hints(sheet.row)
    rows: list[Shape] = []
    findings: list[Finding] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        findings.extend(_check_header(sheet, header))
        if findings:
            return (), tuple(findings)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(rows) >= BINS_MAX:
                findings.append(error("", "too-many", f"More than {BINS_MAX} rows."))
                break
            if len(findings) >= FINDINGS_MAX:
                text = f"So many lines have errors that nothing after line {reader.line_num} was"
                findings.append(error("", "too-many-errors", f"{text} read; mend these first."))
                break
            row, wrong = _read_row(sheet, types, reader.line_num, header, cells)
            findings.extend(wrong)
            if row is not None:
                rows.append(row)
    except csv.Error as broken:
        findings.append(
            error(f"rows[{reader.line_num}]", "csv", f"Line {reader.line_num}: {broken}.")
        )
    return tuple(rows), tuple(findings)


def keep(
    sheet: Sheet[Shape], rows: Iterable[Shape], there: Mapping[str, Shape], csv_text: str
) -> tuple[Shape, ...]:
    """The rows, with what stands already in columns that the file leaves out.

    there: what stands, by code.
    """
    try:
        header = {name.strip() for name in next(_reader(csv_text), [])}
    except csv.Error:
        return tuple(rows)  # `read` has a finding for it
    left_out = [name for name in sheet.columns if name not in header]
    return tuple(
        replace(row, **{name: getattr(old, name) for name in left_out})
        if left_out and (old := there.get(row.code)) is not None
        else row
        for row in rows
    )


def _reader(csv_text: str) -> Any:
    text = csv_text.removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    return csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ",")


def write(sheet: Sheet[Shape], rows: Iterable[Shape]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = sheet.columns
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(getattr(row, name)) for name in columns])
    return out.getvalue()


def _check_header(sheet: Sheet[Any], header: list[str]) -> list[Finding]:
    known = sheet.columns
    unknown = [quoted(name) for name in dict.fromkeys(header) if name not in known]
    findings = []
    if unknown:
        more = f" and {len(unknown) - NAMES_MAX} more" if len(unknown) > NAMES_MAX else ""
        text = f"A sheet of {sheet.what}s has no columns {', '.join(unknown[:NAMES_MAX])}{more}"
        findings.append(error("rows[1]", "unknown-column", f"{text}; it has {', '.join(known)}."))
    findings += [
        error("rows[1]", "required", f"The header has no column `{name}`.")
        for name in sheet.needed
        if name not in header
    ]
    if len(set(header)) != len(header):
        findings.append(error("rows[1]", "unique-column", "A column appears twice."))
    return findings


def _read_row(
    sheet: Sheet[Shape],
    types: Mapping[str, object],
    line: int,
    header: list[str],
    cells: list[str],
) -> tuple[Shape | None, tuple[Finding, ...]]:
    if len(cells) > len(header):
        text = f"Line {line} has {len(cells)} cells, the header {len(header)}."
        return None, (error(f"rows[{line}]", "cells", text),)
    values: dict[str, Any] = {}
    findings: list[Finding] = []
    for name, cell in zip(header, cells, strict=False):
        if not (text := cell.strip()):
            continue
        try:
            values[name] = _value(types[name], text)
        except (ValueError, KeyError, InvalidOperation):
            said = f"Line {line}: {quoted(text)} is not {_expected(types[name])}."
            findings.append(error(f"rows[{line}].{name}", "value", said))
    for name in sheet.needed:
        if name not in values and not any(f.path == f"rows[{line}].{name}" for f in findings):
            said = f"Line {line} has no {sheet.what} code." if name == "code" else (
                f"Line {line} has no {name}.")  # fmt: skip
            findings.append(error(f"rows[{line}].{name}", "required", said))
    if findings:
        return None, tuple(findings)
    return sheet.row(**values), ()


def _value(kind: object, text: str) -> object:
    if kind in (int, int | None):
        if len(text) > DIGITS_MAX:
            raise ValueError(text)
        return int(text)
    if kind == Decimal | None:
        weight = Decimal(text)
        if not is_writable(weight):
            raise ValueError(text)
        return weight
    if kind is BinKind:
        return BinKind(text.lower())
    if kind is bool:
        return _YES[text.lower()]
    if kind == tuple[str, ...]:
        return tuple(text.split())
    return text


def _expected(kind: object) -> str:
    if kind is BinKind:
        return "one of " + ", ".join(kind for kind in BinKind if kind is not BinKind.VIRTUAL)
    if kind is bool:
        return "true or false"
    return "a number" if kind == Decimal | None else "a whole number"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, tuple):
        return " ".join(value)
    return str(value)
