"""Measure the hub and the stock ledger, each beside the raw database in the same run.

Everything runs on throw-away embedded servers with their default settings, durable at each
commit. The numbers are of this machine as it is; close what else works on it.
"""

import argparse

SUMMARY = "measure hub and ledger beside the raw database"
NAMES = ("hub", "ledger")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", nargs="*", metavar="hub, ledger", help="default: both")
    parser.add_argument("--quick", action="store_true", help="a tenth of the work, less exact")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    from landbridge.kit.findings import LandbridgeError
    from landbridge.main.bench import hub, ledger
    from landbridge.main.exits import Exit
    from landbridge.main.output import print_json

    if unknown := sorted(set(args.what) - set(NAMES)):
        raise LandbridgeError(
            f"there is no measurement named {', '.join(unknown)}",
            remedy=f"Known: {', '.join(NAMES)}.",
        )
    chosen = args.what or NAMES
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
    if args.json:
        print_json(results)
    return Exit.DONE
