"""Flows are found, never listed: every `handheld/<name>/flow.py` that declares `flow`."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from landbridge.console.handheld.flow import Flow

HOME = "landbridge.console.handheld"
# The way of the goods; others follow by name.
ORDER = (
    "work",
    "receive",
    "putaway",
    "pick",
    "pack",
    "stage",
    "load",
    "kits",
    "putback",
    "replenish",
    "count",
    "returns",
    "move",
)


@cache
def flows() -> Mapping[str, Flow]:
    """Every flow by name, in the order of the goods' way."""
    home = importlib.import_module(HOME)
    found: dict[str, Flow] = {}
    for info in pkgutil.iter_modules(home.__path__):
        if info.ispkg:
            flow: Flow = importlib.import_module(f"{HOME}.{info.name}.flow").flow
            found[flow.name] = flow
    ranked = sorted(found, key=lambda name: (ORDER.index(name) if name in ORDER else 99, name))
    return MappingProxyType({name: found[name] for name in ranked})
