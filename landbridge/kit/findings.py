"""What is wrong with a document, said so that a person can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """`ERROR` stops the document; `WARNING` is shown and travels on; `NOTE` is for the journey."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation on one place of a document.

    path: where, in the notation of the tree (`lines[2].quantity`); "" means the whole document.
    rule: stable name of the violated rule (`required`, `unknown-item`), for search and counting.
    text: one sentence for a person: what happened, with the value, and what to do.
    value: the value that broke the rule, as text and cut short; "" if it is a missing one.
    origin: where the rule itself stands, e.g. `sale.yaml:14`; "" for rules of the product.
    """

    path: str
    rule: str
    severity: Severity
    text: str
    value: str = ""
    origin: str = ""


def error(path: str, rule: str, text: str) -> Finding:
    return Finding(path, rule, Severity.ERROR, text)


def warning(path: str, rule: str, text: str) -> Finding:
    return Finding(path, rule, Severity.WARNING, text)


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


class LandbridgeError(Exception):
    """An error a person may see.

    what: what happened, in one sentence.  remedy: what to do about it.
    subject: the document, endpoint or setting it happened to.
    """

    def __init__(self, what: str, *, subject: str = "", remedy: str = "") -> None:
        self.what = what
        self.subject = subject
        self.remedy = remedy
        end = "" if not remedy or self.sentence().endswith((".", "!", "?")) else "."
        super().__init__(f"{self.sentence()}{end} {remedy}".strip())

    def sentence(self) -> str:
        return f"{self.subject}: {self.what}" if self.subject else self.what
