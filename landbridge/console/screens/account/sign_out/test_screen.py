"""Signing out ends the session on the server, not only in the browser."""

from django.test import Client


def test_a_kept_cookie_is_worth_nothing_afterwards(ada: Client) -> None:
    cookie = ada.cookies["sessionid"].value
    assert ada.post("/sign-out/")["Location"] == "/sign-in/"
    ada.cookies["sessionid"] = cookie
    assert ada.get("/preferences/").status_code == 302
