"""One described dataclass per connector: form, docs, JSON schema and lint come from it.

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Config:
        url: str = described("Address of the server", example="https://erp.example.com")
        password: Secret = described("Password of the integration user")

A field of type `Secret` is sealed at rest and never shown. A class may have
`lint(self) -> Iterable[Finding]` for rules across fields.
"""

import dataclasses
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from landbridge.kit.crypto import Secret
from landbridge.kit.findings import Finding, error, has_errors

MISSING = dataclasses.MISSING


def described(
    text: str,
    *,
    default: Any = MISSING,
    example: str = "",
    choices: tuple[str, ...] = (),
    rule: Callable[[Any], str | None] | None = None,
    advanced: bool = False,
) -> Any:
    """A configuration field. rule: returns a sentence if the value is wrong, else None."""
    metadata = {
        "text": text,
        "example": example,
        "choices": choices,
        "rule": rule,
        "advanced": advanced,
    }
    return dataclasses.field(default=default, metadata=metadata)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConfigField:
    """One field as the form and the docs see it. kind: text, secret, number, yes_no, choice."""

    name: str
    kind: str
    text: str
    example: str
    required: bool
    default: str
    choices: tuple[str, ...]
    advanced: bool


def config_fields(config_class: type[Any]) -> tuple[ConfigField, ...]:
    """Describe the fields of a configuration class, in order."""
    hints = typing.get_type_hints(config_class)
    found = []
    for item in dataclasses.fields(config_class):
        meta = item.metadata
        required = item.default is MISSING
        default = "" if required or hints[item.name] is Secret else str(item.default)
        found.append(
            ConfigField(
                name=item.name,
                kind=_kind(hints[item.name], meta.get("choices", ())),
                text=meta.get("text", ""),
                example=meta.get("example", ""),
                required=required,
                default=default,
                choices=tuple(meta.get("choices", ())),
                advanced=bool(meta.get("advanced", False)),
            )
        )
    return tuple(found)


def _kind(hint: Any, choices: tuple[str, ...]) -> str:
    if choices:
        return "choice"
    if hint is Secret:
        return "secret"
    if hint is bool:
        return "yes_no"
    if hint in (int, float, Decimal):
        return "number"
    return "text"


def build_config(
    config_class: type[Any], values: Mapping[str, object]
) -> tuple[Any | None, tuple[Finding, ...]]:
    """Make a configuration of plain values (texts, numbers, Secret).

    Returns (config, findings); config is None when a finding is an error.
    """
    findings: list[Finding] = []
    hints = typing.get_type_hints(config_class)
    known = {item.name: item for item in dataclasses.fields(config_class)}
    for name in values.keys() - known.keys():
        findings.append(error(name, "unknown-setting", f"There is no setting named {name}."))
    built: dict[str, object] = {}
    for name, item in known.items():
        if name not in values or values[name] in ("", None):
            if item.default is MISSING:
                findings.append(error(name, "required", f"{name} is missing."))
            continue
        try:
            built[name] = _convert(hints[name], values[name])
        except (ValueError, ArithmeticError):
            findings.append(error(name, "wrong-type", f"{name} has a value of the wrong type."))
            continue
        findings.extend(_lint_field(item, built[name]))
    if has_errors(findings):
        return None, tuple(findings)
    config = config_class(**built)
    if hasattr(config, "lint"):
        findings.extend(config.lint())
    return (None if has_errors(findings) else config), tuple(findings)


def _convert(hint: Any, value: object) -> object:
    if hint is Secret:
        return value if isinstance(value, Secret) else Secret(str(value))
    if hint is bool:
        return value if isinstance(value, bool) else _yes_no(str(value))
    if hint is str:
        return str(value)
    return hint(str(value))


def _yes_no(text: str) -> bool:
    known = {"true": True, "yes": True, "on": True, "1": True}
    known |= {"false": False, "no": False, "off": False, "0": False}
    try:
        return known[text.strip().lower()]
    except KeyError:
        raise ValueError(f"{text!r} is neither yes nor no") from None


def _lint_field(item: "dataclasses.Field[Any]", value: Any) -> list[Finding]:
    choices = item.metadata.get("choices", ())
    if choices and value not in choices:
        return [error(item.name, "choice", f"{item.name} must be one of {', '.join(choices)}.")]
    rule = item.metadata.get("rule")
    sentence = rule(value) if rule else None
    return [error(item.name, "lint", sentence)] if sentence else []


def plain_values(config: Any) -> dict[str, object]:
    """The values of a configuration; a Secret stays a Secret."""
    return {item.name: getattr(config, item.name) for item in dataclasses.fields(config)}
