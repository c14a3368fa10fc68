"""Codecs are found, never listed: folders of `landbridge.codecs` and entry points.

A codec folder has a module attribute `codec`.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType

from landbridge.codecs.base import Codec

ENTRY_POINT_GROUP = "landbridge.codecs"


class UnknownSyntaxError(KeyError):
    """No codec for that syntax is installed; the text names those that are."""

    def __str__(self) -> str:
        return str(self.args[0])


@cache
def codecs() -> Mapping[str, Codec]:
    """All installed codecs by syntax."""
    home = importlib.import_module("landbridge.codecs")
    packages = [
        f"landbridge.codecs.{info.name}"
        for info in pkgutil.iter_modules(home.__path__)
        if info.ispkg
    ]
    packages.extend(point.value for point in entry_points(group=ENTRY_POINT_GROUP))
    found: dict[str, Codec] = {}
    for package in packages:
        codec: Codec = importlib.import_module(package).codec
        found[codec.syntax] = codec
    return MappingProxyType(dict(sorted(found.items())))


def get_codec(syntax: str) -> Codec:
    """The codec of a syntax. Raises UnknownSyntaxError."""
    found = codecs()
    if syntax not in found:
        raise UnknownSyntaxError(f"no codec for {syntax!r}; installed: {', '.join(found)}")
    return found[syntax]
