"""The clerk's other work: changes of mind, returns, transfers, inventories, master data.

As with orders, each step looks first how far it is, so a Tryton that is killed in the middle loses
and doubles nothing.
"""

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from functools import partial
from typing import Any

from landbridge.connectors.tryton.rpc import Busy, Changed, Declined, TrytonRpc
from landbridge.main.demo.erp.clerk import Clerk, Entered, Line, press

SHIPMENT = "stock.shipment.out"
INTERNAL = "stock.shipment.internal"
INVENTORY = "stock.inventory"


class SecondThoughts:
    """Works at the clerk's desk, with its connection."""

    def __init__(self, clerk: Clerk) -> None:
        self._clerk = clerk
        self._rpc = clerk.rpc

    # ------------------------------------------------------------ changes of mind

    def change(self, sale: Entered) -> None:
        """One piece less of the first line that has more; what is shipped already stays so."""
        for number in sale.numbers:
            self._insist(partial(self._change, number))

    def _change(self, number: str) -> None:
        record = self._shipment(number)
        if record["state"] not in ("draft", "waiting", "assigned"):
            return  # the floor was faster
        move = next((m for m in record["outgoing_moves."] if m["quantity"] >= 2), None)
        with suppress(Declined, Changed):
            if record["state"] != "draft":
                self._rpc.model(SHIPMENT, "draft", [record["id"]])
                if move is not None:
                    values = {"quantity": float(move["quantity"] - 1)}
                    self._rpc.model("stock.move", "write", [move["id"]], values)
            self._rpc.model(SHIPMENT, "wait", [record["id"]])

    def cancel(self, sale: Entered) -> bool:
        """Cancel what is not shipped of a sale; whether all of it was still to be cancelled."""
        cancelled = [self._insist(partial(self._cancel, number)) for number in sale.numbers]
        return all(cancelled)

    def _cancel(self, number: str) -> bool:
        record = self._shipment(number)
        if record["state"] in ("draft", "waiting", "assigned"):
            with suppress(Declined, Changed):
                self._rpc.model(SHIPMENT, "cancel", [record["id"]])
            record = self._shipment(number)
        return bool(record["state"] == "cancelled")

    def _shipment(self, number: str) -> dict[str, Any]:
        fields = ["state", "outgoing_moves.quantity"]
        (record,) = self._rpc.search_read(SHIPMENT, [("number", "=", number)], fields)
        return record

    # ------------------------------------------------------------ goods

    def take_back(self) -> Entered:
        """Authorise a return of a few pieces of goods that were bought."""
        item = self._clerk.choose_plain()
        party = self._clerk.customer()
        entered = self._clerk.enter("sale", party, [Line(item, Decimal(-2), False)])
        return Entered(
            kind="return", number=entered.number, reference=entered.reference,
            partner=entered.partner, numbers=entered.numbers, line_count=1,
            committed_at=entered.committed_at,
        )  # fmt: skip

    def transfer(self) -> Entered:
        """Send a few pieces to the shop."""
        item = self._clerk.choose_plain()
        self._clerk.use(item, Decimal(3))
        record_id = self._insist(partial(self._make_transfer, item.code))
        self._insist(partial(press, self._rpc, INTERNAL, record_id, "draft", "wait"))
        number = self._insist(partial(self._number, INTERNAL, record_id))
        return Entered(
            kind="transfer", number=number, reference="", partner=self._clerk.company.shop.code,
            numbers=(number,), line_count=1, committed_at=self._clerk.clock.now(),
        )  # fmt: skip

    def _make_transfer(self, code: str) -> int:
        """A draft that is left behind by a lost answer waits for nothing and does no harm."""
        company = self._clerk.company
        places = self._storage_places()
        source, target = places[company.site.code], places[company.shop.code]
        item = self._item(code)
        values = {
            "company": self._company_id(), "from_location": source, "to_location": target,
            "moves": [("create", [{
                "product": item["id"], "unit": item["default_uom"], "quantity": 3.0,
                "from_location": source, "to_location": target, "company": self._company_id(),
            }])],
        }  # fmt: skip
        (made,) = self._rpc.model(INTERNAL, "create", [values])
        return int(made)

    def take_inventory(self) -> str:
        """Find two pieces more of an item than the books say, and confirm it.

        Of an item that nobody orders today, so that what the books say is still so when it counts.
        """
        item = self._clerk.choose_idle()
        record_id = self._insist(partial(self._make_inventory, item.code))
        self._insist(partial(press, self._rpc, INVENTORY, record_id, "draft", "confirm"))
        return str(self._insist(partial(self._number, INVENTORY, record_id)))

    def _make_inventory(self, code: str) -> int:
        place = self._storage_places()[self._clerk.company.site.code]
        item = self._item(code)
        values = {
            "company": self._company_id(), "location": place,
            "date": self._clerk.clock.now().date(),
            "empty_quantity": "keep",
            "lines": [("create", [{"product": item["id"], "quantity": 0.0}])],
        }  # fmt: skip
        (made,) = self._rpc.model(INVENTORY, "create", [values])
        fields = ["lines.expected_quantity"]
        (record,) = self._rpc.search_read(INVENTORY, [("id", "=", made)], fields)
        (line,) = record["lines."]
        found = float((line["expected_quantity"] or Decimal(0)) + 2)
        self._rpc.model("stock.inventory.line", "write", [line["id"]], {"quantity": found})
        return int(made)

    def mistype(self) -> str:
        """Book three pieces into stock by a bare move that no document tells of; the item's code.

        What nobody can explain is what reconciliation finds and a person settles.
        """
        item = self._clerk.choose_idle()
        move_id = self._insist(partial(self._make_move, item.code))
        self._insist(partial(press, self._rpc, "stock.move", move_id, "draft", "do"))
        return item.code

    def _make_move(self, code: str) -> int:
        """A draft that is left behind by a lost answer counts for nothing."""
        place = self._storage_places()[self._clerk.company.site.code]
        (lost,) = self._rpc.search_read("stock.location", [("type", "=", "lost_found")], ["id"])
        values = {
            "company": self._company_id(), "product": self._item(code)["id"],
            "unit": self._item(code)["default_uom"], "quantity": 3.0,
            "from_location": lost["id"], "to_location": place,
        }  # fmt: skip
        (made,) = self._rpc.model("stock.move", "create", [values])
        return int(made)

    # ------------------------------------------------------------ master data

    def touch_master_data(self, admin: TrytonRpc) -> None:
        """A new price of one item, and a customer whose data somebody saves again.

        admin: signed in as who may do that; a clerk may not.
        """
        item, party = self._clerk.choose_plain(), self._clerk.customer()
        self._insist(partial(self._touch, admin, item.code, party.code))

    def _touch(self, admin: TrytonRpc, code: str, party_code: str) -> None:
        admin.context = admin.model("res.user", "get_preferences", True)
        fields = ["template", "template.list_price"]
        (product,) = self._rpc.search_read("product.product", [("code", "=", code)], fields)
        price = product["template."]["list_price"] + Decimal("0.10")
        admin.model("product.template", "write", [product["template"]], {"list_price": price})
        (party,) = self._rpc.search_read("party.party", [("code", "=", party_code)], ["name"])
        admin.model("party.party", "write", [party["id"]], {"name": party["name"]})

    # ------------------------------------------------------------ inside

    def _insist(self, work: Callable[[], Any]) -> Any:
        return self._clerk.insist(work)

    def _number(self, model: str, record_id: int) -> str:
        (record,) = self._rpc.model(model, "read", [record_id], ["number"])
        if not record["number"]:
            raise Busy(f"{model} {record_id} has no number yet")
        return str(record["number"])

    def _item(self, code: str) -> dict[str, Any]:
        fields = ["default_uom"]
        (record,) = self._rpc.search_read("product.product", [("code", "=", code)], fields)
        return record

    def _storage_places(self) -> dict[str, int]:
        domain = [("type", "=", "warehouse")]
        found = self._rpc.search_read("stock.location", domain, ["code", "storage_location"])
        return {one["code"]: one["storage_location"] for one in found}

    def _company_id(self) -> int:
        return int(self._rpc.context["company"])
