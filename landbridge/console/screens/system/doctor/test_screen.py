"""The doctor says what is wrong, worst first, and what to do."""

from django.test import Client


def test_what_is_wrong_stands_first_with_a_remedy(ada: Client) -> None:
    page = ada.get("/doctor/").content.decode()
    assert "needs a person" in page
    assert page.index("tone-person") < page.index(">ok<")
