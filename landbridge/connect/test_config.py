"""One class gives form, docs, schema and lint; no secret ever shows itself."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from landbridge.connect.config import build_config, config_fields, described, plain_values
from landbridge.connect.config_views import (
    example_values,
    json_schema,
)
from landbridge.kit.crypto import Secret
from landbridge.kit.findings import Finding, error, warning


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    url: str = described(
        "Address of the server",
        example="https://a.example",
        rule=lambda v: None if v.startswith("http") else "It must begin with http.",
    )
    password: Secret = described("Password of the user")
    mode: str = described("How to | read", default="poll", choices=("poll", "push"))
    pages: int = described("Rows in a page", default=50, example="100")
    quick: bool = described("Whether to hurry", default=False, advanced=True)

    def lint(self) -> Iterable[Finding]:
        if self.mode == "push" and self.quick:
            yield error("quick", "pair", "Pushing cannot be quick.")
        if self.pages > 1000:
            yield warning("pages", "many", "Large pages are slow.")


GOOD = {"url": "https://x.example", "password": "s3cret", "pages": "7", "quick": "yes"}


def test_plain_values_become_a_typed_configuration() -> None:
    config, findings = build_config(Config, GOOD)
    assert findings == () and config is not None
    assert (config.pages, config.quick, config.mode) == (7, True, "poll")
    assert config.password.reveal() == "s3cret"
    assert "s3cret" not in f"{config!r} {config} {plain_values(config)}"
    assert build_config(Config, GOOD | {"pages": "", "mode": None})[0].pages == 50


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"url": ""}, ("url", "required")),
        ({"url": "ftp://x"}, ("url", "lint")),
        ({"pages": "many"}, ("pages", "wrong-type")),
        ({"quick": "maybe"}, ("quick", "wrong-type")),
        ({"mode": "pull"}, ("mode", "choice")),
        ({"ulr": "x"}, ("ulr", "unknown-setting")),
        ({"mode": "push"}, ("quick", "pair")),
    ],
)
def test_a_wrong_value_is_named_and_gives_no_configuration(change: dict, found: tuple) -> None:
    config, findings = build_config(Config, GOOD | change)
    assert config is None
    assert [(f.path, f.rule) for f in findings] == [found]
    assert "s3cret" not in str(findings)


def test_a_warning_does_not_stop_it() -> None:
    config, findings = build_config(Config, GOOD | {"pages": 2000})
    assert config is not None and [f.rule for f in findings] == ["many"]


def test_the_schema_and_the_example() -> None:
    schema = json_schema(Config, title="X")
    assert schema["required"] == ["url", "password"]
    assert schema["properties"]["password"]["writeOnly"] is True
    assert schema["properties"]["pages"] == {
        "type": "number", "description": "Rows in a page", "examples": ["100"],
    }  # fmt: skip
    assert json.dumps(schema)
    assert build_config(Config, example_values(Config))[1] == ()
    assert [f.advanced for f in config_fields(Config)] == [False] * 4 + [True]
