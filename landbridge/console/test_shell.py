"""Sign-in and its limits, headers, roles, errors, menu."""

import pytest
from django.test import Client

from landbridge.console import audit, signing_in
from landbridge.console.models import AuditEntry
from landbridge.console.people import add_person, person_id
from landbridge.console.roles import PERMISSIONS, ROLES
from landbridge.kit.crypto import Secret

pytestmark = pytest.mark.usefixtures("site")
PASSWORD = "a long passphrase for tests"


@pytest.fixture(autouse=True)
def mira(site: None) -> str:
    add_person(name="mira", password=Secret(PASSWORD), roles=["viewer"])
    return "mira"


@pytest.fixture
def settings_of_django(monkeypatch: pytest.MonkeyPatch):
    from django.conf import settings

    class Changing:
        def __setattr__(self, name: str, value: object) -> None:
            monkeypatch.setattr(settings, name, value)

    return Changing()


def try_to_sign_in(client: Client, name: str = "mira", password: str = PASSWORD, **extra: str):
    return client.post("/sign-in/", {"name": name, "password": password}, **extra)


def test_a_stranger_is_led_to_sign_in_and_back() -> None:
    client = Client()
    answer = client.get("/preferences/?a=1")
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=/preferences/%3Fa%3D1"
    answer = client.post(
        "/sign-in/", {"name": "mira", "password": PASSWORD, "next": "/preferences/?a=1"}
    )
    assert answer["Location"] == "/preferences/?a=1"


def test_sign_in_leads_to_no_foreign_place() -> None:
    client = Client()
    answer = client.post(
        "/sign-in/", {"name": "mira", "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert answer["Location"] == "/"


def test_a_wrong_password_is_refused_and_recorded() -> None:
    answer = try_to_sign_in(Client(), password="wrong")
    assert answer.status_code == 200
    assert b"do not match" in answer.content
    entry = AuditEntry.objects.filter(action=audit.REFUSED).get()
    assert (entry.actor, entry.address) == ("mira", "127.0.0.1")


def test_guessing_is_stopped_for_the_guesser_only() -> None:
    for _try in range(signing_in.REFUSALS_MAX):
        try_to_sign_in(Client(), password="guess", REMOTE_ADDR="192.0.2.7")
    answer = try_to_sign_in(Client(), REMOTE_ADDR="192.0.2.7")
    assert b"Too many tries" in answer.content
    assert try_to_sign_in(Client(), REMOTE_ADDR="192.0.2.8").status_code == 302


def test_behind_a_proxy_the_guesser_is_who_the_proxy_says(settings_of_django) -> None:
    settings_of_django.BEHIND_TLS = True
    proxy = {"REMOTE_ADDR": "10.0.0.1"}
    for _try in range(signing_in.REFUSALS_MAX):
        try_to_sign_in(
            Client(), password="x", HTTP_X_FORWARDED_FOR="198.51.100.1, 192.0.2.7", **proxy
        )
    assert AuditEntry.objects.filter(action=audit.REFUSED).first().address == "192.0.2.7"
    answer = try_to_sign_in(Client(), HTTP_X_FORWARDED_FOR="192.0.2.7", **proxy)
    assert b"Too many tries" in answer.content
    answer = try_to_sign_in(Client(), HTTP_X_FORWARDED_FOR="192.0.2.8", **proxy)
    assert answer.status_code == 302


def test_signing_in_and_out_is_on_record() -> None:
    client = Client()
    try_to_sign_in(client)
    client.post("/sign-out/")
    actions = AuditEntry.objects.filter(actor="mira").order_by("id")
    assert [entry.action for entry in actions] == [audit.SIGNED_IN, audit.SIGNED_OUT]
    assert client.get("/preferences/").status_code == 302


def test_signing_out_needs_a_post() -> None:
    client = Client()
    try_to_sign_in(client)
    client.get("/sign-out/")
    assert client.get("/preferences/").status_code == 200


def test_the_audit_cannot_be_changed() -> None:
    from django.db import ProgrammingError

    audit.record(actor="mira", action="test")
    with pytest.raises(ProgrammingError, match="neither changed nor removed"):
        AuditEntry.objects.update(actor="somebody else")
    with pytest.raises(ProgrammingError, match="neither changed nor removed"):
        AuditEntry.objects.all().delete()


def test_every_answer_carries_strict_headers() -> None:
    answer = Client().get("/sign-in/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert len(answer["X-Request-ID"]) == 12
    assert "no-store" in answer["Cache-Control"]


def test_a_form_without_its_protection_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = try_to_sign_in(client)
    assert answer.status_code == 403
    assert b"too old" in answer.content


def test_an_unknown_address_says_so_with_an_id() -> None:
    answer = Client().get("/no/such/place/")
    assert answer.status_code == 404
    assert b"There is nothing here" in answer.content
    assert answer["X-Request-ID"].encode() in answer.content


def test_a_mistake_of_ours_shows_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_values: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("landbridge.console.probes.connection.cursor", broken)
    answer = Client(raise_request_exception=False).get("/healthz")
    assert answer.status_code == 500
    assert b"secret detail" not in answer.content
    assert b"Landbridge made a mistake" in answer.content


def test_healthz_tells_nothing_but_life() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_the_menu_holds_only_what_a_person_may_see() -> None:
    add_person(name="pia", password=Secret(PASSWORD), roles=["operator"])
    client = Client()
    try_to_sign_in(client, name="pia")
    page = client.get("/preferences/").content.decode()
    assert "/stock/" in page
    assert "/endpoints/" not in page
    assert "/audit/" not in page


def test_roles_allow_only_known_permissions() -> None:
    for role in ROLES.values():
        assert role.allows <= PERMISSIONS.keys()
    assert ROLES["admin"].allows == PERMISSIONS.keys()


def test_somebody_who_left_cannot_sign_in() -> None:
    from django.contrib.auth.models import User

    User.objects.filter(pk=person_id("mira")).update(is_active=False)
    assert b"do not match" in try_to_sign_in(Client()).content


def test_preferences_are_kept_and_nonsense_is_not() -> None:
    client = Client()
    try_to_sign_in(client)
    client.post("/preferences/", {"timezone": "Asia/Tokyo", "language": "de", "theme": "dark\x00"})
    page = client.get("/preferences/").content.decode()
    assert "<option selected>Asia/Tokyo</option>" in page
    assert 'lang="de"' in page
    assert "data-theme" not in page


def test_a_part_asked_for_after_the_session_has_ended_leads_to_the_whole_page() -> None:
    answer = Client().get(
        "/preferences/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/x"}
    )
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "http://testserver/x")


def test_everybody_begins_where_they_may_be() -> None:
    add_person(name="pia", password=Secret(PASSWORD), roles=["operator"])
    add_person(name="nobody", password=Secret(PASSWORD))
    for name, begin in (("pia", "/floor/"), ("nobody", "/preferences/")):
        client = Client()
        assert try_to_sign_in(client, name=name)["Location"] == "/"
        assert client.get("/")["Location"] == begin
        assert client.get("/endpoints/").status_code == 403


def test_the_admin_is_for_superusers_only() -> None:
    from django.contrib.auth.models import User

    add_person(name="otto", password=Secret(PASSWORD), roles=["admin"])
    User.objects.filter(username="otto").update(is_staff=True)
    add_person(name="ada", password=Secret(PASSWORD), superuser=True)
    for name, status in (("otto", 302), ("ada", 200)):
        client = Client()
        try_to_sign_in(client, name=name)
        assert client.get("/admin/").status_code == status, name


def test_the_audit_is_read_only_even_for_the_locksmith() -> None:
    add_person(name="ada", password=Secret(PASSWORD), superuser=True)
    client = Client()
    try_to_sign_in(client, name="ada")
    assert client.get("/admin/console/auditentry/").status_code == 200
    assert client.get("/admin/console/auditentry/add/").status_code == 403
    assert client.get("/admin/console/apitoken/add/").status_code == 403


def test_every_place_of_the_menu_has_a_key_of_its_own() -> None:
    from landbridge.console.areas import doors
    from landbridge.console.context import GROUPS
    from landbridge.console.discovery import screens

    places = [screen.menu for screen in screens() if screen.menu is not None]
    places += [door.menu for door in doors()]
    keys = [place.key for place in places if place.key]
    assert len(keys) == len(set(keys))
    assert {place.group for place in places} == set(GROUPS)
    in_groups = [(place.group, place.order) for place in places]
    assert len(in_groups) == len(set(in_groups))
