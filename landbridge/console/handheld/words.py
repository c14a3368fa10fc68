"""Words of the floor in the worker's language.

The handheld's own words stand in the catalogues of `console/locale` under the context `floor`, so
that a word means there what it means on the floor. The warehouse speaks one language; what it says
is found again by its form (`sentences.txt`), and its names, codes and amounts are kept as they are.
"""

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from django.utils.translation import get_language, npgettext, pgettext, pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

FLOOR = "floor"
# Words that stand inside sentences of the warehouse.
INSIDE = (
    "available", "damaged", "quality hold", "on hold", "expired", "blocked", "as new", "opened",
    "incomplete", "wrong item", "back to stock", "to be repaired", "back to the supplier",
    "set aside", "scrapped", "quarantine",
    "storage", "receiving", "packing", "shipping", "staging", "chilled", "frozen",
)  # fmt: skip
# A value never reaches over the end of a sentence.
_VALUE = r"((?:(?!\. ).)+?)"
_GAP = re.compile(r"\{[a-z]\}")


def gettext(message: str) -> str:
    return pgettext(FLOOR, message)


def gettext_lazy(message: str) -> "StrPromise":
    return pgettext_lazy(FLOOR, message)


def ngettext(one: str, many: str, number: int) -> str:
    return npgettext(FLOOR, one, many, number)


@cache
def sentences() -> tuple[str, ...]:
    """What the warehouse says on the floor; `{a}` is a value. Those with most words first."""
    text = files(__package__).joinpath("sentences.txt").read_text(encoding="utf-8")
    return tuple(sorted(text.splitlines(), key=lambda line: -len(_GAP.sub("", line))))


@cache
def _forms() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(_VALUE.join(map(re.escape, _GAP.split(line)))), line) for line in sentences()
    )


def spoken(text: str) -> str:
    """A sentence of the warehouse in the worker's language; what is not known stays as it is."""
    if not text or (get_language() or "en").startswith("en"):
        return text
    parts = re.split(r"(?<=[.?!]) ", text)
    said: list[str] = []
    while parts:
        for count in range(len(parts), 0, -1):
            whole = " ".join(parts[:count])
            found = _translated(whole)
            if found is not None or count == 1:
                said.append(whole if found is None else found)
                parts = parts[count:]
                break
    return " ".join(said)


@cache
def _clauses() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What stands inside sentences: lines that end without a stop."""
    return tuple((form, line) for form, line in _forms() if line[-1] not in ".?!")


def _translated(
    sentence: str, forms: tuple[tuple[re.Pattern[str], str], ...] | None = None
) -> str | None:
    for form, line in forms or _forms():
        match = form.fullmatch(sentence)
        if match is None:
            continue
        values = dict(zip(_GAP.findall(line), map(_value, match.groups()), strict=True))
        parts = re.split(r"(\{[a-z]\})", gettext(line))
        return "".join(str(values.get(part, part)) for part in parts)
    return None


def _value(text: str) -> str:
    if text in INSIDE:
        return gettext(text)
    return _translated(text, _clauses()) or text
