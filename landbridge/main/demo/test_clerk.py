"""The clerk against a Tryton that goes on by itself between two of the clerk's calls."""

from typing import Any, cast

import pytest

from landbridge.connectors.tryton.rpc import Declined, TrytonRpc
from landbridge.kit.clock import SystemClock
from landbridge.main.demo.company import make_company
from landbridge.main.demo.erp.clerk import Clerk, press


class FakeTryton:
    """A fake for this race only: declines each press, after which it is in state `then`."""

    def __init__(self, then: str) -> None:
        self.states = ["confirmed", then]
        self.pressed: list[str] = []

    def model(self, name: str, method: str, *args: Any) -> Any:
        if method == "read":
            return [{"state": self.states[min(len(self.pressed), 1)]}]
        self.pressed.append(method)
        raise Declined(f'Calling button "{method}" on "{name}" is not allowed.')


def _press(tryton: FakeTryton) -> None:
    press(cast(TrytonRpc, tryton), "purchase.purchase", 1, "confirmed", "process")


def test_an_order_that_tryton_processed_itself_meanwhile_is_as_good_as_pressed() -> None:
    tryton = FakeTryton(then="processing")
    _press(tryton)
    assert tryton.pressed == ["process"]


def test_a_press_that_tryton_declines_for_a_reason_is_told() -> None:
    with pytest.raises(Declined):
        _press(FakeTryton(then="confirmed"))


class InterruptedTryton:
    """A fake: killed between an order's confirmation and what follows from it, which it does by
    itself only after it was looked at some times."""

    def __init__(self) -> None:
        self.state, self.looks_left = "quotation", 3
        self.pressed: list[str] = []

    def model(self, name: str, method: str, *args: Any) -> Any:
        if method == "read":
            return [{"state": self.state}]
        if method != "confirm":
            raise Declined(f'Calling button "{method}" on "{name}" is not allowed.')
        self.pressed.append(method)
        self.state = "confirmed"
        return None

    def search_read(self, name: str, domain: Any, fields: list[str], **more: Any) -> Any:
        if fields == ["id"]:
            return [{"id": 1}]
        self.looks_left -= 1
        if not self.looks_left:
            self.state = "processing"
        return [{"number": "PO1", "state": self.state, "shipments.": []}]


def test_an_order_cut_off_after_its_confirmation_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(SystemClock, "sleep", lambda self, seconds: None)
    tryton, company = InterruptedTryton(), make_company()
    clerk = Clerk(cast(TrytonRpc, tryton), company, clock=SystemClock())
    entered = clerk.enter("purchase", company.suppliers[0], [])
    assert entered.number == "PO1" and tryton.pressed == ["confirm"] and tryton.looks_left == 0
