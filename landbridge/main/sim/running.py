"""Many seeds side by side, and what they come to."""

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from queue import Queue
from typing import IO, Any

from landbridge.kit.findings import LandbridgeError
from landbridge.main.sim.life import STEPS, Verdict
from landbridge.main.sim.sweep import Swept

Hear = Callable[[Verdict], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What a run of seeds comes to. violations: of any kind, the first three included."""

    seeds: int
    documents: int
    faults: int
    faults_by_kind: dict[str, int]
    crashes: int
    commits: int
    simulated_hours: float
    lost: int
    doubled: int
    out_of_order: int
    violations: int
    failed_seeds: tuple[int, ...]
    seconds: float

    def as_json(self) -> dict[str, object]:
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def as_text(self) -> str:
        per_s = self.seconds or 1.0
        verdict = "the contract held" if not self.violations else "THE CONTRACT WAS BROKEN"
        return (
            f"{self.seeds} seeds, {self.documents} documents, {self.faults} faults, "
            f"{self.crashes} crashes: {verdict}"
            f" (lost {self.lost}, doubled {self.doubled}, out of order {self.out_of_order},"
            f" violations {self.violations}).\n"
            f"{self.simulated_hours:.0f} simulated hours in {self.seconds:.1f} s: "
            f"{self.simulated_hours / per_s:.2f} simulated hours and "
            f"{self.documents / per_s:.1f} documents a second."
        )


def run(
    seeds: Sequence[int],
    *,
    steps: int = STEPS,
    jobs: int = 0,
    stop_at_first: bool = False,
    flow: str = "",
    hear: Hear = lambda _: None,
) -> Totals:
    """Live all seeds, told one by one to `hear` as they end. jobs 0: one for each processor.

    flow: path of a flow file whose connector and maps take the shop's place.
    """
    began = time.monotonic()
    verdicts: list[Verdict] = []
    count = max(1, min(jobs or os.cpu_count() or 1, len(seeds)))
    shares = [seeds[place::count] for place in range(count)]
    for verdict in _together(shares, steps, stop_at_first, flow):
        verdicts.append(verdict)
        hear(verdict)
        if verdict.found and stop_at_first:
            break
    return _totals(verdicts, time.monotonic() - began)


def sweep(
    flows: Sequence[str],
    *,
    every: int = 1,
    twice: bool = False,
    jobs: int = 0,
    stop_at_first: bool = False,
    hear: Callable[[Swept], None] = lambda _: None,
) -> list[Swept]:
    """Sweep reference flows, told one by one to `hear` as they end."""
    count = max(1, min(jobs or os.cpu_count() or 1, len(flows)))
    ways = ["sweep", str(every), "twice" if twice else "once"]
    found: list[Swept] = []
    for tree in _trees([[*ways, *flows[place::count]] for place in range(count)]):
        found.append(Swept(**tree))
        hear(found[-1])
        if found[-1].found and stop_at_first:
            break
    return found


def _together(
    shares: Sequence[Sequence[int]], steps: int, stop: bool, flow: str
) -> Iterator[Verdict]:
    """Verdicts of all processes as they come."""
    ways = [str(steps), "stop" if stop else "on", flow]
    for tree in _trees([[*ways, *map(str, share)] for share in shares]):
        yield Verdict(**tree)


def _trees(commands: Sequence[Sequence[str]]) -> Iterator[dict[str, Any]]:
    """What the processes print, line by line. Raises LandbridgeError if one breaks down."""
    heard: Queue[dict[str, Any] | int] = Queue()
    processes = [_start(arguments) for arguments in commands]
    try:
        for place, process in enumerate(processes):
            threading.Thread(target=_listen, args=(process, place, heard), daemon=True).start()
        left = len(processes)
        while left:
            told = heard.get()
            if not isinstance(told, int):
                yield told
                continue
            left -= 1
            if processes[told].wait():
                raise LandbridgeError(
                    "a simulation process ended by itself",
                    remedy="Its own words stand above; this is an error of the simulation.",
                )
    finally:
        for process in processes:
            process.terminate()
            process.wait(30)


def _start(arguments: Sequence[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "landbridge.main.sim.job", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONHASHSEED": "0"},
    )


def _listen(
    process: subprocess.Popen[str], place: int, heard: "Queue[dict[str, Any] | int]"
) -> None:
    stream: IO[str] | None = process.stdout
    assert stream is not None
    for line in stream:
        tree = json.loads(line)
        heard.put(tree | {"found": tuple(tree["found"]), **_lines(tree)})
    heard.put(place)


def _lines(tree: dict[str, Any]) -> dict[str, Any]:
    return {"lines": tuple(tree["lines"])} if "lines" in tree else {}


def _totals(verdicts: Sequence[Verdict], seconds: float) -> Totals:
    found = [text for one in verdicts for text in one.found]
    by_kind: Counter[str] = Counter()
    for one in verdicts:
        by_kind.update(one.faults)
    return Totals(
        seeds=len(verdicts),
        documents=sum(one.documents for one in verdicts),
        faults=sum(by_kind.values()),
        faults_by_kind=dict(sorted(by_kind.items())),
        crashes=sum(one.crashes for one in verdicts),
        commits=sum(one.commits for one in verdicts),
        simulated_hours=round(sum(one.simulated_hours for one in verdicts), 1),
        lost=sum("I1 " in text for text in found),
        doubled=sum("I2 " in text or "I2:" in text for text in found),
        out_of_order=sum("I3 " in text for text in found),
        violations=len(found),
        failed_seeds=tuple(sorted(one.seed for one in verdicts if one.found)),
        seconds=round(seconds, 1),
    )
