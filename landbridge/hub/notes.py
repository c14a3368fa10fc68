"""Findings and texts in the form in which the database keeps them."""

from collections.abc import Iterable, Sequence
from typing import Any

from landbridge.kit.findings import Finding, Severity

TEXT_LENGTH_MAX = 4000
FINDINGS_MAX = 200


def clean(text: str) -> str:
    """`text` as PostgreSQL can keep it: no NUL, no half characters. Mostly the very same text."""
    if "\x00" in text:
        text = text.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def short(text: str) -> str:
    """Clean, and cut to what a person reads."""
    return clean(text[:TEXT_LENGTH_MAX])


def to_notes(findings: Sequence[Finding]) -> list[dict[str, str]] | None:
    """Findings as JSON values; None when there are none."""
    if not findings:
        return None
    return [
        {
            "path": short(finding.path),
            "rule": short(finding.rule),
            "severity": finding.severity.value,
            "text": short(finding.text),
            "value": short(finding.value),
            "origin": short(finding.origin),
        }
        for finding in findings[:FINDINGS_MAX]
    ]


def from_notes(notes: Iterable[Any] | None) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            path=note["path"],
            rule=note["rule"],
            severity=Severity(note["severity"]),
            text=note["text"],
            value=note.get("value", ""),
            origin=note.get("origin", ""),
        )
        for note in notes or ()
    )


def first_rule(findings: Sequence[Finding]) -> str:
    """The rule of the first error, else of the first finding."""
    for finding in findings:
        if finding.severity is Severity.ERROR:
            return short(finding.rule)
    return short(findings[0].rule) if findings else ""


def plain(value: dict[str, str]) -> dict[str, str] | None:
    """Headers or control numbers as JSON values; None when empty."""
    return {clean(name): clean(text) for name, text in value.items()} if value else None
