"""The clerk against a Tryton that goes on by itself between two of the clerk's calls."""

from typing import Any, cast

import pytest

from landbridge.connectors.tryton.rpc import Declined, TrytonRpc
from landbridge.main.demo.erp.clerk import press


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
