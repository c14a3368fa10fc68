"""The one exit from YAML: named pure functions, used by `call: name`.

A connector adds its own in `maps/functions.py`. Such a function takes tree values and gives one;
it raises ValueError with a sentence for what it cannot take, which becomes a finding.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType, ModuleType
from typing import Any

from landbridge.canon.gs1 import has_check_digit

_DIGITS = re.compile(r"[0-9]+")


def gtin_14(code: object) -> str | None:
    """A GTIN of 8, 12, 13 or 14 digits as 14 digits; ValueError if its check digit is wrong."""
    if code is None or code == "":
        return None
    text = str(code).strip()
    if len(text) not in (8, 12, 13, 14) or not has_check_digit(text):
        raise ValueError(f"{text!r} is not a GTIN with a right check digit")
    return text.rjust(14, "0")


def only_digits(text: object) -> str | None:
    """All digits of a text, nothing else: `+49 30-12` gives `493012`."""
    return None if text is None else "".join(_DIGITS.findall(str(text)))


def without_leading_zeros(code: object) -> str | None:
    """`000000000000012` gives `12`; a code of zeros only gives `0`."""
    if code is None:
        return None
    text = str(code)
    return text.lstrip("0") or text[-1:]


def functions_of(module: ModuleType) -> Mapping[str, Callable[..., Any]]:
    """The public functions a module itself defines, by name."""
    return MappingProxyType(
        {
            name: value
            for name, value in vars(module).items()
            if inspect.isfunction(value)
            and not name.startswith("_")
            and value.__module__ == module.__name__
        }
    )


OWN: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {function.__name__: function for function in (gtin_14, only_digits, without_leading_zeros)}
)
