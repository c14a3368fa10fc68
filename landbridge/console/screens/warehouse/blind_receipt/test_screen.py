"""A receipt without an order is begun once; what is missing is said."""

from django.test import Client

FORM = {"site": "HAM1", "owner": "NORDHAFEN", "reason_code": "sample", "key": "k"}


def test_a_blind_receipt_is_begun_once(ada: Client) -> None:
    for _ in range(2):
        page = ada.post("/inbound/blind/", FORM, follow=True).content.decode()
        assert "BLIND-" in page and "is open; count the goods in" in page
    assert ada.get("/inbound/").content.decode().count("BLIND-") >= 1
    page = ada.post("/inbound/blind/", FORM | {"key": "2", "bin": "NO"}).content.decode()
    assert "There is no bin NO here." in page and 'value="sample"' in page
    assert "/inbound/blind/" in ada.get("/inbound/").content.decode()
