from decimal import Decimal

import pytest

from landbridge.wms.inbound.putaway.rules import Place, Suggestion, suggest, unit_size
from landbridge.wms.master.contracts import ItemView, UomView


def item(**size: int) -> ItemView:
    unit = UomView(uom="CS", numerator=10, **{name: Decimal(value) for name, value in size.items()})
    return ItemView(
        item_id=1, owner="A", code="X", version=1, description="", base_uom="C62",
        quantity_digits=0, lot_controlled=False, expiry_controlled=False,
        serial_controlled=False, shelf_life_days=None, item_class="", active=True,
        uoms=(UomView(uom="C62"), unit),
    )  # fmt: skip


def place(code: str, sequence: int, on_hand: int = 0, **more: int) -> Place:
    values = {"volume_mm3": None, "weight_max_g": None, "other_count": 0} | {
        name: Decimal(value) for name, value in more.items()
    }
    return Place(code=code, pick_sequence=sequence, on_hand=Decimal(on_hand), **values)


SIZED = item(length_mm=100, width_mm=100, height_mm=100, gross_weight_g=5000)


def test_the_size_of_a_piece_comes_from_what_was_measured() -> None:
    size = unit_size(SIZED)
    assert (size.volume_mm3, size.weight_g) == (100_000, 500)
    assert unit_size(item()).volume_mm3 is None


@pytest.mark.parametrize(
    ("same", "empty", "coming", "expected"),
    [
        ([place("A1", 1, 5)], [place("B1", 2)], {}, "A1"),
        ([place("A1", 1, 5, other_count=1)], [place("B1", 2)], {}, "B1"),
        ([place("A1", 1, 5, volume_mm3=2_000_000)], [place("B1", 2)], {}, "A1"),
        ([place("A1", 1, 5, volume_mm3=1_600_000)], [place("B1", 2)], {}, "B1"),
        ([place("A1", 1, 5, volume_mm3=2_000_000)], [place("B1", 2)], {"A1": Decimal(9)}, "B1"),
        ([place("A1", 1, 5, weight_max_g=7000)], [place("B1", 2)], {}, "B1"),
        ([place("A9", 90, 5, weight_max_g=1)], [place("B1", 2), place("B2", 80)], {}, "B2"),
        ([], [place("B1", 2, volume_mm3=10), place("B2", 80)], {}, "B2"),
        ([], [place("B1", 2, volume_mm3=10)], {}, ""),
        ([], [], {}, ""),
    ],
)
def test_goods_go_to_their_own_bin_with_room_else_to_the_nearest_empty(
    same: list[Place], empty: list[Place], coming: dict[str, Decimal], expected: str
) -> None:
    found = suggest(SIZED, Decimal(10), same=same, empty=empty, coming=coming)
    assert found.bin == expected and found.text.endswith(".")


def test_an_empty_place_is_explained_by_what_it_is_near_to() -> None:
    found = suggest(
        SIZED, Decimal(10), same=[place("A9", 90, 5, weight_max_g=1)], empty=[place("B2", 80)],
        coming={},
    )  # fmt: skip
    assert found == Suggestion("B2", "B2 is the empty bin nearest to A9.")
