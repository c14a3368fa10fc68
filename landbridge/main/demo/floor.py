"""What the scripted operators can do: the warehouse's operations as they reach them.

`Floor` has the shapes of `wms.facade` without its ground, so that the same script works beside
the warehouse (`floor_beside`) and through Landbridge's own API.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Protocol, cast

from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade import contracts as shapes


class Floor(Protocol):
    """See `landbridge.wms.facade`, where each operation is described."""

    def inbound_orders(
        self, *, site: str, state: str = "open", limit: int = 50, after: str = ""
    ) -> shapes.Page[shapes.InboundOrderRow]: ...

    def inbound_order(self, *, order_id: int) -> shapes.InboundOrderPage | None: ...

    def open_receipt(
        self, *, key: str, actor: str, order_id: int, delivery_note: str = ""
    ) -> shapes.ReceiptOpened: ...

    def receive_line(
        self,
        *,
        key: str,
        actor: str,
        receipt_id: int,
        item: str,
        quantity: Decimal,
        lot: str = "",
        expiry_on: date | None = None,
        serials: Sequence[str] = (),
        order_line_id: str = "",
    ) -> shapes.GoodsReceived: ...

    def close_receipt(
        self, *, key: str, actor: str, receipt_id: int, close_order: bool = False
    ) -> shapes.ReceiptClosed: ...

    def put_away(self, *, key: str, actor: str, task_id: int, bin: str) -> shapes.PutAway: ...

    def tasks(
        self, *, site: str, kind: str = "", order_id: int = 0, limit: int = 50
    ) -> shapes.Page[shapes.TaskView]: ...

    def outbound_orders(
        self, *, site: str, state: str = "open", limit: int = 50, after: str = ""
    ) -> shapes.Page[shapes.OutboundOrderRow]: ...

    def outbound_order(self, *, order_id: int) -> shapes.OutboundOrderPage | None: ...

    def claim_order(self, *, key: str, actor: str, order_id: int) -> shapes.Claimed: ...

    def confirm_pick(
        self,
        *,
        key: str,
        actor: str,
        task_id: int,
        bin: str,
        item: str,
        quantity: Decimal | None = None,
        lot: str = "",
        serials: Sequence[str] = (),
    ) -> shapes.PickConfirmed: ...

    def open_carton(self, *, key: str, actor: str, order_id: int) -> shapes.CartonOpened: ...

    def pack_item(
        self,
        *,
        key: str,
        actor: str,
        carton_id: int,
        item: str,
        quantity: Decimal | None = None,
        lot: str = "",
        serials: Sequence[str] = (),
    ) -> shapes.ItemPacked: ...

    def close_carton(
        self,
        *,
        key: str,
        actor: str,
        carton_id: int,
        gross_weight_g: Decimal | None = None,
        tracking_number: str = "",
    ) -> shapes.CartonClosed: ...

    def ship_order(
        self,
        *,
        key: str,
        actor: str,
        order_id: int,
        carrier_code: str = "",
        tracking_number: str = "",
        remainder: str = "open",
    ) -> shapes.OrderShipped: ...


class _Bound:
    """The facade's functions with the ground already given."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def __getattr__(self, name: str) -> Any:
        return partial(getattr(facade, name), self._ground)


def floor_beside(ground: Ground) -> Floor:
    """The floor for a script in the warehouse's own process."""
    return cast(Floor, _Bound(ground))
