"""JSON that no generator of requests makes: each field of each body of the API gets words that a
number, a text or a date cannot be, and bodies come that are no JSON at all. Always a 4xx.

The bodies are made from the API's own description. Every word in every field:
LANDBRIDGE_BODY_WORDS=99 python -m pytest this file.
"""

import json
import os
import random
from collections.abc import Iterator
from urllib.parse import quote

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.generation.case import Case

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms
from tests.surfaces.test_hostile_api import DESCRIPTION, caller

__all__ = ["caller"]

WORDS_EACH = int(os.environ.get("LANDBRIDGE_BODY_WORDS", "2"))
HERE = "here-comes-the-word"
# As they stand in the body: most are JSON by its letter, or by that of the usual parsers.
WORDS = (
    "NaN", "Infinity", "-Infinity", "1e400", "-1e400", "1e-400", "1E+999999999", "1e-999999999",
    "-0", "9" * 40,
    "9" * 5_000, "0." + "0" * 400 + "1", "9223372036854775808", "1.5", "true", "null", "{}", "[]",
    '""', '"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\udfff\\ud800"', '"\ufffe"', '"1e400"',
    '"1E+999999999"', '"1e-999999999"',
    '"NaN"', '"١٢"', '"²"', '"2026-99-99"', '"0001-01-01T00:00:00Z"', '"9999-12-31T23:59:59-14:00"',
    f'"{"x" * 100_000}"', "[" * 500 + "]" * 500, '{"a":' * 500 + "1" + "}" * 500,
    '["\\u0000", "\\ud800", NaN]', '"%s%(x)d{0}{x}"', '"../../etc/passwd"',
)  # fmt: skip
NO_JSON = (
    b"", b"\x00", b"{", b'{"a":"\xff\xfe"}', '{"a":"ß"}'.encode("utf-16"),
    '{"a":"ß"}'.encode("latin-1"),
    b"[" * 100_000, b'{"a":' * 100_000, b"PK\x03\x04" + b"\x00" * 400,
    b"\x1f\x8b\x08" + b"\x00" * 99,
    b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'b'>]><a>&b;</a>",
    b'{"a": 1, "a": 2}', b"\xef\xbb\xbf{}",
)  # fmt: skip


def bodies(caller: Client) -> Iterator[Case]:
    """A good request of each operation that takes JSON."""
    schema = schemathesis.openapi.from_dict(json.loads(caller.get(DESCRIPTION).content))
    for found in schema.get_all_operations():
        operation = found.ok()
        if any("json" in body.media_type for body in operation.body):
            yield from good_one(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))


def good_one(cases) -> list[Case]:  # type: ignore[no-untyped-def]
    found: list[Case] = []

    @seed(3)
    @settings(max_examples=4, database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=cases)
    def take(case: Case) -> None:
        found.append(case)

    take()
    # The one that names most fields.
    return sorted(found, key=lambda case: -len(json.dumps(case.body, default=str)))[:1]


def places(tree: object) -> Iterator[object]:
    """The tree with each of its fields, one after the other, in another's place."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield {**tree, name: HERE}
            for inner in places(value):
                yield {**tree, name: inner}
    elif isinstance(tree, list) and tree:
        for inner in (HERE, *places(tree[0])):
            yield [inner, *tree[1:]]


def hostile_bodies(body: object, chance: random.Random) -> Iterator[bytes]:
    for tree in places(body):
        text = json.dumps(tree, default=str)
        for word in chance.sample(WORDS, min(WORDS_EACH, len(WORDS))):
            yield text.replace(f'"{HERE}"', word).encode("utf-8", "surrogatepass")
    yield from chance.sample(NO_JSON, min(WORDS_EACH, len(NO_JSON)))


def test_no_body_of_the_api_breaks_anything(caller: Client, grounds: Grounds) -> None:
    chance, broken, count, operations = random.Random(4), [], 0, 0
    for case in bodies(caller):
        operations += 1
        path = quote(case.formatted_path, safe="/%:@")
        for body in hostile_bodies(case.body, chance):
            count += 1
            key = f"hostile-{count}"
            answer = caller.generic(
                case.method, path, body, content_type="application/json", HTTP_IDEMPOTENCY_KEY=key
            )
            if answer.status_code >= 500:
                broken.append(f"{case.method} {path} {body!r:.300}: {answer.status_code}")
    assert broken == []
    assert operations > 40 and count > operations * WORDS_EACH
    assert wms.check_books(grounds.wms) == ()


@pytest.mark.parametrize("place", ["documents", "hooks/shop", "hooks/erp/item"])
def test_what_is_no_json_is_told_so(place: str, caller: Client) -> None:
    for body in (*NO_JSON, *(f'{{"number": {word}}}'.encode() for word in WORDS)):
        answer = caller.post(f"/api/v1/{place}", body, content_type="application/json")
        assert answer.status_code < 500, (place, body[:100], answer.content[:300])
