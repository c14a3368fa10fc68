"""What a supplier puts on its pallets."""

from decimal import Decimal

from landbridge.main.demo.company import make_company
from landbridge.main.demo.supplier import PALLET_WEIGHT_MAX_G, load_pallets


def test_no_pallet_weighs_more_than_a_rack_bears() -> None:
    """Mixed pallets of a ton stood at the dock for ever: no bin took them."""
    items = [item for item in make_company().items if item.tracking == "none"]
    goods = [(item, Decimal(500)) for item in items[:6]] + [(items[7], Decimal("0.5"))]
    pallets = load_pallets(goods)
    assert len(pallets) > 1
    for lines in pallets:
        assert sum(each.packs[0].gross_weight_g * many for each, many in lines) <= (
            PALLET_WEIGHT_MAX_G
        )
    for item, quantity in goods:
        assert quantity == sum(many for lines in pallets for each, many in lines if each is item)
    assert load_pallets([]) == []
