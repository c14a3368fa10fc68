"""A demo that runs until it is stopped: the clerk enters orders at the pace of people, and between
them what else happens in a day, so that there is something to see on every screen.
"""

import time
from collections.abc import Callable

from landbridge.main.demo import seed
from landbridge.main.demo.day import working_crew
from landbridge.main.demo.erp import Clerk, Entered, SecondThoughts
from landbridge.main.demo.house import House
from landbridge.main.demo.supplier import Supplier

PERSON_PACE_S = 1.5
CLERK_PACE_S = 8.0
ORDERS_PER_PURCHASE = 5
# Steps of the clerk, counted from the start: (first, again after so many; 0 never again).
JOBS = {
    "change": (3, 20),
    "mistype": (5, 0),
    "return": (7, 20),
    "cancel": (9, 20),
    "transfer": (11, 20),
    "inventory": (14, 0),
}


def job_of(step: int) -> str:
    """What else the clerk does at a step, "" for nothing."""
    for job, (first, every) in JOBS.items():
        if step == first or (every and step > first and (step - first) % every == 0):
            return job
    return ""


def play_on(house: House, *, say: Callable[[str], None]) -> None:
    """A day without end; returns when the supervisor gives up."""
    seed.seed_waves(house.grounds, house.company)
    clock = house.grounds.hub.clock
    clerk = Clerk(house.erp.sign_in("clerk"), house.company, clock=clock)
    thoughts = SecondThoughts(clerk)
    supplier = Supplier(house.web_url, house.company, clock)
    with working_crew(house, pace_s=PERSON_PACE_S):
        step = 0
        waiting: list[str] = []
        while True:
            house.supervisor.check()
            one = _enter(clerk, supplier, step)
            if one is not None:
                goods = "bought from" if one.kind == "purchase" else "sold to"
                lines = f"{one.line_count} lines"
                say(f"  {one.kind:<8} {one.number:<6} {lines} {goods} {one.partner}")
            waiting += filter(None, (job_of(step),))
            for job in waiting:
                # What cannot be done yet waits for a step at which it can.
                if words := _do(clerk, thoughts, job, one):
                    say(f"  {words}")
                    waiting.remove(job)
                    break
            step += 1
            time.sleep(CLERK_PACE_S)


def _enter(clerk: Clerk, supplier: Supplier, step: int) -> Entered | None:
    if step % ORDERS_PER_PURCHASE:
        return clerk.sell()
    bought = clerk.buy()
    supplier.announce(bought)
    return bought


def _do(clerk: Clerk, thoughts: SecondThoughts, job: str, last: Entered | None) -> str:
    """Do it; what happened in a few words, "" if nothing has."""
    sale = last if last is not None and last.kind == "sale" else None
    match job:
        case "change" if sale is not None:
            thoughts.change(sale)
            return f"sale     {sale.number} is changed"
        case "cancel" if sale is not None:
            thoughts.cancel(sale)
            return f"sale     {sale.number} is cancelled"
        case "return" if clerk.has_plain:
            back = thoughts.take_back()
            return f"return   {back.number} of {back.partner} is agreed to"
        case "transfer" if clerk.has_plain:
            moved = thoughts.transfer()
            return f"transfer {moved.number} to {moved.partner}"
        case "inventory":
            return f"counted  {thoughts.take_inventory()} in the ERP"
        case "mistype":
            return f"mistake  {thoughts.mistype()} booked by hand, without any document"
    return ""
