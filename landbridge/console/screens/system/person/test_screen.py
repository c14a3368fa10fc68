"""Roles change at once; nobody raises themselves or touches a superuser."""

from django.test import Client

from landbridge.console.people import person_id
from tests.surfaces.world import PASSWORD


def test_a_role_taken_away_is_gone_with_the_next_click(ada: Client, person) -> None:
    mira = person("viewer")
    assert mira.get("/documents/").status_code == 200
    href = f"/people/{person_id('mira')}/"
    ada.post(href, {"do": "roles", "role": ["operator"], "active": "1"})
    assert mira.get("/documents/").status_code == 403
    ada.post(href, {"do": "roles", "role": ["operator"]})
    assert mira.get("/stock/").status_code == 302


def test_an_administrator_changes_neither_themselves_nor_a_superuser(ada: Client, person) -> None:
    admin = person("admin", name="otto")
    for name in ("otto", "ada"):
        href = f"/people/{person_id(name)}/"
        page = admin.post(href, {"do": "roles", "role": ["admin"]}, follow=True).content.decode()
        assert "not changed here" in page
    form = {"do": "password", "password": "a stolen passphrase"}
    page = admin.post(f"/people/{person_id('ada')}/", form, follow=True).content.decode()
    assert "Only a superuser" in page
    assert Client().login(username="ada", password=PASSWORD)


def test_a_new_password_can_be_set(ada: Client, person) -> None:
    person("viewer")
    form = {"do": "password", "password": "a fresh passphrase"}
    ada.post(f"/people/{person_id('mira')}/", form)
    assert Client().login(username="mira", password="a fresh passphrase")
