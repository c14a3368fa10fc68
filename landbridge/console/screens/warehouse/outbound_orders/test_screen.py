"""Outbound orders by the stage they have reached."""

from django.test import Client


def test_state_chooses(ada: Client) -> None:
    for state, there, not_there in (
        ("waiting", "S-1020", "S-1003"),
        ("to_pick", "S-1003", "S-1000"),
        ("closed", "S-1000", "S-1003"),
    ):
        page = ada.get("/outbound/", {"state": state}).content.decode()
        assert there in page, state
        assert not_there not in page, state
