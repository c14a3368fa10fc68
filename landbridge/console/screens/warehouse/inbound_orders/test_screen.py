"""Open inbound orders first; closed ones on demand."""

from django.test import Client


def test_state_chooses(ada: Client) -> None:
    open_ones = ada.get("/inbound/").content.decode()
    assert "P-2603" in open_ones
    assert "P-2601" not in open_ones
    closed = ada.get("/inbound/", {"state": "closed"}).content.decode()
    assert "P-2601" in closed
    assert "P-2603" not in closed
