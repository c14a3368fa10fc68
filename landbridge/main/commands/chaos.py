"""Play a working day with a real ERP while processes are killed, stopped and cut off.

Starts what `landbridge demo` starts, in the same folder, and enters orders for some minutes while
blows fall: SIGKILL and SIGSTOP for workers, web server and ERP, dropped connections, a restarted
PostgreSQL. Then it waits until all is done and compares the books of both sides. Before, the bridge
is put on a small file system that is filled to the last block (as root only).

Exit code 1 when an order was lost or doubled, or the books do not agree.
"""

import argparse

SUMMARY = "kill real processes while a real ERP sends orders, then compare the books"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--minutes", type=float, default=3.0, help="of blows (default: 3)")
    parser.add_argument("--seed", type=int, default=1, help="of the order of the blows")
    parser.add_argument("--workers", type=int, default=2, help="worker processes (default: 2)")
    parser.add_argument("--json", action="store_true", help="a last line of JSON")


def run(args: argparse.Namespace) -> int:
    import signal
    import sys

    from landbridge.main.chaos.run import ChaosOptions
    from landbridge.main.chaos.run import run as play
    from landbridge.main.demo.progress import Teller
    from landbridge.main.demo.summary import text_of
    from landbridge.main.exits import Exit
    from landbridge.main.output import print_json

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    teller = Teller(sys.stderr if args.json else sys.stdout)
    options = ChaosOptions(minutes=args.minutes, seed=args.seed, worker_count=args.workers)
    chaos = play(options, teller)
    teller.say(text_of(chaos.summary))
    teller.say(f"  blows         {', '.join(f'{n} {k}' for k, n in chaos.blows.items())}")
    if args.json:
        print_json(chaos.as_json())
    return Exit.DONE if chaos.is_well else Exit.NOT_WELL
