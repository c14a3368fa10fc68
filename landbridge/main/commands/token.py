"""Make a token for the REST API. It is shown once and allows no more than its owner may do."""

import argparse

SUMMARY = "make a token for the REST API"


def configure(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    add = verbs.add_parser("add", help="make a token", description="Make a token and print it.")
    add.add_argument("name", help="what will use it")
    add.add_argument("--owner", required=True, help="the person it acts for")
    add.add_argument(
        "--scope", action="append", required=True, help="what it may do, e.g. see_stock; repeatable"
    )
    add.add_argument("--days", type=int, help="how long it lives (default: for ever)")


def run(args: argparse.Namespace) -> int:
    from landbridge.kit.findings import LandbridgeError
    from landbridge.main.exits import Exit
    from landbridge.main.people import opened_console

    with opened_console():
        from landbridge.console.audit import COMMAND_LINE
        from landbridge.console.people import person_id
        from landbridge.console.tokens import create_token

        owner_id = person_id(args.owner)
        if owner_id is None:
            raise LandbridgeError("there is no such person", subject=args.owner)
        key = create_token(
            owner_id=owner_id,
            name=args.name,
            scopes=args.scope,
            days=args.days,
            by=COMMAND_LINE,
        )
    print(key.reveal())
    return Exit.DONE
