"""A drawing is well-formed, can be read aloud, and shows the goods that are in by then."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from landbridge.planning.cartons.contracts import (
    Carton,
    Item,
    PackedCarton,
    Packing,
    PackingPlan,
    Placement,
    Rotation,
)
from landbridge.planning.cartons.drawing import draw_packing, draw_steps

SVG = "{http://www.w3.org/2000/svg}"
PROBLEM = Packing(
    items=(
        Item(item_code="A & <B>", length_mm=100, width_mm=80, height_mm=50, weight_g=500,
             quantity=3),
    ),
    cartons=(Carton(carton_code="M", length_mm=200, width_mm=160, height_mm=100),),
)  # fmt: skip
PLAN = PackingPlan(
    PROBLEM,
    (
        PackedCarton(
            0,
            (
                Placement(0, 0, 0, 0, Rotation.LWH),
                Placement(0, 100, 0, 0, Rotation.LWH),
                Placement(0, 0, 0, 50, Rotation.LWH),
            ),
        ),
    ),
    (0,), 0, 0, 0, 0,
)  # fmt: skip


def numbers(drawing: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in drawing.iter(f"{SVG}text") if (text.text or "").isdigit()]


@pytest.mark.parametrize("step", [0, 1, 2, 3])
def test_a_step_shows_the_units_packed_so_far(step: int) -> None:
    drawing = ElementTree.fromstring(draw_packing(PLAN, step))
    assert sorted(numbers(drawing)) == [str(n) for n in range(1, step + 1)]


def test_title_and_description_name_item_place_and_weight() -> None:
    drawing = ElementTree.fromstring(draw_packing(PLAN, 3))
    title, description = drawing.find(f"{SVG}title"), drawing.find(f"{SVG}desc")
    assert title is not None and title.text == "Carton 1 of 1, M: step 3 of 3"
    assert description is not None and description.text is not None
    for part in ("A & <B>", "100 × 80 × 50 mm", "on goods, 50 mm high", "1.5 kg", "38 %"):
        assert part in description.text
    assert drawing.get("role") == "img"
    named = {element.get("id") for element in drawing.iter()}
    assert set((drawing.get("aria-labelledby") or "").split()) <= named


def test_what_stands_before_is_drawn_over_what_stands_behind() -> None:
    """The unit on top of the first hides nothing of itself behind the second."""
    drawn = numbers(ElementTree.fromstring(draw_packing(PLAN, 3)))
    assert drawn.index("1") < drawn.index("3")


def test_a_unit_on_its_side_is_told() -> None:
    laid = replace(PLAN, packed=(PackedCarton(0, (Placement(0, 0, 0, 0, Rotation.HWL),)),))
    assert "Laid so that its length stands up." in draw_packing(laid, 1)


def test_steps_are_all_units_in_order() -> None:
    assert list(draw_steps(PLAN)) == [draw_packing(PLAN, step) for step in (1, 2, 3)]
    with pytest.raises(IndexError):
        draw_packing(PLAN, 4)
