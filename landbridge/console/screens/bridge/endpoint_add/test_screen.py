"""The form of a new endpoint comes from what its connector says of itself."""

from django.test import Client

from landbridge.connect.registry import connector_kinds

FORM = {
    "connector": "json_http",
    "name": "partner",
    "title": "A partner",
    "setting.url": "https://partner.example/landbridge",
    "setting.token": "a secret token",
    "setting.signing_secret": "whsec_dGVzdHMgaGF2ZSBubyBzZWNyZXRzIGJ1dCB0aGlzIG9uZQ==",
    "setting.owner": "NORDHAFEN",
    "setting.site": "HAM1",
    "setting.zone": "Europe/Berlin",
    "setting.timeout_s": "30",
}


def test_every_installed_connector_can_be_chosen(ada: Client) -> None:
    page = ada.get("/add-endpoint/").content.decode()
    for name, kind in connector_kinds().items():
        assert kind.manifest.title in page
        form = ada.get("/add-endpoint/", {"connector": name})
        assert form.status_code == 200, name


def test_it_is_added_and_its_secret_is_nowhere(ada: Client) -> None:
    answer = ada.post("/add-endpoint/", FORM, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [("/endpoints/partner/", 302)]
    assert "https://partner.example/landbridge" in page
    assert "a secret token" not in page


def test_what_is_wrong_stands_at_its_field(ada: Client) -> None:
    form = FORM | {"setting.url": "ftp://nowhere", "setting.zone": "Mars/Base"}
    page = ada.post("/add-endpoint/", form).content.decode()
    assert page.count('class="wrong') == 2
    assert "must begin with https://" in page
    assert 'value="ftp://nowhere"' in page
    assert "a secret token" not in page


def test_a_bad_name_is_refused_with_a_remedy(ada: Client) -> None:
    page = ada.post("/add-endpoint/", FORM | {"name": "Bad Name"}, follow=True).content.decode()
    assert "lower case letters" in page
    assert ada.get("/add-endpoint/", {"connector": "unheard-of"}).status_code == 404
