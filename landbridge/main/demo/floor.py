"""The warehouse as the scripted operators reach it: through Landbridge's own REST API.

A call whose answer is lost (the web server was killed, or is starting again) is made again with
the same idempotency key until it is answered; only then it is known whether it was done.
"""

import time
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import httpx
from pydantic import TypeAdapter

from landbridge.kit.crypto import Secret
from landbridge.kit.findings import LandbridgeError
from landbridge.main.output import as_plain
from landbridge.wms.facade.contracts import (
    CartonAdvice,
    CartonClosed,
    CartonOpened,
    CartonStaged,
    Claimed,
    GoodsReceived,
    InboundOrderPage,
    InboundOrderRow,
    ItemPacked,
    OrderShipped,
    OutboundOrderPage,
    OutboundOrderRow,
    Page,
    PickConfirmed,
    PlateReceived,
    PlateView,
    PutAway,
    PutBack,
    ReceiptClosed,
    ReceiptOpened,
    ReturnClosed,
    ReturnDecided,
    ReturnItemView,
    ReturnOpened,
    ReturnPage,
    ReturnReceived,
    ReturnRow,
    SentToSupplier,
    StagingPlace,
    StockCounted,
    StockRow,
    TaskView,
    Wrong,
)

Shape = TypeVar("Shape")

PATIENCE_S = 90.0
PAUSE_S = 0.25
TIMEOUT_S = 20.0


class FloorOutOfReachError(LandbridgeError):
    """The API did not answer for `PATIENCE_S` seconds."""


class Floor:
    """One person's way to the API, with a token of their own; for one thread.

    me: the name under which the warehouse records what this token does.
    transport: instead of the network, for tests.
    """

    def __init__(
        self, url: str, token: Secret, *, me: str, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.me = me
        self._http = httpx.Client(
            base_url=f"{url}/api/v1",
            headers={"Authorization": f"Bearer {token.reveal()}"},
            timeout=TIMEOUT_S,
            transport=transport,
        )

    def close(self) -> None:
        self._http.close()

    # ------------------------------------------------------------ what is to do

    def inbound_orders(self, *, site: str) -> tuple[InboundOrderRow, ...]:
        return self._get("inbound-orders", Page[InboundOrderRow], site=site, limit=500).rows

    def inbound_order(self, order_id: int) -> InboundOrderPage:
        return self._get(f"inbound-orders/{order_id}", InboundOrderPage)

    def outbound_orders(self, *, site: str, state: str) -> tuple[OutboundOrderRow, ...]:
        return self._get(
            "outbound-orders", Page[OutboundOrderRow], site=site, state=state, limit=500
        ).rows

    def outbound_order(self, order_id: int) -> OutboundOrderPage:
        return self._get(f"outbound-orders/{order_id}", OutboundOrderPage)

    def tasks(self, *, site: str, kind: str, order_id: int = 0) -> tuple[TaskView, ...]:
        return self._get(
            "tasks", Page[TaskView], site=site, kind=kind, order_id=order_id, limit=500
        ).rows

    # ------------------------------------------------------------ inbound

    def open_receipt(self, order_id: int, *, key: str) -> ReceiptOpened:
        return self._post("receipts", ReceiptOpened, key, order_id=order_id)

    def receive_line(
        self,
        receipt_id: int,
        *,
        key: str,
        item: str,
        quantity: Decimal,
        lot: str,
        expiry_on: date | None,
        serials: Sequence[str],
        order_line_id: str,
    ) -> GoodsReceived:
        return self._post(
            f"receipts/{receipt_id}/lines",
            GoodsReceived,
            key,
            item=item,
            quantity=quantity,
            lot=lot,
            expiry_on=expiry_on,
            serials=list(serials),
            order_line_id=order_line_id,
        )

    def close_receipt(self, receipt_id: int, *, key: str) -> ReceiptClosed:
        return self._post(f"receipts/{receipt_id}/closure", ReceiptClosed, key)

    def put_away(self, task_id: int, *, key: str, bin: str) -> PutAway:
        return self._post(f"tasks/{task_id}/storing", PutAway, key, bin=bin)

    def plates(self, order_id: int) -> list[PlateView]:
        return self._get(f"inbound-orders/{order_id}/plates", list[PlateView])

    def receive_plate(self, receipt_id: int, *, key: str, lpn: str) -> PlateReceived:
        return self._post(f"receipts/{receipt_id}/plates", PlateReceived, key, lpn=lpn)

    def put_back(self, task_id: int, *, key: str, bin: str) -> PutBack:
        return self._post(f"tasks/{task_id}/returning", PutBack, key, bin=bin)

    # ------------------------------------------------------------ returns and counts

    def returns(self, *, site: str) -> tuple[ReturnRow, ...]:
        return self._get("returns", Page[ReturnRow], site=site, limit=500).rows

    def return_order(self, return_id: int) -> ReturnPage:
        return self._get(f"returns/{return_id}", ReturnPage)

    def undecided(self, *, site: str) -> list[ReturnItemView]:
        return self._get("return-items", list[ReturnItemView], site=site)

    def open_return(self, return_id: int, *, key: str, site: str) -> ReturnOpened:
        return self._post("return-receipts", ReturnOpened, key, site=site, return_id=return_id)

    def receive_return(
        self, receipt_id: int, *, key: str, item: str, quantity: Decimal, condition: str
    ) -> ReturnReceived:
        return self._post(
            f"return-receipts/{receipt_id}/items",
            ReturnReceived,
            key,
            item=item,
            quantity=quantity,
            condition=condition,
        )

    def close_return(self, receipt_id: int, *, key: str) -> ReturnClosed:
        return self._post(f"return-receipts/{receipt_id}/closure", ReturnClosed, key)

    def decide_return(self, item_id: int, *, key: str, disposition: str) -> ReturnDecided:
        return self._post(
            f"return-items/{item_id}/disposition", ReturnDecided, key, disposition=disposition
        )

    def to_send(self, *, site: str) -> list[ReturnItemView]:
        return self._get("return-items", list[ReturnItemView], site=site, waits_for="parcel")

    def send_to_supplier(
        self, item_ids: Sequence[int], *, key: str, supplier: str, carrier_code: str
    ) -> SentToSupplier:
        return self._post(
            "supplier-returns",
            SentToSupplier,
            key,
            supplier=supplier,
            return_item_ids=[*item_ids],
            carrier_code=carrier_code,
        )

    def stock(self, *, site: str) -> tuple[StockRow, ...]:
        return self._get("stock", Page[StockRow], site=site, limit=500).rows

    def count(self, row: StockRow, *, key: str, quantity: Decimal) -> StockCounted:
        wish = {
            "owner": row.owner, "item": row.item, "bin": row.bin, "quantity": quantity,
            "lot": row.lot, "status": row.status, "lpn": row.lpn,
        }  # fmt: skip
        return self._post(
            "stock-counts", StockCounted, key, site=row.site, wishes=[wish], reason_code="count"
        )

    # ------------------------------------------------------------ outbound

    def claim_order(self, order_id: int, *, key: str) -> Claimed:
        return self._post(f"outbound-orders/{order_id}/claim", Claimed, key)

    def confirm_pick(
        self,
        task_id: int,
        *,
        key: str,
        bin: str,
        item: str,
        quantity: Decimal,
        lot: str,
        serials: Sequence[str],
    ) -> PickConfirmed:
        return self._post(
            f"tasks/{task_id}/taking",
            PickConfirmed,
            key,
            bin=bin,
            item=item,
            quantity=quantity,
            lot=lot,
            serials=list(serials),
        )

    def carton_advice(self, order_id: int) -> CartonAdvice:
        return self._get(f"outbound-orders/{order_id}/carton-advice", CartonAdvice)

    def open_carton(self, order_id: int, *, key: str, kind: str = "") -> CartonOpened:
        return self._post(f"outbound-orders/{order_id}/cartons", CartonOpened, key, kind=kind)

    def pack_item(
        self,
        carton_id: int,
        *,
        key: str,
        item: str,
        quantity: Decimal,
        lot: str,
        serials: Sequence[str],
    ) -> ItemPacked:
        return self._post(
            f"cartons/{carton_id}/contents",
            ItemPacked,
            key,
            item=item,
            quantity=quantity,
            lot=lot,
            serials=list(serials),
        )

    def close_carton(self, carton_id: int, *, key: str, tracking_number: str) -> CartonClosed:
        return self._post(
            f"cartons/{carton_id}/closure", CartonClosed, key, tracking_number=tracking_number
        )

    def staging_place(self, carton_id: int) -> StagingPlace:
        return self._get(f"cartons/{carton_id}/staging", StagingPlace)

    def stage_carton(self, carton_id: int, *, key: str, bin: str) -> CartonStaged:
        return self._post(f"cartons/{carton_id}/staging", CartonStaged, key, bin=bin)

    def ship_order(
        self, order_id: int, *, key: str, carrier_code: str, tracking_number: str
    ) -> OrderShipped:
        return self._post(
            f"outbound-orders/{order_id}/shipments",
            OrderShipped,
            key,
            carrier_code=carrier_code,
            tracking_number=tracking_number,
        )

    # ------------------------------------------------------------ the wire

    def _get(self, path: str, shape: type[Shape], **question: object) -> Shape:
        return self._ask("GET", path, shape, params=as_plain(question))

    def _post(self, path: str, shape: type[Shape], key: str, **body: object) -> Shape:
        return self._ask("POST", path, shape, json=as_plain(body), headers={"Idempotency-Key": key})

    def _ask(self, method: str, path: str, shape: type[Shape], **request: Any) -> Shape:
        give_up_at = time.monotonic() + PATIENCE_S
        while True:
            try:
                response = self._http.request(method, path, **request)
                if response.status_code < 500:
                    return _understood(response, shape)
                why = f"HTTP {response.status_code}"
            except httpx.TransportError as error:
                why = str(error)
            if time.monotonic() > give_up_at:
                raise FloorOutOfReachError(
                    f"the API did not answer {method} {path} ({why})",
                    remedy="Is the web server running? See its log.",
                )
            time.sleep(PAUSE_S)


def _understood(response: httpx.Response, shape: type[Shape]) -> Shape:
    if response.is_success:
        return _reader(shape).validate_json(response.content)
    problem: Mapping[str, Any] = response.json()
    raise Wrong(
        str(problem["detail"]),
        str(problem["code"]),
        read=str(problem.get("read", "")),
        expected=str(problem.get("expected", "")),
    )


def _reader(shape: type[Shape]) -> TypeAdapter[Shape]:
    if shape not in _readers:
        _readers[shape] = TypeAdapter(shape)
    return _readers[shape]


_readers: dict[object, TypeAdapter[Any]] = {}
