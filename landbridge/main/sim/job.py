"""A process that lives lives: seeds as arguments in, one line of JSON for each verdict out.

Run by `landbridge sim` with a fixed hash seed: the order of sets is part of a life.
"""

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from landbridge.main.sim.arena import arena
from landbridge.main.sim.flow import read_flow
from landbridge.main.sim.life import Verdict, live
from landbridge.main.sim.sweep import sweep

TAIL = 400


def main(arguments: Sequence[str]) -> None:
    """arguments: steps, whether to stop at the first seed that fails, a flow file or "", and the
    seeds; or `sweep`, each how many-th commit, `once` or `twice`, and the flows."""
    logging.disable(logging.ERROR)
    signal.signal(signal.SIGTERM, _end)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if arguments[0] == "sweep":
        _sweep(int(arguments[1]), arguments[2] == "twice", arguments[3:])
        return
    steps, stop, seeds = int(arguments[0]), arguments[1] == "stop", [*map(int, arguments[3:])]
    flow = read_flow(Path(arguments[2])) if arguments[2] else None
    with arena() as place:
        for seed in seeds:
            verdict = live(place.fresh(seed), seed, steps=steps, flow=flow)
            print(_line(verdict, alone=len(seeds) == 1), flush=True)
            if verdict.found and stop:
                return


def _end(_number: int, _frame: object) -> None:
    """SIGTERM, too, takes the server down on its way out."""
    raise SystemExit(0)


def _end_with_parent() -> None:
    """Whoever started this process holds its standard input; if they die, it ends."""
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


def _sweep(every: int, twice: bool, flows: Sequence[str]) -> None:
    with arena() as place:
        for name in flows:
            for swept in sweep(place.fresh, name, twice=twice, every=every):
                print(json.dumps(asdict(swept), ensure_ascii=False), flush=True)


def _line(verdict: Verdict, *, alone: bool) -> str:
    """The time line travels only if somebody will look at it."""
    tree = asdict(verdict)
    tree["lines"] = verdict.lines[-TAIL:] if verdict.found or alone else ()
    return json.dumps(tree, ensure_ascii=False)


if __name__ == "__main__":
    main(sys.argv[1:])
