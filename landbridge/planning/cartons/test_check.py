"""The checker catches every kind of wrong plan, and leaves a right one alone."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from landbridge.planning.cartons.check import check_plan
from landbridge.planning.cartons.contracts import (
    UPRIGHT,
    Carton,
    Item,
    PackedCarton,
    Packing,
    PackingPlan,
    Placement,
    Rotation,
)

PROBLEM = Packing(
    items=(
        Item(
            item_code="BASE", length_mm=100, width_mm=100, height_mm=50, weight_g=500,
            quantity=2, load_max_g=400,
        ),
        Item(
            item_code="TOP", length_mm=100, width_mm=100, height_mm=50, weight_g=800,
            rotations=UPRIGHT,
        ),
    ),
    cartons=(
        Carton(carton_code="C", length_mm=200, width_mm=100, height_mm=100, weight_max_g=1_800),
    ),
    support_percent=80,
)  # fmt: skip
LEFT = Placement(0, 0, 0, 0, Rotation.LWH)
RIGHT = Placement(0, 100, 0, 0, Rotation.LWH)
ABOVE = Placement(1, 50, 0, 50, Rotation.LWH)


def plan(*placements: Placement, unpacked: tuple[int, ...] = (0, 0)) -> PackingPlan:
    return PackingPlan(PROBLEM, (PackedCarton(0, placements),), unpacked, 0, 0, 0, 0)


def rules(candidate: PackingPlan, problem: Packing = PROBLEM) -> set[str]:
    return {violation.rule for violation in check_plan(problem, candidate)}


def test_a_right_plan_has_no_violation() -> None:
    """The upper unit rests on both lower ones by halves: 400 g on each, as much as they bear."""
    assert check_plan(PROBLEM, plan(LEFT, RIGHT, ABOVE)) == ()


@pytest.mark.parametrize(
    ("above", "rule"),
    [
        (replace(ABOVE, x_mm=101), "outside"),
        (replace(ABOVE, z_mm=51), "support"),
        (replace(ABOVE, z_mm=49), "overlap"),
        (replace(ABOVE, y_mm=-1), "outside"),
        (replace(ABOVE, x_mm=40), "load"),
        (replace(ABOVE, rotation=Rotation.LHW), "rotation"),
        (replace(ABOVE, item=7), "item-unknown"),
        (replace(ABOVE, item=0), "quantity"),
    ],
)
def test_a_moved_unit_is_noticed(above: Placement, rule: str) -> None:
    assert rule in rules(plan(LEFT, RIGHT, above))


def test_a_part_of_the_foot_is_enough_if_the_problem_says_so() -> None:
    alone = plan(LEFT, ABOVE, unpacked=(1, 0))
    strong = replace(PROBLEM, items=(replace(PROBLEM.items[0], load_max_g=None), PROBLEM.items[1]))
    assert "support" in rules(alone, strong)
    assert rules(alone, replace(strong, support_percent=50)) == set()
    assert "support" in rules(alone, replace(strong, support_percent=51))


def test_load_goes_down_through_what_lies_between() -> None:
    tower = Packing(
        items=(
            replace(PROBLEM.items[0], quantity=1, load_max_g=799),
            Item(item_code="MID", length_mm=100, width_mm=100, height_mm=50, weight_g=0),
            PROBLEM.items[1],
        ),
        cartons=(replace(PROBLEM.cartons[0], height_mm=150),),
    )
    stacked = tuple(Placement(i, 0, 0, 50 * i, Rotation.LWH) for i in range(3))
    made = PackingPlan(tower, (PackedCarton(0, stacked),), (0, 0, 0), 0, 0, 0, 0)
    assert rules(made, tower) == {"load"}
    stronger = replace(tower.items[0], load_max_g=800)
    assert rules(made, replace(tower, items=(stronger, *tower.items[1:]))) == set()


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda p: replace(p, packed=p.packed * 2), "quantity"),
        (lambda p: replace(p, unpacked=(1, 0)), "quantity"),
        (lambda p: replace(p, packed=(PackedCarton(3, ()),)), "carton-unknown"),
        (lambda p: replace(p, packed=()), "quantity"),
    ],
)
def test_a_changed_plan_is_noticed(change: Callable[[PackingPlan], PackingPlan], rule: str) -> None:
    assert rule in rules(change(plan(LEFT, RIGHT, ABOVE)))


def test_weight_and_number_of_cartons_are_limited() -> None:
    light = replace(PROBLEM.cartons[0], weight_max_g=1_799, available_count=0)
    assert rules(plan(LEFT, RIGHT, ABOVE), replace(PROBLEM, cartons=(light,))) == {
        "weight",
        "carton-count",
    }


def test_a_violation_says_who_and_how_much() -> None:
    text = check_plan(PROBLEM, plan(LEFT, RIGHT, replace(ABOVE, x_mm=40)))[0].text
    assert text == "carton 1 (C), step 1, item BASE carries 480 g; 400 g may rest on it."
