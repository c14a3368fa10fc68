"""A token is shown once, kept as a digest, limited to its scopes and to its owner."""

import re

from django.test import Client

from landbridge.console.models import ApiToken
from landbridge.console.people import person_id
from landbridge.console.tokens import bearer_of

FORM = {"name": "till", "scope": ["see_stock", "see_system"], "days": "30"}


def create(client: Client, **values: object) -> str:
    page = client.post("/tokens/", FORM | values).content.decode()
    return re.search(r"lb_[\w\-]{43}", page)[0]


def test_it_is_shown_once_and_stored_as_a_digest(ada: Client) -> None:
    key = create(ada)
    assert key not in ada.get("/tokens/").content.decode()
    token = ApiToken.objects.get()
    assert key not in str(vars(token))
    bearer = bearer_of(key)
    assert (bearer.username, bearer.scopes) == ("ada", frozenset(FORM["scope"]))
    assert bearer.actor == "ada (till)"


def test_figures_need_the_right_token_from_elsewhere(ada: Client) -> None:
    key = create(ada)
    other = create(ada, name="other", scope=["see_stock"])
    far = {"REMOTE_ADDR": "192.0.2.9"}
    assert Client().get("/metrics", **far).status_code == 401
    for bearer, status in ((key, 200), (other, 401), ("lb_wrong", 401)):
        answer = Client().get("/metrics", **far, HTTP_AUTHORIZATION=f"Bearer {bearer}")
        assert answer.status_code == status
    here = Client().get("/metrics")
    assert here.status_code == 200
    assert b"# TYPE" in here.content
    assert Client().get("/metrics", HTTP_X_FORWARDED_FOR="192.0.2.9").status_code == 401


def test_a_revoked_token_is_refused(ada: Client) -> None:
    key = create(ada)
    ada.post("/tokens/", {"do": "revoke", "token": str(ApiToken.objects.get().pk)})
    assert bearer_of(key) is None


def test_nobody_gives_more_than_they_have(ada: Client, person) -> None:
    client = person("integrator")
    page = client.post("/tokens/", FORM | {"scope": ["manage_people"]}, follow=True)
    assert "may not do this" in page.content.decode()
    key = create(client)
    ada.post(f"/people/{person_id('mira')}/", {"do": "roles", "role": ["operator"], "active": "1"})
    assert bearer_of(key).scopes == {"see_stock"}


def test_an_expired_token_is_refused(ada: Client) -> None:
    from datetime import timedelta

    key = create(ada)
    token = ApiToken.objects.get()
    ApiToken.objects.update(expires_at=token.created_at - timedelta(seconds=1))
    assert bearer_of(key) is None
