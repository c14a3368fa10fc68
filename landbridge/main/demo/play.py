"""The demo from its command line to its end."""

import signal
import sys
from dataclasses import dataclass

from landbridge.main.demo import seed
from landbridge.main.demo.day import play_once
from landbridge.main.demo.house import House, HouseOptions, running_house
from landbridge.main.demo.on_and_on import play_on
from landbridge.main.demo.progress import Teller
from landbridge.main.demo.summary import text_of
from landbridge.main.exits import Exit
from landbridge.main.output import print_json


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayOptions:
    """orders: sales to play to the end; None plays on until Ctrl-C."""

    house: HouseOptions
    orders: int | None
    json: bool = False


def play(options: PlayOptions) -> int:
    """Start everything, play, stop everything; the exit code."""
    # A shell that has started us in the background made us deaf to it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    teller = Teller(sys.stderr if options.json else sys.stdout)
    teller.say("Landbridge demo. The first start sets up an ERP, which takes a minute or two.")
    try:
        with running_house(options.house, teller) as house:
            if options.orders is None:
                _tell_addresses(house, teller)
                play_on(house, say=teller.say)
            return _play_to_the_end(house, options, teller)
    except KeyboardInterrupt:
        teller.say("\nEverything is stopped; the next start goes on from here.")
        return Exit.INTERRUPTED if options.orders is not None else Exit.DONE


def _play_to_the_end(house: House, options: PlayOptions, teller: Teller) -> int:
    assert options.orders is not None
    summary = play_once(house, orders=options.orders, say=teller.say)
    teller.say(text_of(summary))
    if options.json:
        print_json(summary.as_json())
    return Exit.DONE if summary.finished and summary.stock_agrees else Exit.NOT_WELL


def _tell_addresses(house: House, teller: Teller) -> None:
    erp_password = house.erp.passwords["clerk"]
    teller.say(
        f"""
  Console    {house.web_url}/           sign in as {seed.LOGIN} / {seed.PASSWORD}
  Handheld   {house.web_url}/floor/     the same
  REST API   {house.web_url}/api/v1/openapi.json
  ERP        {house.erp.url}  with a Tryton 8.2 client: database {house.erp.database},
             user clerk, password {erp_password}

The clerk and the crew are at work. Ctrl-C stops everything.
"""
    )
