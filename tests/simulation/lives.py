"""Lives for tests: WORLDS of them, in two halves that two test files share.

In lives of odd seeds sources are never read again from an earlier position, so that nothing may
become visible late; in those of even seeds they are. More of them: LANDBRIDGE_WORLDS=5000.
"""

import os
from collections.abc import Mapping

from landbridge.main.sim.life import Verdict
from landbridge.main.sim.running import run

WORLDS = int(os.environ.get("LANDBRIDGE_WORLDS", "200"))
KINDS_MIN = 20


def live_half(first: int) -> Mapping[int, str]:
    """Live each second seed from `first` on, in one process; their fingerprints.

    A seed that breaks the contract is told with its time line.
    """
    failed: list[Verdict] = []
    fingerprints: dict[int, str] = {}

    def hear(verdict: Verdict) -> None:
        fingerprints[verdict.seed] = verdict.fingerprint
        if verdict.found:
            failed.append(verdict)

    seeds = range(first, WORLDS, 2)
    totals = run(seeds, jobs=1, hear=hear)
    told = [f"seed {one.seed}: {text}" for one in failed for text in one.found]
    assert not told, "\n".join([*failed[0].lines, *told])
    assert totals.seeds == len(seeds) and totals.crashes > len(seeds) / 2
    # Whoever weakens the menu or the business by mistake is told.
    assert totals.documents > 15 * len(seeds) and totals.faults > 10 * len(seeds)
    assert len(totals.faults_by_kind) > min(KINDS_MIN, len(seeds)), totals.faults_by_kind
    return fingerprints
