"""Commands that have verbs, as `landbridge endpoint add`: a function for each of them."""

import argparse
from collections.abc import Callable


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    do: Callable[..., int],
    text: str,
) -> argparse.ArgumentParser:
    """A verb with its help. do: called with what `run_verb` or the command's own `run` gives it."""
    parser = verbs.add_parser(name, help=text, description=text)
    parser.set_defaults(verb=do)
    return parser


def run_verb(args: argparse.Namespace) -> int:
    """The verb that was asked for, with the grounds of this installation. Gives its exit code."""
    from landbridge.main.installation import opened_installation

    with opened_installation() as grounds:
        code: int = args.verb(grounds, args)
        return code
