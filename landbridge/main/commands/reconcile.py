"""Compare two endpoints' own counts and say which documents explain a difference.

Business may go on meanwhile: what looks unexplained is counted again before it is called so. The
result is kept and shown in the console. Exit code 1 when something is unexplained or rejected.
"""

import argparse

SUMMARY = "compare what two endpoints hold, and explain the differences"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("left", help="endpoint, e.g. the ERP")
    parser.add_argument("right", help="endpoint, e.g. the warehouse")
    parser.add_argument(
        "--subject", default="stock", help="stock (default), outbound_order, inbound_order, ..."
    )
    parser.add_argument("--site", default="", help="only this site")
    parser.add_argument("--owner", default="", help="only this owner's")
    parser.add_argument("--item", action="append", default=[], help="only this item; repeatable")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    import getpass

    from landbridge.connect.protocols import CensusQuestion
    from landbridge.hub import facade
    from landbridge.kit.quantity import plain
    from landbridge.main.exits import Exit
    from landbridge.main.installation import opened_installation
    from landbridge.main.output import print_json, print_table
    from landbridge.main.wiring import facilities

    question = CensusQuestion(
        subject=args.subject, site=args.site, owner=args.owner, items=tuple(args.item)
    )
    with opened_installation() as grounds:
        result = facade.reconcile(
            grounds.hub,
            left=args.left,
            right=args.right,
            question=question,
            facilities=facilities(grounds),
            asked_by=getpass.getuser(),
        )
    if args.json:
        print_json(result)
    else:
        print(result.row.sentence)
        rows = [
            (
                " ".join(part for part in one.key if part),
                *(plain(value) for value in (one.left, one.right, one.in_flight, one.unexplained)),
                ", ".join(document.number for document in one.documents) or one.note,
            )
            for one in result.differences
        ]
        titles = (args.subject, args.left, args.right, "on the way", "unexplained", "documents")
        print_table(titles, rows, empty="There is no difference.")
    return Exit.DONE if result.row.agrees else Exit.NOT_WELL
