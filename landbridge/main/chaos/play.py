"""A day under blows: orders go in while they fall; then all is worked off."""

import time
from collections.abc import Callable, Sequence

from landbridge.hub import facade as hub
from landbridge.hub import rig
from landbridge.main.demo import seed
from landbridge.main.demo.day import (
    LOOK_EVERY_S,
    SALES_PER_PURCHASE,
    STALL_S,
    books_of,
    insisting,
    open_on_the_floor,
    sum_up,
    working_crew,
)
from landbridge.main.demo.erp import Clerk, Entered
from landbridge.main.demo.house import House
from landbridge.main.demo.summary import Summary, unfinished

PACE_S = 1.0


def play_for(
    house: House,
    *,
    seconds: float,
    meanwhile: Callable[[], Callable[[], None]],
    say: Callable[[str], None],
) -> Summary:
    """Enter orders for some time, wait until all is done, compare the books.

    meanwhile: starts something that disturbs the house, and gives what ends it.
    """
    clock = house.grounds.hub.clock
    began, began_at = time.monotonic(), clock.now()
    entered: list[Entered] = []
    clerk = Clerk(house.erp.sign_in("clerk"), house.company, clock=clock)
    with working_crew(house, pace_s=0.0):
        end = meanwhile()
        try:
            while time.monotonic() - began < seconds:
                number = len(entered)
                one = clerk.buy() if number % (SALES_PER_PURCHASE + 1) == 0 else clerk.sell()
                if one is not None:
                    entered.append(one)
                house.supervisor.check()
                time.sleep(PACE_S)
        finally:
            end()
        say(f"  The blows are over; {len(entered)} orders are worked off.")
        _wait_until_done(house, entered, say)
    return insisting(house, lambda: sum_up(house, entered, began_at, time.monotonic() - began))


def _wait_until_done(house: House, entered: Sequence[Entered], say: Callable[[str], None]) -> None:
    """Until the ERP holds every order for finished and the bridge is empty, or nothing has moved
    for `STALL_S` seconds; the summary tells what is left."""
    seen: object = None
    moved_at = time.monotonic()
    while time.monotonic() - moved_at < STALL_S:
        house.supervisor.check()
        insisting(house, lambda: _retry_parked(house, say))
        floor = insisting(house, lambda: open_on_the_floor(house))
        busy = insisting(house, lambda: hub.bridge(house.grounds.hub).open_count)
        if not floor and not busy and not unfinished(entered, books_of(house)):
            return
        if (now := (floor, busy, house.supervisor.restart_count)) != seen:
            seen, moved_at = now, time.monotonic()
        time.sleep(LOOK_EVERY_S)


def _retry_parked(house: House, say: Callable[[str], None]) -> None:
    """A document whose worker was killed three times is parked, for it may be to blame. A person
    who knows that it is not sets it going again; so does this one."""
    letters = rig.dead_letters(house.grounds.hub)
    if letters:
        say(f"  {len(letters)} parked documents are set going again.")
        hub.retry(house.grounds.hub, dead_letters=letters, mandate=seed.MANDATE)
