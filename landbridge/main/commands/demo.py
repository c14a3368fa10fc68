"""A company with its ERP, the bridge and its warehouse play a working day on this machine.

Starts an embedded PostgreSQL, a real Tryton, the web server and workers, all on 127.0.0.1 and with
data of their own; a scripted clerk enters orders in the ERP, a scripted crew works them off through
the REST API. Ctrl-C stops everything; what was set up is kept for the next start.

With --once it plays to the end without a browser, compares the books of both sides and ends with
exit code 0 only if all is finished and all stock agrees.
"""

import argparse

SUMMARY = "an ERP, the bridge and the warehouse play a working day"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="play to the end, then stop")
    parser.add_argument("--orders", type=int, default=20, help="sales to play with --once")
    parser.add_argument("--json", action="store_true", help="with --once: a last line of JSON")
    parser.add_argument("--workers", type=int, default=2, help="worker processes (default: 2)")
    parser.add_argument("--port", type=int, help="of the web server (default: setting web_port)")
    parser.add_argument("--erp-port", type=int, help="of the ERP (default: 8810)")
    parser.add_argument("--fresh", action="store_true", help="forget what was kept, start over")


def run(args: argparse.Namespace) -> int:
    from landbridge.kit.settings import load_settings
    from landbridge.main.demo.house import ANY_FREE_PORT, HouseOptions
    from landbridge.main.demo.play import PlayOptions, play

    # Nobody looks at a demo that is played to the end: any free port will do.
    web_port = ANY_FREE_PORT if args.once else load_settings().web_port
    erp_port = ANY_FREE_PORT if args.once else 8810
    return play(
        PlayOptions(
            house=HouseOptions(
                web_port=web_port if args.port is None else args.port,
                erp_port=erp_port if args.erp_port is None else args.erp_port,
                worker_count=args.workers,
                fresh=args.fresh,
            ),
            orders=args.orders if args.once else None,
            json=args.json,
        )
    )
