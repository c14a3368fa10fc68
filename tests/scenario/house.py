"""A hub and a warehouse beside a running Tryton, for stories that need all three."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from erp_desk import COMPANY, OWNER, SITE, Desk, today

from landbridge.console.grounds import Grounds
from landbridge.hub import facade as hub
from landbridge.hub.facade.views.incidents import IncidentFilter, IncidentRow
from landbridge.hub.worker import HubWorker
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import StockWish

ADA = hub.Mandate(by="ada", why="seen with the buyer")


@dataclass
class House:
    """A hub and a warehouse beside a running Tryton; `tick` lets all of them work once."""

    grounds: Grounds
    worker: HubWorker
    desk: Desk
    connectors: Any

    def tick(self) -> None:
        self.worker.drain()
        while wms.allocate_open(self.grounds.wms).more:
            pass
        hub.watch_pairs(self.grounds.hub, worker="test", connectors=self.connectors)
        hub.notice_troubles(self.grounds.hub)

    def until(self, reached: Callable[[], object], *, within_s: float) -> float:
        """Seconds that it took; fails when it takes too long."""
        began = time.monotonic()
        while not reached():
            late = (self.incidents(), hub.pair_list(self.grounds.hub))
            assert time.monotonic() - began < within_s, late
            self.tick()
            time.sleep(0.2)
        return time.monotonic() - began

    def incidents(self, state: str = "open") -> tuple[IncidentRow, ...]:
        return hub.incident_list(self.grounds.hub, IncidentFilter(state=state)).rows

    def agrees(self) -> bool:
        """Every subject was looked at, and nothing is unexplained or in doubt."""
        pairs = hub.pair_list(self.grounds.hub)
        turns = [turn for pair in pairs for turn in pair.turns]
        return bool(turns) and all(
            turn.looked_at is not None and not turn.unexplained_count for turn in turns
        )

    def count(self, item: str, quantity: int, *, key: str, lot: str = "") -> None:
        """Somebody counts a bin of the warehouse; the difference is told to Tryton."""
        bin_code = next(bin.code for bin in COMPANY.site.bins if bin.kind == "storage")
        wish = StockWish(owner=OWNER, item=item, bin=bin_code, quantity=Decimal(quantity), lot=lot)
        wms.count_stock(
            self.grounds.wms, site=SITE, wishes=[wish], reason_code="count", key=key, actor="paul"
        )

    def find(self, item: str, quantity: int, *, days_ago: int = 0) -> None:
        """A clerk books goods into Tryton's stock by a bare move, which is no exchange."""
        rpc = self.desk.rpc
        (place,) = rpc.search_read("stock.location", [("code", "=", SITE)], ["storage_location"])
        (lost,) = rpc.search_read("stock.location", [("type", "=", "lost_found")], ["id"])
        (found,) = rpc.search_read("product.product", [("code", "=", item)], ["default_uom"])
        values = {
            "company": rpc.context["company"], "product": found["id"],
            "unit": found["default_uom"], "quantity": float(quantity),
            "from_location": lost["id"], "to_location": place["storage_location"],
            "effective_date": today() - timedelta(days=days_ago),
        }  # fmt: skip
        (made,) = rpc.model("stock.move", "create", [values])
        rpc.model("stock.move", "do", [made])
