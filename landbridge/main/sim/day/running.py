"""One generated day, from the morning to an empty floor, and what it came to.

One thing happens at a time, at the instant of the simulated clock at which it is due; the same
numbers give the same day.
"""

import heapq
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from landbridge.kit.clock import VirtualClock
from landbridge.kit.crypto import SecretBox
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Database
from landbridge.kit.pg.embedded import EmbeddedServer
from landbridge.main.installation import migrate
from landbridge.main.sim.arena import SETTINGS
from landbridge.main.sim.day import hands
from landbridge.main.sim.day.business import DAY_S, OWNER, SITE, Business, make_business, partners
from landbridge.main.sim.day.checks import at_rest, on_the_way
from landbridge.main.sim.day.hands import IDLE_S, Floor, Hand
from landbridge.main.sim.world import SECRET
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Incoming, Refused, ReleasePolicy, Site

MORNING = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
KEEP_S = 300.0
HOUR_S = 3600.0
LONGEST_S = 40 * HOUR_S
PICKS_OF_PICKER = 40
OWN_SETTINGS = SETTINGS | {"autovacuum": "on"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DayResult:
    """What a day came to. counts: of what was done.  violations: in words; () is good."""

    orders: int
    receipts: int
    pickers: int
    seed: int
    changed: int
    cancelled: int
    counts: dict[str, int]
    refused: dict[str, int]
    simulated_hours: float
    seconds: float
    violations: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return asdict(self)


class Day:
    """The floor on a virtual clock. say(text) hears of each simulated hour."""

    def __init__(
        self, ground: Ground, clock: VirtualClock, *, orders: int, receipts: int, pickers: int,
        seed: int, say: Callable[[str], None],
    ) -> None:  # fmt: skip
        self.wms, self.clock, self.say = ground, clock, say
        self.orders, self.receipts, self.pickers, self.seed = orders, receipts, pickers, seed
        self.start_s = clock.monotonic()
        self.business: Business = make_business(
            orders=orders, receipts=receipts, seed=seed, today=clock.now().date()
        )
        self.floor = Floor(ground, random.Random(seed + 1), clock.now().date())
        self.told = 0
        self.found: list[str] = []
        self.queue: list[tuple[float, int, Hand | Callable[[], float | None]]] = []

    def open(self) -> None:
        """Building, items, partners, and the stock of the morning."""
        ground, business = self.wms, self.business
        facade.open_site(ground, Site(code=SITE, name="Day", timezone="Europe/Berlin"))
        facade.generate_site(ground, site=SITE, hall=business.hall)
        facade.set_site_policy(ground, site=SITE, gs1_company_prefix="9521234")
        facade.put_release_policy(
            ground,
            ReleasePolicy(
                site=SITE, mode="capacity", open_picks_max=self.pickers * PICKS_OF_PICKER
            ),
            actor="office",
        )
        known = [
            Incoming(key=f"seed/{one.kind}/{one.number}", document=one)
            for one in (*business.items, *partners())
        ]
        answers = facade.accept_many(ground, known)
        assert not any(isinstance(answer, Refused) for answer in answers), answers
        facade.count_stock(
            ground, key="opening", actor="office", site=SITE, wishes=business.stock,
            reason_code="opening", announce=False,
        )  # fmt: skip
        for wish in business.stock:
            self.floor.real[wish.bin, wish.item, wish.lot] += int(wish.quantity)
        self.floor.storage = business.bins

    def run(self) -> DayResult:
        """Play it to its end, and check."""
        begun = time.perf_counter()
        self.open()
        self._people()
        while self.queue:
            at_s, order, one = heapq.heappop(self.queue)
            self.clock.advance(max(0.0, at_s - self._now_s()))
            spent_s = one.turn() if isinstance(one, Hand) else one()
            if self._now_s() > LONGEST_S:
                self.found.append(f"I10: after {LONGEST_S / HOUR_S:.0f} hours work is still open")
                break
            if spent_s is None and self._is_over():
                break
            heapq.heappush(self.queue, (at_s + (spent_s or IDLE_S), order, one))
        self.found += at_rest(self)
        return DayResult(
            orders=self.orders, receipts=self.receipts, pickers=self.pickers, seed=self.seed,
            changed=self.business.changed, cancelled=self.business.cancelled,
            counts=dict(sorted(self.floor.done.items())),
            refused=dict(sorted(self.floor.wrongs.items())),
            simulated_hours=round(self._now_s() / HOUR_S, 2),
            seconds=round(time.perf_counter() - begun, 1), violations=tuple(self.found),
        )  # fmt: skip

    def _now_s(self) -> float:
        return self.clock.monotonic() - self.start_s

    def _people(self) -> None:
        duties = [
            *[("picker", hands.pick)] * self.pickers,
            *[("packer", hands.pack)] * max(1, self.pickers // 3),
            *[("receiver", hands.receive)] * max(1, self.pickers // 6),
            *[("counter", hands.count)] * 2,
            ("chief", hands.review),
        ]
        everybody: list[Hand | Callable[[], float | None]] = [self._office, self._keep, self._look]
        everybody += [
            Hand(f"{name}-{place}", self.floor, duty) for place, (name, duty) in enumerate(duties)
        ]
        self.queue = [(0.0, place, one) for place, one in enumerate(everybody)]

    def _is_over(self) -> bool:
        if not self.floor.is_closing:
            return False
        ground = self.wms
        return not (
            facade.outbound_orders(ground, site=SITE, limit=1).rows
            or facade.inbound_orders(ground, site=SITE, limit=1).rows
            or facade.tasks(ground, site=SITE, limit=1).rows
            or facade.cycle_counts(ground, site=SITE, limit=1).rows
        )

    # ------------------------------------------------------------ who is no person

    def _office(self) -> float | None:
        """Documents come when they are due."""
        told = self.business.told
        while self.told < len(told) and told[self.told].at_s <= self._now_s():
            document = told[self.told].document
            self.told += 1
            key = f"{document.kind}/{document.number}/{document.version}"
            if isinstance(facade.accept(self.wms, document, key=key), Refused):
                self.found.append(f"I1: {key} was refused")
        if self.told == len(told):
            return LONGEST_S
        return max(1.0, told[self.told].at_s - self._now_s())

    def _keep(self) -> float:
        """What every worker process does for the warehouse."""
        while facade.allocate_open(self.wms, site=SITE).more:
            pass
        while facade.release_by_capacity(self.wms, site=SITE) is not None:
            pass
        while facade.seal_journal(self.wms):
            pass
        if self._now_s() > DAY_S and not self.floor.is_closing:
            self.floor.is_closing = self._is_worked_off()
        return KEEP_S

    def _is_worked_off(self) -> bool:
        """All trucks are in and stored, nothing more can be picked: what waits will not come."""
        ground = self.wms
        return self.told == len(self.business.told) and not (
            self.floor.packable
            or facade.inbound_orders(ground, site=SITE, limit=1).rows
            or facade.tasks(ground, site=SITE, limit=1).rows
        )

    def _look(self) -> float:
        """The books are checked while the work goes on."""
        self.found += on_the_way(self)
        done: Counter[str] = self.floor.done
        self.say(
            f"{self.clock.now():%H:%M}  {done['picks']} picks, {done['sent off']} orders sent off, "
            f"{done['receipts']} trucks in"
        )
        return HOUR_S


@contextmanager
def _ground(clock: VirtualClock, seed: int) -> Iterator[Ground]:
    """A warehouse of its own, on a server that does not wait for the disk."""
    with TemporaryDirectory(prefix="landbridge-day-") as folder:
        server = EmbeddedServer(Path(folder) / "postgresql", extra=OWN_SETTINGS)
        server.start()
        try:
            server.ensure_database("day")
            migrate(server.dsn("day"), data_folder=Path(folder))
            pg = Database(server.dsn("day"), role="landbridge_wms", schema="wms")
            try:
                yield Ground(pg, clock, SecretBox(SECRET), random.Random(seed))
            finally:
                pg.close()
        finally:
            server.stop()


def play(
    *, orders: int, receipts: int, pickers: int, seed: int, say: Callable[[str], None]
) -> DayResult:
    """A day in a warehouse made for it."""
    begun = time.perf_counter()
    clock = VirtualClock(MORNING)
    with _ground(clock, seed) as ground:
        day = Day(
            ground, clock, orders=orders, receipts=receipts, pickers=pickers, seed=seed, say=say
        )
        return replace(day.run(), seconds=round(time.perf_counter() - begun, 1))


__all__ = ["OWNER", "Day", "DayResult", "play"]
