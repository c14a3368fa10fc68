"""Rows of the layout as they stand, within a transaction."""

from collections.abc import Mapping
from typing import Any

from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.layout.contracts import Aisle, Bin, BinKind, CrossAisle, Zone
from landbridge.wms.layout.sheet import COLUMNS

_SQL = named_sql("landbridge.wms.layout", "sql/layout.sql")
EVERY_BIN: Mapping[str, object] = {"kinds": [], "prefix": "", "after": "", "limit": None}


def bins_of(conn: Connection, where: Mapping[str, object]) -> tuple[Bin, ...]:
    return tuple(bin_of(row) for row in conn.execute(_SQL["bins"], where))


def bin_of(row: tuple[Any, ...]) -> Bin:
    values = dict(zip(COLUMNS, row, strict=False))
    classes = tuple(values["hazard_classes"])
    return Bin(**values | {"kind": BinKind(row[1]), "hazard_classes": classes, "bin_id": row[-1]})


def zones_of(conn: Connection, site: str) -> tuple[Zone, ...]:
    return tuple(
        Zone(zone_id=zone_id, code=code, name=name, temperature_class=temperature,
             hazard_classes=tuple(hazards))
        for zone_id, code, name, temperature, hazards in conn.execute(_SQL["zones"], [site])
    )  # fmt: skip


def aisles_of(conn: Connection, site: str) -> tuple[Aisle, ...]:
    return tuple(
        Aisle(aisle_id=row[0], code=row[1], x_mm=row[2], width_mm=row[3], one_way=row[4])
        for row in conn.execute(_SQL["aisles"], [site])
    )


def cross_aisles_of(conn: Connection, site: str) -> tuple[CrossAisle, ...]:
    return tuple(
        CrossAisle(cross_aisle_id=row[0], code=row[1], y_mm=row[2], width_mm=row[3])
        for row in conn.execute(_SQL["cross_aisles"], [site])
    )
