"""GS1 Digital Link: a web address that carries GS1 keys (GS1 Digital Link URI Syntax 1.4)."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from landbridge.canon.gs1 import (
    APPLICATION_IDENTIFIERS,
    ElementString,
    ElementStringError,
    checked_elements,
    is_gtin,
)

# Keys an address may begin with, and what may stand behind each in the path, in this order.
_PATHS = {
    "01": ("22", "10", "21"),
    "00": (),
    "8003": (),
    "8004": (),
    "414": (),
    "401": (),
    "402": (),
}
# Words of the first editions for identifiers.
_WORDS = {"gtin": "01", "sscc": "00", "cpv": "22", "lot": "10", "ser": "21", "grai": "8003",
          "giai": "8004", "exp": "17"}  # fmt: skip
_KEY_FORMS = {"01": r"\d{8}|\d{12,14}", "00": r"\d{18}"}


def read_digital_link(text: str) -> ElementString | None:
    """What a web address says in GS1 keys; None when it is no such address.

    Any host and any path before the key count. Raises ElementStringError when there is a key and
    it, or what stands behind it, is wrong.
    """
    parts = urlsplit(text) if re.match(r"https?://[^/\s]+/", text, re.IGNORECASE) else None
    if parts is None:
        return None
    steps = parts.path.strip("/").split("/")
    start = _key_at(steps)
    if start is None:
        return None
    pairs = [
        (_ai(steps[index]), unquote(steps[index + 1])) for index in range(start, len(steps) - 1, 2)
    ]
    if (len(steps) - start) % 2:
        raise ElementStringError(f"the address ends with {steps[-1]!r} and no value")
    key, *qualifiers = [ai for ai, _ in pairs]
    allowed = [ai for ai in _PATHS[key] if ai in qualifiers]
    if qualifiers != allowed:
        raise ElementStringError(f"{qualifiers} may not stand behind ({key}) in an address")
    pairs += [
        (_ai(name), value)
        for name, value in parse_qsl(parts.query)
        if _ai(name) in APPLICATION_IDENTIFIERS or re.fullmatch(r"310[0-5]|330[0-5]", name)
    ]
    return ElementString(checked_elements([_full(ai, value) for ai, value in pairs]), True)


def _ai(word: str) -> str:
    return _WORDS.get(word.lower(), word)


def _full(ai: str, value: str) -> tuple[str, str]:
    """A GTIN in its full length; the first editions left zeros out."""
    return (ai, value.zfill(14)) if ai == "01" and is_gtin(value) else (ai, value)


def _key_at(steps: list[str]) -> int | None:
    """Where the last key of the path stands: a folder before it may look like one."""
    for index in range(len(steps) - 2, -1, -1):
        ai = _ai(steps[index])
        if ai in _PATHS and re.fullmatch(_KEY_FORMS.get(ai, ".+"), unquote(steps[index + 1])):
            return index
    return None
