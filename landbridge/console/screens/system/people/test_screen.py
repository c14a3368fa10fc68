"""Adding people: roles hold, weak passwords and taken names do not."""

from django.contrib.auth.models import User
from django.test import Client

from landbridge.console.models import AuditEntry
from tests.surfaces.world import PASSWORD


def test_an_added_person_may_do_what_the_role_says(ada: Client) -> None:
    form = {"name": "nora", "password": PASSWORD, "role": ["supervisor"]}
    assert "nora may sign in now" in ada.post("/people/", form, follow=True).content.decode()
    nora = Client()
    assert nora.login(username="nora", password=PASSWORD)
    assert nora.get("/stock/").status_code == 200
    assert nora.get("/people/").status_code == 403
    assert AuditEntry.objects.filter(action="person-added", actor="ada", subject="nora").exists()


def test_a_weak_password_or_taken_name_is_refused(ada: Client) -> None:
    for form, sentence in (
        ({"name": "nora", "password": "12345678"}, "too common"),
        ({"name": "ADA", "password": PASSWORD}, "taken"),
        ({"name": "a b", "password": PASSWORD}, "letters, digits"),
        ({"name": "nora", "password": PASSWORD, "role": ["emperor"]}, "unknown role"),
    ):
        page = ada.post("/people/", form, follow=True).content.decode()
        assert sentence in page, form
    assert User.objects.filter(username__iexact="nora").count() == 0
