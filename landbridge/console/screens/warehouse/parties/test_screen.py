"""Parties are found by any of their numbers; who is no longer in use shows it."""

from django.test import Client

from landbridge.canon import PartyRef
from landbridge.canon.party import Party
from landbridge.wms import facade as wms
from tests.surfaces.world import World


def test_a_party_out_of_use_is_seen_as_such(ada: Client, world: World) -> None:
    ground = world.grounds.wms
    known = wms.parties(ground, limit=1).rows[0]
    gone = Party(number="GONE", owner=PartyRef(known.owner), version=1, name="株式会社みなと",
                 roles=("customer",), active=False)  # fmt: skip
    wms.accept(ground, gone, key="gone")
    page = ada.get("/parties/", {"text": "みなと"}).content.decode()
    assert "GONE" in page and "no longer in use" in page
    assert "GONE" not in ada.get("/parties/", {"state": "active"}).content.decode()
    only = ada.get("/parties/", {"state": "inactive"}).content.decode()
    assert "GONE" in only and f">{known.code}<" not in only
