"""The stand of Tryton for the contract suite. Nothing is faked here: it is a real Tryton that the
test run has started with an empty database (`resources.outside("tryton")`), in which this sets up
one company, two items and one order each way.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from landbridge.codecs.json.reader import parse_object
from landbridge.codecs.json.writer import write_tree
from landbridge.connect.protocols import CensusQuestion, Inbound, Parcel, Payload
from landbridge.connect.testing.stand import Resources
from landbridge.connect.transports.http import HttpLink
from landbridge.connectors.tryton.rpc import TrytonRpc
from landbridge.kit.crypto import Secret
from landbridge.kit.quantity import EACH, Quantity

ITEM, OTHER = "NUT", "BOLT"
BOUGHT, SOLD = 30, 4
DAY = date(2026, 1, 5)

_numbers = count(1)


class TrytonStand:
    """As connect.testing.stand wants it."""

    unplayed: Mapping[str, str] = {
        "401": "Tryton says so of a session that wore out; the connector signs in anew and goes on",
    }

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._settings = settings
        self.upstream = str(settings["url"])
        self._rpc = TrytonRpc(
            HttpLink(self.upstream),
            database=str(settings["database"]),
            login=str(settings["login"]),
            password=Secret(str(settings["password"])),
        )
        self._context()
        if not self._rpc.context.get("company"):
            self._set_up()
        (purchase,) = self._rpc.search_read("purchase.purchase", [], ["number", "lines"])
        self._purchase = purchase

    def values(self, address: str) -> Mapping[str, object]:
        return {
            "url": address,
            "database": self._settings["database"],
            "login": self._settings["login"],
            "password": Secret(str(self._settings["password"])),
            "warehouse": "WH",
            "timeout_s": 8.0,
            "master_data_every_s": 0.0,
        }

    def facilities(self) -> Mapping[str, object]:
        return {}

    def close(self) -> None:
        self._rpc.close()

    # ------------------------------------------------------------ source

    def write_outside(self, count: int) -> Sequence[str]:
        """New parties; their codes are the names of the facts."""
        codes = [f"P{next(_numbers):04d}-{id(self) % 10_000}" for _ in range(count)]
        for code in codes:
            self._rpc.model("party.party", "create", [{"name": f"Łódź {code}", "code": code}])
        return codes

    def fact_of(self, payload: Payload) -> str:
        tree = parse_object(payload.content)
        code = str(tree["code"]) if payload.wire_type == "party.party" else ""
        return code if code.startswith("P") else ""

    def call(self) -> Inbound | None:
        return None

    # ------------------------------------------------------------ sink

    def parcels(self, count: int) -> Sequence[Parcel]:
        """Receipts of goods that nobody announced, all on the one purchase."""
        return [self._receipt(ITEM) for _ in range(count)]

    def bad_parcel(self) -> Parcel | None:
        return self._receipt("UNHEARD-OF")

    def _receipt(self, item: str) -> Parcel:
        number = f"RC-{next(_numbers)}-{id(self) % 10_000}"
        line = {"line": "", "product": item, "quantity": Decimal(2), "unit": "C62", "lots": []}
        content = write_tree(
            {
                "reference": number,
                "purchase": self._purchase["number"],
                "closed": False,
                "lines": [line],  # type: ignore[list-item]
            }
        )
        return Parcel(
            delivery_id=next(_numbers),
            idempotency_key=number,
            kind="receipt_confirmation",
            number=number,
            owner="ACME",
            version=1,
            content=content,
            wire_type="receipt",
        )

    def is_effect(self, method: str, path: str, body: bytes) -> bool:
        return b'"model.stock.shipment.in.create"' in body

    def effect_count(self, parcel: Parcel) -> int:
        domain = [("reference", "=", parcel.number), ("state", "=", "done")]
        return len(self._rpc.search_read("stock.shipment.in", domain, ["id"]))

    # ------------------------------------------------------------ census

    def holding(self, question: CensusQuestion) -> Mapping[tuple[str, ...], Quantity]:
        found: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
        match question.subject:
            case "item":
                found |= {("", ITEM): Decimal(1), ("", OTHER): Decimal(1)}
            case "party":
                for party in self._rpc.read_all("party.party", [], ["code"]):
                    found["", party["code"]] = Decimal(1)
            case "inbound_order":
                line = f"purchase.line,{self._purchase['lines'][0]}"
                found["", self._purchase["number"], line] = Decimal(BOUGHT)
            case "outbound_order":
                (sale,) = self._rpc.search_read("sale.sale", [], ["lines", "shipments.number"])
                number = sale["shipments."][0]["number"]
                found["", number, f"sale.line,{sale['lines'][0]}"] = Decimal(SOLD)
            case _:
                self._add_stock(found)
        return {key: Quantity(value, EACH) for key, value in found.items() if value}

    def _add_stock(self, found: dict[tuple[str, ...], Decimal]) -> None:
        """Move by move, and not as Tryton's own totals have it."""
        fields = ["quantity", "product.code", "from_location.type", "to_location.type"]
        for move in self._rpc.read_all("stock.move", [("state", "=", "done")], fields):
            into = move["to_location."]["type"] == "storage"
            out_of = move["from_location."]["type"] == "storage"
            key = ("", move["product."]["code"], "", "available")
            found[key] += move["quantity"] * (into - out_of)

    # ------------------------------------------------------------ setting up

    def _context(self) -> None:
        self._rpc.context = self._rpc.model("res.user", "get_preferences", True)

    def _create(self, model: str, values: dict[str, Any]) -> int:
        (made,) = self._rpc.model(model, "create", [values])
        return int(made)

    def _set_up(self) -> None:
        rates = [("create", [{"date": DAY, "rate": Decimal(1)}])]
        money = {"name": "Euro", "code": "EUR", "symbol": "€", "digits": 2, "rates": rates}
        currency = self._create("currency.currency", money | {"rounding": Decimal("0.01")})
        owner = self._create("party.party", {"name": "ACME", "code": "ACME"})
        company = self._create("company.company", {"party": owner, "currency": currency})
        values = {"companies": [("add", [company])], "company": company}
        self._rpc.model("res.user", "write", [self._rpc.user_id], values)
        self._context()
        (unit,) = self._rpc.search_read("product.uom", [("symbol", "=", "u")], ["id"])
        for code in (ITEM, OTHER):
            self._create(
                "product.template",
                {
                    "name": code.capitalize(), "code": code, "type": "goods",
                    "default_uom": unit["id"], "list_price": Decimal(1), "salable": True,
                    "purchasable": True, "sale_uom": unit["id"], "purchase_uom": unit["id"],
                    "products": [("create", [{"suffix_code": "", "cost_price": Decimal(1)}])],
                },
            )  # fmt: skip
        (product,) = self._rpc.search_read("product.product", [("code", "=", ITEM)], ["id"])
        common = {"company": company, "currency": currency, "invoice_method": "manual"}
        line = {"type": "line", "product": product["id"], "unit": unit["id"]}
        for kind, code, quantity in (("purchase", "SUP", BOUGHT), ("sale", "CUS", SOLD)):
            self._order(kind, code, common, line | {"quantity": float(quantity)})

    def _order(self, kind: str, code: str, common: Mapping[str, Any], line: dict[str, Any]) -> None:
        party = self._create(
            "party.party",
            {"name": code, "code": code, "addresses": [("create", [{"city": "東京"}])]},
        )
        (address,) = self._rpc.search_read("party.address", [("party", "=", party)], ["id"])
        warehouse = self._rpc.search_read("stock.location", [("type", "=", "warehouse")], ["id"])
        values = {
            **common, "party": party, "invoice_address": address["id"], f"{kind}_date": DAY,
            "warehouse": warehouse[0]["id"],
            "lines": [("create", [line | {"unit_price": Decimal(1)}])],
        }  # fmt: skip
        if kind == "sale":
            values |= {"shipment_address": address["id"], "shipment_method": "order"}
        order = self._create(f"{kind}.{kind}", values)
        for button in ("quote", "confirm"):
            self._rpc.model(f"{kind}.{kind}", button, [order])


def stand(resources: Resources) -> TrytonStand:
    return TrytonStand(resources.outside("tryton"))
