"""What persons do in the console when the bridge asks for them, and how a world comes to rest."""

from typing import TYPE_CHECKING

from landbridge.hub import facade as hub
from landbridge.hub import rig
from landbridge.hub.facade.contracts import Mandate
from landbridge.main.sim import wire
from landbridge.wms import facade as wms

if TYPE_CHECKING:
    from landbridge.main.sim.world import World

MANDATE = Mandate(by="simulation", why="the cause is mended")
LONG_S = 1000.0
SHORT_S = 400.0
ROUNDS_MAX = 60
PRESSES_MAX = 40


def log_in_where_needed(world: "World") -> tuple[str, ...]:
    """Give a login to each endpoint that waits for one."""
    names = rig.needs_login(world.hub)
    for line in world.lines.values():
        line.login_expired = False
    for name in names:
        hub.resume_endpoint(world.hub, endpoint=name, mandate=MANDATE)
    return names


def settle(world: "World") -> None:
    """Nothing fails any more, what was pressed is pressed again, time passes until all rests."""
    world.menu.is_calm = True
    world.tell("world", "nothing fails any more")
    for line in world.lines.values():
        line.is_down = line.is_shut = False
    for clock in world.clocks.values():
        clock.skew_s = 0.0
    for clerk in world.clerks.values():
        clerk.finish()
    _press_again(world)
    log_in_where_needed(world)
    _until_quiet(world)
    for line in world.lines.values():
        line.let_go()
    if world.schema_has_changed:
        _mend_maps(world)
    if letters := rig.dead_letters(world.hub):
        hub.retry(world.hub, dead_letters=letters, mandate=MANDATE)
        _until_quiet(world)
    while wms.seal_journal(world.wms):
        pass


def _press_again(world: "World") -> None:
    """Who has not been answered yet presses until they are."""
    for actor in world.actors:
        person = world.crew.get(actor.name)
        for _ in range(PRESSES_MAX if person is not None else 0):
            assert person is not None
            if not person.is_waiting:
                break
            world.act(actor)


def _until_quiet(world: "World") -> None:
    worker = next(iter(world.workers.values()))
    for number in range(ROUNDS_MAX):
        # A long wait first: a source that failed is asked again only after its pause.
        world.clock.advance(LONG_S if number < 2 else SHORT_S)
        while worker.everything():
            pass
        if not rig.is_busy(world.hub):
            return
    world.complaints.append(f"I10: still busy after {ROUNDS_MAX} long waits")


def _mend_maps(world: "World") -> None:
    """The operator lays an overlay over the maps that do not fit any more."""
    for file in wire.OVERLAID:
        rig.lay_over(world.hub, "shop", file, wire.OVERLAY)
