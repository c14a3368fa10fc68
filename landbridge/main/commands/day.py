"""Play a generated working day through the real warehouse, in simulated time, and check its books.

Orders, receipts, changes and cancels come as the seed says; people receive, store, pick, pack,
send off and count. Two of a hundred picks find too little, one finds damaged goods, and so do
receipts. It ends when nothing is left to do; then the books are compared with what the office was
told and with what people's hands put into each bin. The warehouse is made for it and thrown away.

Exit code 1 when a rule was broken.
"""

import argparse

SUMMARY = "play a generated day through the warehouse in simulated time"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--orders", type=int, default=500, help="of customers (default: 500)")
    parser.add_argument("--receipts", type=int, default=10, help="trucks (default: 10)")
    parser.add_argument("--pickers", type=int, default=10, help="people who pick (default: 10)")
    parser.add_argument("--seed", type=int, default=1, help="which day (default: 1)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    from landbridge.main.exits import Exit
    from landbridge.main.output import print_json
    from landbridge.main.sim.day.running import play

    result = play(
        orders=args.orders, receipts=args.receipts, pickers=args.pickers, seed=args.seed,
        say=(lambda text: None) if args.json else print,
    )  # fmt: skip
    if args.json:
        print_json(result.as_json())
    else:
        for text in result.violations:
            print(f"broken: {text}")
        did = ", ".join(f"{count} {name}" for name, count in result.counts.items())
        verdict = "THE CONTRACT WAS BROKEN" if result.violations else "the contract held"
        print(f"{did}.")
        print(
            f"{result.orders} orders, {result.changed} changed, {result.cancelled} cancelled, in "
            f"{result.simulated_hours:.1f} simulated hours and {result.seconds:.0f} s: {verdict}."
        )
    return Exit.NOT_WELL if result.violations else Exit.DONE
