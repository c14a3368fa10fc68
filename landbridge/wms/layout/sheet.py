"""Bins as CSV: a header of field names, one bin a row; what is exported is taken back unchanged."""

import csv
import io
from collections.abc import Iterable
from dataclasses import fields
from decimal import Decimal, InvalidOperation

from landbridge.kit.findings import Finding, error
from landbridge.kit.quantity import plain
from landbridge.wms.layout.contracts import Bin, BinKind
from landbridge.wms.layout.rules import BINS_MAX

COLUMNS = tuple(item.name for item in fields(Bin) if item.name != "bin_id")
CHARACTERS_MAX = 50_000_000
_INTEGERS = frozenset(
    ("x_mm", "y_mm", "z_mm", "pick_sequence", "length_mm", "width_mm", "height_mm")
)
_YES = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def read_bins(csv_text: str) -> tuple[tuple[Bin, ...], tuple[Finding, ...]]:
    """Bins and findings; a row with a finding gives no bin. Paths are `rows[2].x_mm`: file lines.

    Comma or semicolon separates (spreadsheets of many countries write semicolons). A column
    that is left out, and an empty cell, take the field's default.
    """
    if len(csv_text) > CHARACTERS_MAX:
        return (), (error("", "too-large", f"The file exceeds {CHARACTERS_MAX} characters."),)
    text = csv_text.removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ",")
    bins: list[Bin] = []
    findings: list[Finding] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        findings.extend(_check_header(header))
        if findings:
            return (), tuple(findings)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(bins) >= BINS_MAX:
                findings.append(error("", "too-many", f"More than {BINS_MAX} rows."))
                break
            bin_, wrong = _read_row(reader.line_num, header, cells)
            findings.extend(wrong)
            if bin_ is not None:
                bins.append(bin_)
    except csv.Error as broken:
        findings.append(
            error(f"rows[{reader.line_num}]", "csv", f"Line {reader.line_num}: {broken}.")
        )
    return tuple(bins), tuple(findings)


def write_bins(bins: Iterable[Bin]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for bin_ in bins:
        writer.writerow([_cell(getattr(bin_, name)) for name in COLUMNS])
    return out.getvalue()


def _check_header(header: list[str]) -> list[Finding]:
    findings = [
        error("rows[1]", "unknown-column", f"Unknown column {name!r}; known: {', '.join(COLUMNS)}.")
        for name in header
        if name not in COLUMNS
    ]
    if "code" not in header:
        findings.append(error("rows[1]", "required", "The header has no column `code`."))
    if len(set(header)) != len(header):
        findings.append(error("rows[1]", "unique-column", "A column appears twice."))
    return findings


def _read_row(
    line: int, header: list[str], cells: list[str]
) -> tuple[Bin | None, tuple[Finding, ...]]:
    if len(cells) > len(header):
        text = f"Line {line} has {len(cells)} cells, the header {len(header)}."
        return None, (error(f"rows[{line}]", "cells", text),)
    values: dict[str, object] = {}
    findings: list[Finding] = []
    for name, cell in zip(header, cells, strict=False):
        if not (text := cell.strip()):
            continue
        try:
            values[name] = _value(name, text)
        except (ValueError, KeyError, InvalidOperation):
            findings.append(
                error(
                    f"rows[{line}].{name}",
                    "value",
                    f"Line {line}: {text!r} is not {_expected(name)}.",
                )
            )
    if "code" not in values:
        findings.append(error(f"rows[{line}].code", "required", f"Line {line} has no bin code."))
    if findings:
        return None, tuple(findings)
    return Bin(**values), ()  # type: ignore[arg-type]  # names and types are those of COLUMNS


def _value(name: str, text: str) -> object:
    if name in _INTEGERS:
        return int(text)
    if name == "weight_max_g":
        weight = Decimal(text)
        if not weight.is_finite():
            raise ValueError(text)
        return weight
    if name == "kind":
        return BinKind(text.lower())
    if name == "active":
        return _YES[text.lower()]
    return text


def _expected(name: str) -> str:
    if name == "kind":
        return "one of " + ", ".join(kind for kind in BinKind if kind is not BinKind.VIRTUAL)
    if name == "active":
        return "true or false"
    return "a number" if name == "weight_max_g" else "a whole number"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    return str(value)
