"""A password changes only for who knows the old one; other sessions end."""

import pytest
from django.test import Client

from tests.surfaces.seeded import signed_in
from tests.surfaces.world import PASSWORD

FRESH = "another long passphrase"


def change(client: Client, **values: str):
    form = {"current": PASSWORD, "fresh": FRESH, "again": FRESH} | values
    return client.post("/preferences/password/", form, follow=True).content.decode()


def test_the_new_password_holds_and_other_sessions_end(ada: Client) -> None:
    elsewhere = signed_in("ada")
    assert "The password is changed" in change(ada)
    assert ada.get("/preferences/").status_code == 200
    assert elsewhere.get("/preferences/").status_code == 302
    assert Client().login(username="ada", password=FRESH)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"current": "wrong"}, "The current password is not right"),
        ({"again": "not the same"}, "not the same twice"),
        ({"fresh": "12345678", "again": "12345678"}, "too common"),
    ],
)
def test_a_refused_change_says_why(ada: Client, values: dict[str, str], sentence: str) -> None:
    assert sentence in change(ada, **values)
    assert Client().login(username="ada", password=PASSWORD)
