"""A supplier that announces its trucks: signed webhooks of advance ship notices, plate by plate."""

import json
import time

import httpx

from landbridge.canon.gs1 import make_sscc
from landbridge.connect.transports.webhooks import signed_headers
from landbridge.kit.clock import Clock
from landbridge.kit.crypto import Secret
from landbridge.kit.findings import LandbridgeError
from landbridge.main.demo import seed
from landbridge.main.demo.company import DemoCompany
from landbridge.main.demo.erp import Entered

PATIENCE_S = 90.0
PAUSE_S = 0.5


class Supplier:
    """Knows what was bought of it; every line that needs no lot stands on one pallet."""

    def __init__(self, url: str, company: DemoCompany, clock: Clock) -> None:
        self._url = f"{url}/api/v1/hooks/{seed.SUPPLIER}/asn"
        self._company = company
        self._clock = clock

    def announce(self, bought: Entered) -> bool:
        """Send the notice of a purchase; False if nothing on it may be announced.

        Asked again with the same id until it is answered, so it is taken in once.
        """
        lines = [
            {"item": item, "quantity": str(quantity), "unit": self._company.item(item).base_uom}
            for item, quantity in bought.goods
            if self._company.item(item).tracking == "none"
        ]
        if not lines:
            return False
        serial = abs(hash(bought.reference)) % 10**8
        lpn = make_sscc(3, self._company.gs1_prefix, serial)
        notice = {
            "number": f"DN-{bought.number}", "version": 1, "order": bought.number,
            "supplier": {"code": bought.partner},
            "plates": [{"lpn": lpn, "package_type": "PF", "lines": lines}],
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
