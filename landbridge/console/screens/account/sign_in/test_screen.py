"""Signing in keeps what was typed but the password."""

from django.test import Client


def test_a_refused_name_stays_in_the_form_and_the_password_does_not(site: None) -> None:
    answer = Client().post("/sign-in/", {"name": "nobody", "password": "s3cret-typed"})
    page = answer.content.decode()
    assert 'value="nobody"' in page
    assert "s3cret-typed" not in page
    assert 'role="alert"' in page


def test_who_is_signed_in_goes_on_at_once(ada: Client) -> None:
    answer = ada.get("/sign-in/", {"next": "/stock/"})
    assert (answer.status_code, answer["Location"]) == (302, "/stock/")
