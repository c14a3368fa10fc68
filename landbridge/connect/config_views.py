"""What comes from a configuration class besides the form: JSON schema and example."""

from collections.abc import Mapping
from typing import Any

from landbridge.connect.config import ConfigField, config_fields
from landbridge.kit.crypto import Secret

SCHEMA_TYPES = {"number": "number", "yes_no": "boolean"}
SECRET_EXAMPLE = "an example that is no secret, 32 characters"  # noqa: S105


def json_schema(config_class: type[Any], *, title: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of the plain values. A secret is marked write-only."""
    properties: dict[str, Any] = {}
    required = []
    for item in config_fields(config_class):
        properties[item.name] = _property(item)
        if item.required:
            required.append(item.name)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _property(item: ConfigField) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": SCHEMA_TYPES.get(item.kind, "string"),
        "description": item.text,
    }
    if item.choices:
        made["enum"] = list(item.choices)
    if item.example:
        made["examples"] = [item.example]
    if item.kind == "secret":
        made |= {"writeOnly": True, "format": "password"}
    return made


def example_values(config_class: type[Any]) -> Mapping[str, object]:
    """Values a person could enter: the example of each field, else its default."""
    values: dict[str, object] = {}
    for item in config_fields(config_class):
        if item.kind == "secret":
            values[item.name] = Secret(item.example or SECRET_EXAMPLE)
        elif item.example or item.default:
            values[item.name] = item.example or item.default
    return values
