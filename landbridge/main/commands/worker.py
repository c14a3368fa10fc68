"""Carry documents and give stock to orders, until SIGTERM or Ctrl-C.

Start as many as you like, on any machine with the same DSN. One that is killed is noticed by the
others, which take its work over.
"""

import argparse

SUMMARY = "carry documents and give stock to orders"


def configure(parser: argparse.ArgumentParser) -> None:
    """No options: what to do stands in the database."""


def run(args: argparse.Namespace) -> int:
    import signal
    import threading

    from landbridge.kit.settings import load_settings
    from landbridge.main.exits import Exit
    from landbridge.main.installation import opened_installation
    from landbridge.main.working import work

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with opened_installation(connections_max=24) as grounds:
        work(grounds, load_settings(), stop)
    return Exit.DONE
