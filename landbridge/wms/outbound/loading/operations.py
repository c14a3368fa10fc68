"""Loads: opened at a dock, cartons scanned on, closed; what is on them leaves."""

from dataclasses import dataclass
from datetime import datetime

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import clean, fetch_one
from landbridge.wms.master.queries import scanned_bin, site_by_code
from landbridge.wms.outbound.loading.contracts import CartonLoaded, LoadClosed, LoadOpened
from landbridge.wms.outbound.shipping.operations import ship_order

SQL = named_sql("landbridge.wms.outbound", "sql/loading.sql")
DOCKS = ("shipping", "receiving", "staging")  # kinds of bins a truck may stand at


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadNow:
    load_id: int
    number: str
    site_id: int
    carrier_code: str
    closed_at: datetime | None


def open_load(
    ground: Ground, *, key: str, actor: str, site: str, carrier_code: str = "", dock: str = "",
    vehicle: str = "",
) -> LoadOpened:  # fmt: skip
    """A new truckload at a dock. carrier_code: "" takes cartons of any carrier.

    Wrong: unknown-site, unknown-bin, wrong-bin (no truck stands there).
    """

    def work(conn: Connection) -> LoadOpened:
        place = site_by_code(conn, site)
        code = _dock(conn, place.site_id, dock) if dock.strip() else ""
        row = conn.execute(
            SQL["insert_load"],
            {
                "site_id": place.site_id, "carrier_code": clean(carrier_code), "dock": code,
                "vehicle": clean(vehicle), "at": ground.clock.now(), "actor": actor,
            },
        ).fetchone()  # fmt: skip
        assert row is not None
        return LoadOpened(load_id=row[0], number=row[1])

    return once(
        ground, work, key=key, operation="open_load", actor=actor,
        inputs=(site, carrier_code, dock, vehicle), answer=LoadOpened,
    )  # fmt: skip


def _dock(conn: Connection, site_id: int, dock: str) -> str:
    found = scanned_bin(conn, site_id, dock)
    if found.kind not in DOCKS:
        text = f"{found.code} is a {found.kind} bin, a shipping bin is expected."
        raise Wrong(text, "wrong-bin", read=found.code, expected="a shipping bin")
    return found.code


def _lock(conn: Connection, load_id: int) -> LoadNow:
    load = fetch_one(conn, LoadNow, SQL["lock_load"], {"load_id": load_id})
    if load is None:
        raise Wrong("There is no such load.", "not-found", read=str(load_id))
    return load


def _sscc(code: str) -> str:
    """As it is printed, or as a GS1 element."""
    return code.strip().removeprefix("]C1").removeprefix("00") if len(code.strip()) > 18 else code


def _lock_open(conn: Connection, load_id: int) -> LoadNow:
    load = _lock(conn, load_id)
    if load.closed_at is not None:
        raise Wrong(f"Load {load.number} is closed.", "load-closed", read=load.number)
    return load


def load_carton(ground: Ground, *, key: str, actor: str, load_id: int, sscc: str) -> CartonLoaded:
    """Scan a closed carton onto a load.

    Wrong: not-found, load-closed, unknown-code, carton-open, loaded, wrong-carrier, wrong-site.
    """
    code = _sscc(sscc)

    def work(conn: Connection) -> CartonLoaded:
        load = _lock_open(conn, load_id)
        row = conn.execute(SQL["carton_by_sscc"], {"sscc": code.strip()}).fetchone()
        if row is None:
            raise Wrong(f"No carton has the number {code}.", "unknown-code", read=code)
        carton_id, closed_at, _, site_id, number, carrier_code, on_load = row
        if closed_at is None:
            raise Wrong(f"Carton {code} is still open.", "carton-open", read=code)
        if on_load:
            raise Wrong(f"Carton {code} is on load {on_load} already.", "loaded", read=code)
        if site_id != load.site_id:
            raise Wrong(f"Carton {code} is of another site.", "wrong-site", read=code)
        if load.carrier_code and carrier_code and carrier_code != load.carrier_code:
            raise Wrong(
                f"Carton {code} goes with {carrier_code}, this load with {load.carrier_code}.",
                "wrong-carrier", read=carrier_code, expected=load.carrier_code,
            )  # fmt: skip
        conn.execute(
            SQL["load_carton"],
            {
                "carton_id": carton_id, "load_id": load_id, "at": ground.clock.now(),
                "actor": actor,
            },
        )  # fmt: skip
        count = conn.execute(SQL["count_on_load"], {"load_id": load_id}).fetchone()
        n = count[0] if count else 0
        return CartonLoaded(
            load_id=load_id, sscc=code, order_number=number, carton_count=n,
            text=f"Carton {code} of order {number} loaded, {n} on the load.",
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="load_carton", actor=actor, inputs=(load_id, code),
        answer=CartonLoaded,
    )  # fmt: skip


def unload_carton(ground: Ground, *, key: str, actor: str, load_id: int, sscc: str) -> CartonLoaded:
    """Take a carton off a load that has not left. Wrong: not-found, load-closed, not-loaded."""
    code = _sscc(sscc)

    def work(conn: Connection) -> CartonLoaded:
        load = _lock_open(conn, load_id)
        where = {"load_id": load_id, "sscc": code.strip()}
        row = conn.execute(SQL["unload_carton"], where).fetchone()
        if row is None:
            text = f"Carton {code} is not on load {load.number}."
            raise Wrong(text, "not-loaded", read=code)
        count = conn.execute(SQL["count_on_load"], {"load_id": load_id}).fetchone()
        n = count[0] if count else 0
        return CartonLoaded(
            load_id=load_id, sscc=code, order_number=row[0], carton_count=n,
            text=f"Carton {code} of order {row[0]} taken off, {n} on the load.",
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="unload_carton", actor=actor, inputs=(load_id, code),
        answer=CartonLoaded,
    )  # fmt: skip


def close_load(
    ground: Ground, *, key: str, actor: str, load_id: int, seal: str = "", vehicle: str = ""
) -> LoadClosed:
    """The doors are shut: orders whose cartons are on it are shipped, one by one.

    An order that cannot leave (picked goods in no carton, ...) stays, and the answer says why; it
    is shipped from its own page then. Wrong: not-found, load-closed, load-empty, left-behind.
    """

    def work(conn: Connection) -> LoadClosed:
        load = _lock_open(conn, load_id)
        count = conn.execute(SQL["count_on_load"], {"load_id": load_id}).fetchone()
        if not count or not count[0]:
            raise Wrong(f"Load {load.number} is empty.", "load-empty", read=load.number)
        behind = conn.execute(SQL["left_behind"], {"load_id": load_id}).fetchone()
        if behind is not None:
            raise Wrong(
                f"Carton {behind[1]} of order {behind[0]} is packed and on no load."
                " Load it too, or take the order's cartons off.",
                "left-behind", read=behind[1],
            )  # fmt: skip
        conn.execute(
            SQL["close_load"],
            {
                "load_id": load_id, "at": ground.clock.now(), "actor": actor,
                "seal": clean(seal), "vehicle": clean(vehicle),
            },
        )  # fmt: skip
        return LoadClosed(
            load_id=load_id, number=load.number, shipped_count=0, stayed=(),
            text=f"Load {load.number} closed.",
        )  # fmt: skip

    closed = once(
        ground, work, key=key, operation="close_load", actor=actor,
        inputs=(load_id, seal, vehicle), answer=LoadClosed,
    )  # fmt: skip
    return _ship_all(ground, closed, actor=actor)


def _ship_all(ground: Ground, closed: LoadClosed, *, actor: str) -> LoadClosed:
    """Each order is a transaction of its own with a key of its own: repeating ships the rest.

    What has left already counts as left, so that a repeat gives the whole answer.
    """
    with ground.pg.reading() as conn:
        load = conn.execute(
            "SELECT carrier_code FROM load WHERE load_id = %s", [closed.load_id]
        ).fetchone()
        rows = conn.execute(SQL["orders_of_load"], {"load_id": closed.load_id}).fetchall()
    shipped, stayed = 0, []
    for order_id, is_here in rows:
        try:
            if is_here:
                ship_order(
                    ground, key=f"load/{closed.load_id}/{order_id}", actor=actor,
                    order_id=order_id, carrier_code=load[0] if load else "",
                )  # fmt: skip
            shipped += 1
        except Wrong as wrong:
            stayed.append((str(order_id), str(wrong)))
    text = f"Load {closed.number} closed. Orders that left: {shipped}."
    if stayed:
        text += f" {len(stayed)} could not: {stayed[0][1]}"
    return LoadClosed(
        load_id=closed.load_id, number=closed.number, shipped_count=shipped,
        stayed=tuple(stayed), text=text,
    )  # fmt: skip
