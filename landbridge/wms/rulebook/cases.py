"""What tests of rules write down, one thing a line: `A-01-1 zone=PICK holds=5`. Pure."""

from collections.abc import Collection, Iterable
from decimal import Decimal, InvalidOperation

from landbridge.kit.findings import Finding, error
from landbridge.kit.quantity import is_writable

Line = tuple[str, dict[str, str]]


def number_of(text: str) -> Decimal | None:
    """None if it is none, below nothing, or beyond all measure."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if is_writable(value) and 0 <= value < 10**15 else None


def read_lines(
    text: str, known: Collection[str], numbers: Collection[str], path: str
) -> tuple[tuple[Line, ...], tuple[Finding, ...]]:
    """The first word of each line with its parts; findings name the line."""
    lines: list[Line] = []
    findings: list[Finding] = []
    for count, line in enumerate(text.splitlines(), 1):
        code, *parts = line.split() or [""]
        if not code:
            continue
        values, wrong = _read_parts(count, parts, known, numbers, path)
        findings += wrong
        if any(code == other for other, _ in lines):
            findings.append(error(path, "unique", f"Line {count}: {code} is there twice."))
        elif not wrong:
            lines.append((code, values))
    return tuple(lines), tuple(findings)


def _read_parts(
    count: int, parts: Iterable[str], known: Collection[str], numbers: Collection[str], path: str
) -> tuple[dict[str, str], list[Finding]]:
    values: dict[str, str] = {}
    findings: list[Finding] = []
    for part in parts:
        name, sign, value = part.partition("=")
        if not sign or name not in known:
            there = ", ".join(f"{each}=" for each in known)
            said = f"Line {count}: {part} is not understood; there are {there}."
            findings.append(error(path, "unknown-part", said))
        elif name in numbers and number_of(value) is None:
            said = f"Line {count}: {value or 'nothing'} is no number for {name}."
            findings.append(error(path, "number", said))
        else:
            values[name] = value
    return values, findings
