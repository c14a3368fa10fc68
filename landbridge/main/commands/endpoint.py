"""Add, change, join, check, pause and list endpoints: the systems the bridge joins."""

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from getpass import getpass

from landbridge.console.grounds import Grounds
from landbridge.kit.findings import LandbridgeError
from landbridge.main.verbs import add_verb, run_verb

SUMMARY = "add, change, join, check, pause and list endpoints"


def configure(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    add = add_verb(verbs, "add", _add, "Add an endpoint; secrets not given are asked for.")
    add.add_argument("name", help="lower case letters, digits, hyphens")
    add.add_argument("--connector", required=True, help="see docs/reference/connectors.md")
    add.add_argument("--title", default="", help="name for people")
    _add_settings(add)
    _add_mandate(add)
    change = add_verb(verbs, "change", _change, "Change some settings; the others stay.")
    change.add_argument("name")
    change.add_argument("--title", help="name for people")
    _add_settings(change)
    _add_mandate(change)
    connect = add_verb(
        verbs,
        "connect",
        _connect,
        "Route what one endpoint tells and the other takes.",
    )
    connect.add_argument("left")
    connect.add_argument("right")
    _add_mandate(connect)
    check = add_verb(verbs, "check", _check, "How endpoints are; exit code 1 if one is ill.")
    check.add_argument("names", nargs="*", metavar="name", help="default: all")
    check.add_argument("--json", action="store_true", help="print one JSON document")
    listing = add_verb(verbs, "list", _list, "List endpoints with their state.")
    listing.add_argument("--json", action="store_true", help="print one JSON document")
    for name, do, text in (
        ("pause", _pause, "Neither pull from it nor push to it; what others have for it waits."),
        ("resume", _resume, "Go on after a pause or a login."),
        ("disable", _disable, "Use it no more; its history and keys stay."),
        ("enable", _enable, "Use a disabled endpoint again."),
    ):
        verb = add_verb(verbs, name, do, text)
        verb.add_argument("name")
        _add_mandate(verb)


def run(args: argparse.Namespace) -> int:
    return run_verb(args)


def _add_mandate(parser: argparse.ArgumentParser) -> None:
    from landbridge.main.options import add_mandate

    add_mandate(parser)


def _add_settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="a setting; repeatable"
    )
    parser.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="what the bridge itself uses: owner, site, zone, poll_interval_s; repeatable",
    )
    parser.add_argument(
        "--set-from",
        action="append",
        default=[],
        metavar="NAME=VARIABLE",
        help="a setting read from an environment variable: for secrets; repeatable",
    )


def settings_of(args: argparse.Namespace, environ: Mapping[str, str]) -> dict[str, object]:
    """The settings given on the command line; LandbridgeError when one cannot be read."""
    values = pairs_of(args.set)
    for name, variable in pairs_of(args.set_from).items():
        if variable not in environ:
            raise LandbridgeError(
                f"the environment has no variable {variable}", remedy="Set it, or use --set."
            )
        values[name] = environ[variable]
    return dict(values)


def pairs_of(texts: Sequence[str]) -> dict[str, str]:
    """`NAME=VALUE` texts as a mapping; LandbridgeError when one is not of that form."""
    pairs = [text.partition("=") for text in texts]
    for name, equals, value in pairs:
        if not equals or not name:
            raise LandbridgeError(
                f"{name + value!r} is not NAME=VALUE", remedy="Write it as name=value."
            )
    return {name: value for name, _, value in pairs}


def _add(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.connect.config import config_fields
    from landbridge.connect.registry import connector_kinds
    from landbridge.hub.facade import add_endpoint
    from landbridge.main.exits import Exit
    from landbridge.main.options import mandate_of

    values = settings_of(args, os.environ)
    kind = connector_kinds().get(args.connector)
    for field in config_fields(kind.config_class) if kind is not None else ():
        if field.kind == "secret" and field.required and field.name not in values:
            values[field.name] = getpass(f"{field.name} ({field.text}): ")
    warnings = add_endpoint(
        grounds.hub,
        name=args.name,
        connector=args.connector,
        title=args.title,
        values=values,
        options=pairs_of(args.option),
        mandate=mandate_of(args),
    )
    print(f"Endpoint {args.name} is there. Check it: landbridge endpoint check {args.name}")
    for warning in warnings:
        print(f"  note: {warning.text}")
    return Exit.DONE


def _change(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.hub.facade import change_endpoint
    from landbridge.main.exits import Exit
    from landbridge.main.options import mandate_of

    warnings = change_endpoint(
        grounds.hub,
        endpoint=args.name,
        title=args.title,
        values=settings_of(args, os.environ),
        options=pairs_of(args.option) or None,
        mandate=mandate_of(args),
    )
    print(f"Endpoint {args.name} is changed.")
    for warning in warnings:
        print(f"  note: {warning.text}")
    return Exit.DONE


def _connect(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.hub.facade import connect_endpoints
    from landbridge.main.exits import Exit
    from landbridge.main.options import mandate_of

    routes = connect_endpoints(
        grounds.hub, left=args.left, right=args.right, mandate=mandate_of(args)
    )
    for route in routes:
        print(f"{route.kind}: {route.source} -> {route.target}")
    return Exit.DONE


def _check(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.hub.facade import check_all, check_endpoint
    from landbridge.main.exits import Exit
    from landbridge.main.output import print_json, print_table
    from landbridge.main.wiring import facilities

    equipment = facilities(grounds)
    if args.names:
        checks = [
            (name, check_endpoint(grounds.hub, endpoint=name, facilities=equipment))
            for name in args.names
        ]
    else:
        checks = list(check_all(grounds.hub, facilities=equipment))
    if args.json:
        print_json({"endpoints": dict(checks)})
    else:
        rows = [
            (name, "well" if health.ok else "ILL", health.version, health.text)
            for name, health in checks
        ]
        print_table(("endpoint", "health", "version", "says"), rows, empty="No endpoint is in use.")
    return Exit.DONE if all(health.ok for _, health in checks) else Exit.NOT_WELL


def _list(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.hub import facade
    from landbridge.main.exits import Exit
    from landbridge.main.output import print_json, print_table

    cards = [view.card for view in facade.endpoint_list(grounds.hub)]
    if args.json:
        print_json({"endpoints": cards})
        return Exit.DONE
    rows = [
        (card.endpoint, card.connector, card.shore, card.state, card.open_count, card.sentence)
        for card in cards
    ]
    titles = ("endpoint", "connector", "shore", "state", "open", "says")
    print_table(titles, rows, empty="There is no endpoint yet: landbridge endpoint add --help")
    return Exit.DONE


def _pause(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.hub.facade import pause_endpoint

    return _done(grounds, args, pause_endpoint, "is paused")


def _resume(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.hub.facade import resume_endpoint

    return _done(grounds, args, resume_endpoint, "goes on")


def _disable(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.hub.facade import disable_endpoint

    return _done(grounds, args, disable_endpoint, "is disabled")


def _enable(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.hub.facade import enable_endpoint

    return _done(grounds, args, enable_endpoint, "is enabled")


def _done(
    grounds: Grounds, args: argparse.Namespace, operation: Callable[..., None], words: str
) -> int:
    from landbridge.main.exits import Exit
    from landbridge.main.options import mandate_of

    operation(grounds.hub, endpoint=args.name, mandate=mandate_of(args))
    print(f"Endpoint {args.name} {words}.")
    return Exit.DONE
