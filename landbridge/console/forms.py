"""Forms made from what a connector says of its settings; what is wrong stands at its field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from landbridge.hub.facade.views import ConfigRow
from landbridge.kit.crypto import Secret
from landbridge.kit.findings import Finding

VALUE_LENGTH_MAX = 4000
PREFIX = "setting."


@dataclass(frozen=True, slots=True)
class FormField:
    """wrong: sentences about this field.  value: "" for a secret, always."""

    row: ConfigRow
    name: str
    value: str
    wrong: tuple[str, ...]


def fields(
    rows: Sequence[ConfigRow], request: HttpRequest, findings: Sequence[Finding] = ()
) -> tuple[FormField, ...]:
    """The fields as they were just filled in, else as they are stored; secrets stay blank."""
    return tuple(
        FormField(
            row,
            PREFIX + row.name,
            _value(row, request),
            tuple(finding.text for finding in findings if finding.path == row.name),
        )
        for row in rows
    )


def _value(row: ConfigRow, request: HttpRequest) -> str:
    if row.kind == "secret":
        return ""
    if request.method == "POST":
        return request.POST.get(PREFIX + row.name, "")
    return row.value


def general(rows: Sequence[ConfigRow], findings: Sequence[Finding]) -> tuple[str, ...]:
    """Sentences about the whole, or about a setting that has no field."""
    names = {row.name for row in rows}
    return tuple(finding.text for finding in findings if finding.path not in names)


def posted(rows: Sequence[ConfigRow], request: HttpRequest) -> Mapping[str, object]:
    """The settings of a sent form; secrets are wrapped at once, yes/no boxes are always said.

    A blank setting that is not required goes back to its default (None); a blank secret stays.
    """
    values: dict[str, object] = {}
    for row in rows:
        text = request.POST.get(PREFIX + row.name, "").replace("\x00", "")[:VALUE_LENGTH_MAX]
        if row.kind == "yes_no":
            values[row.name] = bool(text)
        elif row.kind == "secret":
            values[row.name] = Secret(text) if text else ""
        else:
            values[row.name] = text.strip() or None
    return values
