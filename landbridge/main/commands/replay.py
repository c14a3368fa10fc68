"""Send again what needs a person, or one document once more. Who and why are recorded.

Dead letters are named as the console and `landbridge doctor` name them: d17 a delivery, m5 a
message, e4 an envelope. A delivery that is final is replayed by its plain number; it carries the
same idempotency key, so a target that has it will not do it twice.
"""

import argparse

SUMMARY = "send dead letters, or one document, again"


def configure(parser: argparse.ArgumentParser) -> None:
    from landbridge.main.options import add_mandate

    parser.add_argument("what", nargs="+", help="d17, m5, e4 (dead letters) or 17 (a delivery)")
    add_mandate(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    from landbridge.hub import facade
    from landbridge.main.exits import Exit
    from landbridge.main.installation import opened_installation
    from landbridge.main.options import mandate_of
    from landbridge.main.output import print_json

    mandate = mandate_of(args)
    deliveries = [int(name) for name in args.what if name.isdigit()]
    letters = [name for name in args.what if not name.isdigit()]
    with opened_installation() as grounds:
        replayed = [
            facade.replay(grounds.hub, delivery_id=delivery, mandate=mandate)
            for delivery in deliveries
        ]
        retried = facade.retry(grounds.hub, dead_letters=letters, mandate=mandate)
    if args.json:
        print_json({"replayed": replayed, "retried": retried})
    else:
        for again in replayed:
            print(f"Delivery {again.replay_of} goes again as delivery {again.delivery_id}.")
        for name in retried.retried:
            print(f"{name} is going again.")
        for name, reason in retried.skipped:
            print(f"{name} was left alone: {reason}")
    return Exit.NOT_WELL if retried.skipped else Exit.DONE
