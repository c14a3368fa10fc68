"""Filters of a list: they live in the address, so a list can be sent to somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

TEXT_LENGTH_MAX = 200

Choices = tuple[tuple[str, "str | StrPromise"], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """kind: of the input: `text`, `datetime-local`; with choices it is a list to choose from."""

    name: str
    title: "str | StrPromise"
    value: str
    kind: str = "text"
    choices: Choices = ()
    example: str = ""


def text(
    request: HttpRequest, name: str, title: "str | StrPromise", *, example: str = ""
) -> Filter:
    return Filter(name=name, title=title, value=asked(request, name), example=example)


def choice(
    request: HttpRequest,
    name: str,
    title: "str | StrPromise",
    options: Iterable[tuple[str, "str | StrPromise"]],
    *,
    default: str = "",
) -> Filter:
    """One of `options`. An unknown value in the address counts as not given."""
    known = tuple(options)
    value = asked(request, name) if name in request.GET else default
    if value not in {option for option, _title in known}:
        value = default
    blank: Choices = () if default else (("", _("all")),)
    return Filter(name=name, title=title, value=value, choices=(*blank, *known))


def moment(request: HttpRequest, name: str, title: "str | StrPromise") -> Filter:
    return Filter(name=name, title=title, value=asked(request, name), kind="datetime-local")


def asked(request: HttpRequest, name: str) -> str:
    """A value from the address, trimmed and bounded."""
    return request.GET.get(name, "").strip().replace("\x00", "")[:TEXT_LENGTH_MAX]


def asked_instant(request: HttpRequest, name: str) -> datetime | None:
    """A moment from the address, in the person's zone unless it names one; None if unreadable."""
    try:
        found = parse_datetime(asked(request, name))
    except ValueError:
        return None
    if found is None:
        return None
    return found if found.tzinfo is not None else timezone.make_aware(found)


def is_filtered(request: HttpRequest) -> bool:
    return any(value for name, value in request.GET.items() if name not in ("page", "format"))
