from decimal import Decimal

import pytest

from landbridge.connect.manifest import Manifest, Speaks
from landbridge.hub.endpoints.rules import (
    changed_names,
    is_name,
    merged,
    routes_between,
    seal,
    shore_of,
    unseal,
)
from landbridge.hub.facade.contracts import Route
from landbridge.kit.crypto import Secret, SecretBox, SecretUnreadableError

BOX = SecretBox("a key for this test, long enough to be one")


def manifest(name: str, *, told: str, taken: str) -> Manifest:
    speaks = [Speaks(document=kind, direction="in") for kind in told.split()]
    speaks += [Speaks(document=kind, direction="out") for kind in taken.split()]
    return Manifest(name=name, title=name, tier="bronze", syntax="json", speaks=tuple(speaks))


ERP = manifest(
    "erp",
    told="item party inbound_order outbound_order stock_adjustment",
    taken="receipt_confirmation shipment_confirmation stock_adjustment",
)
WMS = manifest(
    "wms",
    told="receipt_confirmation shipment_confirmation stock_adjustment progress",
    taken="item party inbound_order outbound_order stock_adjustment",
)


@pytest.mark.parametrize("name", ["erp", "tryton-2", "a"])
def test_good_names(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", ["", "Erp", "1erp", "a b", "a/b", "x" * 41, "é"])
def test_names_that_do_not_fit_into_an_address(name: str) -> None:
    assert not is_name(name)


def test_a_secret_is_sealed_at_rest_and_comes_back() -> None:
    stored = seal({"url": "http://x", "password": Secret("p4ss"), "share": Decimal("0.5")}, BOX)
    assert "p4ss" not in repr(stored)
    assert stored["share"] == "0.5"
    opened = unseal(stored, BOX)
    assert opened["password"] == Secret("p4ss")
    assert opened["url"] == "http://x"


def test_a_secret_does_not_open_with_another_key() -> None:
    stored = seal({"password": Secret("p4ss")}, BOX)
    with pytest.raises(SecretUnreadableError):
        unseal(stored, SecretBox("another key for this test, long enough too"))


def test_blanks_are_not_stored() -> None:
    assert seal({"a": "", "b": None, "c": 0, "d": False}, BOX) == {"c": 0, "d": False}


def test_a_blank_secret_in_a_form_keeps_the_stored_one() -> None:
    stored = seal({"url": "http://x", "password": Secret("p4ss"), "note": "n"}, BOX)
    result = merged(stored, {"url": "http://y", "password": "", "note": ""})
    assert result == {"url": "http://y", "password": stored["password"]}
    assert "password" not in merged(stored, {"password": None})


def test_the_audit_names_settings_but_not_values() -> None:
    assert changed_names({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}) == ("b", "c")


def test_shores_follow_from_what_an_endpoint_speaks() -> None:
    assert shore_of(ERP) == "office"
    assert shore_of(WMS) == "floor"


def test_every_kind_that_one_tells_and_the_other_takes_is_routed() -> None:
    routes = routes_between("erp", ERP, "wms", WMS)
    assert routes == (
        Route("erp", "inbound_order", "wms"),
        Route("erp", "item", "wms"),
        Route("erp", "outbound_order", "wms"),
        Route("erp", "party", "wms"),
        Route("wms", "receipt_confirmation", "erp"),
        Route("wms", "shipment_confirmation", "erp"),
        Route("wms", "stock_adjustment", "erp"),
    )


def test_the_order_in_which_two_endpoints_are_named_does_not_matter() -> None:
    assert routes_between("wms", WMS, "erp", ERP) == routes_between("erp", ERP, "wms", WMS)


def test_two_endpoints_with_nothing_to_say_to_each_other() -> None:
    assert routes_between("a", ERP, "b", manifest("b", told="", taken="progress")) == ()
