"""Arabic letters as they join: the presentation form of each by its neighbours.

The forms are those of the Unicode character database, so nothing of them stands here.
"""

import unicodedata
from functools import cache

FORMS = (range(0xFB50, 0xFC00), range(0xFE80, 0xFEFD))
ALWAYS_JOINS = frozenset("\u0640\u200d")  # tatweel and the zero-width joiner
LAM = "\u0644"


@cache
def _forms() -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """(letter -> kind -> form, lam and alef -> kind -> ligature); kinds as in Unicode."""
    letters: dict[str, dict[str, str]] = {}
    ligatures: dict[str, dict[str, str]] = {}
    for code in (code for forms in FORMS for code in forms):
        kind, *parts = unicodedata.decomposition(chr(code)).split() or [""]
        base = "".join(chr(int(part, 16)) for part in parts)
        if len(base) == 1:
            letters.setdefault(base, {}).setdefault(kind.strip("<>"), chr(code))
        elif len(base) == 2 and base[0] == LAM:
            ligatures.setdefault(base, {}).setdefault(kind.strip("<>"), chr(code))
    return letters, ligatures


def joined(text: str) -> str:
    """The text with each Arabic letter in the form it has there; other letters stay."""
    letters, ligatures = _forms()
    if not any(c in letters for c in text):
        return text
    out = []
    before = False  # whether the letter before reaches out to the next
    at = 0
    while at < len(text):
        char = text[at]
        if unicodedata.combining(char):
            out.append(char)
        elif (pair := text[at : at + 2]) in ligatures:
            out.append(ligatures[pair]["final" if before else "isolated"])
            before = False
            at += 1
        elif (forms := letters.get(char)) is not None:
            reaches = "initial" in forms and _takes_from(_next(text, at), letters)
            kind = ("isolated", "initial", "final", "medial")[reaches + 2 * before]
            out.append(forms.get(kind, char))
            before = reaches
        else:
            out.append(char)
            before = char in ALWAYS_JOINS
        at += 1
    return "".join(out)


def _next(text: str, at: int) -> str:
    """The next character that takes room, "" at the end."""
    return next((c for c in text[at + 1 :] if not unicodedata.combining(c)), "")


def _takes_from(char: str, letters: dict[str, dict[str, str]]) -> bool:
    return char in ALWAYS_JOINS or "final" in letters.get(char, {})
