"""A process that lives lives: seeds as arguments in, one line of JSON for each verdict out.

Run by `landbridge sim` with a fixed hash seed: the order of sets is part of a life.
"""

import json
import logging
import sys
from collections.abc import Sequence
from dataclasses import asdict

from landbridge.main.sim.arena import arena
from landbridge.main.sim.life import Verdict, live

TAIL = 400


def main(arguments: Sequence[str]) -> None:
    """arguments: steps, whether to stop at the first seed that fails, and the seeds."""
    logging.disable(logging.ERROR)
    steps, stop, seeds = int(arguments[0]), arguments[1] == "stop", map(int, arguments[2:])
    with arena() as place:
        for seed in seeds:
            verdict = live(place.fresh(), seed, steps=steps)
            print(_line(verdict, alone=len(arguments) == 3), flush=True)
            if verdict.found and stop:
                return


def _line(verdict: Verdict, *, alone: bool) -> str:
    """The time line travels only if somebody will look at it."""
    tree = asdict(verdict)
    tree["lines"] = verdict.lines[-TAIL:] if verdict.found or alone else ()
    return json.dumps(tree, ensure_ascii=False)


if __name__ == "__main__":
    main(sys.argv[1:])
