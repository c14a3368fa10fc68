"""T-31: a carrier that books and loses its answer is asked before it is told again: one label."""

from collections.abc import Callable

import pytest

from landbridge.connect.protocols import Parcel, PushResult
from landbridge.main.sim import checks
from landbridge.main.sim.faults import Crashed, SimulatedError
from landbridge.main.sim.flows import FLOWS, Story
from landbridge.main.sim.homes import Home
from landbridge.main.sim.people import settle
from landbridge.main.sim.sweep import calm_world


@pytest.mark.parametrize("fault", [SimulatedError("the answer was lost"), Crashed()])
def test_t31_a_lost_answer_of_a_carrier_buys_no_second_label(
    fault: BaseException, fresh: Callable[[], Home]
) -> None:
    world = calm_world(fresh())
    carrier = world.systems["carrier"]
    book = carrier.take
    calls: list[str] = []

    def book_and_lose(parcel: Parcel) -> PushResult:
        calls.append(parcel.number)
        answer = book(parcel)
        if len(calls) == 1:
            raise fault
        return answer

    carrier.take = book_and_lose  # type: ignore[method-assign]
    try:
        FLOWS["sale_is_shipped"](Story(world, "1"))
        settle(world)
        assert calls == [parcel.number for parcel in carrier.effects], "told once, booked once"
        assert len(calls) == 1, "the label that was bought is found, none is an orphan"
        assert checks.at_rest(world) == []
    finally:
        world.close()
