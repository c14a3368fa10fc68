"""Whatever is asked of the REST API and posted to a webhook is answered, and never with a 5xx.

schemathesis makes requests from the API's own description, good ones and bad ones, each from a
fixed seed. More of them: LANDBRIDGE_API_EXAMPLES=200 python -m pytest this file.
"""

import inspect
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.generation.case import Case

from landbridge.console.grounds import Grounds
from landbridge.console.roles import PERMISSIONS
from landbridge.console.tokens import create_token
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import Site
from tests.simulation.test_hostile import HOSTILE
from tests.surfaces.seeded import SUPERUSER

EXAMPLES = int(os.environ.get("LANDBRIDGE_API_EXAMPLES", "3"))
DESCRIPTION = "/api/v1/openapi.json"
QUIET = settings(
    max_examples=EXAMPLES, database=None, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture
def caller(ada: Client, grounds: Grounds) -> Iterator[Client]:
    """Somebody who may do everything. A fault is answered as it would be, not raised."""
    owner = User.objects.get(username=SUPERUSER)
    key = create_token(
        owner_id=owner.pk, name="hostile", scopes=sorted(PERMISSIONS), days=1, by="test"
    )
    yield Client(headers={"Authorization": f"Bearer {key.reveal()}"}, raise_request_exception=False)


def send(caller: Client, case: Case) -> tuple[int, bytes]:
    """The request as it is, whatever is in it; what cannot be sent by HTTP at all is left out."""
    path = quote(case.formatted_path, safe="/%:@")
    headers = {
        f"HTTP_{name.upper().replace('-', '_')}": str(value)
        for name, value in (case.headers or {}).items()
        if str(name).lower() not in ("content-type", "authorization")
        and str(value).isprintable() and str(value).isascii()
    }  # fmt: skip
    body, media_type = b"", case.media_type or "application/json"
    if isinstance(case.body, bytes):
        body = case.body
    elif case.media_type and case.body.__class__.__name__ != "NotSet":
        body = json.dumps(case.body, default=str).encode("utf-8", "surrogatepass")
    query = {
        name: value if isinstance(value, list) else str(value)
        for name, value in (case.query or {}).items()
    }
    answer = caller.generic(
        case.method, path, body, content_type=media_type, query_params=query, **headers
    )
    content = b"".join(answer) if answer.streaming else answer.content
    return answer.status_code, content


@dataclass
class Asked:
    """What came of many requests."""

    caller: Client
    count: int = 0
    broken: list[str] = field(default_factory=list)

    def ask(self, case: Case) -> None:
        self.count += 1
        status, content = send(self.caller, case)
        if status >= 500:
            name = f"{case.method} {case.formatted_path} {case.query} {case.body!r:.300}"
            self.broken.append(f"{name}: {status} {content[:300]!r}")


def test_no_request_to_the_api_breaks_anything(caller: Client, grounds: Grounds) -> None:
    schema = schemathesis.openapi.from_dict(json.loads(caller.get(DESCRIPTION).content))
    asked = Asked(caller)
    for found in schema.get_all_operations():
        operation = found.ok()
        good, bad = (
            operation.as_strategy(generation_mode=mode)
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        )
        # Where nothing can be wrong with a request there is no bad one.
        try:
            ask_of(good | bad, asked)
        except Unsatisfiable:
            ask_of(good, asked)
    assert not asked.broken, "\n".join(asked.broken)
    assert asked.count > 100 * min(EXAMPLES, 2)
    assert wms.check_books(grounds.wms) == ()


def ask_of(cases: st.SearchStrategy[Case], asked: Asked) -> None:
    @seed(1)
    @QUIET
    @given(case=cases)
    def ask(case: Case) -> None:
        asked.ask(case)

    ask()


@seed(2)
@settings(QUIET, max_examples=10 * EXAMPLES)
@given(
    path=st.sampled_from(["", "/outbound_order", "/item", "/../x", "/nothing"]),
    body=st.one_of(st.binary(max_size=300), st.text(max_size=100).map(
        lambda text: json.dumps({"number": text, "lines": text}).encode())),
    headers=st.dictionaries(
        st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature", "digest"]),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60),
    ),
    media_type=st.sampled_from(["application/json", "text/xml", "multipart/form-data", "x"]),
)  # fmt: skip
def post_anything(
    caller: Client, endpoint: str, path: str, body: bytes, headers: dict[str, str], media_type: str
) -> None:
    answer = caller.generic(
        "POST", f"/api/v1/hooks/{endpoint}{path}", body, content_type=media_type,
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
    )  # fmt: skip
    assert answer.status_code < 500, (path, body, headers, answer.content[:300])


@pytest.mark.parametrize("endpoint", ["shop", "erp", "no-such-endpoint"])
def test_no_post_to_a_webhook_breaks_anything(endpoint: str, caller: Client) -> None:
    post_anything(caller, endpoint)


# ---------------------------------------------------------------- faults found here, each once


def test_two_sites_are_a_list_like_any_other(caller: Client, grounds: Grounds) -> None:
    """A list of exactly two was taken for a status and a body."""
    count = len(caller.get("/api/v1/sites").json())
    for number in range(1, 3):
        site = Site(code=f"X{number}", name="Another", timezone="Europe/Berlin")
        wms.open_site(grounds.wms, site)
        answer = caller.get("/api/v1/sites")
        assert answer.status_code == 200
        assert len(answer.json()) == count + number


def test_what_is_asked_for_as_a_list_is_given_as_a_list() -> None:
    """Of every operation: the framework takes a tuple of two for a status and a body."""
    from landbridge.console.api.urls import api

    for _, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                told = str(inspect.signature(operation.view_func).return_annotation)
                assert not told.startswith("tuple[") or told.startswith("tuple[int, "), (
                    operation.view_func
                )


@pytest.mark.parametrize("number", [758285433492032000, 10**18, 10**25])
@pytest.mark.parametrize("place", ["envelopes", "documents", "tasks", "inbound-orders"])
def test_an_id_of_no_day_is_not_found(place: str, number: int, caller: Client) -> None:
    assert caller.get(f"/api/v1/{place}/{number}").status_code in (404, 422)


def test_a_picture_in_other_letters_is_refused(caller: Client) -> None:
    answer = caller.post(
        "/api/v1/receipts/1/photos", json.dumps({"content": "Øaÿ"}),
        content_type="application/json", headers={"Idempotency-Key": "p1"},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (422, "not-base64")


GIGABYTE = 1_000_000_000


class Endless:
    """A body of a gigabyte that nobody holds in memory. given: bytes that were read of it."""

    def __init__(self) -> None:
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        count = min(size, GIGABYTE - self.given) if size >= 0 else GIGABYTE - self.given
        self.given += count
        return b"0" * min(count, 1_000_000)

    readline = read


@pytest.mark.parametrize("length", [str(GIGABYTE), "1" + "0" * 30])
@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("PUT /api/v1/sites/MAIN/layout/bins.csv", "text/csv"),
        ("/api/v1/hooks/shop/outbound_order", "application/json"),
        ("/api/v1/hooks/no-such-endpoint", "application/zip"),
        ("/api/v1/dead-letters/retries", "application/json"),
        ("/api/v1/receipts/1/photos", "application/json"),
    ],
)
def test_a_gigabyte_is_refused_before_it_is_read(
    path: str, media_type: str, length: str, caller: Client
) -> None:
    body = Endless()
    method, _, place = path.rpartition(" ")
    answer = caller.request(
        REQUEST_METHOD=method or "POST", PATH_INFO=place, CONTENT_TYPE=media_type,
        CONTENT_LENGTH=length,
        HTTP_IDEMPOTENCY_KEY="large", **{"wsgi.input": body},
    )  # fmt: skip
    assert answer.status_code == 413, answer.content
    assert answer.json()["code"] == "too-large"
    assert body.given == 0


LINES = 20_000
SHEETS = HOSTILE | {
    "many lines with errors": b"code,x_mm\n" + b"A,x\n" * LINES,
    "many bins of one name": b"code\n" + b"A\n" * LINES,
    "many columns": b"code" + b",x" * LINES + b"\nA\n",
    "an endless cell": b"code\n" + b"A" * 1_000_000,
    "an open quote": b'code\n"A\n' + b"B\n" * LINES,
    "a code with NUL": b"code\nA\x00B\n",
}


@pytest.mark.parametrize("sheet", ["bins", "zones"])
def test_whatever_is_given_as_a_sheet_is_refused_in_words(
    sheet: str, caller: Client, grounds: Grounds
) -> None:
    wms.open_site(grounds.wms, Site(code="X1", name="Another", timezone="Europe/Berlin"))
    place = f"/api/v1/sites/X1/layout/{sheet}.csv"
    before = caller.get(place).content
    for name, body in SHEETS.items():
        answer = caller.put(place, body, content_type="text/csv")
        assert answer.status_code == 422, (name, answer.status_code, answer.content[:300])
        assert answer.json()["detail"], name
        assert len(answer.content) < 300_000, name
    assert caller.get(place).content == before


@pytest.mark.parametrize("length", ["many", "-5", "²"])
def test_a_length_that_is_no_number_is_no_fault_of_ours(length: str, caller: Client) -> None:
    answer = caller.request(
        REQUEST_METHOD="POST", PATH_INFO="/api/v1/hooks/shop", CONTENT_TYPE="application/json",
        CONTENT_LENGTH=length, **{"wsgi.input": Endless()},
    )  # fmt: skip
    assert 400 <= answer.status_code < 500
