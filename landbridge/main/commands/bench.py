"""Measure hub, ledger and floor beside the raw database, or the planners on public instances.

Hub, ledger and floor run on throw-away embedded servers with their default settings, durable at
each commit. `landbridge bench floor` fills two warehouses of 50,000 bins, one with 10 million past
moves and one with a tenth of that, which takes minutes; `--scale 0.1` makes smaller ones. Each
figure is printed as soon as it is known, with `--json` as a line of its own before the totals.
`landbridge bench plan --set NAME --limit SECONDS` plans every instance of a set, checks each plan
and prints it beside the published value; `--folder` measures instances of your own. With `--json`
it prints one line an instance and the totals in the last one. The numbers are of this machine as
it is; close what else works on it.
"""

import argparse

SUMMARY = "measure hub, ledger, floor and planners"
NAMES = ("hub", "ledger", "floor", "plan")


def configure(parser: argparse.ArgumentParser) -> None:
    from landbridge.main.bench.plan import run as plan

    parser.add_argument(
        "what", nargs="*", metavar="hub, ledger, floor, plan", help="default: the first two"
    )
    parser.add_argument("--quick", action="store_true", help="a tenth of the work, less exact")
    parser.add_argument(
        "--scale", type=float, default=1.0,
        help="size of the floor's warehouse: 1 is 50,000 bins and 10 million past moves",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print JSON")
    plan.configure(parser.add_argument_group("planners (bench plan)"))


def run(args: argparse.Namespace) -> int:
    from landbridge.kit.findings import LandbridgeError
    from landbridge.main.bench import floor, hub, ledger
    from landbridge.main.exits import Exit
    from landbridge.main.output import print_json

    if unknown := sorted(set(args.what) - set(NAMES)):
        raise LandbridgeError(
            f"there is no measurement named {', '.join(unknown)}",
            remedy=f"Known: {', '.join(NAMES)}.",
        )
    if "plan" in args.what:
        return _plan(args)
    chosen = args.what or ("hub", "ledger")
    results: dict[str, object] = {}
    if "hub" in chosen:
        figures = hub.measure(documents=2_000, latencies=50) if args.quick else hub.measure()
        results["hub"] = figures.as_json()
        if not args.json:
            print(figures.as_table(), flush=True)
    if "ledger" in chosen:
        result = ledger.measure(postings=1 if args.quick else 6)
        results["ledger"] = result
        if not args.json:
            ledger.show(result)
    if "floor" in chosen:
        scale = args.scale * (0.1 if args.quick else 1)
        found = floor.measure(scale=scale, tell=_tell_json if args.json else _tell)
        results["floor"] = found
        if not args.json:
            floor.show(found)
    if args.json:
        print_json(results)
    return Exit.DONE


def _tell(past: str, figures: dict[str, object]) -> None:
    text = "  ".join(
        f"{name} {value:,.1f}" if isinstance(value, float) else f"{name} {value}"
        for name, value in figures.items()
    )
    print(f"{past} past: {text}", flush=True)


def _tell_json(past: str, figures: dict[str, object]) -> None:
    from landbridge.main.output import json_line

    print(json_line({"floor_past": past, **figures}), flush=True)


def _plan(args: argparse.Namespace) -> int:
    from landbridge.main.bench.plan import run as plan
    from landbridge.main.exits import Exit

    found = plan.run(args)
    return Exit.NOT_WELL if found.violations or found.unreadable else Exit.DONE
