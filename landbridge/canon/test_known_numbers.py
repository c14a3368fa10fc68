from datetime import UTC, datetime

from landbridge.canon import PartyRef, Reference
from landbridge.canon.base import KnownNumber
from landbridge.canon.item import Item, ItemUom
from landbridge.canon.party import Party
from landbridge.canon.shipment_confirmation import Carton, ShipmentConfirmation
from landbridge.kit.quantity import EACH

SHARED = {"owner": PartyRef("ACME"), "version": 1}


def test_a_document_is_known_by_its_number_and_its_references() -> None:
    party = Party(
        **SHARED, number="C-7", name="Seven", references=(Reference("customer_order", "PO 99"),)
    )
    assert list(party.known_numbers()) == [
        KnownNumber("C-7", "number"),
        KnownNumber("PO 99", "customer_order"),
    ]


def test_a_shipment_is_known_by_its_order_cartons_and_tracking_too() -> None:
    shipment = ShipmentConfirmation(
        **SHARED, number="S1", site="MAIN", order_number="SO-5", lines=(),
        shipped_at=datetime(2026, 3, 1, tzinfo=UTC), tracking_number="T1",
        cartons=(
            Carton(sscc="106141412345678908"),
            Carton(sscc="106141412345678915", tracking_number="T2"),
        ),
    )  # fmt: skip
    assert {(n.meaning, n.number) for n in shipment.known_numbers()} == {
        ("number", "S1"),
        ("outbound_order", "SO-5"),
        ("tracking", "T1"),
        ("tracking", "T2"),
        ("sscc", "106141412345678908"),
        ("sscc", "106141412345678915"),
    }


def test_an_item_is_known_by_its_barcodes() -> None:
    item = Item(
        **SHARED, number="A", description="A", uoms=(ItemUom(uom=EACH, gtins=("96385074",)),)
    )
    assert KnownNumber("96385074", "gtin") in set(item.known_numbers())
