"""A supplier that announces its trucks: signed webhooks of advance ship notices, plate by plate."""

import json
import time
from collections.abc import Iterable
from decimal import Decimal

import httpx

from landbridge.canon.gs1 import make_sscc
from landbridge.connect.transports.webhooks import signed_headers
from landbridge.kit.clock import Clock
from landbridge.kit.crypto import Secret
from landbridge.kit.findings import LandbridgeError
from landbridge.main.demo import seed
from landbridge.main.demo.company import DemoCompany, ItemData
from landbridge.main.demo.erp import Entered

PALLET_WEIGHT_MAX_G = Decimal(600_000)
PATIENCE_S = 90.0
PAUSE_S = 0.5


def load_pallets(
    goods: Iterable[tuple[ItemData, Decimal]],
) -> list[list[tuple[ItemData, Decimal]]]:
    """Goods in their order on pallets that a rack bears; a line of more than one is cut."""
    pallets: list[list[tuple[ItemData, Decimal]]] = []
    room = Decimal(0)
    for item, quantity in goods:
        each = item.packs[0].gross_weight_g
        left = quantity
        while left:
            part = min(left, room // each)
            if part:
                pallets[-1].append((item, part))
                left -= part
                room -= part * each
            if left:
                pallets.append([])
                room = max(PALLET_WEIGHT_MAX_G, Decimal(each))
    return pallets


class Supplier:
    """Knows what was bought of it; lines that need no lot stand on pallets."""

    def __init__(self, url: str, company: DemoCompany, clock: Clock) -> None:
        self._url = f"{url}/api/v1/hooks/{seed.SUPPLIER}/asn"
        self._company = company
        self._clock = clock

    def announce(self, bought: Entered) -> bool:
        """Send the notice of a purchase; False if nothing on it may be announced.

        Asked again with the same id until it is answered, so it is taken in once.
        """
        pallets = load_pallets(
            (self._company.item(item), quantity)
            for item, quantity in bought.goods
            if self._company.item(item).tracking == "none"
        )
        if not pallets:
            return False
        serial = abs(hash(bought.reference))
        notice = {
            "number": f"DN-{bought.number}", "version": 1, "order": bought.number,
            "supplier": {"code": bought.partner},
            "plates": [
                {
                    "lpn": make_sscc(3, self._company.gs1_prefix, (serial + place) % 10**8),
                    "package_type": "PF",
                    "lines": [
                        {"item": item.code, "quantity": str(quantity), "unit": item.base_uom}
                        for item, quantity in lines
                    ],
                }
                for place, lines in enumerate(pallets)
            ],
        }  # fmt: skip
        self._post(f"dn-{bought.reference}", json.dumps(notice).encode())
        return True

    def _post(self, call_id: str, body: bytes) -> None:
        give_up_at = time.monotonic() + PATIENCE_S
        secret = Secret(seed.SUPPLIER_SECRET)
        while True:
            headers = signed_headers(call_id, body, secret=secret, now=self._clock.now())
            try:
                answer = httpx.post(self._url, content=body, headers=headers, timeout=20.0)
                if answer.is_success:
                    return
                why = f"HTTP {answer.status_code}"
            except httpx.TransportError as error:
                why = str(error)
            if time.monotonic() > give_up_at:
                raise LandbridgeError(f"the notice was not taken in ({why})", subject="supplier")
            time.sleep(PAUSE_S)
