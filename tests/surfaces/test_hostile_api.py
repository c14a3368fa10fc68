"""Whatever is asked of the REST API and posted to a webhook is answered, and never with a 5xx.

schemathesis makes requests from the API's own description, good ones and bad ones, each from a
fixed seed. More of them: LANDBRIDGE_API_EXAMPLES=200 python -m pytest this file.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
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
from landbridge.wms.facade import check_books
from tests.surfaces.seeded import SUPERUSER

EXAMPLES = int(os.environ.get("LANDBRIDGE_API_EXAMPLES", "4"))
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
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            # Where nothing can be wrong with a request there is no bad one.
            with suppress(Unsatisfiable):
                ask_of(operation.as_strategy(generation_mode=mode), asked)
    assert not asked.broken, "\n".join(asked.broken)
    assert asked.count > 100 * min(EXAMPLES, 2)
    assert check_books(grounds.wms) == ()


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
def test_no_post_to_a_webhook_breaks_anything(
    endpoint: str, caller: Client, grounds: Grounds
) -> None:
    from landbridge.hub import facade as hub
    from landbridge.hub.facade.contracts import Mandate

    hub.add_endpoint(
        grounds.hub, name="shop", connector="json_http",
        mandate=Mandate(by="test", why="a partner that posts anything"),
        values={"url": "http://127.0.0.1:9", "token": "t" * 20, "owner": "ACME",
                "signing_secret": "signing secret of a test, long enough"},
    )  # fmt: skip
    post_anything(caller, endpoint)
