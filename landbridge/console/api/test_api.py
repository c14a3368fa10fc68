"""The API from outside: who is let in, how refusals read, what the description says."""

import json

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from landbridge.console.api.parsing import ExactParser
from landbridge.console.roles import PERMISSIONS
from landbridge.console.tokens import create_token


@pytest.fixture
def person(site: None) -> User:
    user = User.objects.create_user("ada", password="a long and unusual one")
    user.groups.add(Group.objects.get_or_create(name="admin")[0])
    return user


def call(token: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {token}"})


def a_token(person: User, *scopes: str) -> str:
    return create_token(owner_id=person.pk, name="test", scopes=scopes, days=1, by="test").reveal()


def problem_of(response) -> dict:
    assert response.headers["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert body["status"] == response.status_code
    assert body["detail"] and body["title"] and body["instance"]
    return body


def test_nobody_gets_in_without_a_token(site: None) -> None:
    response = Client().get("/api/v1/sites")
    assert response.status_code == 401
    assert problem_of(response)["code"] == "unauthenticated"
    assert "Bearer" in response.headers["WWW-Authenticate"]


def test_a_token_opens_only_what_its_scopes_say(person: User) -> None:
    client = call(a_token(person, "see_stock"))
    assert client.get("/api/v1/sites").status_code == 200
    response = client.get("/api/v1/outbound-orders")
    assert response.status_code == 403
    assert "see_orders" in problem_of(response)["detail"]


def test_a_wrong_token_is_a_401_not_a_500(site: None) -> None:
    for key in ("nonsense", "lb_" + "x" * 43, "lb_" + "\x00"):
        assert call(key).get("/api/v1/sites").status_code in (400, 401)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{not json", 400, "not-json"),
        (b'{"order_id": NaN}', 400, "not-json"),
        (b'{"order_id": 1E+999999999}', 400, "not-json"),
        (b'{"order_id": 1, "order_id": 2}', 400, "not-json"),
        (b"[" * 100_000, 400, "not-json"),
        (b'{"order_id": "x"}', 422, "invalid"),
        (b'{"order_id": 1, "mystery": 1}', 422, "invalid"),
        (b"\xff\xfe", 400, "not-json"),
    ],
)
def test_bad_bodies_are_named(person: User, body: bytes, status: int, code: str) -> None:
    client = call(a_token(person, "work_floor"))
    response = client.post(
        "/api/v1/receipts",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": "k1"},
    )
    assert (response.status_code, problem_of(response)["code"]) == (status, code)


def test_deeds_need_a_key(person: User) -> None:
    client = call(a_token(person, "work_floor"))
    response = client.post("/api/v1/receipts", {"order_id": 1}, content_type="application/json")
    assert response.status_code == 422
    assert "Idempotency-Key" in json.dumps(problem_of(response)["findings"])


def test_what_is_not_there_is_a_problem_too(person: User) -> None:
    client = call(a_token(person, "see_orders"))
    for address in ("/api/v1/outbound-orders/999999", "/api/v1/nowhere", "/api/v2/sites"):
        response = client.get(address)
        assert response.status_code == 404
        problem_of(response)


def test_numbers_stay_exact() -> None:
    class Request:
        body = b'{"quantity": 0.1000000000000000000001}'

    parsed = ExactParser().parse_body(Request())  # type: ignore[arg-type]
    assert str(parsed["quantity"]) == "0.1000000000000000000001"


def test_every_operation_is_guarded_and_described(site: None) -> None:
    description = Client().get("/api/v1/openapi.json").json()
    operations = [
        (path, method, operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]
    assert len(operations) > 30
    for path, method, operation in operations:
        assert operation.get("security"), (path, method)
        assert operation["responses"], (path, method)


def test_scopes_are_permissions() -> None:
    from landbridge.console.api.urls import api

    for _prefix, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                assert {guard.scope for guard in operation.auth_callbacks} <= PERMISSIONS.keys()


def test_an_unknown_hook_is_not_a_500(site: None) -> None:
    response = Client().post("/api/v1/hooks/nobody", b"{}", content_type="application/json")
    assert response.status_code in (401, 404)
