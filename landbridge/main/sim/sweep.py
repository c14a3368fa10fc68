"""The crash sweep: each reference flow with a crash at every commit point, then recovery.

One world serves all crashes of a flow, one after the other, each told under a number of its own;
after each, the books of both sides must agree with what is on the way, and at the end everything.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from landbridge.main.sim import checks
from landbridge.main.sim.faults import Menu
from landbridge.main.sim.flows import FLOWS, Story
from landbridge.main.sim.homes import Home
from landbridge.main.sim.people import settle
from landbridge.main.sim.world import LEASE_OVER_S, CrashPlan, World

COMMITS_MAX = 400
SEED = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """One flow: commits: its commit points.  crashes: deaths played.  found: violations."""

    flow: str
    commits: int
    crashes: int
    found: tuple[str, ...]


def sweep(
    fresh: Callable[[], Home], name: str, *, twice: bool = False, every: int = 1
) -> Iterator[Swept]:
    """A flow under crashes before, then after each commit. twice: and once more in recovery.

    every: only each n-th commit point, for a quick look.
    """
    for after in (False, True):
        world = calm_world(fresh())
        try:
            yield _swept(world, name, after=after, twice=twice, every=every)
        finally:
            world.close()


def calm_world(home: Home) -> World:
    """A world in which nothing happens by itself."""
    return World(home, SEED, menu=Menu(random.Random(SEED), is_calm=True))


def _swept(world: World, name: str, *, after: bool, twice: bool, every: int) -> Swept:
    found: list[str] = []
    plan = world.plan = CrashPlan(after=after)
    crashes = number = commits = 0
    nth = 0
    while nth < COMMITS_MAX:
        number += 1
        begun = world.commits
        deaths = _deaths(begun, nth, twice=twice)
        plan.crash_at = [*deaths]
        FLOWS[name](Story(world, str(number)))
        if nth == 0:
            commits = world.commits - begun
        elif plan.crash_at == deaths:
            break  # it ended before it came to its crash
        plan.crash_at = []
        crashes = world.crash_count
        told = f"{'after' if after else 'before'} commit {nth}"
        found += [f"{told}: {text}" for text in checks.books(world, checks.journal(world))]
        # Nothing of this story is in the way of the next one.
        world.clock.advance(LEASE_OVER_S)
        Story(world, str(number)).carry()
        nth += every
    settle(world)
    found += checks.at_rest(world)
    return Swept(flow=name, commits=commits, crashes=crashes, found=tuple(found))


def _deaths(begun: int, nth: int, *, twice: bool) -> list[int]:
    """Commit numbers to die at; the first telling of a story is calm and counts its commits."""
    if nth == 0:
        return []
    first = begun + nth
    return [first, first + 1 + nth % 5] if twice else [first]
