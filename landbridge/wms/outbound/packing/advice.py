"""Which cartons to take for an order, by the planner of cartons; and what they should weigh."""

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from math import ceil
from typing import Any

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import plain
from landbridge.planning.cartons.contracts import Carton, Item, Packing, UnfitProblemError
from landbridge.planning.warm import load
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.rows import clean, fetch_all
from landbridge.wms.master.queries import site_by_code
from landbridge.wms.outbound.loading.contracts import AdvisedCarton, CartonAdvice, CartonKind
from landbridge.wms.outbound.packing.contracts import CartonPlan
from landbridge.wms.outbound.packing.steps import plan_of

SQL = named_sql("landbridge.wms.outbound", "sql/loading.sql")
BUDGET_MS = 400
# A scale and the weights of items are never exact: so much may be missing or too much.
TOLERANCE_PERCENT = Decimal(5)
TOLERANCE_G = Decimal(50)


def put_carton_kind(ground: Ground, kind: CartonKind, *, actor: str) -> None:
    """Make or change a kind of carton. Wrong: quantity, code, unknown-site."""
    sizes = (kind.length_mm, kind.width_mm, kind.height_mm, kind.weight_max_g or 1)
    if not kind.code.strip():
        raise Wrong("The carton needs a code.", "code")
    if not all(0 < size < 10**6 for size in sizes) or not 0 <= kind.tare_g < 10**6:
        raise Wrong("Sizes and weights are positive numbers.", "quantity")
    with ground.pg.transaction() as conn:
        fields = asdict(kind) | {
            "site_id": site_by_code(conn, kind.site).site_id, "code": clean(kind.code),
            "at": ground.clock.now(), "actor": actor,
        }  # fmt: skip
        conn.execute(SQL["put_kind"], fields)


def carton_kinds(ground: Ground, *, site: str = "") -> tuple[CartonKind, ...]:
    """Smallest first."""
    with ground.pg.reading() as conn:
        where = {"site_id": site_by_code(conn, site).site_id if site else None}
        return tuple(fetch_all(conn, CartonKind, SQL["kinds"], where))


def carton_advice(ground: Ground, *, order_id: int, kind: str = "") -> CartonAdvice:
    """Cartons for what is allocated or picked and not packed. kind: of this kind only.

    Wrong("not-found").
    """
    with ground.pg.snapshot() as conn:
        row = conn.execute(
            "SELECT s.site_id FROM outbound_order JOIN site s USING (site_id) WHERE order_id = %s",
            [order_id],
        ).fetchone()
        if row is None:
            raise Wrong("There is no such outbound order.", "not-found", read=str(order_id))
        kinds = fetch_all(conn, CartonKind, SQL["kinds"], {"site_id": row[0]})
        wanted = conn.execute(SQL["to_put_in"], {"order_id": order_id}).fetchall()
    kinds = [each for each in kinds if each.active and kind in ("", each.code)]
    unmeasured = [one[0] for one in wanted if None in one[2:5]]
    if not wanted:
        return CartonAdvice(order_id=order_id, cartons=(), text="Nothing is left to pack.")
    if not kinds:
        text = "The site has no kinds of cartons yet."
        return CartonAdvice(order_id=order_id, cartons=(), text=text)
    if unmeasured:
        text = f"The sizes of {', '.join(unmeasured[:3])} are not known."
        return CartonAdvice(order_id=order_id, cartons=(), text=text)
    return _advise(order_id, kinds, wanted)


def _advise(
    order_id: int, kinds: Sequence[CartonKind], wanted: Sequence[Sequence[Any]]
) -> CartonAdvice:
    items = tuple(
        Item(
            item_code=code, length_mm=ceil(length), width_mm=ceil(width), height_mm=ceil(height),
            weight_g=ceil(weight or 0), quantity=ceil(quantity),
        )
        for code, quantity, length, width, height, weight in wanted
    )  # fmt: skip
    cartons = tuple(
        Carton(
            carton_code=kind.code, length_mm=kind.length_mm, width_mm=kind.width_mm,
            height_mm=kind.height_mm, weight_max_g=kind.weight_max_g,
            cost=None if kind.cost is None else float(kind.cost),
        )
        for kind in kinds
    )  # fmt: skip
    # The planner's compiler takes a second to load; only who asks for advice needs it.
    from landbridge.planning.cartons.choosing import choose_cartons

    load("cartons")
    try:
        plan = choose_cartons(Packing(items=items, cartons=cartons), seed=0, budget_ms=BUDGET_MS)
    except UnfitProblemError as error:
        return CartonAdvice(order_id=order_id, cartons=(), text=f"No carton takes it: {error}.")
    advised = []
    for packed in plan.packed:
        contents: dict[str, int] = {}
        for placement in packed.placements:
            code = items[placement.item].item_code
            contents[code] = contents.get(code, 0) + 1
        kind = kinds[packed.carton]
        weight = kind.tare_g + sum(items[place.item].weight_g for place in packed.placements)
        advised.append(
            AdvisedCarton(
                kind=kind.code, contents=tuple(contents.items()), weight_g=weight,
                plan=plan_of(packed, plan.problem),
            )
        )  # fmt: skip
    left = sum(plan.unpacked)
    text = f"{left} pieces fit into no carton." if left else _how_good(plan.value, plan.bound)
    return CartonAdvice(order_id=order_id, cartons=tuple(advised), text=text)


def first_plan(ground: Ground, *, order_id: int, kind: str) -> CartonPlan | None:
    """How a carton of this kind is filled first; None if the planner cannot tell."""
    advised = carton_advice(ground, order_id=order_id, kind=kind).cartons
    return advised[0].plan if advised and advised[0].plan.steps else None


def _how_good(value: float, bound: float) -> str:
    if bound > 0 and value > bound * 1.000001:
        return f"At most {100 * (value - bound) / bound:.0f} % above the least possible cost."
    return "Nothing cheaper is possible."


def check_weight(
    conn: Connection, carton_id: int, *, site_id: int, kind: str, weighed_g: Decimal | None,
    waived_by: str,
) -> None:  # fmt: skip
    """Compare a closed carton with what its content should weigh; keep both. Wrong("weight").

    Nothing is asked of a carton of no chosen kind, or with content of unknown weight. waived_by:
    who takes the carton as it is, "" for nobody.
    """
    row = conn.execute(SQL["kind"], {"site_id": site_id, "code": kind}).fetchone()
    if row is None:
        return
    found = conn.execute(SQL["weight_of_content"], {"carton_id": carton_id}).fetchone()
    if found is None or found[0] is None:
        return
    expected = found[0] + row[0]
    slack = max(TOLERANCE_G, expected * TOLERANCE_PERCENT / 100)
    off = weighed_g is not None and abs(weighed_g - expected) > slack
    if off and not waived_by and weighed_g is not None:
        raise Wrong(
            f"The carton weighs {plain(weighed_g / 1000)} kg, its content should weigh "
            f"{plain(expected.quantize(Decimal(1)) / 1000)} kg. Check what is in it.",
            "weight", read=plain(weighed_g), expected=plain(expected.quantize(Decimal(1))),
        )  # fmt: skip
    conn.execute(
        SQL["note_weight"],
        {"carton_id": carton_id, "expected_g": expected, "waived_by": waived_by if off else ""},
    )
