"""One seed, from the first step to the verdict."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from landbridge.main.sim import checks
from landbridge.main.sim.flow import Flow
from landbridge.main.sim.homes import Home
from landbridge.main.sim.people import settle
from landbridge.main.sim.world import World

STEPS = 90
CHECK_EVERY = 45


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """documents: versions given away by any source.  found: what broke the contract, in words.

    fingerprint: of the time line; equal for equal lives.
    """

    seed: int
    found: tuple[str, ...]
    documents: int
    faults: Mapping[str, int]
    simulated_hours: float
    crashes: int
    commits: int
    seconds: float
    fingerprint: str
    lines: tuple[str, ...] = ()


def live(home: Home, seed: int, *, steps: int = STEPS, flow: Flow | None = None) -> Verdict:
    """Live one life and judge it. Lines are kept only if something was found."""
    began = time.monotonic()
    world = World(home, seed, flow=flow)
    try:
        found = _lived(world, steps)
        told = checks.journal(world)
        return Verdict(
            seed=seed,
            found=tuple(found),
            documents=sum(map(len, world.published.values())) + len(told),
            faults=dict(sorted(world.menu.counts.items())),
            simulated_hours=(world.clock.now() - world.started_at).total_seconds() / 3600,
            crashes=world.crash_count,
            commits=world.commits,
            seconds=time.monotonic() - began,
            fingerprint=world.timeline.fingerprint,
            lines=tuple(world.timeline.lines),
        )
    finally:
        world.close()


def _lived(world: World, steps: int) -> list[str]:
    for number in range(1, steps + 1):
        world.step()
        if number % CHECK_EVERY == 0:
            with world.undisturbed():
                found = checks.at_any_instant(world)
            if found:
                return [f"after step {number}: {text}" for text in found]
    settle(world)
    return checks.at_rest(world)
