"""Options that several commands share."""

import argparse
import getpass

from landbridge.hub.facade.contracts import Mandate


def add_mandate(parser: argparse.ArgumentParser) -> None:
    """`--why` and `--by`: kept with what was done."""
    parser.add_argument("--why", required=True, help="the reason, kept with it")
    parser.add_argument("--by", help="who asks for it (default: the system's user name)")


def mandate_of(args: argparse.Namespace) -> Mandate:
    return Mandate(by=args.by or getpass.getuser(), why=args.why)
