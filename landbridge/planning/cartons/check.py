"""Whether a packing is possible and allowed: an independent check that knows nothing of planners.

Everything is counted with whole numbers and fractions. A unit rests on those whose tops touch its
foot; its weight, and all that rests on it, goes down to them by the areas in touch.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from landbridge.planning.base import Violation
from landbridge.planning.cartons.contracts import (
    Carton,
    Item,
    PackedCarton,
    Packing,
    PackingPlan,
)


@dataclass(frozen=True, slots=True)
class _Box:
    """A unit where it stands: low and high corner, and who it is."""

    name: str
    item: Item
    low: tuple[int, int, int]
    high: tuple[int, int, int]

    @property
    def foot_mm2(self) -> int:
        return (self.high[0] - self.low[0]) * (self.high[1] - self.low[1])


def check_plan(problem: Packing, plan: PackingPlan) -> tuple[Violation, ...]:
    """All that is wrong with a plan; empty if it can be packed as it says."""
    found = list(_check_counts(problem, plan))
    for number, packed in enumerate(plan.packed, 1):
        if not 0 <= packed.carton < len(problem.cartons):
            found.append(Violation("carton-unknown", f"Carton {number} is of no known kind."))
            continue
        where = f"carton {number} ({problem.cartons[packed.carton].carton_code})"
        boxes = _boxes(problem.items, packed)
        found.extend(_check_room(problem.cartons[packed.carton], boxes, where))
        found.extend(_check_rotations(problem.items, packed, where))
        found.extend(_check_overlaps(boxes, where))
        found.extend(_check_resting(boxes, problem.support_percent, where))
    return tuple(found)


def _boxes(items: Sequence[Item], packed: PackedCarton) -> list[_Box]:
    boxes = []
    for step, at in enumerate(packed.placements, 1):
        if 0 <= at.item < len(items):
            item = items[at.item]
            low = (at.x_mm, at.y_mm, at.z_mm)
            size = item.size(at.rotation)
            high = (low[0] + size[0], low[1] + size[1], low[2] + size[2])
            boxes.append(_Box(f"step {step}, item {item.item_code}", item, low, high))
    return boxes


def _check_counts(problem: Packing, plan: PackingPlan) -> Iterator[Violation]:
    counts = [0] * len(problem.items)
    for packed in plan.packed:
        for at in packed.placements:
            if 0 <= at.item < len(counts):
                counts[at.item] += 1
            else:
                yield Violation("item-unknown", f"There is no item with index {at.item}.")
    left = list(plan.unpacked) + [0] * (len(counts) - len(plan.unpacked))
    for item, count, unpacked in zip(problem.items, counts, left, strict=False):
        if count + unpacked != item.quantity or unpacked < 0:
            yield Violation(
                "quantity",
                f"Item {item.item_code}: {count} packed and {unpacked} left, of {item.quantity}.",
            )
    for index, carton in enumerate(problem.cartons):
        used = sum(packed.carton == index for packed in plan.packed)
        if carton.available_count is not None and used > carton.available_count:
            yield Violation(
                "carton-count",
                f"{used} cartons {carton.carton_code} are used; {carton.available_count} exist.",
            )


def _check_room(carton: Carton, boxes: Sequence[_Box], where: str) -> Iterator[Violation]:
    for box in boxes:
        for axis, length in enumerate(carton.size):
            if box.low[axis] < 0 or box.high[axis] > length:
                yield Violation(
                    "outside",
                    f"{where}, {box.name} reaches from {box.low[axis]} to {box.high[axis]} mm "
                    f"along {'xyz'[axis]}; there are {length} mm.",
                )
    weight = sum(box.item.weight_g for box in boxes)
    if carton.weight_max_g is not None and weight > carton.weight_max_g:
        yield Violation("weight", f"{where} weighs {weight} g; {carton.weight_max_g} g may be in.")


def _check_rotations(
    items: Sequence[Item], packed: PackedCarton, where: str
) -> Iterator[Violation]:
    for step, at in enumerate(packed.placements, 1):
        if 0 <= at.item < len(items) and at.rotation not in items[at.item].rotations:
            yield Violation(
                "rotation",
                f"{where}, step {step}: item {items[at.item].item_code} may not lie "
                f"as {at.rotation.name}.",
            )


def _check_overlaps(boxes: Sequence[_Box], where: str) -> Iterator[Violation]:
    along = sorted(boxes, key=lambda box: box.low[0])
    for index, one in enumerate(along):
        for two in along[index + 1 :]:
            if two.low[0] >= one.high[0]:
                break
            if all(one.low[a] < two.high[a] and two.low[a] < one.high[a] for a in range(3)):
                yield Violation("overlap", f"{where}: {one.name} and {two.name} overlap.")


def _check_resting(boxes: Sequence[_Box], support_percent: int, where: str) -> Iterator[Violation]:
    """Support of each foot, and the load on each unit, from the top down."""
    load = [Fraction(0) for _ in boxes]
    for index in sorted(range(len(boxes)), key=lambda index: -boxes[index].low[2]):
        box = boxes[index]
        if box.item.load_max_g is not None and load[index] > box.item.load_max_g:
            yield Violation(
                "load",
                f"{where}, {box.name} carries {float(load[index]):.0f} g; "
                f"{box.item.load_max_g} g may rest on it.",
            )
        if box.low[2] <= 0:
            continue
        touch = {
            other: area
            for other, below in enumerate(boxes)
            if below.high[2] == box.low[2] and (area := _shared_mm2(box, below)) > 0
        }
        area = sum(touch.values())
        if 100 * area < support_percent * box.foot_mm2:
            yield Violation(
                "support",
                f"{where}, {box.name} rests on {100 * area / box.foot_mm2:.0f} % of its foot; "
                f"{support_percent} % are needed.",
            )
        for other, part in touch.items():
            load[other] += (load[index] + box.item.weight_g) * Fraction(part, area)


def _shared_mm2(one: _Box, two: _Box) -> int:
    width = min(one.high[0], two.high[0]) - max(one.low[0], two.low[0])
    depth = min(one.high[1], two.high[1]) - max(one.low[1], two.low[1])
    return width * depth if width > 0 and depth > 0 else 0
