"""A carton's plan: taken from the planner, kept with the carton, drawn step by step."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

from landbridge.canon.codec import from_tree, to_tree
from landbridge.kit.ground import Ground
from landbridge.kit.pg.named import named_sql
from landbridge.planning.cartons.contracts import (
    Carton,
    Item,
    PackedCarton,
    Packing,
    PackingPlan,
    Placement,
    Rotation,
)
from landbridge.planning.cartons.drawing import draw_packing
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.outbound.packing.contracts import CartonPlan, PackingProgress, PackingStep

SQL = named_sql("landbridge.wms.outbound", "sql/packing.sql")


def plan_of(packed: PackedCarton, problem: Packing) -> CartonPlan:
    kind = problem.cartons[packed.carton]
    steps = []
    for at in packed.placements:
        item = problem.items[at.item]
        steps.append(
            PackingStep(
                item=item.item_code, length_mm=item.length_mm, width_mm=item.width_mm,
                height_mm=item.height_mm, weight_g=item.weight_g, rotation=at.rotation.name,
                x_mm=at.x_mm, y_mm=at.y_mm, z_mm=at.z_mm,
            )
        )  # fmt: skip
    return CartonPlan(
        kind=kind.carton_code, length_mm=kind.length_mm, width_mm=kind.width_mm,
        height_mm=kind.height_mm, steps=tuple(steps),
    )  # fmt: skip


def write_plan(plan: CartonPlan | None) -> str:
    if plan is None:
        return ""
    return json.dumps(to_tree(plan), ensure_ascii=False, separators=(",", ":"))


def read_plan(text: str) -> CartonPlan | None:
    return from_tree(CartonPlan, json.loads(text)) if text else None


def draw_step(plan: CartonPlan, *, step: int) -> str:
    """SVG of the carton after `step` pieces, 0 draws it empty. Wrong("not-found")."""
    if not 0 <= step <= len(plan.steps):
        text = f"The plan has {len(plan.steps)} steps, none is number {step}."
        raise Wrong(text, "not-found", read=str(step))
    items = tuple(
        Item(item_code=one.item, length_mm=one.length_mm, width_mm=one.width_mm,
             height_mm=one.height_mm, weight_g=one.weight_g)
        for one in plan.steps
    )  # fmt: skip
    carton = Carton(carton_code=plan.kind, length_mm=plan.length_mm, width_mm=plan.width_mm,
                    height_mm=plan.height_mm)  # fmt: skip
    placements = tuple(
        Placement(at, one.x_mm, one.y_mm, one.z_mm, Rotation[one.rotation])
        for at, one in enumerate(plan.steps)
    )
    drawn = PackingPlan(
        problem=Packing(items=items, cartons=(carton,)), packed=(PackedCarton(0, placements),),
        unpacked=(0,) * len(items), value=0.0, bound=0.0, seed=0, rounds=0,
    )  # fmt: skip
    return draw_packing(drawn, step)


def packing_progress(ground: Ground, *, carton_id: int) -> PackingProgress | None:
    """The plan of a carton and how far it is; None if it was opened without one."""
    with ground.pg.snapshot() as conn:
        row = conn.execute(SQL["plan_of_carton"], {"carton_id": carton_id}).fetchone()
        plan = read_plan(row[4]) if row is not None else None
        if row is None or plan is None:
            return None
        packed = dict(conn.execute(SQL["packed_by_item"], {"carton_id": carton_id}).fetchall())
    return PackingProgress(
        carton_id=carton_id, order_id=row[0], order_number=row[1], sscc=row[2], closed_at=row[3],
        plan=plan, done_count=done_steps(plan.steps, packed),
    )  # fmt: skip


def done_steps(steps: Sequence[PackingStep], packed: Mapping[str, Decimal]) -> int:
    """How many steps from the first on are packed, in whatever order goods were put in."""
    left = dict(packed)
    for count, step in enumerate(steps):
        if left.get(step.item, Decimal(0)) < 1:
            return count
        left[step.item] -= 1
    return len(steps)
