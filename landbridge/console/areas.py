"""Areas beside the screens (handheld, API): folders with a `urls` module, found by that.

The module names its `prefix` and `urlpatterns`, and may have a `door`: its place in the menu.
"""

import pkgutil
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING

from landbridge.console.screen import Menu

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

HOME = "landbridge.console"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """How an area stands in the menu. name: of the address it opens with."""

    title: "StrPromise"
    name: str
    permission: str
    menu: Menu


@cache
def areas() -> tuple[ModuleType, ...]:
    """The `urls` modules of all areas."""
    home = import_module(HOME)
    return tuple(
        import_module(f"{info.name}.urls")
        for info in pkgutil.iter_modules(home.__path__, f"{HOME}.")
        if info.ispkg and find_spec(f"{info.name}.urls") is not None
    )


def doors() -> tuple[Door, ...]:
    return tuple(area.door for area in areas() if hasattr(area, "door"))
