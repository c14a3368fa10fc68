"""The network between the bridge and any partner, real connector or simulated system: a connector
around a connector, which loses, repeats, delays, reorders and garbles calls by the fault menu.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from landbridge.connect.protocols import (
    CannotTell,
    Connector,
    Delivered,
    FindResult,
    Health,
    Parcel,
    Pulled,
    PushResult,
    SourceUnavailable,
    Unavailable,
)
from landbridge.connect.registry import ConnectorKind, Surroundings
from landbridge.main.sim import faults
from landbridge.main.sim.faults import Crashed, Menu, SimulatedError

RETRY_AFTER_S = (1.0, 7.0, 120.0)
SLOW_S = (0.2, 2.0, 9.0)
NEVER_S = 1e9
SHUT_S = 20.0
HELD_SHARE = 0.15  # of pushes before which arrives what the network had held
DOUBT_SHARE = 0.25  # of pushes that are not taken in, after how many the office asks for a change


@dataclass
class Line:
    """The line to one endpoint. pause(): the worker on it stops for longer than its lease.

    keyed: a call may be doubled, and a worker may be paused before its call has an effect.
    beside(): others act while a call takes long, but within the lease of the one who waits.
    insist(parcel): nothing is heard of this document, or of what it tells.
    complain(text): the bridge did what it must not.
    is_shut: the other side takes nothing in, though it can be read.
    sweeps: the source is read again from an earlier position now and then; if not, the cursor
        alone must be right.
    """

    name: str
    menu: Menu
    sleep: Callable[[float], None]
    pause: Callable[[], None]
    beside: Callable[[], None]
    insist: Callable[[Parcel], None]
    complain: Callable[[str], None]
    keyed: bool
    sweeps: bool = True
    is_down: bool = False
    is_shut: bool = False
    login_expired: bool = False
    newest: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _held: list[tuple[Any, Sequence[Parcel]]] = field(default_factory=list)

    def hold(self, connector: Any, parcels: Sequence[Parcel]) -> None:
        """The call stays in the network; who made it gives up waiting."""
        self._held.append((connector, parcels))
        for one in parcels:
            self.insist(one)

    def let_go(self) -> None:
        """What was held arrives now; nobody listens to the answer any more."""
        held, self._held = self._held, []
        for connector, parcels in held:
            with suppress(Exception):
                connector.push(parcels)

    def begins(self, parcels: Sequence[Parcel]) -> None:
        """I3: no version is sent once the target has answered that it has a newer one."""
        for one in parcels:
            newest = self.newest.get((one.kind, one.owner, one.number), -1)
            if one.version < newest:
                self.complain(
                    f"I3 out of order: {self.name} is sent {one.kind} {one.owner}/{one.number} "
                    f"version {one.version} after version {newest}"
                )

    def ends(self, parcels: Sequence[Parcel], results: Sequence[PushResult]) -> None:
        for one, result in zip(parcels, results, strict=False):
            if isinstance(result, Delivered):
                key = (one.kind, one.owner, one.number)
                self.newest[key] = max(one.version, self.newest.get(key, -1))

    def wrap(self, kind: ConnectorKind) -> ConnectorKind:
        """The same kind of connector, at the end of this line."""

        def make(config: Any, surroundings: Surroundings) -> Connector:
            return Faulty(kind.make(config, surroundings), self)

        # A nudge would wait for real time.
        capabilities = tuple(one for one in kind.manifest.capabilities if one != "nudge")
        interval_s = kind.manifest.sweep_interval_s if self.sweeps else NEVER_S
        manifest = replace(kind.manifest, capabilities=capabilities, sweep_interval_s=interval_s)
        return replace(kind, make=make, manifest=manifest)


class Faulty:
    """A connector at the end of a line."""

    def __init__(self, inner: Any, line: Line) -> None:
        self._inner = inner
        self._line = line

    def check_health(self) -> Health:
        return Health(ok=not self._line.is_down, text="Simulated.")

    def close(self) -> None:
        self._inner.close()

    def streams(self) -> Sequence[str]:
        found: Sequence[str] = self._inner.streams()
        return found

    # ------------------------------------------------------------ pull

    def pull(self, stream: str, cursor: str | None, *, limit: int) -> Pulled:
        line, menu = self._line, self._line.menu
        self._check()
        fault = menu.draw(menu.call_share / 2, faults.PULL_FAULTS)
        if fault in (faults.DROP_BEFORE, faults.BUSY_UNTIL, faults.LOGIN_EXPIRED):
            self._refuse_pull(fault)
        if fault == faults.DELAY:
            self._played(fault)
            line.sleep(menu.chance.choice(SLOW_S))
        limit = min(limit, menu.chance.choice((1, 3, 50, limit))) if not menu.is_calm else limit
        pulled: Pulled = self._inner.pull(stream, cursor, limit=limit)
        if fault == faults.DROP_AFTER:
            self._played(fault)
            raise SimulatedError("the answer of the source was lost")
        if fault == faults.PAUSE:
            self._played(fault)
            line.pause()
        payloads = list(pulled.payloads)
        if fault == faults.DUPLICATE and payloads:
            self._played(fault)
            payloads.append(menu.chance.choice(payloads))
        if fault == faults.REORDER and len(payloads) > 1 and line.keyed is False:
            self._played(fault)
            menu.chance.shuffle(payloads)
        return replace(pulled, payloads=payloads)

    def _refuse_pull(self, fault: str) -> None:
        self._played(fault)
        if fault == faults.LOGIN_EXPIRED:
            self._line.login_expired = True
            self._check()
        pause_s = self._line.menu.chance.choice(RETRY_AFTER_S)
        after_s = pause_s if fault == faults.BUSY_UNTIL else None
        raise SourceUnavailable("the source does not answer", retry_after_s=after_s)

    # ------------------------------------------------------------ push

    def push(self, parcels: Sequence[Parcel]) -> Sequence[PushResult]:
        line, menu = self._line, self._line.menu
        if menu.is_calm or menu.chance.random() < HELD_SHARE:
            line.let_go()
        self._check()
        if line.is_shut:
            if not menu.is_calm and menu.chance.random() < DOUBT_SHARE:
                line.insist(menu.chance.choice(parcels))
            raise SourceUnavailable(f"{line.name} takes nothing in", retry_after_s=SHUT_S)
        line.begins(parcels)
        fault = menu.draw(menu.call_share, faults.PUSH_FAULTS)
        if fault and (early := self._before(fault, parcels)) is not None:
            return early
        if fault == faults.PAUSE and line.keyed and menu.chance.random() < 0.5:
            self._played(fault)
            line.pause()
        if fault == faults.REORDER and len(parcels) > 1:
            self._played(fault)
            results = list(reversed(self._inner.push(list(reversed(parcels)))))
        else:
            results = list(self._inner.push(parcels))
        if fault == faults.DUPLICATE and line.keyed:
            self._played(fault)
            results = list(self._inner.push(parcels))
        line.ends(parcels, results)
        return self._after(fault, results)

    def _before(self, fault: str, parcels: Sequence[Parcel]) -> Sequence[PushResult] | None:
        """What is answered without any effect; None: the call goes through."""
        line, menu = self._line, self._line.menu
        if fault == faults.DELAY:
            self._played(fault)
            line.sleep(menu.chance.choice(SLOW_S))
        if fault == faults.SLOW:
            self._played(fault)
            line.beside()
        if fault == faults.DROP_BEFORE:
            self._played(fault)
            raise SimulatedError("the call was lost")
        if fault == faults.HELD and line.keyed:
            self._played(fault)
            line.hold(self._inner, parcels)
            raise SimulatedError("no answer within the time limit")
        if fault in (faults.BUSY, faults.BUSY_UNTIL):
            self._played(fault)
            pause_s = menu.chance.choice(RETRY_AFTER_S) if fault == faults.BUSY_UNTIL else None
            return [Unavailable("too many requests", pause_s)] * len(parcels)
        if fault == faults.LOGIN_EXPIRED:
            self._played(fault)
            line.login_expired = True
            self._check()
        return None

    def _after(self, fault: str, results: list[PushResult]) -> Sequence[PushResult]:
        line = self._line
        if fault == faults.DROP_AFTER:
            self._played(fault)
            raise SimulatedError("the answer was lost")
        if fault == faults.KILLED:
            self._played(fault)
            raise Crashed
        if fault == faults.ERROR_BODY:
            self._played(fault)
            return ["<html>200 OK: internal error</html>"]  # type: ignore[list-item]  # that is it
        if fault == faults.HALF_ANSWER:
            self._played(fault)
            return results[: len(results) // 2]
        if fault == faults.PAUSE:
            self._played(fault)
            line.pause()
        return results

    # ------------------------------------------------------------ find

    def find(self, parcel: Parcel) -> FindResult:
        line, menu = self._line, self._line.menu
        self._check()
        fault = menu.draw(menu.call_share, faults.FIND_FAULTS)
        if fault:
            self._played(fault)
        if fault == faults.DELAY:
            line.sleep(menu.chance.choice(SLOW_S))
        if fault == faults.DROP_BEFORE:
            raise SimulatedError("the question was lost")
        if fault == faults.BUSY:
            return CannotTell("too many requests")
        found: FindResult = self._inner.find(parcel)
        return found

    # ------------------------------------------------------------ both

    def _check(self) -> None:
        if self._line.is_down:
            raise SourceUnavailable(f"{self._line.name} is down")
        if self._line.login_expired:
            raise SourceUnavailable("the login has expired", needs_login=True)

    def _played(self, fault: str) -> None:
        self._line.menu.played(fault)
