"""Every document type, found by its file: no list to edit when one is added."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from landbridge.canon.base import Document


@cache
def document_types() -> Mapping[str, type[Document]]:
    """Document classes by kind, of all modules in this package."""
    package = importlib.import_module("landbridge.canon")
    found: dict[str, type[Document]] = {}
    for module_info in pkgutil.iter_modules(package.__path__):
        if module_info.name.startswith("test_") or module_info.name in ("registry", "codec"):
            continue
        module = importlib.import_module(f"landbridge.canon.{module_info.name}")
        for value in vars(module).values():
            if (
                isinstance(value, type)
                and issubclass(value, Document)
                and value is not Document
                and value.__module__ == module.__name__
            ):
                found[value.kind] = value
    return MappingProxyType(dict(sorted(found.items())))


def document_type(kind: str) -> type[Document]:
    """The class of `kind`; KeyError names what is known."""
    try:
        return document_types()[kind]
    except KeyError:
        raise KeyError(
            f"unknown document type {kind!r}; known: {', '.join(document_types())}"
        ) from None
