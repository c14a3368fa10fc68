"""The seeded world: the real hub and the real warehouse on a real PostgreSQL, in one thread.

A scheduler lets one actor take one step at a time. Steps of others may fall into it wherever a
real machine could switch: at each commit, and during each call to a partner. Time moves only when
the world moves it. Everything random comes from the seed, so a seed and a state of the code give
the same life, line by line.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import psycopg

from landbridge.canon import Document, dump_json
from landbridge.connect.protocols import Parcel
from landbridge.connect.registry import connector_kind
from landbridge.hub import rig
from landbridge.kit.clock import VirtualClock
from landbridge.kit.crypto import SecretBox
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Database
from landbridge.main.sim import faults, wire
from landbridge.main.sim.clerk import ALL, Clerk
from landbridge.main.sim.clock import MachineClock
from landbridge.main.sim.company import OWNERS, SITE, opening_books
from landbridge.main.sim.crew import AWAY, COUNTS, CREW, Person
from landbridge.main.sim.faults import Crashed, Menu
from landbridge.main.sim.flow import Flow
from landbridge.main.sim.history import Key
from landbridge.main.sim.homes import Home
from landbridge.main.sim.kinds import cached
from landbridge.main.sim.network import Line
from landbridge.main.sim.systems import BACK, DOWN, SimSystem, speaks_of
from landbridge.main.sim.timeline import Timeline
from landbridge.main.sim.worker import Worker
from landbridge.wms import facade

# An ordinary morning; the nights on which clocks change in Warsaw; the last night of a year.
STARTS = (
    datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 40, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 40, tzinfo=UTC),
    datetime(2026, 12, 31, 22, 40, tzinfo=UTC),
)
LEASE_OVER_S = 70.0
DEPTH_MAX = 3
INSIDE_MAX = 3
READ_SHARE = 0.6
SECRET = "a key for simulated worlds only, long enough"  # noqa: S105
# Nobody waits for a lock in one thread: who would have to, is told at once.
LOCK_TIMEOUT_MS = 25
WORKERS = ("w1", "w2")
PAUSES_S = (0.0, 0.1, 1.0, 5.0, 20.0, 90.0, 900.0)
PAUSE_WEIGHTS = (20, 20, 20, 15, 10, 4, 2)
MORNING_MAX = 5  # documents that each clerk publishes before anybody acts
LATE_SHARE = 0.08  # of what is published
SLOW_CALLS_S = (2.0, 9.0)
STILL_SHARE = 0.15  # of deliveries taken, after how many their worker stands still
SHUT_SHARE = 0.3  # of lives, in how many one office takes in nothing until the calm
INSIST_SHARE = 0.7  # of calls that are held on their way, how many are overtaken by a change
OVERTAKERS = 3  # people who act while another one is about to commit
REST = 6  # steps that somebody without work stays away


@dataclass
class CrashPlan:
    """For sweeps: end the process at the n-th commit of the world, before or after it."""

    crash_at: list[int] = field(default_factory=list)
    after: bool = False
    only_room: str = ""


@dataclass
class Actor:
    """Somebody who takes steps. turn() gives what was done, "" for nothing."""

    name: str
    turn: Callable[[], str]
    weight: int
    is_worker: bool = False
    rests_until: int = 0


def start_of(seed: int) -> datetime:
    """When the life of this seed begins."""
    return STARTS[seed % len(STARTS)]


class World:
    """One life of hub, warehouse and everybody around them.

    flow: an operator's connector and maps in the place of the shop's.
    menu: the faults; sweeps give a calm one and a plan, and publish everything themselves.
    """

    def __init__(
        self,
        home: Home,
        seed: int,
        *,
        flow: Flow | None = None,
        menu: Menu | None = None,
        plan: CrashPlan | None = None,
    ) -> None:
        self.seed = seed
        self.chance = random.Random(seed)
        self.menu = menu or Menu(self.chance)
        self.plan = plan or CrashPlan()
        self.started_at = start_of(seed)
        self.clock = VirtualClock(self.started_at)
        self.timeline = Timeline(self.clock)
        self.commits = 0
        self.steps = 0
        self.crash_count = 0
        self.published: dict[Key, list[int]] = {}
        self.said: dict[tuple[Key, int], str] = {}
        self.complaints: list[str] = []
        self.wrongs: Counter[str] = Counter()
        self._stack: list[Actor] = []
        self._doom: int | None = None
        self._waiting = 0  # slow calls; time stands still for everybody else
        self.flow = flow
        self.schema_has_changed = False
        # In every other life sources are never read again: then nothing may become visible late.
        self.sweeps = seed % 2 == 0
        self._lay_grounds(home)
        self._make_systems()
        self._make_actors()
        for clerk in self.clerks.values() if not self.menu.is_calm else ():
            for _ in range(self.chance.randint(1, MORNING_MAX)):
                self.tell(clerk.name, clerk.turn())

    # ------------------------------------------------------------ how it is made

    def _lay_grounds(self, home: Home) -> None:
        self._databases = {
            room: Database(
                home.dsn, role=f"landbridge_{room}", schema=room, watcher=_Watcher(self, room),
                pool=stack,
            )
            for room, stack in home.rooms.items()
        }  # fmt: skip
        secrets = SecretBox(SECRET)
        hub, wms = self._databases["hub"], self._databases["wms"]
        self.wms = Ground(wms, self.clock, secrets, random.Random(self.seed + 1))
        self.hub = Ground(hub, self.clock, secrets, random.Random(self.seed + 2))
        self.clocks = {name: MachineClock(self.clock) for name in WORKERS}
        self._hub_grounds = {
            name: Ground(hub, self.clocks[name], secrets, random.Random(self.seed + 3 + place))
            for place, name in enumerate(WORKERS)
        }

    def _make_systems(self) -> None:
        self.systems = {
            "erp": SimSystem("erp", self.clock, keyed=False),
            "shop": self._shop(),
            "carrier": SimSystem("carrier", self.clock, keyed=False, reads=lambda _: None),
        }  # fmt: skip
        for name in OWNERS:
            self.systems[name].books = opening_books()
        chunk = self.chance.choice((1, 3, 50))
        erp = self.systems["erp"].kind(
            speaks=speaks_of(DOWN, "in") + speaks_of(BACK, "out"), chunk=chunk
        )
        speaks_like = self.flow.kind if self.flow else connector_kind("json_http")
        shop = self.systems["shop"].kind_like(speaks_like, chunk=chunk)
        carrier = self.systems["carrier"].kind(
            speaks=speaks_of(["shipment_confirmation"], "out"), chunk=chunk
        )
        kinds = {
            "erp": erp, "shop": cached(shop), "carrier": carrier,
            "wms": connector_kind("landbridge_wms"),
        }  # fmt: skip
        self.lines = {
            name: Line(
                name, self.menu, self.let_pass, self.pause, self.beside, self.insist,
                self.complaints.append,
                keyed=name == "wms" or self.systems[name].keyed, sweeps=self.sweeps,
            )
            for name in kinds
        }  # fmt: skip
        if not self.menu.is_calm and self.chance.random() < SHUT_SHARE:
            self.lines[self.chance.choice(list(OWNERS))].is_shut = True
            self.menu.played(faults.SHUT)
        # Endpoints are named as the connectors are, but for the warehouse.
        self.kinds = {
            kind.manifest.name: self.lines[name].wrap(kind) for name, kind in kinds.items()
        } | {"wms": self.lines["wms"].wrap(kinds["wms"])}

    def _shop(self) -> SimSystem:
        flow = self.flow
        if flow is None:
            renamed: Callable[[], bool] = lambda: self.schema_has_changed  # noqa: E731
            return SimSystem(
                "shop", self.clock, keyed=True, encode=wire.shop_json(renamed=renamed),
                reads=wire.read_json,
            )  # fmt: skip
        rig.set_options(
            self.hub, "shop", {"owner": OWNERS["shop"], "site": SITE, "constants": flow.constants}
        )
        for file, text in flow.overlays.items():
            rig.lay_over(self.hub, "shop", file, text)
        return SimSystem(
            "shop", self.clock, keyed=flow.keyed, encode=flow.encode, reads=flow.reads,
            sees=None if flow.sees is None else flow.seen, wire_types=flow.wire_types,
        )  # fmt: skip

    def _make_actors(self) -> None:
        self.workers = {name: self._new_worker(name) for name in WORKERS}
        self.clerks = {
            name: Clerk(
                name=f"clerk@{name}", system=self.systems[name], owner=owner, chance=self.chance,
                menu=self.menu, published=self._publish, tells_items=name == "erp",
                late_share=LATE_SHARE if self.sweeps else 0.0,
                habits=self.flow.habits if self.flow and name == "shop" else ALL,
            )
            for name, owner in OWNERS.items()
        }  # fmt: skip
        self.crew = {
            name: Person(
                name, self.wms, self.chance, duties, self.complaints.append, AWAY.get(name, SITE)
            )
            for name, duties in CREW.items()
        }
        actors = [
            Actor(name, lambda name=name: self.workers[name].turn(), 16, is_worker=True)  # type: ignore[misc]
            for name in WORKERS
        ]
        actors += [Actor(one.name, one.turn, 4) for one in self.clerks.values()]
        actors += [Actor(one.name, one.turn, 12) for one in self.crew.values()]
        actors += [Actor("keeper", self._keep_floor, 6), Actor("fate", self._fate, 3)]
        self.actors = actors

    def _new_worker(self, name: str) -> Worker:
        return Worker(
            self._hub_grounds[name], self.chance, kinds=self.kinds,
            facilities={"wms_ground": self.wms},
        )  # fmt: skip

    def _publish(self, document: Document) -> None:
        key = ("wms", document.kind, f"{document.owner.code}/{document.number}")
        self.published.setdefault(key, []).append(document.version)
        self.said[key, document.version] = dump_json(replace(document, version=0)).decode()

    def close(self) -> None:
        for worker in self.workers.values():
            worker.die()

    # ------------------------------------------------------------ the scheduler

    def step(self) -> None:
        """Let time pass a little, and somebody act."""
        self.steps += 1
        (pause_s,) = self.chance.choices(PAUSES_S, weights=PAUSE_WEIGHTS)
        self.let_pass(pause_s * self.chance.random())
        free = [
            one for one in self.actors
            if one not in self._stack and one.rests_until <= self.steps
        ]  # fmt: skip
        (actor,) = self.chance.choices(free, weights=[one.weight for one in free])
        self.act(actor)

    def act(self, actor: Actor) -> None:
        """One turn of one actor, and what becomes of it."""
        self._stack.append(actor)
        try:
            done = actor.turn()
        except Crashed:
            done = "is killed"
            self.crash_count += 1
            self._doom = None
            self._reborn(actor)
        except psycopg.Error as fault:
            done = self._database_trouble(fault)
        except Exception as fault:
            done = f"FAILS: {type(fault).__name__}: {fault}"
            self.complaints.append(f"{actor.name} {done}")
        finally:
            self._stack.pop()
        if done:
            self.tell(actor.name, done)
        elif not actor.is_worker:
            actor.rests_until = self.steps + REST

    def _database_trouble(self, fault: psycopg.Error) -> str:
        """Injected, or a lock that another step in this thread holds; anything else is ours."""
        told = f"{type(fault).__name__}: {fault}".splitlines()[0]
        if "simulated" not in told and not isinstance(fault, psycopg.errors.LockNotAvailable):
            self.complaints.append(f"a database error of our own: {told}")
        return f"meets {told}"

    def _reborn(self, actor: Actor) -> None:
        if not actor.is_worker:
            return
        with self.undisturbed():
            self.workers[actor.name].die()
            if self.chance.random() < 0.7:
                self.let_pass(self.chance.choice((1.0, 10.0, LEASE_OVER_S)))
            self.workers[actor.name] = self._new_worker(actor.name)

    def tell(self, who: str, what: str) -> None:
        self.timeline.tell(who, what, depth=len(self._stack))

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Nothing of the menu happens inside."""
        before, self.menu.is_calm = self.menu.is_calm, True
        crash_at, self.plan.crash_at = self.plan.crash_at, []
        try:
            yield
        finally:
            self.menu.is_calm = before
            self.plan.crash_at = crash_at

    # ------------------------------------------------------------ where others may come between

    def at_commit(self, room: str, *, after: bool) -> None:
        """Called by the database handles around each commit."""
        if not after:
            self.commits += 1
        if not self._stack:
            return
        if after and room == "hub" and self._stands_still():
            self.menu.played(faults.PAUSE)
            self.pause()
        # Or at the next one: commits of nobody's turn are counted, too.
        due = self.plan.crash_at and self.commits >= self.plan.crash_at[0]
        if due and after == self.plan.after:
            self.plan.crash_at.pop(0)
            self._crash(after=after)
        if self._doom is not None and not self.menu.is_calm:
            self._doom -= 1
            if self._doom <= 0:
                self._crash(after=after)
        names = faults.AFTER_COMMIT if after else faults.BEFORE_COMMIT
        fault = self.menu.draw(self.menu.commit_share, names)
        if fault == faults.INTERLEAVED:
            self._interleave(fault, room)
        elif fault == faults.PAUSE:
            self.menu.played(fault)
            self.pause()
        elif fault:
            self.menu.played(fault)
            self.tell(room, f"{fault}")
            raise faults.database_error(fault)

    def _stands_still(self) -> bool:
        """Whether a worker that has just taken deliveries is to be paused before it sends them."""
        worker = self.workers.get(self._stack[-1].name)
        if worker is None or self.menu.is_calm or self.chance.random() >= STILL_SHARE:
            return False
        return rig.has_in_hands(self.hub, worker.worker_id)

    def _crash(self, *, after: bool) -> None:
        self.menu.played(faults.CRASH_AFTER if after else faults.CRASH_BEFORE)
        raise Crashed

    def _interleave(self, fault: str, room: str) -> None:
        """Others take steps while this one stands between two statements."""
        if len(self._stack) >= DEPTH_MAX:
            return
        self.menu.played(fault)
        if room == "wms" and self.chance.random() < READ_SHARE:
            self._overtake()
            return
        for _ in range(self.chance.randint(1, INSIDE_MAX)):
            self.step()

    def _overtake(self) -> None:
        """Others commit, and a worker reads the journal, while this one has not committed yet."""
        free = [one for one in self.actors if one not in self._stack]
        floor = [one for one in free if one.name in self.crew]
        for actor in self.chance.sample(floor, min(OVERTAKERS, len(floor))):
            self.act(actor)
        if any(one.name == COUNTS for one in free):
            # Where little is going on, at least somebody counts.
            self.act(Actor(COUNTS, lambda: self.crew[COUNTS].turn("count_bin"), 1))
        name = next((one.name for one in free if one.is_worker), "")
        if name:
            reads = lambda: self.workers[name].read_from("wms")  # noqa: E731
            self.act(Actor(name, reads, 1, is_worker=True))

    def pause(self) -> None:
        """The one who acts stops for longer than its lease; others go on."""
        if len(self._stack) >= DEPTH_MAX or self._waiting:
            return
        self.tell(self._stack[-1].name, "is paused beyond its lease")
        self.clock.advance(LEASE_OVER_S)
        for actor in self.actors:
            if actor.is_worker and actor not in self._stack and self.chance.random() < 0.7:
                self.act(Actor(actor.name, self.workers[actor.name].round, 1, is_worker=True))
        for _ in range(self.chance.randint(2, 8)):
            self.step()
        self.tell(self._stack[-1].name, "goes on")

    def let_pass(self, seconds: float) -> None:
        """Time passes, unless somebody waits in a slow call: its lease does not end meanwhile."""
        if not self._waiting:
            self.clock.advance(seconds)

    def insist(self, parcel: Parcel) -> None:
        """An office that has no answer changes its mind meanwhile, or does not."""
        for clerk in self.clerks.values():
            if clerk.owner != parcel.owner or self.chance.random() >= INSIST_SHARE:
                continue
            told = clerk.insist(parcel.number, parcel.content)
            self.tell(clerk.name, told or "waits for an answer")
            free = [one for one in self.actors if one.is_worker and one not in self._stack]
            if free and self.chance.random() < 0.6:
                name, source = free[0].name, clerk.system.name
                reads = lambda: self.workers[name].take_in(source)  # noqa: B023, E731
                self.act(Actor(name, reads, 1, is_worker=True))

    def beside(self) -> None:
        """A call takes long; the others go on, and its lease holds by every clock."""
        if len(self._stack) >= DEPTH_MAX or any(one.skew_s for one in self.clocks.values()):
            return
        self.let_pass(self.chance.choice(SLOW_CALLS_S))
        self.tell(self._stack[-1].name, "waits for a slow answer")
        self._waiting += 1
        try:
            for _ in range(self.chance.randint(1, 3)):
                free = [one for one in self.actors if one.is_worker and one not in self._stack]
                if free:
                    self.act(self.chance.choice(free))
        finally:
            self._waiting -= 1

    # ------------------------------------------------------------ actors without a body

    def _keep_floor(self) -> str:
        """What every worker process does for the warehouse."""
        drawn = self.chance.random()
        if drawn < 0.6:
            run = facade.allocate_open(self.wms, limit=self.chance.choice((3, 2000)))
            return f"allocates {run.line_count} lines" if run.line_count else ""
        if drawn < 0.9:
            count = facade.seal_journal(self.wms)
            return f"seals {count}" if count else ""
        facade.expire_reservations(self.wms)
        return ""

    def _fate(self) -> str:
        """Plan the next misfortune."""
        if self.menu.is_calm or self._waiting:
            return ""
        drawn = self.chance.random()
        if drawn < 0.5:
            self._doom = self.chance.randint(1, 6)
            return "somebody will be killed soon"
        if drawn < 0.75:
            return self._swizzle()
        if drawn < 0.9:
            name = self.chance.choice(WORKERS)
            skew_s = self.chance.choice((0.0, -2.0, 3.0, 25.0, -25.0))
            self.menu.played(faults.CLOCK_JUMP)
            self.clocks[name].skew_s = skew_s
            return f"the clock of {name} jumps to {skew_s:+.0f} s"
        if not self.schema_has_changed and not self.flow and self.chance.random() < 0.3:
            self.menu.played(faults.SCHEMA_CHANGE)
            self.schema_has_changed = True
            return "the shop writes qty instead of quantity from now on"
        return self._log_in()

    def _swizzle(self) -> str:
        """Lines are cut one by one, and come back in another order."""
        line = self.lines[self.chance.choice(list(self.lines))]
        line.is_down = not line.is_down
        if line.is_down:
            self.menu.played(faults.OUTAGE)
        return f"the line to {line.name} {'is cut' if line.is_down else 'works again'}"

    def _log_in(self) -> str:
        """A person sees an endpoint that needs a login, and gives it one."""
        from landbridge.main.sim.people import log_in_where_needed

        with self.undisturbed():
            names = log_in_where_needed(self)
        return f"somebody logs in at {', '.join(names)}" if names else ""


class _Watcher:
    """Around each commit of one room."""

    def __init__(self, world: World, room: str) -> None:
        self._world = world
        self._room = room

    def before_commit(self) -> None:
        self._world.at_commit(self._room, after=False)

    def after_commit(self) -> None:
        self._world.at_commit(self._room, after=True)
