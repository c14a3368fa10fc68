"""Compare two endpoints' own counts and say which documents explain a difference.

Business may go on meanwhile: what looks unexplained is counted again before it is called so. The
result is kept and shown in the console. Without endpoints it tells how the pairs stand that the
workers compare all the time. `--authority OBJECT.FIELD=SIDE` says who is right (SIDE: left, right,
ask or default). Exit code 1 when something is unexplained or rejected.
"""

import argparse

SUMMARY = "compare what two endpoints hold, and explain the differences"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("left", nargs="?", default="", help="endpoint, e.g. the ERP")
    parser.add_argument("right", nargs="?", default="", help="endpoint, e.g. the warehouse")
    parser.add_argument(
        "--subject", default="stock", help="stock (default), outbound_order, inbound_order, ..."
    )
    parser.add_argument("--site", default="", help="only this site")
    parser.add_argument("--owner", default="", help="only this owner's")
    parser.add_argument("--item", action="append", default=[], help="only this item; repeatable")
    parser.add_argument(
        "--authority", action="append", default=[], metavar="OBJECT.FIELD=SIDE",
        help="for the pair of these endpoints; repeatable",
    )  # fmt: skip
    parser.add_argument("--why", default="", help="the reason for a change of authority")
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

    if not args.left:
        return _pairs(args)
    if args.authority:
        return _set_authority(args)
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


def _pairs(args: argparse.Namespace) -> int:
    """How the pairs stand that are compared all the time."""
    from landbridge.hub import facade
    from landbridge.main.exits import Exit
    from landbridge.main.installation import opened_installation
    from landbridge.main.output import print_json, print_table

    with opened_installation() as grounds:
        pairs = facade.pair_list(grounds.hub)
        incidents = facade.open_incident_count(grounds.hub)
    unexplained = sum(turn.unexplained_count for pair in pairs for turn in pair.turns)
    if args.json:
        print_json({"pairs": pairs, "unexplained": unexplained, "open_incidents": incidents})
    else:
        for pair in pairs:
            print(pair.sentence)
            rows = [(turn.subject, turn.keys_count, turn.sentence) for turn in pair.turns]
            print_table(("subject", "keys", "how it stands"), rows, empty="")
        if not pairs:
            print("Nothing is compared yet: join two endpoints that can count.")
    return Exit.NOT_WELL if unexplained else Exit.DONE


def _set_authority(args: argparse.Namespace) -> int:
    """Lay rules over those of the pair; `default` takes one away."""
    import getpass

    from landbridge.hub import facade
    from landbridge.kit.findings import LandbridgeError
    from landbridge.main.installation import opened_installation

    mandate = facade.Mandate(by=getpass.getuser(), why=args.why)
    with opened_installation() as grounds:
        pairs = facade.pair_list(grounds.hub)
        pair = next(
            (one for one in pairs if {one.left, one.right} == {args.left, args.right}), None
        )
        if pair is None:
            raise LandbridgeError(
                "these endpoints are no pair", subject=f"{args.left} {args.right}"
            )
        rules = {(r.object, r.field): r.side for r in pair.authority if not r.is_default}
        for text in args.authority:
            place, _, side = text.partition("=")
            object_name, _, field = place.partition(".")
            rules[object_name, field or "*"] = side
        kept = [
            facade.AuthorityRule(object_name, field, side)
            for (object_name, field), side in rules.items()
            if side != "default"
        ]
        facade.set_pair(grounds.hub, pair_id=pair.pair_id, mandate=mandate, authority=kept)
    print(f"Corrections between {pair.left} (left) and {pair.right} (right) follow these rules.")
    return 0
