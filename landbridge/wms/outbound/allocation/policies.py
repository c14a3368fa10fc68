"""How stock is chosen, by owner and class of items: kept, found, and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.outbound.allocation.rules import Policies, Policy, WaitingLine

SQL = named_sql("landbridge.wms.outbound", "sql/allocation.sql")


@dataclass(frozen=True, slots=True)
class Packs:
    """Base units: of the unit each line was ordered in, and of all packs of an item."""

    of_line: dict[int, Decimal] = field(default_factory=dict)
    of_item: dict[int, tuple[Decimal, ...]] = field(default_factory=dict)


def find_policies(conn: Connection) -> Policies:
    return {
        (row[0], row[1]): Policy(
            owner=row[0], item_class=row[1], way=row[2], packs_only=row[3], whole_lines=row[4],
            shelf_life_remaining_days_min=row[5],
        )
        for row in conn.execute(SQL["policies"])
    }  # fmt: skip


def find_packs(conn: Connection, lines: Sequence[WaitingLine], chosen: Policies) -> Packs:
    """Packs of the lines whose policy looks at them; most warehouses ask for none.

    chosen: the policy of each owner and item class among the lines.
    """
    packs = Packs()
    looking = {pair for pair, one in chosen.items() if one.packs_only or one.way == "whole_packs"}
    if not looking:
        return packs
    some = [line for line in lines if (line.owner, line.item_class) in looking]
    factors: dict[tuple[int, str], Decimal] = {}
    item_ids = sorted({line.item_id for line in some})
    for item_id, uom, numerator, denominator in conn.execute(
        SQL["packs_of_items"], {"item_ids": item_ids}
    ):
        factor = Decimal(numerator) / denominator
        if factor * denominator == numerator:
            factors[item_id, uom] = factor
    for (item_id, _), factor in factors.items():
        if factor > 1:
            packs.of_item[item_id] = (*packs.of_item.get(item_id, ()), factor)
    ids = [line.outbound_line_id for line in some]
    units: dict[int, str] = dict(conn.execute(SQL["units_of_lines"], {"line_ids": ids}).fetchall())
    for line in some:
        unit = (line.item_id, units[line.outbound_line_id])
        if unit in factors:
            packs.of_line[line.outbound_line_id] = factors[unit]
    return packs
