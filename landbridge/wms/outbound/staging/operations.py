"""A packed carton is brought to where the truck will take it."""

from collections.abc import Sequence

from landbridge.canon.gs1 import is_sscc
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import fetch_all, fetch_one
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import DocumentRef, Reason, StockMove
from landbridge.wms.master.moving import Spot, carry
from landbridge.wms.master.queries import BinRow, items_by_id, scanned_bin
from landbridge.wms.outbound.orders.reading import lock_order
from landbridge.wms.outbound.shipping.rules import Content
from landbridge.wms.outbound.staging.contracts import CartonStaged
from landbridge.wms.outbound.staging.queries import (
    SQL,
    CartonNow,
    GoingNow,
    check_here,
    find_carton,
    going_of,
    others_of,
)
from landbridge.wms.outbound.staging.rules import STAGED_KINDS, others_text

PACKING = named_sql("landbridge.wms.outbound", "sql/packing.sql")


def stage_carton(
    ground: Ground, *, key: str, actor: str, bin: str, sscc: str = "", carton_id: int = 0,
    site: str = "",
) -> CartonStaged:  # fmt: skip
    """Bring a closed carton to a staging or shipping bin; its goods move with it.

    sscc: as it is printed or as a GS1 element; carton_id instead of it.  site: where that is done.
    Wrong: unknown-code, not-found, wrong-site, left, carton-open, loaded, unknown-bin,
    blocked-bin, wrong-bin (of another kind), same-bin, put-back-first.
    """
    code = read_sscc(sscc)

    def work(conn: Connection) -> CartonStaged:
        known, order_id = find_carton(conn, sscc=code, carton_id=carton_id)
        lock_order(conn, order_id)
        carton = fetch_one(conn, CartonNow, SQL["lock_carton"], {"carton_id": known})
        assert carton is not None
        going = going_of(conn, order_id)
        check_here(conn, carton, going, site=site)
        target = _target(conn, going, carton, bin)
        _nothing_to_put_back(conn, going, carton)
        conn.execute(SQL["set_bin"], {"carton_id": known, "bin": target.code})
        ledger.post(
            ground, _moves(conn, carton, going, target.code), key=f"stage_carton/{key}",
            at=ground.clock.now(), actor=actor, conn=conn,
        )  # fmt: skip
        others = others_of(conn, carton, bin=target.code)
        return CartonStaged(
            carton_id=known, sscc=carton.sscc, order_id=order_id,
            order_number=going.order_number, source_bin=carton.bin, bin=target.code,
            others=others,
            text=f"Carton {carton.sscc} of order {going.order_number} stands in {target.code}."
            + others_text(others),
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="stage_carton", actor=actor,
        inputs=(code, carton_id, bin, site), answer=CartonStaged,
    )  # fmt: skip


def read_sscc(text: str) -> str:
    """As it is printed, or as a GS1 element."""
    code = text.strip().removeprefix("]C1")
    return code[2:] if code.startswith("00") and is_sscc(code[2:]) else code


def _target(conn: Connection, going: GoingNow, carton: CartonNow, bin: str) -> BinRow:
    target = scanned_bin(conn, going.site_id, bin)
    if target.kind not in STAGED_KINDS:
        raise Wrong(
            f"{target.code} is a {target.kind} bin, a staging or shipping bin is expected.",
            "wrong-bin", read=target.code,
        )  # fmt: skip
    if target.code == carton.bin:
        text = f"Carton {carton.sscc} stands in {carton.bin} already."
        raise Wrong(text, "same-bin", read=target.code)
    return target


def _nothing_to_put_back(conn: Connection, going: GoingNow, carton: CartonNow) -> None:
    """What a changed order no longer wants is taken out where it stands, before the carton goes."""
    where = {"site_id": going.site_id, "sscc": carton.sscc}
    row = conn.execute(SQL["to_put_back"], where).fetchone()
    if row is not None:
        raise Wrong(
            f"{plain(row[1])} {row[0]} in carton {carton.sscc} are to be put back first.",
            "put-back-first", read=carton.sscc,
        )  # fmt: skip


def _moves(conn: Connection, carton: CartonNow, going: GoingNow, bin: str) -> Sequence[StockMove]:
    contents = fetch_all(
        conn, Content, PACKING["contents_to_ship"], {"carton_ids": [carton.carton_id]}
    )  # fmt: skip
    items = items_by_id(conn, [part.item_id for part in contents])
    lines: dict[int, str] = dict(
        conn.execute(SQL["line_ids"], {"order_id": carton.order_id}).fetchall()
    )
    return [
        move
        for part in contents
        for move in carry(
            items[part.item_id], site=going.site, source=Spot(carton.bin, carton.sscc),
            target=Spot(bin, carton.sscc), quantity=part.quantity, lot=part.lot,
            serials=(part.serial,) if part.serial else (), reason=Reason.RELOCATION,
            document=DocumentRef(
                "outbound_order", going.order_number, lines[part.outbound_line_id]
            ),
        )
    ]  # fmt: skip
