"""What a form of a screen says: whole, or not at all."""

import re

from django.http import HttpRequest
from django.utils.translation import gettext as _t

from landbridge.kit.findings import LandbridgeError


def posted(request: HttpRequest, name: str, limit: int = 200) -> str:
    """A field without the spaces around it. LandbridgeError if it is longer than `limit` letters:
    half of what somebody wrote is not what they said."""
    text = request.POST.get(name, "").replace("\x00", "").replace("\r\n", "\n").strip()
    if len(text) > limit:
        raise LandbridgeError(
            _t("%(name)s has %(count)d letters, and %(limit)d is the most; nothing was done.")
            % {"name": name, "count": len(text), "limit": limit},
            remedy=_t("Shorten it and send the form again."),
        )
    return text


def posted_list(request: HttpRequest, name: str, limit: int = 4_000) -> tuple[str, ...]:
    """A field of several values with spaces, commas, semicolons or ends of lines between them."""
    return tuple(filter(None, re.split(r"[\s,;]+", posted(request, name, limit))))


def whole_number(text: str) -> int:
    """A whole number that somebody typed. LandbridgeError if it is none, or above 9,999,999."""
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise LandbridgeError(_t("%(text)s is not a whole number.") % {"text": text[:40]})
    return int(text)


def number_of(text: str) -> int:
    """An id as a form or an address says it; 0, which nothing has, if it is none."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0
