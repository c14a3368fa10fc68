"""Incidents: what a person must know of. List them, look at one, approve what would mend it.

An incident closes by itself when the facts say so; only missing numbers and control totals are
closed by hand. `channel-*` says whom new incidents are told to. Exit code 1 when any is open.
"""

import argparse
import getpass

from landbridge.console.grounds import Grounds
from landbridge.main.verbs import add_verb, run_verb

SUMMARY = "list, show, assign and mend incidents; say whom they are told to"


def configure(parser: argparse.ArgumentParser) -> None:
    from landbridge.main.options import add_mandate

    verbs = parser.add_subparsers(metavar="VERB", required=True)
    listing = add_verb(verbs, "list", _list, "List incidents, newest first.")
    listing.add_argument("--state", choices=("open", "closed", "all"), default="open")
    listing.add_argument("--cause", default="", help="only of this cause")
    listing.add_argument("--json", action="store_true", help="print one JSON document")
    show = add_verb(verbs, "show", _show, "One incident with its evidence and what would mend it.")
    show.add_argument("number", type=int)
    show.add_argument("--json", action="store_true", help="print one JSON document")
    for name, do, text in (
        ("approve", _approve, "Do what it proposes; an adjustment goes out once only."),
        ("close", _close, "Close one that no facts can close."),
    ):
        verb = add_verb(verbs, name, do, text)
        verb.add_argument("number", type=int)
        add_mandate(verb)
    assign = add_verb(verbs, "assign", _assign, "Give it to somebody.")
    assign.add_argument("number", type=int)
    assign.add_argument("to", help='a name; "" for nobody')
    add_mandate(assign)
    comment = add_verb(verbs, "comment", _comment, "Say something about it.")
    comment.add_argument("number", type=int)
    comment.add_argument("text")
    comment.add_argument("--by", help="who says it (default: the system's user name)")
    channels = add_verb(verbs, "channels", _channels, "Whom incidents are told to.")
    channels.add_argument("--json", action="store_true", help="print one JSON document")
    add = add_verb(verbs, "channel-set", _channel_set, "Add a channel or change its settings.")
    add.add_argument("name")
    add.add_argument("--kind", choices=("mail", "webhook"), required=True)
    add.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="a setting; repeatable"
    )
    add_mandate(add)
    remove = add_verb(verbs, "channel-remove", _channel_remove, "Tell it nothing any more.")
    remove.add_argument("name")
    add_mandate(remove)


def run(args: argparse.Namespace) -> int:
    return run_verb(args)


def _list(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.hub import facade
    from landbridge.hub.facade.views.incidents import IncidentFilter
    from landbridge.main.exits import Exit
    from landbridge.main.output import print_json, print_table

    state = "" if args.state == "all" else args.state
    found = facade.incident_list(
        grounds.hub, IncidentFilter(state=state, cause=args.cause), limit=500
    )
    if args.json:
        print_json(found)
    else:
        rows = [
            (one.incident_id, one.cause_title, one.title, one.assigned_to, one.opened_at)
            for one in found.rows
        ]
        titles = ("incident", "cause", "what", "assigned to", "opened")
        print_table(titles, rows, empty=found.sentence)
    return Exit.NOT_WELL if found.open_count else Exit.DONE


def _show(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.hub import facade
    from landbridge.kit.quantity import plain
    from landbridge.main.exits import Exit
    from landbridge.main.output import print_json, print_table

    page = facade.incident_page(grounds.hub, args.number)
    if args.json:
        print_json(page)
        return Exit.DONE
    print(f"{page.row.title}\n{page.row.cause_title}. {page.row.sentence}")
    if page.history:
        rows = [
            (one.at, one.side, plain(one.change), one.lot, one.reason, one.document, one.actor)
            for one in page.history
        ]
        titles = ("when", "side", "change", "lot", "why", "document", "who")
        print_table(titles, rows, empty="")
    if page.row.is_open and page.proposal is not None:
        print(f"{page.advice}\n{page.proposal.sentence}")
    for entry in page.entries:
        print(f"{entry.at} {entry.actor or 'the bridge'} {entry.what}: {entry.text}")
    return Exit.DONE


def _approve(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.hub import facade
    from landbridge.main.options import mandate_of

    print(facade.approve_correction(grounds.hub, incident_id=args.number, mandate=mandate_of(args)))
    return 0


def _close(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.hub import facade
    from landbridge.main.options import mandate_of

    facade.close_incident(grounds.hub, incident_id=args.number, mandate=mandate_of(args))
    print(f"Incident {args.number} is closed.")
    return 0


def _assign(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.hub import facade
    from landbridge.main.options import mandate_of

    facade.assign_incident(
        grounds.hub, incident_id=args.number, to=args.to, mandate=mandate_of(args)
    )
    print(f"Incident {args.number} is assigned to {args.to or 'nobody'}.")
    return 0


def _comment(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.hub import facade

    by = args.by or getpass.getuser()
    facade.comment_incident(grounds.hub, incident_id=args.number, text=args.text, by=by)
    print("It is written down.")
    return 0


def _channels(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.hub import facade
    from landbridge.main.output import print_json, print_table

    found = facade.channel_list(grounds.hub)
    if args.json:
        print_json(found)
        return 0
    rows = [
        (one.name, one.kind, one.target, one.sent_count, one.waiting_count,
         one.why or ("on" if one.is_enabled else "off"))
        for one in found
    ]  # fmt: skip
    titles = ("channel", "kind", "told to", "told", "waiting", "state")
    print_table(titles, rows, empty="Nobody is told of incidents yet.")
    return 0


def _channel_set(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.hub import facade
    from landbridge.kit.crypto import Secret
    from landbridge.kit.findings import LandbridgeError
    from landbridge.main.options import mandate_of

    secret = {one.name for one in facade.channel_kinds()[args.kind] if one.kind == "secret"}
    values: dict[str, object] = {}
    for text in args.set:
        name, equals, value = text.partition("=")
        if not equals:
            raise LandbridgeError(f"{text!r} is no setting", remedy="Write NAME=VALUE.")
        values[name] = Secret(value) if name in secret else value
    facade.set_channel(
        grounds.hub, name=args.name, kind=args.kind, values=values, mandate=mandate_of(args)
    )
    print(f"{args.name} will be told of every incident from now on.")
    return 0


def _channel_remove(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.hub import facade
    from landbridge.main.options import mandate_of

    facade.remove_channel(grounds.hub, name=args.name, mandate=mandate_of(args))
    print(f"{args.name} is told nothing any more.")
    return 0
