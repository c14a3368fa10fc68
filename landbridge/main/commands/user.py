"""Add a person who may sign in, or set a new password.

The password is asked for, or read from the variable that --password-from names.
"""

import argparse
import os
import sys
from getpass import getpass

from landbridge.kit.crypto import Secret

SUMMARY = "add a person who may sign in"


def configure(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    add = verbs.add_parser("add", help="add a person", description="Add a person.")
    add.add_argument("name", help="sign-in name")
    add.add_argument(
        "--role",
        action="append",
        default=[],
        help="viewer, operator, supervisor, integrator or admin; repeatable",
    )
    add.add_argument("--superuser", action="store_true", help="may do everything, and use /admin/")
    add.set_defaults(verb=_add)
    change = verbs.add_parser(
        "password", help="set a new password", description="Set a new password."
    )
    change.add_argument("name", help="sign-in name")
    change.set_defaults(verb=_set_password)
    for verb in (add, change):
        verb.add_argument(
            "--password-from", metavar="VARIABLE", help="environment variable with the password"
        )


def run(args: argparse.Namespace) -> int:
    from landbridge.main.people import opened_console

    with opened_console():
        code: int = args.verb(args)
        return code


def _add(args: argparse.Namespace) -> int:
    from landbridge.console.people import add_person
    from landbridge.kit.findings import LandbridgeError
    from landbridge.main.exits import Exit

    if not args.role and not args.superuser:
        raise LandbridgeError("a person needs a role", remedy="Say --role viewer, for instance.")
    add_person(name=args.name, password=_password(args), roles=args.role, superuser=args.superuser)
    print(f"{args.name} may sign in now.")
    return Exit.DONE


def _set_password(args: argparse.Namespace) -> int:
    from landbridge.console.people import person_id, set_password
    from landbridge.kit.findings import LandbridgeError
    from landbridge.main.exits import Exit

    user_id = person_id(args.name)
    if user_id is None:
        raise LandbridgeError("there is no such person", subject=args.name)
    set_password(user_id, _password(args))
    print(f"{args.name} has a new password.")
    return Exit.DONE


def _password(args: argparse.Namespace) -> Secret:
    from landbridge.kit.findings import LandbridgeError

    if args.password_from:
        if args.password_from not in os.environ:
            raise LandbridgeError(f"the environment has no variable {args.password_from}")
        return Secret(os.environ[args.password_from])
    if not sys.stdin.isatty():
        raise LandbridgeError(
            "nobody is there to type a password", remedy="Use --password-from VARIABLE."
        )
    first, second = getpass("Password: "), getpass("Once more: ")
    if first != second:
        raise LandbridgeError("the two passwords differ", remedy="Try again.")
    return Secret(first)
