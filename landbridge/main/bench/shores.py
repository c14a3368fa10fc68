"""Two in-process shores for measuring: one gives as many orders as wanted, one accepts at once.

Both speak JSON by maps, so that a document walks every step of the way.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from landbridge.connect.config import described
from landbridge.connect.manifest import Manifest, Speaks
from landbridge.connect.protocols import (
    Delivered,
    FindResult,
    Found,
    Health,
    Parcel,
    Payload,
    Pulled,
    PushResult,
)
from landbridge.connect.registry import ConnectorKind, Surroundings

STREAM = "orders"
CHUNK = 500
ORDERS = "bench-orders"
SINK = "bench-sink"

IN_MAP = """\
version: 1
document: outbound_order
direction: in
ignore: [created]
units: {PCE: C62}
fields:
  number: no
  version: rev
  owner.code: {context: owner}
  site: {context: site}
  customer.code: customer.code
  ship_to:
    fields:
      name: customer.name
      street: customer.street
      postal_code: customer.zip
      city: customer.city
      country_code: customer.country
  ship_on: ship_on
  carrier_code: carrier
  priority: {path: urgency, table: {high: 10, normal: 50}, otherwise: 50}
  references:
    each: refs
    fields: {kind: kind, number: number}
  lines:
    each: lines
    fields:
      line_id: id
      item: sku
      quantity: {measure: {amount: qty, unit: unit}}
      unit_price: {fields: {amount: price, currency: $.currency}}
"""

OUT_MAP = """\
version: 1
document: outbound_order
direction: out
ignore: [owner, site, references, "lines[].unit_price"]
fields:
  order: number
  revision: version
  customer: customer.code
  address:
    fields:
      name: ship_to.name
      street: ship_to.street
      zip: ship_to.postal_code
      city: ship_to.city
      country: ship_to.country_code
  day: ship_on
  carrier: carrier_code
  priority: priority
  lines:
    each: lines
    fields:
      id: line_id
      item: item
      quantity: quantity.value
      unit: quantity.uom
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersConfig:
    orders_count: int = described("How many orders the stream holds", default=0)
    lines_count: int = described("Lines of each order", default=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class SinkConfig:
    note: str = described("Nothing in particular", default="")


def order_bytes(number: str, lines_count: int) -> bytes:
    """One order as a shop would send it, about 200 bytes a line."""
    return b"".join(_parts(number, lines_count))


def _parts(number: str, lines_count: int) -> Sequence[bytes]:
    head = (
        f'{{"no":"{number}","rev":1,"created":"2026-03-02T08:00:00Z","currency":"EUR",'
        '"customer":{"code":"C4711","name":"Müller & Söhne GmbH","street":"Hafenstraße 12",'
        '"zip":"20457","city":"Hamburg","country":"DE"},"ship_on":"2026-03-04",'
        f'"carrier":"DHL","urgency":"normal","refs":[{{"kind":"sales_order","number":"S{number}"}}],'
        '"lines":['
    )
    lines = ",".join(
        f'{{"id":"{index}","sku":"SKU-{index:04}","qty":{index}.50,"unit":"PCE","price":19.90}}'
        for index in range(1, lines_count + 1)
    )
    return (head.encode(), lines.encode(), b"]}")


class OrdersConnector:
    """Gives `orders_count` orders by position; made on the fly from one template."""

    def __init__(self, config: OrdersConfig, _surroundings: Surroundings) -> None:
        self._count = config.orders_count
        self._template = order_bytes("\x00", config.lines_count)

    def check_health(self) -> Health:
        return Health(ok=True, text="In this process.")

    def close(self) -> None:
        pass

    def streams(self) -> Sequence[str]:
        return (STREAM,)

    def pull(self, stream: str, cursor: str | None, *, limit: int) -> Pulled:
        start = int(cursor or 0)
        end = min(start + limit, self._count)
        payloads = [
            Payload(
                source_key=f"order/{place}/1",
                content=self._template.replace(b"\x00", b"%d" % place),
                wire_type="order",
            )
            for place in range(start, end)
        ]
        return Pulled(payloads=payloads, cursor=str(end), more=end < self._count)


class SinkConnector:
    """Accepts at once. The acknowledgement tells the instant, by the machine's steady clock."""

    def __init__(self, _config: SinkConfig, _surroundings: Surroundings) -> None:
        pass

    def check_health(self) -> Health:
        return Health(ok=True, text="In this process.")

    def close(self) -> None:
        pass

    def push(self, parcels: Sequence[Parcel]) -> Sequence[PushResult]:
        ack = str(time.monotonic_ns())
        return [Delivered(ack=ack)] * len(parcels)

    def find(self, parcel: Parcel) -> FindResult:
        return Found()


@dataclass(frozen=True, slots=True)
class _WithMap(ConnectorKind):
    text: str = ""

    def read_map(self, file: str) -> str:
        return self.text

    def map_functions(self) -> Mapping[str, object]:  # type: ignore[override]
        return {}


def kinds() -> Mapping[str, ConnectorKind]:
    """Both shores as kinds of connectors; they are never installed."""
    base = Manifest(
        name=ORDERS, title="Orders without end", tier="bronze", syntax="json",
        push_chunk_size=CHUNK, poll_interval_s=0.2,
    )  # fmt: skip
    orders = replace(
        base,
        capabilities=("source",),
        speaks=(
            Speaks(
                document="outbound_order", direction="in", map="order.yaml", wire_type="order",
                stream=STREAM,
            ),
        ),
    )  # fmt: skip
    sink = replace(
        base,
        name=SINK,
        title="Accepts at once",
        capabilities=("sink",),
        speaks=(Speaks(document="outbound_order", direction="out", map="out.yaml"),),
    )
    return MappingProxyType(
        {
            ORDERS: _WithMap(orders, __package__, OrdersConfig, OrdersConnector, IN_MAP),
            SINK: _WithMap(sink, __package__, SinkConfig, SinkConnector, OUT_MAP),
        }
    )
