"""Screens are found, never listed: every `screen.py` below `console/screens`."""

import dataclasses
import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache

from landbridge.console.screen import Screen

HOME = "landbridge.console.screens"


class ScreenDeclarationError(TypeError):
    """A folder below `console/screens` declares no screen, or a name is taken twice."""


@cache
def screens() -> tuple[Screen, ...]:
    """Every screen, by package name."""
    found = tuple(_load(package) for package in _packages())
    names = [screen.name for screen in found]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ScreenDeclarationError(f"two screens are named {', '.join(sorted(twice))}")
    return found


def _packages() -> Iterator[str]:
    home = importlib.import_module(HOME)
    for info in pkgutil.walk_packages(home.__path__, f"{HOME}."):
        if not info.ispkg and info.name.endswith(".screen"):
            yield info.name.removesuffix(".screen")


def _load(package: str) -> Screen:
    module = importlib.import_module(f"{package}.screen")
    declared = getattr(module, "screen", None)
    if not isinstance(declared, Screen):
        raise ScreenDeclarationError(f"{package}.screen declares no `screen`")
    return dataclasses.replace(declared, package=package)
