"""Play many short lives of bridge and warehouse in a simulated world where everything may fail.

The hub and the warehouse are the real ones, on a throw-away PostgreSQL; outside systems, networks,
clocks and deaths are simulated. Each seed is one life: random business, random faults, then calm,
then the books of all sides are compared. The same seed of the same version lives the same life:
`--seed S` plays it again and prints its time line.

`--flow FILE` puts your own connector and maps into the place of the simulated shop: every fault
falls on them, and what your maps make of it is compared (docs/howto/torture-a-flow.md).

`--sweep` tells each reference flow again and again, with a crash at every commit, before it and
after it, and a recovery.

Exit code 1 when a document was lost, doubled or out of order, or any other rule was broken.
"""

import argparse
from pathlib import Path

SUMMARY = "play lives of bridge and warehouse in a world where everything may fail"
SEEDS = 20


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seeds", type=int, default=SEEDS, help=f"how many (default: {SEEDS})")
    parser.add_argument("--first", type=int, default=0, help="the first seed (default: 0)")
    parser.add_argument("--seed", type=int, help="one seed only, with its time line")
    parser.add_argument("--steps", type=int, help="steps before the calm, of each life")
    parser.add_argument("--jobs", type=int, default=0, help="processes (default: one a processor)")
    parser.add_argument("--stop", action="store_true", help="stop at the first seed that fails")
    parser.add_argument("--flow", metavar="FILE", help="a flow of your own: connector and maps")
    parser.add_argument("--sweep", action="store_true", help="crash at every commit instead")
    parser.add_argument("--twice", action="store_true", help="with --sweep: and in the recovery")
    parser.add_argument("--every", type=int, default=1, help="with --sweep: each n-th commit only")
    parser.add_argument("--json", action="store_true", help="a last line of JSON")


def run(args: argparse.Namespace) -> int:
    return _sweep(args) if args.sweep else _live(args)


def _sweep(args: argparse.Namespace) -> int:
    from landbridge.main.exits import Exit
    from landbridge.main.output import print_json
    from landbridge.main.sim.flows import FLOWS
    from landbridge.main.sim.running import sweep
    from landbridge.main.sim.sweep import Swept

    def hear(swept: Swept) -> None:
        print(f"{swept.flow}: {swept.commits} commits, {swept.crashes} crashes", flush=True)
        for text in swept.found:
            print(f"sweep {swept.flow}: {text}")

    found = sweep(
        list(FLOWS), every=args.every, twice=args.twice, jobs=args.jobs, stop_at_first=args.stop,
        hear=hear,
    )  # fmt: skip
    violations = sum(len(one.found) for one in found)
    totals = {
        "flows": len({one.flow for one in found}),
        "commits": sum(one.commits for one in found),
        "crashes": sum(one.crashes for one in found),
        "violations": violations,
    }
    print(f"{totals['crashes']} crashes in {totals['flows']} flows, {violations} violations.")
    if args.json:
        print_json(totals)
    return Exit.NOT_WELL if violations else Exit.DONE


def _live(args: argparse.Namespace) -> int:
    from landbridge.main.exits import Exit
    from landbridge.main.output import print_json
    from landbridge.main.sim.flow import read_flow
    from landbridge.main.sim.life import STEPS, Verdict
    from landbridge.main.sim.running import run as run_seeds

    if args.flow:
        flow = read_flow(Path(args.flow))
        print(f"{flow.kind.manifest.title} sends {', '.join(flow.habits.kinds)}.")
        print("\n".join(flow.notes), end="\n" if flow.notes else "")
    alone = args.seed is not None

    def hear(verdict: Verdict) -> None:
        if alone or verdict.found:
            print("\n".join(verdict.lines))
        for text in verdict.found:
            print(f"seed {verdict.seed}: {text}")
        if alone:
            print(f"fingerprint {verdict.fingerprint}")
        elif verdict.found:
            flow_too = f" --flow {args.flow}" if args.flow else ""
            print(
                f"again: landbridge sim --seed {verdict.seed} --steps {args.steps or STEPS}"
                f"{flow_too}"
            )

    totals = run_seeds(
        [args.seed] if alone else range(args.first, args.first + args.seeds),
        steps=args.steps or STEPS,
        jobs=args.jobs,
        stop_at_first=args.stop,
        flow=args.flow or "",
        hear=hear,
    )
    print(totals.as_text())
    if args.json:
        print_json(totals.as_json())
    return Exit.NOT_WELL if totals.violations else Exit.DONE
